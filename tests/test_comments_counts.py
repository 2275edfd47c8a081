"""The numbers beside stories and comments are kept in each comment's own transaction: they never drift."""

from datetime import timedelta

import pytest

from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.roles import Role
from comments import flags, moderation, posting, sanctions, votes
from comments.conversations import StoryConversation, drifted
from comments.measures import MeasureKind, ReasonCode
from comments.models import ReaderComment, Status
from comments.moderators import queue_numbers_of
from comments.states import Queue, queue_of
from tests import factories
from tests.crowd import VERBS, Crowd, some, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories():
    return [factories.article() for _number in range(2)]


@pytest.fixture
def moderator():
    # Who decides what was passed to an editor as well.
    return factories.user(Role.MANAGING_EDITOR)


@pytest.mark.parametrize("seed", range(3))
def test_after_hundreds_of_random_operations_every_number_is_right(stories, moderator, seed):
    crowd = Crowd(stories, moderator, seed)
    for _step in range(250):
        crowd.step()
    assert drifted(ReaderComment.objects.all()) == {}
    assert ReaderComment.objects.all().miscounted() == []
    assert all(comment.queue == queue_of(comment) for comment in ReaderComment.objects.all())


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_decided_is_undone_exactly(stories, moderator, seed):
    crowd = Crowd(stories, moderator, seed)
    for _step in range(80):
        crowd.step()
    for _turn in range(25):
        before, seen = state(), some(crowd.dice)
        verbs = {pk: crowd.dice.choice(VERBS) for pk in seen}
        batch, overtaken = moderation.decide_many(verbs, by=moderator, seen=seen)
        assert batch.number + len(overtaken) == len(seen)
        undone, left = moderation.undo_many(batch, by=moderator)
        assert (undone.number, left) == (batch.number, [])
        assert state() == before


def test_a_ban_with_all_comments_is_undone_exactly(stories, moderator):
    troll = factories.user()
    for status in (Status.PENDING, Status.APPROVED, Status.REJECTED):
        factories.comment(stories[0], by=troll, status=status)
    flagged = factories.comment(stories[1], by=troll)
    flags.flag(flagged, "abuse", by=factories.user())
    before = state()
    measure = sanctions.take(
        MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=troll, told="Enough.", with_comments=True
    )
    assert set(troll.reader_comments.values_list("status", flat=True)) == {Status.REJECTED, Status.REMOVED}
    with pytest.raises(posting.Refused, match="banned"):
        posting.submit(stories[0], by=troll, body="Once more.")
    sanctions.lift(measure, by=moderator, with_comments=True)
    assert state() == before
    assert posting.submit(stories[0], by=troll, body="I am back.")


def test_a_suspension_ends_by_itself(stories, moderator):
    reader = factories.user()
    until = timezone.now() + timedelta(days=3)
    measure = sanctions.take(MeasureKind.SUSPEND, by=moderator, code=ReasonCode.ABUSE, author=reader, ends_at=until)
    with pytest.raises(posting.Refused):
        posting.submit(stories[0], by=reader, body="Now?")
    type(measure).objects.filter(pk=measure.pk).update(ends_at=timezone.now())
    assert posting.submit(stories[0], by=reader, body="And now?")


def test_who_is_held_in_silence_is_held_and_not_told(stories, moderator):
    reader = factories.user()
    sanctions.take(MeasureKind.SHADOW, by=moderator, code=ReasonCode.SPAM, author=reader)
    comment, _is_new = posting.submit(stories[0], by=reader, body="Buy my cream, everybody.")
    assert comment.status == Status.PENDING
    assert posting.SHADOW_RULE in comment.notes.values_list("rule", flat=True)


def test_deleting_what_guests_never_confirmed_is_counted(stories, moderator):
    long_ago = timezone.now() - timedelta(days=9)
    factories.guest_comment(stories[0], created_at=long_ago)
    factories.guest_comment(stories[0])
    call_command("forget_unconfirmed_comments")
    assert queue_numbers_of(moderator).comments[Queue.UNCONFIRMED] == 1
    assert drifted(ReaderComment.objects.all()) == {}


def test_what_waits_is_the_same_number_whether_all_queues_are_asked_for_or_not(stories, moderator):
    factories.comment(stories[0])
    for story in stories:
        factories.comment(story, status=Status.PENDING)
    asked_again = type(moderator).objects.get(pk=moderator.pk)
    assert queue_numbers_of(moderator, only_to_do=True).waiting == len(stories)
    assert queue_numbers_of(asked_again).waiting == len(stories)
    assert queue_numbers_of(moderator).comments[Queue.APPROVED] == 1


def test_recounting_finds_a_row_altered_by_hand_and_mends_it(stories, capsys):
    comment = factories.comment(stories[0])
    call_command("comments_recount", "--check")
    StoryConversation.objects.update(approved=7)
    ReaderComment.objects.filter(pk=comment.pk).update(helpful=3)
    with pytest.raises(CommandError):
        call_command("comments_recount", "--check")
    call_command("comments_recount")
    assert "approved 7, counted 1" in capsys.readouterr().out
    call_command("comments_recount", "--check")


# Flags


def test_an_approved_comment_with_a_flag_is_in_the_flagged_queue_until_somebody_decides(stories, moderator):
    comment = factories.comment(stories[0])
    assert flags.flag(comment, "abuse", by=factories.user())
    comment.refresh_from_db()
    assert comment.queue == Queue.FLAGGED
    moderation.approve(comment, by=moderator)
    comment.refresh_from_db()
    assert (comment.queue, comment.open_flags) == (Queue.APPROVED, 0)


def test_a_reason_that_was_decided_on_opens_nothing_again_but_a_new_one_does(stories, moderator):
    comment = factories.comment(stories[0])
    flags.flag(comment, "abuse", by=factories.user())
    comment.refresh_from_db()
    moderation.approve(comment, by=moderator)
    for reason, open_flags in (("abuse", 0), ("illegal", 1)):
        assert flags.flag(comment, reason, by=factories.user())
        comment.refresh_from_db()
        assert comment.open_flags == open_flags


def test_a_reader_flags_a_comment_once(stories):
    comment, reader = factories.comment(stories[0]), factories.user()
    assert flags.flag(comment, "abuse", by=reader)
    assert not flags.flag(comment, "spam", by=reader)
    comment.refresh_from_db()
    assert comment.open_flags == 1


def test_flags_of_readers_who_were_right_weigh_more_and_move_the_comment_ahead(stories, moderator):
    keen, wrong = factories.user(), factories.user()
    for number in range(6):
        comment = factories.comment(stories[0])
        flags.flag(comment, "spam", by=keen if number % 2 else wrong)
        comment.refresh_from_db()
        (moderation.remove if number % 2 else moderation.approve)(comment, by=moderator)
    ranks = []
    for reader in (keen, wrong):
        comment = factories.comment(stories[0])
        flags.flag(comment, "spam", by=reader)
        comment.refresh_from_db()
        ranks.append(comment.hours_ahead)
    assert ranks[0] > ranks[1] > 0


def test_a_report_of_something_illegal_comes_before_all_others_until_it_is_answered(stories, moderator):
    keen = factories.user()
    old = factories.comment(stories[0], created_at=timezone.now() - timedelta(days=300))
    new = factories.comment(stories[0])
    for reason in ("abuse", "off_topic"):
        flags.flag(old, reason, by=factories.user())
    flags.flag(new, "illegal", by=keen)
    flags.flag(new, "off_topic", by=factories.user())
    order = list(ReaderComment.objects.filter(queue="flagged").order_by("ranked_at"))
    assert order == [new, old]
    assert 0 < old.__class__.objects.get(pk=old.pk).hours_ahead <= flags.MOST_HOURS_AHEAD
    moderation.approve(ReaderComment.objects.get(pk=new.pk), by=moderator)
    flags.flag(new, "abuse", by=factories.user())
    assert ReaderComment.objects.get(pk=new.pk).hours_ahead <= flags.MOST_HOURS_AHEAD


# Votes


def test_a_vote_counts_once_and_can_be_taken_back(stories):
    comment, reader = factories.comment(stories[0]), factories.user()
    assert votes.vote(comment, True, by=reader)
    assert not votes.vote(comment, True, by=reader)
    comment.refresh_from_db()
    assert comment.helpful == 1
    assert votes.vote(comment, False, by=reader)
    comment.refresh_from_db()
    assert comment.helpful == 0


def test_nobody_votes_for_their_own_words(stories):
    reader = factories.user()
    assert not votes.vote(factories.comment(stories[0], by=reader), True, by=reader)
