"""Where each statement of a version of a story stands: told from the version at hand, never from a stored status."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage
from readiness.rules import read_once

from .models import Answer, CheckedStatement, CheckState, Decision
from .statements import Statement, everything_said


class State(models.TextChoices):
    """Domain vocabulary: Statement.state, with what becomes of letters besides."""

    CAPTURED = "captured", _("Not asked")
    CHECKED = "checked_against_source", _("Held against the recording or notes")
    TO_ASK = "to_ask", _("To be asked: no e-mail address")
    SENT = "ac_sent", _("Waiting for the source")
    UNANSWERED = "unanswered", _("Not answered in time")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    TO_MEND = "to_mend", _("Correction accepted, words not changed yet")
    RESOLVED = "resolved", _("Resolved by the desk")
    LAPSED = "lapsed", _("Lapsed: the words have changed")
    WITHDRAWN = "withdrawn_by_desk", _("Link withdrawn by the desk")
    LOCKED = "locked", _("Settled and published")


# Nothing is left to wait for. Who does not answer in time has no veto either.
SETTLED = {State.CONFIRMED, State.RESOLVED, State.LOCKED, State.WITHDRAWN, State.UNANSWERED}


@dataclass(frozen=True)
class Standing:
    """A statement with what its source said last, if they were asked.

    Attributes:
        state: a State.
        checked: the newest CheckedStatement of its block, or None.
    """

    statement: Statement
    state: State
    checked: CheckedStatement | None = None

    @property
    def is_settled(self):
        return self.state in SETTLED


@read_once
def standings(story) -> list[Standing]:
    """Every statement of a version of a story with where it stands, in order, in a fixed number of queries."""
    newest = newest_answers(story.pk)
    live, disputed = live_words(story) if newest else {}, _disputed_words(newest)
    return [_standing(one, newest.get(one.key) or disputed.get(one.digest), live) for one in everything_said(story)]


def _disputed_words(newest):
    """What was disputed and not declined, by digest: the same words in a block of another id are as much in dispute."""
    return {one.digest: one for one in newest.values() if one.is_disputed and one.decision != Decision.DECLINED}


def disputes_left(story) -> list[CheckedStatement]:
    """Disputes that nobody has decided, of words whose block is gone from this version: no statement shows them."""
    said = everything_said(story)
    here = {one.key for one in said} | {one.digest for one in said}
    left = {
        one.pk: one
        for one in newest_answers(story.pk).values()
        if one.is_undecided and here.isdisjoint([one.block_id, (one.block_id, one.check_of.person_id), one.digest])
    }
    return list(left.values())


def newest_answers(story_pk) -> dict[object, CheckedStatement]:
    """What was asked last about each block of a story, and of whom in it, by Statement.key."""
    asked: Iterable[CheckedStatement] = (
        CheckedStatement.objects.filter(check_of__story=story_pk)
        .select_related("check_of__person", "check_of__noted_by", "decided_by")
        .order_by("check_of__sent_at", "check_of__pk")
    )
    if not story_pk:
        return {}
    return {key: one for one in asked for key in (one.block_id, (one.block_id, one.check_of.person_id))}


def words_now(story):
    """Each statement in the newest version of a story, by (block's id, digest)."""
    return _by_words(story.get_latest_revision_as_object())


def live_words(story):
    """Each statement that readers see now, by (block's id, digest)."""
    return _by_words(ArticlePage.objects.get(pk=story.pk)) if story.live else {}


def _by_words(story):
    return {(one.block_id, one.digest): one for one in everything_said(story)}


def _standing(statement, checked, live):
    if (
        checked
        and not checked.is_undecided
        and checked.check_of.person_id != (statement.person and statement.person.pk)
    ):
        checked = None  # the words were given to somebody else, who has not been asked
    state = _state(statement, checked)
    is_public = (statement.block_id, statement.digest) in live
    if is_public and state in (State.CONFIRMED, State.RESOLVED):
        state = State.LOCKED
    return Standing(statement, state, checked)


def _state(statement, checked):
    if checked is None:
        return State.CHECKED if statement.value.get("checked_by") else State.CAPTURED
    if checked.is_undecided:
        return State.DISPUTED  # whatever an editor has made of the words meanwhile: a comma settles nothing
    if checked.digest != statement.digest:
        # An editor has changed them as the source asked; any other change leaves words that nobody has confirmed.
        return State.RESOLVED if checked.decision == Decision.ACCEPTED else State.LAPSED
    if checked.check_of.state != CheckState.ANSWERED:
        return STATE_OF_LETTER[CheckState(checked.check_of.state)]
    if checked.answer == Answer.ACCURATE:
        return State.CONFIRMED
    return State.TO_MEND if checked.decision == Decision.ACCEPTED else State.RESOLVED


STATE_OF_LETTER = {
    CheckState.TO_ASK: State.TO_ASK,
    CheckState.OUT: State.SENT,
    CheckState.EXPIRED: State.UNANSWERED,
    CheckState.REVOKED: State.WITHDRAWN,
    CheckState.REPLACED: State.LAPSED,
}
