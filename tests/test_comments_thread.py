import pytest

from django.contrib.auth.models import AnonymousUser

from comments import thread
from comments.models import Status
from comments.thread import read_conversation, window_around
from tests import factories

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


@pytest.fixture
def story():
    return factories.article()


def outline(comments):
    """The nested list as (body, replies) pairs."""
    return [(comment.body, outline(comment.shown_replies)) for comment in comments]


def shown(conversation):
    """Every comment on the page, as a flat list."""
    waiting, found = list(conversation.threads), []
    while waiting:
        comment = waiting.pop(0)
        found.append(comment)
        waiting += comment.shown_replies
    return found


def chain(story, length):
    """Each comment answers the one before."""
    comments = [factories.comment(story, body="0")]
    for number in range(1, length):
        comments.append(factories.comment(story, body=str(number), reply_to=comments[-1]))
    return comments


def test_threads_stand_newest_first_and_replies_oldest_first(story):
    first = factories.comment(story, body="first")
    factories.comment(story, body="second")
    factories.comment(story, body="a", reply_to=first)
    factories.comment(story, body="b", reply_to=first)
    found = outline(read_conversation(story.pk, ANYBODY).threads)
    assert found == [("second", []), ("first", [("a", []), ("b", [])])]


def test_the_fourth_level_stands_on_the_third_and_says_what_it_answers(story):
    comments = chain(story, 5)
    threads = read_conversation(story.pk, ANYBODY).threads
    assert outline(threads) == [("0", [("1", [("2", []), ("3", []), ("4", [])])])]
    third_level = threads[0].shown_replies[0].shown_replies
    assert [comment.level for comment in third_level] == [2, 2, 2]
    assert [comment.answers for comment in third_level] == [None, comments[2], comments[3]]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_what_is_not_approved_is_neither_shown_nor_counted(story, status):
    factories.comment(story)
    factories.guest_comment(story, status=status)
    conversation = read_conversation(story.pk, factories.user())
    assert conversation.number == len(shown(conversation)) == 1


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED])
def test_authors_see_their_own_comment_whatever_became_of_it(story, status):
    reader = factories.user()
    own = factories.comment(story, by=reader, status=status)
    conversation = read_conversation(story.pk, reader)
    assert shown(conversation) == [own]
    assert conversation.threads[0].is_own
    assert conversation.number == 0


def test_replies_survive_below_an_opening_comment_that_is_hidden(story):
    opening = factories.comment(story, status=Status.REMOVED)
    reply = factories.comment(story, reply_to=opening)
    threads = read_conversation(story.pk, ANYBODY).threads
    assert threads == [opening]
    assert not threads[0].is_visible
    assert threads[0].shown_replies == [reply]


def test_a_reply_to_a_hidden_reply_moves_up_and_says_so(story):
    _opening, hidden, _answer = chain(story, 3)
    hidden.status = Status.SPAM
    hidden.save()
    threads = read_conversation(story.pk, ANYBODY).threads
    assert outline(threads) == [("0", [("2", [])])]
    assert threads[0].shown_replies[0].answers == hidden
    assert not threads[0].shown_replies[0].answers.is_visible


def test_a_hidden_thread_without_replies_is_not_there(story):
    factories.comment(story, status=Status.SPAM)
    assert read_conversation(story.pk, ANYBODY).threads == []


def test_every_thread_is_reached_through_the_cursor_exactly_once(story, monkeypatch):
    monkeypatch.setattr(thread, "THREADS_PER_PAGE", 3)
    made = {factories.comment(story).pk for _number in range(8)}
    found, before = [], None
    while True:
        conversation = read_conversation(story.pk, ANYBODY, before=before)
        found += [comment.pk for comment in conversation.threads]
        before = conversation.more_before
        if before is None:
            break
    assert len(found) == 8
    assert set(found) == made


def test_a_long_thread_is_cut_on_the_page_and_read_whole_on_its_own(story, monkeypatch):
    monkeypatch.setattr(thread, "REPLIES_PER_THREAD", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_PAGE", 3)
    opening = factories.comment(story)
    replies = [factories.comment(story, reply_to=opening) for _number in range(5)]
    page = read_conversation(story.pk, ANYBODY)
    assert page.threads[0].shown_replies == replies[:2]
    assert page.threads[0].has_more_replies

    whole = read_conversation(story.pk, ANYBODY, thread=opening.pk)
    assert whole.threads[0].shown_replies == replies[:3]
    rest = read_conversation(story.pk, ANYBODY, thread=opening.pk, after=whole.more_after)
    assert rest.threads[0].shown_replies == replies[3:]
    assert rest.more_after is None


def test_a_link_to_any_comment_opens_a_page_that_has_it(story, monkeypatch):
    monkeypatch.setattr(thread, "THREADS_PER_PAGE", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_THREAD", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_PAGE", 3)
    for _thread in range(4):
        opening = factories.comment(story)
        replies = [factories.comment(story, reply_to=opening) for _number in range(7)]
        factories.comment(story, reply_to=replies[3])
    for comment in story.reader_comments.all():
        window = window_around(comment, ANYBODY)
        assert comment in shown(read_conversation(story.pk, ANYBODY, **window))


def test_a_thread_of_another_story_is_not_opened(story):
    elsewhere = factories.comment(factories.article())
    conversation = read_conversation(story.pk, ANYBODY, thread=elsewhere.pk)
    assert not conversation.one_thread
    assert conversation.threads == []


def test_two_hundred_comments_take_as_many_queries_as_one(story, django_assert_num_queries):
    def read():
        return [(comment.public_name, comment.is_visible) for comment in shown(read_conversation(story.pk, ANYBODY))]

    opening = factories.comment(story)
    with django_assert_num_queries(3):
        read()
    reader = factories.user()
    for number in range(200):
        answered = opening if number % 3 else None
        opening = factories.comment(story, by=reader, reply_to=answered) if answered else factories.comment(story)
    with django_assert_num_queries(3):
        assert len(read()) > thread.THREADS_PER_PAGE
