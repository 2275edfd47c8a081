import pytest

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from comments.models import MAX_LENGTH, ReaderComment, Status, StoryConversation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article()


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "nonsense"},
        {"depth": 1},
        {"guest_name": "Both Example", "guest_email": "both@example.org"},
        {"status": Status.UNCONFIRMED},
        {"status": Status.APPROVED},
        {"decided_at": timezone.now()},
        {"body": ""},
        {"body": "x" * (MAX_LENGTH + 1)},
    ],
)
def test_the_database_refuses_a_comment_that_makes_no_sense(story, broken):
    fields = {"article": story, "author": factories.user(), "body": "Hello"} | broken
    with pytest.raises(IntegrityError), transaction.atomic():
        ReaderComment.objects.create(**fields)


def test_a_form_sent_twice_cannot_make_two_comments(story):
    first = factories.comment(story)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.comment(story, submission=first.submission)


def test_a_comment_with_replies_is_not_deleted_alone(story):
    opening = factories.comment(story)
    factories.comment(story, reply_to=opening)
    with pytest.raises(RestrictedError):
        opening.delete()


def test_a_deleted_story_takes_its_whole_conversation_with_it(story):
    opening = factories.comment(story)
    reply = factories.comment(story, reply_to=opening)
    factories.comment(story, reply_to=reply)
    story.delete()
    assert not ReaderComment.objects.exists()


def test_words_stay_when_the_account_goes(story):
    reader = factories.user()
    comment = factories.comment(story, by=reader)
    reader.delete()
    comment.refresh_from_db()
    assert comment.public_name == "A former reader"


def test_no_name_shown_to_readers_is_an_address(story):
    assert "@" not in str(factories.comment(story, by=factories.user(display_name="")).public_name)
    assert "@" not in factories.guest_comment(story).public_name


def test_a_story_counts_its_approved_comments_only(story):
    for status in Status:
        factories.guest_comment(story, status=status)
    factories.comment(factories.article())
    conversation = StoryConversation.of(story.pk)
    assert (conversation.is_closed, conversation.published) == (False, 1)
