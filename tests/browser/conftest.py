"""A running newsroom for the browser: server, worker and demo magazine, each a real process of its own."""

import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email import message_from_string, policy
from pathlib import Path

import environ
import psycopg
import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright
from psycopg import sql

from django.db import connections

REPOSITORY = Path(__file__).resolve().parents[2]
ARTEFACTS = REPOSITORY / "artefacts"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# A busy machine is slow, not wrong: what is waited for may take its time.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)

DEMO_PASSWORD = "demo-desk-2026"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass
class Newsroom:
    """The address of the running site and the letters it has sent.

    Attributes:
        manage: runs a management command in it.
        environment: of its processes.
    """

    url: str
    folder: Path
    manage: Callable[..., object]
    environment: dict

    def give_password(self, account):
        """Let a colleague of the demo magazine log in who has no password there: give_password("burnet")."""
        change = (
            "from accounts.models import User\n"
            f"user = User.objects.get(email='{account}@demo.example')\n"
            f"user.set_password('{DEMO_PASSWORD}')\n"
            "user.save(update_fields=['password'])"
        )
        self.manage("shell", "--no-imports", "-c", change)

    def letters(self, to):
        """Every e-mail sent to this address so far, oldest first."""
        texts = [path.read_text() for path in sorted((self.folder / "mail").glob("*"), key=lambda p: p.stat().st_mtime)]
        messages = [message_from_string(part, policy=policy.default) for text in texts for part in split_mail(text)]
        return [message for message in messages if to in str(message["To"])]

    def letter(self, to, subject, seconds=30):
        """Wait for an e-mail whose subject contains these words. Fails after so many seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in reversed(self.letters(to)):
                if subject.lower() in str(message["Subject"]).lower():
                    return message
            time.sleep(0.2)
        subjects = [str(message["Subject"]) for message in self.letters(to)]
        pytest.fail(f"No mail to {to} about “{subject}” within {seconds} s; there were {subjects}")


def split_mail(text):
    """Django's file backend writes one line of dashes after each message."""
    return [part.lstrip("\n") for part in re.split(r"^-{79}$", text, flags=re.M) if part.strip()]


def link_in(message):
    """The first web address in the text part of an e-mail."""
    return re.search(r"https?://\S+", message.get_body(("plain",)).get_content())[0]


@pytest.fixture(scope="package")
def newsroom(tmp_path_factory, django_db_setup):
    """Start server and worker on an empty database with the demo magazine in it; stop them at the end."""
    folder = tmp_path_factory.mktemp("newsroom")
    port = free_port()
    database_url, drop_database = fresh_database(folder)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
        "DEBUG": "0",  # error pages as readers see them
    }

    def command(*arguments):
        return [sys.executable, str(REPOSITORY / "manage.py"), *arguments]

    def manage(*arguments):
        subprocess.run(command(*arguments), env=environment, check=True, cwd=REPOSITORY)  # noqa: S603 - our own command

    manage("createcachetable")
    manage("migrate", "-v0")  # of a copy, it only changes the site's address, and what the cache knows of it
    manage("load_demo")
    log = (folder / "server.log").open("w")
    processes = [
        subprocess.Popen(command(*arguments), env=environment, cwd=REPOSITORY, stdout=log, stderr=log)  # noqa: S603
        for arguments in (["runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"], ["worker"])
    ]
    try:
        wait_until_served(f"http://127.0.0.1:{port}/", log)
        yield Newsroom(f"http://127.0.0.1:{port}", folder, manage, environment)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)
        log.close()
        ARTEFACTS.mkdir(exist_ok=True)
        shutil.copy(folder / "server.log", ARTEFACTS / "server.log")
        drop_database()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fresh_database(folder):
    """A database of the kind the tests run on: a file, or a new one on the PostgreSQL server.

    Where other tests of this run use a file, it is copied: it is migrated, which would be half of setting up, and
    holds no row of a test. The site's address is theirs until the next `migrate`.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        tests, new = connections["default"].settings_dict, folder / "newsroom.sqlite3"
        if tests["NAME"] == tests["TEST"]["NAME"]:  # set up
            with closing(sqlite3.connect(tests["NAME"])) as migrated, closing(sqlite3.connect(new)) as copy:
                migrated.backup(copy)
        return f"sqlite:///{new}", lambda: None
    settings = environ.Env.db_url_config(url)
    name = f"newsroom_{secrets.token_hex(4)}"
    connection = {
        "host": settings["HOST"],
        "port": settings["PORT"] or 5432,
        "user": settings["USER"],
        "password": settings["PASSWORD"] or None,
        "dbname": settings["NAME"],
        "autocommit": True,
    }

    def run(statement):
        with psycopg.connect(**connection) as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(name)))

    run("CREATE DATABASE {}")
    return url.rsplit("/", 1)[0] + f"/{name}", lambda: run("DROP DATABASE {} WITH (FORCE)")


def wait_until_served(url, log, seconds=180):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=seconds):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not answer within {seconds} s:\n{Path(log.name).read_text()[-3000:]}")


@pytest.fixture(scope="package")  # its event loop must not outlive the browser tests: Django would use no database then
def chromium():
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        pytest.fail("The browser tests need Chromium: run them with `make test`, which finds or installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, newsroom):
    """Open a new browser window that knows nobody: visitor(), or visitor(width=390, javascript=False)."""
    contexts = []

    def open_window(width=1280, height=900, *, javascript=True, colour_scheme="light", **options):
        context = chromium.new_context(
            base_url=newsroom.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme=colour_scheme,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor):
    return visitor()


@pytest.fixture
def log_in(newsroom):
    """Log a demo account in through the login form: log_in(page, "writer")."""

    def log_in(page, account):
        page.goto("/accounts/login/")
        page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(f"{account}@demo.example")
        page.locator("input[type=password]").first.fill(DEMO_PASSWORD)
        page.locator("main form").filter(has=page.locator("input[type=password]")).get_by_role("button").first.click()
        page.wait_for_load_state()
        return page

    return log_in


@pytest.fixture
def keep(request):
    """Keep a screenshot of this step as an artefact: keep(page, "writer-submits")."""

    def keep(page, name, **options):
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{name}.png", **options)

    return keep


@pytest.fixture
def result_photo(tmp_path):
    """A photo that looks like none in the library, big enough to be printed large."""
    path = tmp_path / "cheek.jpg"
    light = Image.frombytes("L", (9, 8), secrets.token_bytes(72)).resize((1600, 1200), Image.Resampling.BICUBIC)
    cheek = Image.merge("RGB", [light.point(lambda v, k=k: 120 + v * k // 400) for k in (210, 170, 140)])
    cheek.save(path, quality=90)
    return path
