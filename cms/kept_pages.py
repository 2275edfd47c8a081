"""Where pages for readers are kept: in the cache that all processes share, under stamps that throw them away.

A kept page names a few stamps, and is good while all of them are still there with the values they had before it was
made. Taking a stamp away throws away all pages that name it, under whatever host and parameters; a stamp that was lost
does no harm either.
"""

import logging
import secrets
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from urllib.parse import unquote, urlsplit
from weakref import WeakValueDictionary

from django.core.cache import caches
from django.db import transaction

from wagtail.contrib.frontend_cache.backends import BaseBackend

from . import page_files, warming
from .page_memory import HANDED_OVER, MEMORY

logger = logging.getLogger(__name__)

HOUSE = "stamp:house"  # of everything
LISTS = "stamp:lists"  # of what lists stories
STALE_FOR = 3600  # seconds; what is old and still good is there while somebody makes it anew, or while that fails
PATIENCE = 10  # seconds
LOOK_EVERY = 0.05  # seconds
SHELVES = 1024  # pages share a stamp by path: their number is bounded, whatever addresses visitors make up
guard, locks = threading.Lock(), WeakValueDictionary()  # of the pages that are being made in this process


class CacheIsAway(Exception):
    """The shared cache does not answer; until it does, each reader's page is made for them."""


@dataclass
class KeptPage:
    """A page as it was made for everybody.

    Attributes:
        stamps: what it is good for, {name: value}.
        until: when it is made anew though nothing is known to have changed on it, in seconds since 1970.
    """

    stamps: dict
    content: bytes
    headers: dict
    until: float

    @property
    def is_overdue(self):
        return self.until <= time.time()


class Place:
    """Where the answer to one address is kept, and the names of the stamps it needs."""

    def __init__(self, key, path):
        self.key, self.names, self.found = key, (HOUSE, LISTS, shelf_of(path)), {}

    def look(self):
        """Return the page that is good now, overdue or not; None if there is none. May raise CacheIsAway."""
        self.found = look_up([*self.names, self.key])
        if self.key not in self.found:
            return None
        page = KeptPage(*self.found[self.key])
        return page if is_good(page.stamps, self.found) else None

    def stamps(self):
        """The stamps of a page that is about to be made. May raise CacheIsAway."""
        return stamps_for(self.names, self.found)

    def keep(self, page):
        """Keep a page, once it is made. Returns whether that worked: its reader has it all the same."""
        return put(self.key, astuple(page), STALE_FOR)

    def hand_on(self, page, request):
        """Let the next be answered before they come here: from memory, or by a web server that has its file."""
        request.META[HANDED_OVER] = (page.stamps, page.until, page.content)
        try:
            folder = page_files.keep(page, request)
            if folder:
                MEMORY.listen()  # a worker that makes pages keeps none in memory
            if folder and not self.is_still_good():  # it may have been thrown away before its file was there
                page_files.bury(folder)
        except OSError:
            logger.exception("A page that is kept could not be written as a file.")

    def is_still_good(self):
        try:
            return self.look() is not None
        except CacheIsAway:  # nobody knows
            return False

    def claim(self):
        """Tell the other processes that this one makes the page; returns whether none of them does already.

        Of a page never kept before nobody is told: most addresses that are made up have none.
        """
        if self.key not in self.found:
            return True
        try:
            return caches["pages"].add(f"making:{self.key}", 1, PATIENCE)
        except Exception as trouble:
            raise CacheIsAway from trouble

    def disclaim(self):
        if self.key in self.found:
            with suppress(Exception):  # it ends by itself
                caches["pages"].delete(f"making:{self.key}")

    def wait(self):
        """Wait for the process that makes the page. Returns it; None if it gave up, or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
            if page := self.look():
                return page
            if self.claim():
                break
        return None


def look_up(names):
    """What the shared cache has, as {name: value}. Raises CacheIsAway."""
    if MEMORY.is_deaf:  # nobody has to wait for the cache to say so again
        raise CacheIsAway
    try:
        return caches["pages"].get_many(names)
    except Exception as trouble:  # each cache has its own
        raise CacheIsAway from trouble


def put(key, value, seconds):
    try:
        caches["pages"].set(key, value, seconds)
    except Exception:  # of any cache, or of a disk that is full
        logger.exception("What was made for a reader could not be kept for the next.")
        return False
    return True


def is_good(stamps, found):
    return all(found.get(name) == value for name, value in stamps.items())


def stamps_for(names, found):
    """The stamps of what is about to be made, as {name: value}; new ones where there are none. Raises CacheIsAway."""
    try:
        return {name: found.get(name) or new_stamp(name) for name in names}
    except Exception as trouble:
        raise CacheIsAway from trouble


@contextmanager
def one_at_a_time(place, *, waits):
    """Let one thread of this process make a page that many ask for at once; yields whether it is this one.

    Whoever has waited for too long makes it as well: nobody is to wait for a thread that hangs.
    """
    with guard:
        lock = locks.setdefault(place.key, threading.Lock())
    has_lock = lock.acquire(timeout=PATIENCE if waits else 0)
    try:
        yield has_lock
    finally:
        if has_lock:
            lock.release()


def new_stamp(name):
    return caches["pages"].get_or_set(name, secrets.token_hex(8), timeout=None)


def shelf_of(path):
    return f"stamp:{zlib.crc32(path.encode()) % SHELVES}"


def frame_stamp_of(shelf):
    """The stamp of what is kept of the pages on this shelf besides: all but their comments."""
    return f"frame:{shelf}"


def forget_everything():
    """Let every page be made anew, once the present transaction is committed: never before, since a reader could
    have the old state kept again."""
    transaction.on_commit(lambda: throw_away({HOUSE}), robust=True)
    transaction.on_commit(warming.house_again, robust=True)


def forget_lists():
    """Let all pages that list stories be made anew, once committed."""
    transaction.on_commit(lambda: throw_away({LISTS}), robust=True)
    transaction.on_commit(warming.house_again, robust=True)


def forget_paths(paths, *, comments_only=False):
    """Let the pages with these paths be made anew, on every host and with every parameter, once committed.

    Args:
        comments_only: nothing else on them has changed (cms/kept_frames.py).
    """
    shelves = {shelf_of(path) for path in paths}
    stamps = shelves if comments_only else shelves | {frame_stamp_of(shelf) for shelf in shelves}
    transaction.on_commit(lambda: throw_away(stamps), robust=True)
    if not comments_only:
        transaction.on_commit(lambda: warming.page_again(paths), robust=True)


def throw_away(stamps):
    """Take stamps away, here at once and elsewhere when they next ask (cms/page_memory.py)."""
    try:
        MEMORY.tell(stamps)
    finally:
        MEMORY.forget(stamps)
        page_files.forget(stamps)


class FrontCache(BaseBackend):
    """What Wagtail's `purge_page_from_cache` and `PurgeBatch` reach. It waits for the commit by itself."""

    def __init__(self, params):
        super().__init__(params)
        self.comments_only = params.get("COMMENTS_ONLY", False)  # comments/conversations.py says so of its purges

    def purge(self, url):
        self.purge_batch([url])

    def purge_batch(self, urls):
        paths = {unquote(urlsplit(url).path) for url in urls}
        forget_paths(paths, comments_only=self.comments_only)
