"""Databases that exist for one run of the benchmark: a file, and one on the PostgreSQL server of this machine."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parents[1]
NAME = "bd_bench"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def scratch_database(kind: str) -> Generator[dict[str, str]]:
    """A migrated, empty house on a database of its own, gone afterwards.

    Args:
        kind: "SQLite" or "PostgreSQL".

    Yields:
        The environment variables that lead a process to it.
    """
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("VAR_DIR")) as folder:
        environment = {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "LOG_LEVEL": "CRITICAL"}
        if kind == "SQLite":
            migrate(environment | {"DATABASE_URL": f"sqlite:///{folder}/{NAME}.sqlite3"})
            yield environment | {"DATABASE_URL": f"sqlite:///{folder}/{NAME}.sqlite3"}
            return
        server = server_address()
        on_server(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
        on_server(server, "CREATE DATABASE {}")
        try:
            environment["DATABASE_URL"] = f"{server.rsplit('/', 1)[0]}/{NAME}"
            migrate(environment)
            yield environment
        finally:
            on_server(server, "DROP DATABASE {} WITH (FORCE)")


def server_address():
    """The PostgreSQL server of DATABASE_URL, or the usual one; never one on another machine."""
    url = os.environ.get("DATABASE_URL", "")
    url = url if url.startswith("postgres") else SERVER
    host = environ.Env.db_url_config(url)["HOST"]
    if host not in {"127.0.0.1", "localhost", "::1"}:
        sys.exit(f"The benchmark fills and drops databases, so it talks to this machine only, and not to {host}.")
    return url


def on_server(url, statement):
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(NAME)))


def version_of(kind):
    if kind == "SQLite":
        return f"SQLite {sqlite3.sqlite_version}"
    with psycopg.connect(server_address()) as server:
        return f"PostgreSQL {server.info.server_version // 10_000}.{server.info.server_version % 10_000}"


def migrate(environment):
    manage(environment, "migrate", "--verbosity", "0")


def manage(environment, *arguments, check=True):
    """Run a management command in the scratch house. Returns the finished process."""
    command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
    return subprocess.run(  # noqa: S603 - our own command
        command, env=os.environ | environment, check=check, cwd=REPOSITORY, capture_output=not check, text=True
    )
