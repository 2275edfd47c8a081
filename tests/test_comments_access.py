"""Who may comment: the site's setting, what one story does differently, and the age of a story."""

from datetime import timedelta

import pytest

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.models import ArticlePage
from comments import moderation
from comments.access import Access, access_to
from comments.conversations import StoryConversation, WhoMayComment
from comments.models import CommentSettings
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


def set_site(story, **values):
    settings = CommentSettings.for_site(story.get_site())
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()


@pytest.mark.parametrize(
    ("site", "here", "visitor", "reader"),
    [
        ("registered", "", Access.LOG_IN, Access.WRITE),
        ("confirmed_email", "", Access.WRITE_AS_GUEST, Access.WRITE),
        ("nobody", "", Access.CLOSED, Access.CLOSED),
        ("registered", "confirmed_email", Access.WRITE_AS_GUEST, Access.WRITE),
        ("confirmed_email", "registered", Access.LOG_IN, Access.WRITE),
        ("confirmed_email", "nobody", Access.CLOSED_HERE, Access.CLOSED_HERE),
        ("nobody", "registered", Access.LOG_IN, Access.WRITE),
    ],
)
def test_a_story_follows_the_site_unless_it_says_otherwise(story, moderator, site, here, visitor, reader):
    set_site(story, who_may_comment=site)
    moderation.set_access(story, by=moderator, who_may_comment=here, stays_open=False)
    assert access_to(story, AnonymousUser()) == visitor
    assert access_to(story, factories.user()) == reader


def test_comments_close_some_days_after_publication_unless_the_story_stays_open(story, moderator):
    set_site(story, close_after_days=14)
    for age, access in ((13, Access.WRITE), (15, Access.CLOSED_BY_AGE)):
        story.first_published_at = timezone.now() - timedelta(days=age)
        assert access_to(story, factories.user()) == access
    moderation.set_access(story, by=moderator, who_may_comment="", stays_open=True)
    assert access_to(story, factories.user()) == Access.WRITE


def test_a_moderator_sets_it_on_the_storys_screen(client, story, moderator):
    client.force_login(moderator)
    address = reverse("moderation:conversation", args=[story.pk])
    client.post(address, {"who_may_comment": "nobody", "stays_open": "on"})
    conversation = StoryConversation.of(story.pk)
    assert (conversation.who_may_comment, conversation.stays_open) == (WhoMayComment.NOBODY, True)
    assert "Nobody can comment on this story, by the setting below." in client.get(address).content.decode()


def test_the_storys_screen_says_which_of_the_settings_keeps_readers_from_writing(client, story, moderator):
    client.force_login(moderator)
    address = reverse("moderation:conversation", args=[story.pk])
    set_site(story, who_may_comment="nobody")
    assert "by the settings of the site" in client.get(address).content.decode()
    set_site(story, who_may_comment="registered", close_after_days=14)
    ArticlePage.objects.filter(pk=story.pk).update(first_published_at=timezone.now() - timedelta(days=15))
    assert "the story is older than the site’s settings allow" in client.get(address).content.decode()


def test_a_choice_that_there_is_not_changes_nothing(client, story, moderator):
    client.force_login(moderator)
    address = reverse("moderation:conversation", args=[story.pk])
    assert client.post(address, {"who_may_comment": "everybody"}).status_code == 200
    assert StoryConversation.of(story.pk).who_may_comment == ""


def test_only_moderators_set_it(story):
    with pytest.raises(PermissionDenied):
        moderation.set_access(story, by=factories.user(Role.WRITER), who_may_comment="nobody", stays_open=False)
