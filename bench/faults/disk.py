"""The disk fills up while people write and read, and has room again; one machine with SQLite"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

from ..figures import Figure
from .house import run
from .servers import Web

ROOM = 64  # MB of the small disk
FULL = 10  # seconds


def figures(house):
    connections.close_all()
    database = Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
    with Web() as web, house.people(web.port, publishes=False) as people:
        people.settle()
        begin = people.at()
        filler = fill(database.parent)
        time.sleep(FULL)
        end, sent = people.at(), dict(people.sent)
        filler.unlink()
        time.sleep(6)
    yield from people.figures()
    number, good, _marked = people.readers_between(begin, end)
    refused = people.again["comment"] + sum(status == 429 for status in people.sent.values())
    yield Figure("forms that were not taken, and said so", "some", str(refused), refused > 0)
    yield Figure("forms answered before and meanwhile; afterwards", "", f"{len(sent)}; {len(people.sent) - len(sent)}")
    yield Figure("readers meanwhile: answers, with a page", "all", f"{number}, {good}", number == good > 0)
    yield Figure("all answers to readers, by status", "", str(dict(Counter(status for _at, status, _m in people.read))))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        (found,) = cursor.fetchone()
    connections.close_all()
    yield Figure("PRAGMA integrity_check", "ok", found, found == "ok")


def fill(folder):
    """A file that takes all the room there is."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


@contextmanager
def small_disk():
    """A folder that has little room: memory, mounted as a disk."""
    with tempfile.TemporaryDirectory(prefix="bench-disk-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}m", "tmpfs", folder], check=False)  # noqa: S603, S607
        if mounted.returncode:
            sys.exit("A small disk can be mounted by root only: run this one in a container.")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607


if __name__ == "__main__":
    with small_disk() as disk:
        run(figures, postgres=False, place=disk)
