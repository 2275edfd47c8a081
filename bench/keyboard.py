"""300 held comments decided by keyboard in Chromium, and all undone

The browser's own test, with more comments: it fails where the page is loaded anew or undo gives back another comment.
"""

import os
import re
import subprocess
import sys

from .figures import Figure
from .scratch import REPOSITORY

COMMENTS = 300
FEWEST = 60  # decisions a minute
TEST = "tests/browser/test_moderation.py::test_held_comments_are_decided_by_keyboard_without_a_reload_and_all_undone"


def figures(size):
    held = max(10, int(COMMENTS * size))
    chromium = subprocess.run([REPOSITORY / "bin/chromium"], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603
    run = subprocess.run(  # noqa: S603 - our own test
        [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", TEST],
        env={"CHROMIUM": chromium} | os.environ | {"HELD_COMMENTS": str(held)},
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )
    found = re.search(r"(\d+) decisions a minute", run.stdout)
    speed = int(found[1]) if found else 0
    yield Figure("decisions a minute", f"≥ {FEWEST}", f"{speed} ({held} comments)", speed >= FEWEST)
    is_undone = run.returncode == 0
    why = "yes" if is_undone else run.stdout.strip().splitlines()[-1][:160]
    yield Figure("no page reload, all undone in order", "yes", why, is_undone)
