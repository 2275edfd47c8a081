"""The demo magazine, served as production would serve it."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def magazine():
    """Serve the demo magazine as production would; gives its address."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="beautydesk-audit-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.audit.settings",
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/audit.sqlite3",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": site,
            "LOG_LEVEL": "CRITICAL",  # error pages are asked for on purpose
        }
        manage = [sys.executable, "manage.py"]
        for command in ("migrate", "createcachetable", "load_demo", "collectstatic --noinput"):
            run([*manage, *command.split(), "-v0"], cwd=REPOSITORY, env=environment)
        command = [sys.executable, "-m", "cms.server", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
        server = subprocess.Popen(command, cwd=REPOSITORY, env=environment)  # noqa: S603 - our own
        try:
            wait_for(site)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(site, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return fetch(site)
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server did not start.")


def fetch(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()  # error pages are pages too


def run(command, **options):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)  # noqa: S603 - commands of this file
