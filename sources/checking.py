"""The worker asks for the addresses of sources, one at a time, and Crossref whether papers were retracted.

Whoever asks claims the source first by moving its next check into the future: no two workers ask for the same one, and
one that was being asked for when a worker died comes round again.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from readiness.reports import recheck

from . import crossref, links
from .crossref import NotAnswered
from .models import Source
from .vocabulary import LinkStatus

CLAIM = timedelta(minutes=10)  # longer than asking can take
AGAIN_AFTER = {
    LinkStatus.FOUND: timedelta(days=30),
    LinkStatus.DEAD: timedelta(days=3),
    LinkStatus.NOT_ASKED: timedelta(days=1),
}
NOTED = ["link_status", "check_words", "checked_address", "checked_at", "next_check_at", "retraction_notice"]


def is_due():
    """Whether any source waits to be asked for, in a house that asks."""
    return settings.SOURCES_ARE_CHECKED and Source.objects.to_ask_now().exists()


def check_next():
    """Ask for the source that has waited longest. Returns it; None where none is due, the house asks
    for nothing, or somebody else was quicker: to ask for it, or to change it."""
    if not settings.SOURCES_ARE_CHECKED:
        return None
    source = Source.objects.to_ask_now().first()
    if source is None or not claimed(source):
        return None
    found = links.ask(source.address, follow=not source.doi)
    retraction, again_after = None, AGAIN_AFTER[found.status]
    if source.doi:
        try:
            retraction = crossref.retraction_of(source.doi)
        except NotAnswered as problem:
            again_after = AGAIN_AFTER[LinkStatus.NOT_ASKED]
            words = _("Crossref could not be asked about retractions: %(problem)s") % {"problem": problem}
            found = links.Found(found.status, f"{found.words} {words}".strip())
            retraction = problem
    return keep(source, found, retraction, timezone.now() + again_after)


def claimed(source):
    mine = Source.objects.filter(pk=source.pk, next_check_at=source.next_check_at)
    return bool(mine.update(next_check_at=timezone.now() + CLAIM))


@transaction.atomic
def keep(asked, found, retraction, next_check_at):
    """Note what was found, unless the source was changed or deleted meanwhile: then it is asked for anew.

    Args:
        asked: the Source as it was asked for.
        retraction: a Retraction; None: there is none; NotAnswered: what is known stays.
    """
    source = Source.objects.select_for_update().filter(pk=asked.pk).first()
    if source is None or source.address != asked.address:
        return None
    was, retracted_on = source.link_status, source.retracted_on
    # No answer says nothing new of a dead link.
    if not (found.status == LinkStatus.NOT_ASKED and source.leads_nowhere and source.checked_address == source.address):
        source.link_status, source.check_words = found.status, found.words.replace("\x00", "")[:300]
    source.checked_address, source.checked_at, source.next_check_at = source.address, timezone.now(), next_check_at
    if not isinstance(retraction, NotAnswered):
        source.retraction_notice = retraction.notice[:255] if retraction else ""
        source.retracted_on = source.retracted_on or (retraction and retraction.on)
    if source.retracted_on != retracted_on:
        source.save()
        return source
    # Readers see nothing of it: pages stay in the cache, and search has nothing to learn.
    Source.objects.filter(pk=source.pk).update(**{name: getattr(source, name) for name in NOTED})
    if source.link_status != was:
        recheck(source.uses.values("article"))
    return source
