"""Several people at the same moment: each has a connection of their own, so the rows must really be in the database."""

import uuid
from functools import partial

import pytest

from accounts.roles import Role
from comments import erasing, flags, moderation, posting, votes
from comments.conversations import drifted
from comments.models import ModerationAction, ReaderComment, Status, Verb
from tests import factories
from tests.at_once import at_once

ATTEMPTS = 10


@pytest.fixture
def story(transactional_db):
    return factories.article()


def test_of_two_moderators_one_decides(story):
    people = [factories.user(Role.COMMENT_MODERATOR) for _number in range(2)]
    for _attempt in range(ATTEMPTS):
        pk = factories.comment(story, status=Status.PENDING).pk

        def decide(person, verb, pk=pk):
            return moderation.decide(ReaderComment.objects.get(pk=pk), verb, by=person, seen=1)

        results = at_once(lambda: decide(people[0], Verb.APPROVE), lambda: decide(people[1], Verb.SPAM))
        decided = [result for result in results if isinstance(result, ModerationAction)]
        assert len(decided) == 1
        assert ReaderComment.objects.get(pk=pk).status == decided[0].to_status
        assert ModerationAction.objects.filter(comment=pk, version=2).count() == 1


def test_one_decision_is_undone_once(story):
    people = [factories.user(Role.COMMENT_MODERATOR) for _number in range(2)]
    for _attempt in range(ATTEMPTS):
        action = moderation.approve(factories.comment(story, status=Status.PENDING), by=people[0])

        def undo(person, pk=action.pk):
            return moderation.undo(ModerationAction.objects.get(pk=pk), by=person)

        results = at_once(lambda: undo(people[0]), lambda: undo(people[1]))
        assert sorted(type(result).__name__ for result in results) == ["ModerationAction", "Overtaken"]
        assert ReaderComment.objects.get(pk=action.comment_id).status == Status.PENDING


def test_one_form_sent_four_times_makes_one_comment(story):
    reader = factories.user()
    for attempt in range(ATTEMPTS):
        form = uuid.uuid4()

        def submit(form=form, body=f"Attempt {attempt}"):
            return posting.submit(story, by=reader, body=body, submission=form)

        results = at_once(submit, submit, submit, submit)
        assert len({comment.pk for comment, _is_new in results}) == 1
        assert sum(is_new for _comment, is_new in results) == 1
    assert ReaderComment.objects.count() == ATTEMPTS


def test_votes_from_two_tabs_count_once(story):
    reader = factories.user()
    for _attempt in range(ATTEMPTS):
        comment = factories.comment(story)

        def vote(comment=comment):
            return votes.vote(comment, True, by=reader)

        assert sorted(at_once(vote, vote)) == [False, True]
        comment.refresh_from_db()
        assert comment.helpful == comment.votes.count() == 1


def test_two_readers_of_whom_one_has_reported_the_other_are_erased_at_once(story):
    for _attempt in range(ATTEMPTS):
        rita, otto = factories.user(), factories.user()
        reported = factories.comment(story, by=rita)
        factories.comment(story, by=otto)
        flags.flag(reported, flags.FlagReason.SPAM, by=otto)
        assert at_once(partial(erasing.erase, author=rita), partial(erasing.erase, author=otto)) == [1, 1]
    assert not drifted(ReaderComment.objects.all())
