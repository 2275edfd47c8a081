"""The whole house in one file: database, media, and the private store of masters and signed releases."""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.storage import storages
from django.core.management.base import CommandError
from django.db import connection, connections, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone

from articles.models import ArticlePage

STORES = {"media": "default", "private": "private"}  # folders in the file, and whose they are
ABOUT, DATABASE = "about.json", "database"


def back_up(file):
    """Write everything into this file, which must not exist. It holds personal data: only its owner may read it.

    The database first: what is uploaded meanwhile is a file too many, never one too few. Returns how many files.
    """
    part = Path(f"{file}.part")
    if Path(file).exists():
        raise CommandError(f"{file} exists already.")
    count = 0
    part.unlink(missing_ok=True)  # of a back-up that was stopped
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=target, mode="w") as archive:
            dump = Path(folder, DATABASE)
            dump_database(dump)
            Path(folder, ABOUT).write_text(
                json.dumps({"database": connection.vendor, "made": timezone.now().isoformat()})
            )
            archive.add(Path(folder, ABOUT), ABOUT)
            archive.add(dump, DATABASE)
            for prefix, alias in STORES.items():
                for name in files_in(storages[alias]):
                    with suppress(FileNotFoundError):  # deleted since the list was made
                        add(archive, f"{prefix}/{name}", storages[alias].open(name))
                        count += 1
        target.flush()
        os.fsync(target.fileno())
    part.rename(file)  # what has this name is whole
    return count


def restore(file, *, replace=False):
    """Bring everything back from this file. Raises CommandError where a house is already, unless it is to be replaced.

    Returns how many files came back.
    """
    with tarfile.open(file) as archive:
        names = archive.getnames()  # reads it to its end: a file that was cut off is noticed now
        about = json.loads(content(archive, ABOUT).read())
        if about["database"] != connection.vendor:
            raise CommandError(f"The back-up is of {about['database']}, and DATABASE_URL names {connection.vendor}.")
        if not replace and is_inhabited():
            raise CommandError("There is a house here already. With --replace it is overwritten.")
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder, DATABASE)
            with dump.open("wb") as target:
                shutil.copyfileobj(content(archive, DATABASE), target)
            restore_database(dump)
        wanted = {name for name in names if name.partition("/")[0] in STORES and archive.getmember(name).isfile()}
        for name in sorted(wanted):
            put_back(name, content(archive, name))
        for prefix, alias in STORES.items():
            for name in list(files_in(storages[alias])):
                if f"{prefix}/{name}" not in wanted:
                    storages[alias].delete(name)
    return len(wanted)


def is_inhabited():
    """Whether somebody works here, something was written, or files are kept."""
    tables = set(connection.introspection.table_names())
    return any(
        model._meta.db_table in tables and model._base_manager.exists() for model in (get_user_model(), ArticlePage)
    ) or any(True for alias in STORES.values() for _name in files_in(storages[alias]))


# Files --------------------------------------------------------------------------------------


def files_in(store, folder=""):
    """The names of all files in a store, whether it is a folder or a bucket."""
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:  # nothing has come yet
        return
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from files_in(store, f"{folder}{name}/")


def add(archive, name, file):
    with file:
        member = tarfile.TarInfo(name)
        member.size, member.mtime = file.size, int(timezone.now().timestamp())
        archive.addfile(member, file)


def content(archive, name):
    file = archive.extractfile(name)
    if file is None:
        raise CommandError(f"There is no {name} in the back-up.")
    return file


def put_back(path, file):
    prefix, _slash, name = path.partition("/")
    store = storages[STORES[prefix]]
    store.delete(name)
    if store.save(name, file) != name:
        raise CommandError(f"{path} could not be written under its name.")


# The database -------------------------------------------------------------------------------


def dump_database(path):
    if connection.vendor == "postgresql":
        run_client("pg_dump", "--format=custom", "--no-owner", f"--file={path}")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)  # a state between two transactions, while others go on writing


def restore_database(path):
    if connection.vendor == "postgresql":
        drop_tables()
        connections.close_all()
        run_client("pg_restore", "--no-owner", "--single-transaction", source=path)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as source:
        source.backup(connection.connection)


def drop_tables():
    """All of them: newer code may have added some that the back-up does not know, and that lean on those it does."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")


def run_client(program, *options, source=None):
    """Run one of PostgreSQL's own programs, with the password where nobody else sees it."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *where, name = arguments[1:]
    command = [program, *where, f"--dbname={name}", *options, *([str(source)] if source else [])]
    try:
        subprocess.run(command, env=os.environ | (environment or {}), check=True)  # noqa: S603 - PostgreSQL's own
    except FileNotFoundError:
        raise CommandError(f"{program} is not installed: it comes with PostgreSQL's client.") from None
    except subprocess.CalledProcessError:
        raise CommandError(f"{program} failed; what it said stands above.") from None
