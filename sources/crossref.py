"""Whether a paper was retracted, as Crossref has it on record from publishers and from Retraction Watch.

A work of Crossref's REST API lists under `updated-by` the notices about it, and under `update-to` what it is a notice
about; a few publishers write the retraction into the paper's own record, as an update to itself.
"""

import json
import time
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.house_clock import today
from outside.exchange import FAILURES, exchanged, in_words, parsed

from .identifiers import doi_in
from .links import headers

SECONDS = 5.0
READ_AT_MOST = 4 * 1024 * 1024  # bytes: a review with thousands of references has the longest records
TAKEN_BACK = {"retraction", "withdrawal", "removal"}


class NotAnswered(Exception):
    """Crossref could not be asked, or what came is no answer. The text says why."""


@dataclass(frozen=True)
class Retraction:
    """When a paper was taken back, and the DOI of the notice that says so."""

    on: date
    notice: str


def retraction_of(doi):
    """Return the Retraction of a paper, or None: none is on record. Raises NotAnswered."""
    url = f"{settings.CROSSREF_API}/works/{quote(doi, safe='')}"
    try:
        target = parsed(url)
        reply = exchanged(
            "GET", target, time.monotonic() + SECONDS, headers=headers("application/json"), read_at_most=READ_AT_MOST
        )
    except FAILURES as failure:
        raise NotAnswered(in_words(failure, SECONDS)) from failure
    if reply.status == 404:  # registered elsewhere: Crossref knows nothing of it
        return None
    if reply.status != 200:
        raise NotAnswered(_("It answered with the error %(status)d.") % {"status": reply.status})
    try:
        return retraction_in(json.loads(reply.body), doi)
    except (ValueError, RecursionError, AttributeError, LookupError, TypeError) as problem:  # anything may stand there
        raise NotAnswered(_("What it answered cannot be read.")) from problem


def retraction_in(answer, doi):
    """The first retraction in an answer of the API."""
    work = answer["message"]
    own = [update for update in work.get("update-to") or [] if doi_in(str(update.get("DOI"))) == doi]
    found = [
        Retraction(day_in(update), doi_in(str(update.get("DOI"))) or doi)
        for update in [*(work.get("updated-by") or []), *own]
        if str(update.get("type")).lower() in TAKEN_BACK
    ]
    return min(found, key=lambda retraction: retraction.on, default=None)


def day_in(update):
    """The day of a notice. Of some only the month or the year is on record; of some nothing: then it is today."""
    try:
        parts = [int(part) for part in update["updated"]["date-parts"][0]]
        return date(*[*parts, 1, 1][:3]) if parts else today()
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return today()
