"""A reader of metadata that is not ours: Phil Harvey's exiftool, which bin/exiftool installs."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path


@cache
def program():
    return os.environ.get("EXIFTOOL") or shutil.which("exiftool") or _installed()


def _installed():
    script = Path(__file__).parents[1] / "bin" / "exiftool"
    return subprocess.run([script], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


def read(data):
    """Everything exiftool finds in a picture's bytes, in any of its boxes, as {"group:name": value}."""
    answer = subprocess.run(  # noqa: S603
        [program(), "-json", "-G1", "-n", "-a", "-u", "-ee", "-struct", "-charset", "utf8", "-"],
        input=data,
        check=True,
        capture_output=True,
    )
    return json.loads(answer.stdout)[0]
