"""Below a retracted story the conversation is closed and hidden; moderators still see it."""

import pytest

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage
from comments import posting
from comments.access import Access, access_to
from comments.posting import Refused
from corrections import retracting
from corrections.models import Correction
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return factories.comment(factories.article(), body="My skin glows since.")


@pytest.fixture
def story(comment, staff):
    retracting.retract(comment.article, by=staff[Role.MANAGING_EDITOR], text="The test was made up.")
    return ArticlePage.objects.get(pk=comment.article_id)


def test_readers_see_no_comment_and_no_number(client, story, comment):
    client.force_login(comment.author)
    for address in (story.url, f"{story.url}?thread={comment.pk}", "/", story.topic.url):
        page = client.get(address).content.decode()
        assert "My skin glows since." not in page
        assert "1 comment" not in page
    assert "The conversation below it is closed and no longer shown." in client.get(story.url).content.decode()


def test_no_address_of_a_comment_shows_it(client, story, comment):
    for name in ("comments:permalink", "comments:helpful", "comments:report"):
        answer = client.get(reverse(name, args=[comment.pk]))
        assert answer.status_code == 404
        assert "My skin glows since." not in answer.content.decode()
    box = client.get(reverse("comments:write", args=[story.pk]), {"reply_to": comment.pk}).content.decode()
    assert "My skin glows since." not in box
    assert "the conversation below it is over" in box


def test_nobody_can_add_to_it(story):
    assert access_to(story, AnonymousUser()) == Access.RETRACTED
    with pytest.raises(Refused) as refused:
        posting.submit(story, by=factories.user(), body="And mine.")
    assert refused.value.rule == "retracted"


def test_a_moderator_still_sees_it_and_readers_do_once_another_version_is_published(client, story, comment, staff):
    client.force_login(factories.user(Role.COMMENT_MODERATOR))
    assert "My skin glows since." in client.get(reverse("moderation:inspect", args=[comment.pk])).content.decode()
    screen = client.get(reverse("moderation:conversation", args=[story.pk])).content.decode()
    assert "its comments are closed and shown to no reader" in screen
    retracting.lift(Correction.objects.standing_retractions().get(), by=staff[Role.MANAGING_EDITOR])
    client.logout()
    assert "My skin glows since." not in client.get(story.url).content.decode()
    newsroom.edit(story, dek="What holds of it.")
    factories.publish(story)
    assert "My skin glows since." in client.get(story.url).content.decode()
