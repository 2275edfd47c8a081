"""How an author appeals. The rows are in comments/appeals.py; moderators answer with an ordinary decision."""

from django.db import transaction
from django.utils import timezone

from . import moderation
from .appeals import TIME_TO_APPEAL, Appeal, AppealRefused
from .models import ModerationAction, Verb
from .states import ADDRESSED

AGAINST = [Verb.REJECT, Verb.SPAM, Verb.REMOVE]


def decision_against(comment):
    """The decision by which the comment is not on the page: the one that may be appealed. None where there is none."""
    if comment.status not in ADDRESSED:
        return None
    decisions = ModerationAction.objects.filter(
        comment=comment.pk, verb__in=AGAINST, undone_by=None, from_appealed=False
    )
    return decisions.select_related("actor").order_by("-version").first()


def can_be_appealed(decision):
    """Whether there is still time, and it was not appealed before."""
    is_in_time = decision.at + TIME_TO_APPEAL > timezone.now()
    return is_in_time and not Appeal.objects.filter(decision=decision).exists()


@transaction.atomic
def appeal(comment, text, *, by=None):
    """Put the comment before a moderator once more.

    Args:
        comment: the ReaderComment; the caller has checked that it is theirs.
        text: what they say, cleaned, at most LONGEST_APPEAL characters.
        by: their account, or None for a guest.

    Raises:
        AppealRefused: there is nothing to appeal against, it is too late, or it was done before.
    """
    decision = decision_against(comment)

    def values_for(found, _now):
        standing = decision_against(found)
        if decision is None or standing != decision or found.is_appealed or not can_be_appealed(decision):
            return None
        return {"is_appealed": True}

    actions, _overtaken = moderation.move({comment.pk: None}, values_for, Verb.APPEAL, by=by)
    if not actions:
        raise AppealRefused
    moderation.settled(actions[0], comment)
    return Appeal.objects.create(comment=comment, decision=decision, text=text, at=actions[0].at)
