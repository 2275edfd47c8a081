"""What every page shows, read once by each process for as long as nothing of it changes.

A page that is made for everybody may lean on what was read for another one, if both are good for the same stamp of the
house: whatever changes what is kept here takes that stamp away (cms/kept_pages.py: HOUSE, cms/purging.py). Wherever no
such page is made, as in the admin, in Wagtail's previews and for what only readers who are logged in see, everything is
read anew.
docs/decisions/0061-rows-of-the-house.md has the reasons.
"""

import time
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from .house_clock import today

KEPT_FOR = 600  # seconds; a safety net for what changes without saying so, as of pages (cms/page_files.py)
MOST = 1000  # things; a photo with all its sizes is the largest, and takes some 20 kB


@dataclass
class Known:
    """What is known to whoever makes a page for everybody.

    Attributes:
        stamp: of the house, which it is all good for.
        rows: what may serve other pages, {(kind, key): thing}.
        unfinished: how many things were met that may not; what is made with one of them may not either.
    """

    stamp: str
    rows: dict
    unfinished: int = 0


known: ContextVar[Known | None] = ContextVar("known", default=None)


class Shelf:
    """What one process knows of the house, under one stamp.

    Another stamp makes another dict: who still makes a page under the last one reads and fills that of its own.
    """

    def __init__(self):
        self.kept = (None, 0.0, {})

    def rows_under(self, stamp):
        known_as, until, rows = self.kept  # read and written at once: other threads do the same
        if known_as != stamp or until < time.monotonic() or len(rows) > MOST:
            rows: dict = {}
            self.kept = (stamp, time.monotonic() + KEPT_FOR, rows)
        return rows


SHELF = Shelf()


@contextmanager
def good_under(stamp):
    """What is read while a page for everybody is made may serve the next ones. The stamp was asked for before.

    Args:
        stamp: of the house, as the shared cache has it.
    """
    # What leans on the day, such as whether a credential is still valid, changes at midnight.
    token = known.set(Known(stamp, SHELF.rows_under((stamp, today(), settings.LANGUAGE_CODE))))
    try:
        yield
    finally:
        known.reset(token)


def is_for_everybody():
    """Whether a page is being made that everybody gets: what it shows may be shared with the next ones."""
    return known.get() is not None


def stamp_in_use():
    """The stamp of the house under which a page for everybody is being made; None elsewhere."""
    here = known.get()
    return here and here.stamp


def share_nothing():
    """Read everything anew for the rest of the page that is being made."""
    known.set(None)


def once(name, read, is_whole=lambda thing: True):
    """What `read()` returns, read anew only if nobody has since the house last changed. Nobody may alter it.

    Args:
        is_whole: whether it may serve other pages; else it is read anew for each.
    """
    return once_each(name, [None], lambda _keys: {None: read()}, is_whole)[None]


def once_each(kind, keys, read, is_whole=lambda thing: True):
    """The same for things of one kind, of which each page shows others: {key: thing}.

    Args:
        read: returns those with the keys that it is given, as a dict; what is not there is left out.
    """
    here, keys = known.get(), set(keys)
    if here is None:
        return read(keys) if keys else {}
    found = {key: here.rows[kind, key] for key in keys if (kind, key) in here.rows}
    if missing := keys - found.keys():
        before, new = here.unfinished, read(missing)
        if here.unfinished == before:
            whole = {(kind, key): thing for key, thing in new.items() if is_whole(thing)}
            here.rows.update(whole)
            here.unfinished += len(new) - len(whole)
        found |= new
    return found


def attach(rows, relation, read, *, again=False):
    """Give each of some rows what a foreign key of it leads to, if that is not at hand.

    Args:
        read: returns what has the ids that it is given, as {id: thing}.
        again: even if it is at hand, since the rows are shared and it may have been unfinished.
    """
    name, rows = f"{relation}_id", [row for row in rows if again or relation not in row._state.fields_cache]
    found = read({getattr(row, name) for row in rows} - {None})
    for row in rows:
        if thing := found.get(getattr(row, name)):
            setattr(row, relation, thing)


class KeptSetting:
    """Settings of a site that readers' pages ask for."""

    @classmethod
    def for_site(cls, site):
        ours: Any = super()
        read: Any = partial(ours.for_site, site)
        setting = copy(once((cls, site and site.pk), read))
        setting._page_url_cache = {}
        return setting

    @classmethod
    def of_the_house(cls: Any):
        """The settings of the default site, or what they start with. Asking stores nothing."""
        return once(cls, lambda: cls.objects.filter(site__is_default_site=True).first() or cls())
