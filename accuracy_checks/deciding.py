"""The only writer of decisions: an editor accepts what a source suggests, or declines it and says why.

Neither changes a word of the story. To accept means that somebody will change it; until the words differ from those
that were disputed, they stay disputed (accuracy_checks/standing.py).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Kind
from notices.outbox import tell
from notices.recipients import writers_of

from . import following, published
from .asking import DECIDE, check_permission, locked, record
from .models import AccuracyCheck, CheckedStatement, Decision
from .refusals import Refused


@transaction.atomic
def accept(thing, *, by):
    """Say that the source is right.

    Args:
        thing: a CheckedStatement, or an AccuracyCheck for what it says of the source's credentials.

    Raises:
        PermissionDenied, Refused.
    """
    return _decide(thing, Decision.ACCEPTED, "", by)


@transaction.atomic
def decline(thing, *, by, reason):
    """Say that the story stays as it is, and why. The same arguments and errors."""
    if not reason.strip():
        raise Refused(_("Say why: the source may ask, and so may a colleague in a year. Nothing was decided."))
    return _decide(thing, Decision.DECLINED, reason, by)


def _decide(thing, decision, reason, by):
    check_permission(by, DECIDE)
    is_check = isinstance(thing, AccuracyCheck)
    check = locked(thing if is_check else thing.check_of)
    thing = check if is_check else CheckedStatement.objects.select_for_update().get(pk=thing.pk)
    if not thing.is_undecided:
        raise Refused(_("There is nothing to decide here, or a colleague has decided already. Nothing was changed."))
    thing.decision, thing.reason, thing.decided_by, thing.decided_at = decision, reason, by, timezone.now()
    thing.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    record(check, decision.value, by, reason=reason, about="credentials" if is_check else thing.words[:200])
    published.settle(check, by)
    following.follow(check.story_id)
    if decision == Decision.ACCEPTED and not is_check:
        tell_writers(check, thing, by)
    return thing


def tell_writers(check, statement, by):
    """Whoever wrote the story mends it, and seldom looks at the desk's list of checks."""
    tell(
        writers_of(check.story),
        Kind.WORDS_TO_MEND,
        check.story,
        by=by,
        key=f"to_mend:{statement.pk}",
        source=check.person.title,
        said=statement.correction or statement.get_answer_display(),
    )
