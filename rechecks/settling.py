"""Saying what came of looking at a story again. The only writer of an outcome."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from readiness.reports import recheck as renew_findings

from .models import Outcome, Recheck

CHANGE = "rechecks.change_recheck"


def may_settle(user):
    """Whether somebody may answer for stories that were looked at again."""
    return user.has_perm(CHANGE)


@transaction.atomic
def settle(rechecks, outcome, *, by, note=""):
    """Close these, where they are still open.

    Args:
        rechecks: a queryset or the ids of Recheck rows.
        outcome: an Outcome other than OPEN.
        by: the user who has looked at the stories.
        note: for “still right as it stands”, why; at least a word of it.

    Returns:
        How many were closed. What a colleague has closed already stays as it is.

    Raises:
        PermissionDenied: they may not.
        ValidationError: there is no such outcome, or the note is missing.
    """
    if not may_settle(by):
        raise PermissionDenied(_("You may not settle this."))
    note = note.strip()
    if outcome not in Outcome.values or outcome == Outcome.OPEN:
        raise ValidationError({"outcome": _("Say what came of it.")})
    if outcome == Outcome.STILL_RIGHT and not note:
        raise ValidationError({"note": _("Say in a few words why the story may stand as it is.")})
    open_ones = Recheck.objects.open().shown_to(by).filter(pk__in=rechecks).select_related("article", "cause")
    found = list(open_ones.select_for_update(of=("self",)))  # the story and the cause are free for others
    _close(found, outcome, by, note)
    return len(found)


@transaction.atomic
def taken_down(story, *, by):
    """Close what is still open about a story that readers cannot read any more."""
    open_ones = Recheck.objects.open().filter(article=story.pk).select_related("article", "cause")
    _close(list(open_ones.select_for_update(of=("self",))), Outcome.TAKEN_DOWN, by, "")


def _close(found, outcome, by, note):
    now = timezone.now()
    Recheck.objects.filter(pk__in=[one.pk for one in found]).update(
        outcome=outcome, note=note[:500], settled_by=by, settled_at=now
    )
    renew_findings([one.article_id for one in found])
    for one in found:
        log(
            instance=one.article,
            action="rechecks.settle",
            user=by,
            data={"cause": one.cause.words, "outcome": outcome, "note": note},
        )
