"""The audit log cannot be changed unseen: each entry about a page is sealed together with the entry before it.

`manage.py verify_log` holds the log against the seals.
"""

import hashlib
import json
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models.signals import post_save

from wagtail.models import PageLogEntry

from .models.records import LogSeal

# What somebody else's entry may take at the same moment before we give up.
ATTEMPTS = 5
BATCH = 500


def digest_of(entry, previous):
    """SHA-256 over what an entry says and the seal before it.

    Left out is what Wagtail itself may change later: the note that a page was deleted, keys of purged revisions.
    """
    facts = {
        "previous": previous,
        "page": entry.page_id,
        "action": entry.action,
        "user": entry.user_id,
        "label": entry.label,
        "time": entry.timestamp.isoformat(),
        "data": entry.data,
        "changed": entry.content_changed,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def seal(entry):
    """Add an entry to the chain of its page."""
    for attempt in range(ATTEMPTS):
        last = LogSeal.objects.filter(page_id=entry.page_id).order_by("-position").first()
        position, previous = (last.position + 1, last.digest) if last else (1, "")
        try:
            with transaction.atomic():
                return LogSeal.objects.create(
                    entry_id=entry.pk, page_id=entry.page_id, position=position, digest=digest_of(entry, previous)
                )
        except IntegrityError:  # another entry of the same page took the position first
            if attempt == ATTEMPTS - 1:
                raise
    return None


def flaws():
    """Yield (page id, position, what is wrong) for everything in the log that is not as it was sealed."""
    page_id, previous, expected = None, "", 1
    for one, entry in _with_entries(LogSeal.objects.order_by("page_id", "position")):
        if one.page_id != page_id:
            page_id, previous, expected = one.page_id, "", 1
        if one.position != expected:
            yield page_id, expected, "a seal is missing"
        if entry is None:
            yield page_id, one.position, "the entry was deleted"
        elif digest_of(entry, previous) != one.digest:
            yield page_id, one.position, "the entry was changed"
        previous, expected = one.digest, one.position + 1
    sealed = LogSeal.objects.values("entry_id")
    for entry in PageLogEntry.objects.exclude(pk__in=sealed).order_by("page_id", "pk"):
        yield entry.page_id, None, "an entry was added without a seal"


def _with_entries(seals):
    """Each seal with its log entry, or None where that was deleted; read in batches."""
    found = seals.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        entries = PageLogEntry.objects.in_bulk([one.entry_id for one in batch])
        for one in batch:
            yield one, entries.get(one.entry_id)


def connect():
    post_save.connect(_entry_saved, sender=PageLogEntry, dispatch_uid="review.log_chain.sealed")


def _entry_saved(instance, created, raw, **kwargs):
    if created and not raw:
        # As the database gives it back: JSON turns tuples into lists and lazy strings into strings.
        seal(PageLogEntry.objects.get(pk=instance.pk))
