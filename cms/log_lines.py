"""What a line of the log looks like: some addresses are keys, and no line has one in full."""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

# Below these addresses, whatever follows is a key. deploy/nginx.conf has the same list, for its own log.
ROOMS = (
    "accounts/confirm-email",
    "accounts/password/reset/key",
    "accuracy",
    "admin/password_reset/confirm",
    "calendar",
    "comments/confirm",
    "comments/correction/sent",
    "comments/decision",
    "comments/letters/stop",
    "comments/measures/by-letter",
    "comments/mine",
    "preview",
    "release",
)
KEY = re.compile(rf"(/(?:{'|'.join(ROOMS)})/)[^\s\"'<>\\]+", re.IGNORECASE)


class WithoutKeys(logging.Formatter):
    def format(self, record):
        return KEY.sub(r"\1…", super().format(record))


class ForMachines(WithoutKeys, JsonFormatter):
    """One JSON object for each line."""
