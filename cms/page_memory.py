"""Kept pages in the memory of this process, compressed, answered before Django hears of the request.

The front cache decides what may be kept (cms/front_cache.py), and hands each page over with the stamps it is good for.
A thread asks the shared cache every few tenths of a second whether anything was thrown away; what this process throws
away itself is gone at once. While the shared cache does not answer, nothing is answered from here.
docs/decisions/0048-pages-in-memory.md has the reasons.
"""

import logging
import secrets
import threading
import time
from functools import lru_cache

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from . import page_files
from .compression import COMPRESSED

logger = logging.getLogger(__name__)

HANDED_OVER = "beautydesk.page"  # in `request.META`, which is the WSGI environment
PURGED = "purged"  # in the shared cache: another value after each purge
ASK_EVERY = 0.3  # seconds
COMPARE_EVERY = 60  # seconds; so old files go
DEAF_AFTER = 0.9  # seconds without an answer; pages may be out of date for a second, never for longer
CUT_OFF_FOR = 3600  # seconds that an overdue page goes on being sent while the database is down
NOT_THERE = (InterfaceError, OperationalError)  # what a database server that is away makes of a question
LARGEST = 32 * 1024 * 1024  # bytes, of all pages together
PERHAPS_STALE = ("Warning", '110 - "Response is Stale"')  # RFC 7234, 5.5.1
# Of the answer as Django gave it: what belongs to one way of sending it.
SENT_ANEW = {"cache-status", "content-encoding", "content-length", "etag", "vary", "warning"}


class PagesInMemory:
    """The WSGI application: answers what it has, and hands everything else on."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        address = address_of(environ)
        if address is None:
            return self.application(environ, start_response)
        page = MEMORY.find(address)
        if page is not None:
            MEMORY.answered += 1  # two at once may count as one: it is a figure for a graph
            return page.answer(environ, start_response, MEMORY.is_cut_off)
        purges, said = MEMORY.purges, []

        def started(status, headers, exc_info=None):
            said[:] = status, headers
            return start_response(status, headers, exc_info)

        response = self.application(environ, started)
        handed = environ.get(HANDED_OVER)
        # Neither the answer to whether the page has changed, nor one under an address with a tracker in it.
        if handed and said[0].startswith("200") and environ["QUERY_STRING"] == address[-1]:
            MEMORY.keep(address, Page(*handed, headers=said[1]), purges)
        return response


def address_of(environ):
    """What tells one kept page from another; None where the answer may depend on who asks, as the front cache has it.

    A cookie whose name merely contains that of a session only costs time.
    """
    cookies = environ.get("HTTP_COOKIE", "")
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO")  # where a proxy of ours says how readers came
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or "HTTP_AUTHORIZATION" in environ
        or forwarded not in {None, "http", "https"}
        or (cookies and (settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies))
    ):
        return None
    return (
        environ["wsgi.url_scheme"],
        forwarded,
        environ.get("HTTP_HOST"),
        environ.get("PATH_INFO"),
        environ.get("QUERY_STRING", ""),
    )


@lru_cache(maxsize=256)
def encoding_for(accepted):
    """The best encoding that a visitor takes, by their Accept-Encoding; empty for none."""
    wanted = {}
    for each in accepted.lower().split(","):
        name, _semicolon, weight = each.partition(";")
        wanted[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in COMPRESSED if wanted.get(name, wanted.get("*", False))), "")


class Page:
    """One page with its headers, in each encoding that somebody asked for."""

    def __init__(self, stamps, until, content, headers):
        self.stamps, self.until, self.content = stamps, until, content
        self.tag = dict(headers)["ETag"].removeprefix("W/").strip('"')
        self.headers = [(name, value) for name, value in headers if name.lower() not in SENT_ANEW]
        self.headers += [("Cache-Status", "front; hit"), ("Vary", "Accept-Encoding, Cookie")]
        self.tags = {f'"{self.tag}"', *(f'"{self.tag}-{encoding}"' for encoding in COMPRESSED)}
        self.variants = {}

    @property
    def size(self):
        return 2 * len(self.content)  # as it is, and compressed twice

    def answer(self, environ, start_response, is_cut_off=False):
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        content, headers = self.variants.get(encoding) or self.variant(encoding)
        headers = [*headers, PERHAPS_STALE] if is_cut_off else headers
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and self.is_known(asked):
            start_response("304 Not Modified", [pair for pair in headers if not pair[0].startswith("Content-")])
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]

    def variant(self, encoding):
        content, tag, headers = self.content, self.tag, list(self.headers)
        if encoding:
            content, tag = COMPRESSED[encoding](content), f"{tag}-{encoding}"
            headers.append(("Content-Encoding", encoding))
        headers += [("ETag", f'"{tag}"'), ("Content-Length", str(len(content)))]
        self.variants[encoding] = content, headers
        return content, headers

    def is_known(self, asked):
        """Whether the visitor has this page, however it was sent (RFC 9110, 13.1.2: the weak comparison)."""
        return asked == "*" or not self.tags.isdisjoint(tag.strip().removeprefix("W/") for tag in asked.split(","))


class Memory:
    """The pages, and the thread that hears of purges elsewhere."""

    def __init__(self):
        self.pages, self.size = {}, 0
        self.answered = 0
        self.purges = 0  # that this process knows of
        self.untold = set()  # stamps that were to be taken away while the shared cache did not answer
        self.lock = threading.Lock()
        self.heard, self.heard_at, self.compared_at = None, 0.0, 0.0
        self.is_deaf = False  # the shared cache does not answer
        self.is_cut_off = False  # from the database: the pages go on being sent, and say so
        self.thread = None

    def find(self, address):
        """Return the page that every reader gets at this address now; None if that is not known here."""
        page = self.pages.get(address)
        now = time.time()
        if page is None or now - self.heard_at >= DEAF_AFTER:
            return None
        return page if now < page.until + (CUT_OFF_FOR if self.is_cut_off else 0) else None

    def keep(self, address, page, purges):
        """Keep a page, unless something was thrown away since there were so many `purges`: it may have been this."""
        self.listen()
        with self.lock:
            if purges != self.purges or page.size > LARGEST // 4:
                return
            self.drop(address)
            self.pages[address] = page
            self.size += page.size
            while self.size > LARGEST:
                self.drop(next(iter(self.pages)))  # the oldest

    def drop(self, address):
        if page := self.pages.pop(address, None):
            self.size -= page.size

    def forget(self, stamps):
        """Forget the pages that name any of these stamps; what is being made meanwhile is not kept."""
        self.forget_where(lambda page: not stamps.isdisjoint(page.stamps))

    def forget_where(self, is_meant):
        with self.lock:
            self.purges += 1
            for address in [address for address, page in self.pages.items() if is_meant(page)]:
                self.drop(address)

    def tell(self, stamps):
        """Take stamps away from the shared cache, for all processes to hear; if it is away, as soon as it is back."""
        try:
            take_away(stamps)
        except Exception:
            with self.lock:
                self.untold |= stamps
            self.listen()
            raise

    def tell_on(self):
        """Take away what could not be taken away before."""
        with self.lock:
            stamps, self.untold = self.untold, set()
        if stamps:
            self.tell(stamps)

    def listen(self):
        """Start the thread in this process: those of a parent do not follow into its children."""
        if self.thread is None or not self.thread.is_alive():
            self.thread = threading.Thread(target=self.ask_again_and_again, name="page memory", daemon=True)
            self.thread.start()

    def ask_again_and_again(self):
        while True:
            try:
                self.ask()
                self.is_deaf = False
            except Exception:
                if not self.is_deaf:
                    logger.exception("The cache of pages does not answer. Until it does, each page is made anew.")
                self.is_deaf = True
                forget_files()
            finally:
                close_old_connections()
            time.sleep(ASK_EVERY)

    def ask(self):
        """Hear whether anything was thrown away, and if so forget every page whose stamps are no longer there.

        While the database is down nobody can publish or throw away: readers go on getting the pages, overdue or not.
        """
        asked_at = time.time()
        try:
            self.tell_on()
            heard = caches["pages"].get(PURGED)
            if heard != self.heard or asked_at - self.compared_at > COMPARE_EVERY:
                self.compare()
                self.compared_at = asked_at
        except NOT_THERE:  # where the database is the shared cache as well
            self.is_cut_off, self.heard_at = True, asked_at
            return
        self.heard, self.heard_at, self.is_cut_off = heard, asked_at, database_is_away()

    def compare(self):
        names = {name for page in list(self.pages.values()) for name in page.stamps}
        stamps = caches["pages"].get_many(names)
        self.forget_where(lambda page: any(stamps.get(name) != value for name, value in page.stamps.items()))
        try:
            page_files.compare(caches["pages"].get_many)
        except OSError:  # of the disk; the cache has answered
            logger.exception("Pages that are kept as files could not be compared.")


def take_away(stamps):
    """Take stamps away from the shared cache, and say there that something was."""
    cache = caches["pages"]
    cache.delete_many(stamps)
    before = cache.get(PURGED)
    cache.set(PURGED, secrets.token_hex(8), timeout=None)
    if before and cache.get(PURGED) == before:  # a cache in the database does not say what it could not write
        raise OperationalError("Other processes could not be told that pages were thrown away.")


def forget_files():
    try:
        page_files.forget_everything()
    except OSError:
        logger.exception("Pages that are kept as files could not be thrown away.")


def database_is_away():
    """Whether a database server does not answer; a file is there or nothing is."""
    if connection.vendor == "sqlite":
        return False
    try:
        connection.ensure_connection()
        if connection.is_usable():
            return False
    except NOT_THERE:
        return True
    connection.close()  # it may have been an old one
    return True


MEMORY = Memory()
