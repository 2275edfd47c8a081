"""Kept pages as files, which a web server in front sends by itself (deploy/nginx.conf); none without `PAGE_FILES`.

    PAGE_FILES/live/stories/exosomes/@                                          leads to
    PAGE_FILES/kept/<stamp>=<value>/<stamp>=<value>/<digest of the path>/       with
        index.html, index.html.br, index.html.gz

The names of the folders say what a page is good for. To throw pages away is to move a folder, so none of them is left
half-way; what is written too late is found by the next look. docs/decisions/0059-pages-as-files.md has the reasons.
"""

import hashlib
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from .compression import COMPRESSED

KEPT_FOR = 600  # seconds, wherever a page is kept; a safety net for what changes without saying so
ENDINGS = {"br": ".br", "gzip": ".gz"}  # nginx: brotli_static, gzip_static
# Nothing that a file system or a web server could read in another way than Django does.
PATH = re.compile(r"/(?:[a-z0-9][a-z0-9_-]{0,199}/)*")
# What deploy/page_headers.conf says with each page. A page that says more is left to Django.
HEADERS = {
    "CDN-Cache-Control",
    "Cache-Control",
    "Content-Length",
    "Content-Security-Policy",
    "Content-Type",
    "ETag",
    "Permissions-Policy",
    "Vary",
    "X-Frame-Options",
}


def keep(page, request):
    """Write a page for the web server, if it is one that anybody gets at the magazine's own address.

    Args:
        page: a KeptPage.

    Returns:
        Its folder, to `bury` if the page is no longer good, now that it is written; None if nothing was written.
    """
    if not settings.PAGE_FILES or not is_plain(page, request):
        return None
    folder = Path(settings.PAGE_FILES, "kept", *(f"{name}={value}" for name, value in page.stamps.items()))
    folder /= hashlib.sha256(request.path.encode()).hexdigest()[:32]
    link = Path(settings.PAGE_FILES, "live", request.path.strip("/"), "@")
    # Not from the root: a web server in a container of its own may have the folder elsewhere.
    target = Path(os.path.relpath(folder, link.parent))
    if (link / "index.html").exists() and link.readlink() == target:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for name, compress in COMPRESSED.items():
        put(folder / f"index.html{ENDINGS[name]}", compress(page.content))
    put(folder / "index.html", page.content)
    link.parent.mkdir(parents=True, exist_ok=True)
    new = link.with_name(new_name())
    new.symlink_to(target, target_is_directory=True)
    new.replace(link)
    return folder


def is_plain(page, request):
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return (
        page.headers["Content-Type"] == "text/html; charset=utf-8"
        and HEADERS.issuperset(page.headers)
        and not request.META["QUERY_STRING"]
        and (request.scheme, request.get_host()) == (host.scheme, host.netloc)
        and PATH.fullmatch(request.path)
    )


def put(path, content):
    """Let nobody see a file before it is whole.

    nginx makes an ETag of its length and of the second it was written in: a second that follows from the content makes
    it a strong one, the same on all machines.
    """
    second = 1_000_000_000 + int(hashlib.sha256(content).hexdigest()[:7], 16)
    new = path.with_name(new_name())
    new.write_bytes(content)
    os.utime(new, (second, second))
    new.replace(path)


def new_name():
    return f".{secrets.token_hex(8)}"


def forget(stamps):
    """Throw away the pages that are good for any of these."""
    bury_where(lambda name, _value: name in stamps)


def compare(current):
    """Throw away the pages whose stamps are others now, and those whose time is over.

    Args:
        current: a function that tells the values of some stamps, as [name] -> {name: value}.
    """
    if not settings.PAGE_FILES:
        return
    stamps = current({folder.name.partition("=")[0] for folder in folders()})
    bury_where(lambda name, value: stamps.get(name) != value)
    too_old = time.time() - KEPT_FOR
    for folder in folders():
        with suppress(FileNotFoundError):  # another process was quicker
            for page in folder.iterdir():
                if "=" not in page.name and page.stat().st_mtime < too_old:
                    bury(page)


def forget_everything():
    bury_where(lambda _name, _value: True)


def folders(parent=None):
    """Those that stand for a stamp, the outer ones first."""
    with suppress(FileNotFoundError):
        for entry in os.scandir(parent or Path(settings.PAGE_FILES, "kept")):
            if "=" in entry.name:
                yield Path(entry.path)
                yield from folders(entry.path)


def bury_where(is_dead):
    if not settings.PAGE_FILES:
        return
    for folder in list(folders()):
        name, _mark, value = folder.name.partition("=")
        if is_dead(name, value):
            bury(folder)


def bury(folder):
    dead = Path(settings.PAGE_FILES, "dead", new_name())
    dead.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        folder.rename(dead)
    shutil.rmtree(dead, ignore_errors=True)
