"""Print the bars: `make bench` for all, `make bench ARGS="counters races"` for some. See bench/README.md."""

import argparse
import importlib
import itertools
import os
import subprocess
import sys
from datetime import date

from .figures import table
from .scratch import scratch_database, version_of
from .sizes import SIZES, sized_house

KINDS = ["SQLite", "PostgreSQL"]
# Which databases each is run on, in this order. Those of PostgreSQL alone ask what needs its size or its many writers.
BENCHES = {
    "speed": KINDS,
    "queries": ["SQLite"],
    "lists": KINDS,
    "readiness": ["SQLite"],
    "counters": KINDS,
    "races": KINDS,
    "bulk": KINDS,
    "keyboard": ["SQLite"],
    "flood": ["PostgreSQL"],
    "scale": ["PostgreSQL"],
}
SIZED = {"speed": ["S", "M"], "queries": ["S"]}  # these have a house of their own, of these sizes if no other is named


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"which: {', '.join(BENCHES)}; all without any. Or faults"
    )
    parser.add_argument(
        "--size", type=size_of, default=1.0, help="a part of the work, 0.01 for a quick look; for speed: S, M or L"
    )
    parser.add_argument("--database", choices=KINDS, help="one of the two only")
    parser.add_argument("--renew", action="store_true", help="keep the numbers of questions: bench/queries.json")
    parser.add_argument("--here", metavar="KIND", help=argparse.SUPPRESS)  # in the scratch house already
    arguments = parser.parse_args()
    if arguments.names == ["faults"]:  # which start servers of their own
        sys.exit(subprocess.run([sys.executable, "-m", "bench.faults"], check=False).returncode)
    unknown = set(arguments.names) - set(BENCHES)
    if unknown:
        parser.error(f"There is no {', '.join(unknown)}: choose from {', '.join(BENCHES)}.")
    if arguments.here:
        sys.exit(run_here(arguments.names[0], arguments.here, arguments.size))
    if arguments.renew:
        os.environ["RENEW"] = "yes"
    names = arguments.names or list(BENCHES)
    kinds = [arguments.database] if arguments.database else KINDS
    print(f"{date.today()}, {os.cpu_count()} cores{'' if arguments.size == 1 else f', size {arguments.size}'}")
    sys.exit(max(run_all(names, kind, arguments.size) for kind in kinds))


def size_of(told):
    return told if told in SIZES else float(told)


def run_all(names, kind, size):
    """Run those that ask something of this database, one after the other, each a process. Returns the exit status."""
    names = [name for name in names if kind in BENCHES[name]]
    if not names:
        return 0
    failed = False
    for name in [name for name in names if name in SIZED]:
        for each in [size] if size in SIZES else SIZED[name]:
            with sized_house(kind, each) as environment:
                failed |= has_failed(name, kind, each, environment)
    names = [name for name in names if name not in SIZED]
    if names:
        with scratch_database(kind) as environment:
            for name in names:
                failed |= has_failed(name, kind, size, environment)
    return int(failed)


def has_failed(name, kind, size, environment):
    command = [sys.executable, "-m", "bench", name, "--here", kind, "--size", str(size)]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode != 0  # noqa: S603


def run_here(name, kind, size):
    import django

    django.setup()
    from tests import factories

    module = importlib.import_module(f"bench.{name}")
    # They share the scratch house: each makes names and addresses that the others do not.
    factories.number = itertools.count(1 + 10_000_000 * list(BENCHES).index(name))
    title = str(module.__doc__).splitlines()[0]
    figures = list(module.figures(size))
    of_size = f", size {size}" if name in SIZED else ""
    print(table(f"{title} ({version_of(kind)}{of_size})", figures), flush=True)
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    main()
