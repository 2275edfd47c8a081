"""When a worker last went round its clock, for whoever watches the house from outside."""

import math
import time

from django.conf import settings
from django.core.cache import caches

LAST_ROUND = "worker-clock"


def tick():
    """Say that a worker is here: to all machines, and by the date of a file to what looks after this process."""
    caches["default"].set(LAST_ROUND, time.time(), None)
    (settings.VAR_DIR / LAST_ROUND).touch()


def seconds_since_tick():
    """By any worker. Infinitely many where none is known of: never started, or the cache has lost it."""
    last = caches["default"].get(LAST_ROUND)
    return math.inf if last is None else max(0.0, time.time() - last)
