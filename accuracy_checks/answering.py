"""The only writer of answers, one to each check: by the source on their page, or by the desk after a telephone call."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import following, published
from .asking import DECIDE, check_permission, locked, locked_version, open_check, record, statements_to_ask
from .letters import tell_desk
from .models import AccuracyCheck, Answer, CheckState
from .refusals import Refused


class Closed(Exception):
    """The check takes no answer any more: answered, run out, withdrawn or replaced. Nothing was changed."""


@transaction.atomic
def answer(check, answers, credentials=""):
    """Keep what a source says on their page.

    Args:
        answers: {CheckedStatement's id: (Answer, which fact is wrong)}; none for words that were changed meanwhile.
        credentials: what is wrong with how they are credited.

    Raises:
        Closed: somebody was faster, on another telephone for example, or the time is over.
    """
    check = locked(check)
    if is_closed(check):
        raise Closed
    _keep(check, answers, credentials)
    record(check, "answer", None, answers=in_short(check))
    _go_on(check)


def is_closed(check):
    """Whether a check takes no answer. Its time may have run out before the worker came round to say so."""
    return not check.is_open or check.expires_at <= timezone.now()


@transaction.atomic
def take_call(story, person, answers, *, by, note, credentials=""):
    """Write down what a source said on the telephone. An open check is closed by it.

    Args:
        answers: {block's id: (Answer, which fact is wrong)}.
        note: who was spoken to and when, as it will be read later.

    Raises:
        PermissionDenied: it is not theirs to write down.
        Refused: the words have changed since the form was opened, or there is nothing to ask.
    """
    check_permission(by, DECIDE)
    newest = locked_version(story)
    asked = [one for one in statements_to_ask(newest, person) if one.block_id in answers]
    if len(asked) < len(answers):
        raise Refused(_("The statements have changed since you opened this form. Look at them again; yours are kept."))
    check = locked(open_check(newest, person, asked, by=by))
    check.noted_by, check.note = by, note
    by_block = {one.block_id: one.pk for one in check.statements.all()}
    _keep(check, {by_block[block]: said for block, said in answers.items()}, credentials)
    record(check, "call", by, note=note, answers=in_short(check))
    _go_on(check)
    return check


def _keep(check, answers, credentials):
    for one in check.statements.all():
        one.answer, one.correction = answers.get(one.pk, (Answer.NONE, ""))
        one.save(update_fields=["answer", "correction"])
    check.state, check.answered_at, check.credentials = CheckState.ANSWERED, timezone.now(), credentials
    check.save(update_fields=["state", "answered_at", "credentials", "noted_by", "note"])


def _go_on(check):
    published.look_again(check)
    following.follow(check.story_id)
    if not check.noted_by_id:
        tell_desk(check)


def in_short(check: AccuracyCheck):
    """How many of each answer, for the log: what was said stands in the check."""
    given = [one.answer for one in check.statements.all()]
    return {answer.value: given.count(answer) for answer in Answer if answer in given}
