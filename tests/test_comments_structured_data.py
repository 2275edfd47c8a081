import json
import re

import html5lib
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Status
from comments.thread import REPLIES_PER_THREAD, THREADS_PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def page_of(client, story, query=""):
    """The Article in the head of the page, and its body."""
    html = client.get(f"{story.url}{query}").content.decode()
    return json.loads(SCRIPT.findall(html)[0]), html5lib.parse(html, namespaceHTMLElements=False).find("body")


def told(data):
    """Every comment in the data, replies included."""
    for comment in data.get("comment", []):
        yield comment
        yield from told(comment)


def rendered(body):
    """The words of every comment on the page that is not hidden."""
    comments = [element for element in body.iter("article") if element.get("class") == "comment"]
    for comment in comments:
        words = [element for element in comment.iter("p") if element.get("dir") == "auto"]
        if words:
            yield "\n\n".join("".join(element.itertext()) for element in words)


def assert_told_as_rendered(client, story, query=""):
    data, body = page_of(client, story, query)
    assert [comment["text"] for comment in told(data)] == list(rendered(body))
    assert data.get("commentCount", 0) == len(list(told(data)))
    return data


def test_a_comment_is_told_with_its_writer_its_time_and_whom_it_helped(client):
    story = factories.article()
    written = factories.comment(story, by=factories.user(display_name="Ida"), body="It tingles.\n\nA lot.", helpful=2)
    [comment] = assert_told_as_rendered(client, story)["comment"]
    assert comment["author"] == {"@type": "Person", "name": "Ida"}
    assert comment["upvoteCount"] == 2
    assert comment["dateCreated"].startswith(written.created_at.strftime("%Y-%m-%dT"))
    assert comment["url"].endswith(f"/comments/{written.pk}/")


def test_replies_stand_below_what_they_answer_and_in_place_of_what_is_hidden(client):
    story = factories.article()
    opening = factories.comment(story)
    hidden = factories.comment(story, reply_to=opening, status=Status.REMOVED)
    below = factories.comment(story, reply_to=hidden)
    data = assert_told_as_rendered(client, story)
    assert data["comment"][0]["comment"][0]["text"] == below.body
    assert data["commentCount"] == 2


def test_what_no_reader_sees_is_not_told(client):
    story = factories.article()
    for status in (Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED, Status.WITHDRAWN):
        factories.comment(story, status=status)
    data = assert_told_as_rendered(client, story)
    assert not {"comment", "commentCount"} & data.keys()


def test_the_count_is_that_of_the_page_at_hand(client):
    story = factories.article()
    for _n in range(THREADS_PER_PAGE + 2):
        thread = factories.comment(story)
    for _n in range(REPLIES_PER_THREAD + 3):
        factories.comment(story, reply_to=thread)
    first = assert_told_as_rendered(client, story)
    assert first["commentCount"] == THREADS_PER_PAGE + REPLIES_PER_THREAD
    assert assert_told_as_rendered(client, story, f"?thread={thread.pk}")["commentCount"] == REPLIES_PER_THREAD + 4
    assert assert_told_as_rendered(client, story, "?sort=oldest")["commentCount"] == THREADS_PER_PAGE


def test_own_words_that_wait_are_shown_to_their_writer_and_told_to_nobody(client):
    story, reader = factories.article(), factories.user()
    factories.comment(story, by=reader, status=Status.PENDING)
    client.force_login(reader)
    data, body = page_of(client, story)
    assert len(list(rendered(body))) == 1
    assert "comment" not in data


def test_of_a_retracted_story_no_comment_is_told(client):
    story = factories.article()
    factories.comment(story)
    type(story).objects.filter(pk=story.pk).update(retracted_at=story.first_published_at)
    data, _body = page_of(client, story)
    assert "comment" not in data


def test_hostile_comments_end_no_script(client):
    story = factories.article()
    factories.comment(story, body="</script><script>alert(1)</script>")
    assert "<script>alert" not in client.get(story.url).content.decode()
    assert_told_as_rendered(client, story)


def test_telling_comments_asks_the_database_nothing_more(client):
    def queries():
        client.get(story.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(story.url)
        return [query["sql"] for query in captured]

    story = factories.article()
    factories.comment(story, reply_to=factories.comment(story))
    few = queries()
    assert sum('FROM "comments_readercomment"' in sql for sql in few) == 2
    for _n in range(5):
        factories.comment(story, reply_to=factories.comment(story))
    assert len(queries()) == len(few)
