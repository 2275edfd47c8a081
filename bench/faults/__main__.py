"""All faults, one after the other: `python -m bench.faults`, or some by name. Each is a script of its own, too."""

import subprocess
import sys

NAMES = ["web", "worker", "database", "cache", "disk"]


def main():
    names = sys.argv[1:] or NAMES
    if unknown := set(names) - set(NAMES):
        sys.exit(f"There is no {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}.")
    commands = [[sys.executable, "-m", f"bench.faults.{name}"] for name in names]
    sys.exit(max(subprocess.run(command, check=False).returncode for command in commands))  # noqa: S603 - our own


if __name__ == "__main__":
    main()
