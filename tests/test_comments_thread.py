from datetime import timedelta

import pytest

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from articles.models import ArticlePage
from comments import thread, votes
from comments.models import Badge, Status
from comments.querysets import Sort
from comments.thread import gone_words, read_conversation, window_around, window_asked_for
from tests import factories

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


@pytest.fixture
def story():
    return factories.article()


def read(story, user=ANYBODY, query="", **window):
    """The window that an address asks for, read anew."""
    return read_conversation(
        ArticlePage.objects.get(pk=story.pk), user, **(window_asked_for(QueryDict(query)) | window)
    )


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
    found = outline(read(story).threads)
    assert found == [("second", []), ("first", [("a", []), ("b", [])])]


def test_the_fourth_level_stands_on_the_third_and_says_what_it_answers(story):
    comments = chain(story, 5)
    threads = read(story).threads
    assert outline(threads) == [("0", [("1", [("2", []), ("3", []), ("4", [])])])]
    third_level = threads[0].shown_replies[0].shown_replies
    assert [comment.level for comment in third_level] == [3, 3, 3]
    assert [comment.answers for comment in third_level] == [None, comments[2], comments[3]]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_what_is_not_approved_is_neither_shown_nor_counted(story, status):
    factories.comment(story)
    factories.guest_comment(story, status=status)
    conversation = read(story, factories.user())
    assert conversation.story.published == len(shown(conversation)) == 1


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED])
def test_authors_see_their_own_comment_whatever_became_of_it(story, status):
    reader = factories.user()
    own = factories.comment(story, by=reader, status=status)
    conversation = read(story, reader)
    assert shown(conversation) == [own]
    assert conversation.threads[0].is_own
    assert conversation.story.published == 0


def test_replies_survive_below_an_opening_comment_that_is_hidden(story):
    opening = factories.comment(story, status=Status.REMOVED)
    reply = factories.comment(story, reply_to=opening)
    threads = read(story).threads
    assert threads == [opening]
    assert not threads[0].is_visible
    assert threads[0].shown_replies == [reply]


def test_a_reply_to_a_hidden_reply_moves_up_and_says_so(story):
    _opening, hidden, _answer = chain(story, 3)
    hidden.status = Status.SPAM
    hidden.save()
    threads = read(story).threads
    assert outline(threads) == [("0", [("2", [])])]
    assert threads[0].shown_replies[0].answers == hidden
    assert not threads[0].shown_replies[0].answers.is_visible


def test_a_hidden_thread_without_replies_is_not_there(story):
    factories.comment(story, status=Status.SPAM)
    assert read(story).threads == []


@pytest.mark.parametrize("sort", Sort)
def test_every_thread_is_reached_through_the_links_exactly_once_and_in_order(story, monkeypatch, sort):
    monkeypatch.setattr(thread, "THREADS_PER_PAGE", 3)
    made = [factories.comment(story, helpful=helpful) for helpful in (0, 2, 0, 5, 2, 0, 0, 2)]
    found, query = [], f"sort={sort}"
    for _page in range(3):
        conversation = read(story, query=query)
        found += conversation.threads
        query = conversation.more
    assert query == ""
    expected = {
        Sort.NEWEST: made[::-1],
        Sort.OLDEST: made,
        Sort.HELPFUL: sorted(made, key=lambda comment: (comment.helpful, comment.pk), reverse=True),
    }
    assert found == expected[sort]


def test_what_an_address_asks_for_in_a_wrong_way_is_the_first_page(story):
    comment = factories.comment(story)
    for query in (
        "sort=x&before=0",
        "before=x",
        "sort=helpful&before=3",
        "sort=helpful&before=-",
        "after=0&thread=%00",
    ):
        assert read(story, query=query).threads == [comment]


def test_a_vote_brings_a_comment_up_among_the_most_helpful(story):
    first, _second = [factories.comment(story) for _number in range(2)]
    votes.vote(first, True, by=factories.user())
    assert read(story, sort=Sort.HELPFUL).threads[0] == first


def test_a_long_thread_is_cut_on_the_page_and_read_whole_on_its_own(story, monkeypatch):
    monkeypatch.setattr(thread, "REPLIES_PER_THREAD", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_PAGE", 3)
    opening = factories.comment(story)
    replies = [factories.comment(story, reply_to=opening) for _number in range(5)]
    page = read(story)
    assert page.threads[0].shown_replies == replies[:2]
    assert page.threads[0].has_more_replies

    whole = read(story, thread=opening.pk)
    assert whole.threads[0].shown_replies == replies[:3]
    rest = read(story, query=whole.more)
    assert rest.threads[0].shown_replies == replies[3:]
    assert rest.is_later
    assert rest.more == ""


def test_a_link_to_any_comment_opens_a_page_that_has_it(story, monkeypatch):
    monkeypatch.setattr(thread, "THREADS_PER_PAGE", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_THREAD", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_PAGE", 3)
    monkeypatch.setattr(thread, "REPLIES_BEFORE", 1)
    for _thread in range(4):
        opening = factories.comment(story)
        replies = [factories.comment(story, reply_to=opening) for _number in range(7)]
        factories.comment(story, reply_to=replies[3])
    for comment in story.reader_comments.all():
        assert comment in shown(read(story, query=window_around(comment, ANYBODY)))


def test_a_link_into_a_long_thread_shows_what_came_before(story, monkeypatch):
    monkeypatch.setattr(thread, "REPLIES_PER_THREAD", 2)
    monkeypatch.setattr(thread, "REPLIES_PER_PAGE", 3)
    monkeypatch.setattr(thread, "REPLIES_BEFORE", 2)
    opening = factories.comment(story)
    replies = [factories.comment(story, reply_to=opening) for _number in range(8)]
    assert read(story, query=window_around(replies[2], ANYBODY)).threads[0].shown_replies == replies[:3]
    there = read(story, query=window_around(replies[6], ANYBODY))
    assert there.threads[0].shown_replies == replies[4:7]


def test_a_thread_of_another_story_is_not_opened(story):
    elsewhere = factories.comment(factories.article())
    conversation = read(story, thread=elsewhere.pk)
    assert not conversation.one_thread
    assert conversation.threads == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.WITHDRAWN, "Its writer has withdrawn"),
        (Status.ERASED, "This comment was erased."),
        (Status.REMOVED, "A moderator has taken"),
        (Status.SPAM, "not shown"),
        (Status.PENDING, "not shown"),
    ],
)
def test_in_place_of_a_hidden_comment_stands_what_became_of_it(story, status, words):
    opening = factories.comment(story, status=status)
    factories.comment(story, reply_to=opening)
    assert words in gone_words(read(story).threads[0])


def test_what_its_writer_took_back_is_gone_for_them_too(story):
    reader = factories.user()
    factories.comment(story, by=reader, status=Status.WITHDRAWN)
    assert read(story, reader).threads == []


def test_the_latest_three_picks_stand_on_top_of_the_first_page_wherever_they_are(story, monkeypatch):
    monkeypatch.setattr(thread, "THREADS_PER_PAGE", 1)
    now = timezone.now()
    opening = factories.comment(story, picked_at=now)
    picks = [factories.comment(story, reply_to=opening, picked_at=now + timedelta(n)) for n in range(1, 4)]
    factories.comment(story, status=Status.REMOVED, picked_at=now + timedelta(9))
    factories.comment(factories.article(), picked_at=now + timedelta(9))
    newest = factories.comment(story)
    first_page = read(story)
    assert first_page.picks == picks[::-1]
    assert not any(pick.is_here for pick in first_page.picks)
    assert shown(first_page) == [newest]
    assert read(story, query=first_page.more).picks == []


def test_a_pick_on_the_page_is_known_to_be_there(story):
    opening = factories.comment(story)
    factories.comment(story, reply_to=opening, picked_at=timezone.now())
    assert [pick.is_here for pick in read(story).picks] == [True]


@pytest.mark.parametrize("user", [None, "reader"])
def test_two_hundred_comments_take_as_many_queries_as_one(story, django_assert_num_queries, user):
    user = factories.user() if user else ANYBODY
    story = ArticlePage.objects.get(pk=story.pk)
    expert = factories.expert()

    def look():
        conversation = read_conversation(ArticlePage.objects.defer("body").get(pk=story.pk), user)
        return [
            (each.public_name, each.credential, each.page_of_writer and each.page_of_writer.url_path)
            for each in [*shown(conversation), *conversation.picks]
        ]

    opening = factories.comment(story)
    with django_assert_num_queries(1 + 3):
        look()
    fields = {"badge": Badge.EXPERT, "person": expert, "picked_at": timezone.now()}
    for number in range(200):
        answered = opening if number % 3 else None
        opening = factories.comment(story, reply_to=answered, **fields) if answered else factories.comment(story)
    with django_assert_num_queries(1 + 3 + 1):  # one for the pages of those who have one, and what experts are
        assert len(look()) > thread.THREADS_PER_PAGE
