"""A version that a link is pinned to stays as it is; links go where their page goes."""

import pytest

from django.core.management import call_command
from django.db.models import ProtectedError

from wagtail.models import Revision

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from home.models import HomePage
from sharing.models import PreviewLink
from sharing.pins import carries_link
from tests import editor, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article("As it was", live=False)


def edit(story, title):
    story.title = title
    story.save_revision()
    return ArticlePage.objects.get(pk=story.pk)


def test_a_following_link_shows_every_later_draft(story):
    link, _token = factories.preview_link(story)
    assert link.draft().title == "As it was"
    edit(story, "As it is now")
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "As it is now"


def test_a_pinned_link_goes_on_showing_its_version(story):
    link, _token = factories.preview_link(story, revision=story.latest_revision)
    edit(story, "As it is now")
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "As it was"


def test_a_following_link_shows_the_newest_draft_of_a_published_story_too(story):
    link, _token = factories.preview_link(story)
    factories.publish(story)
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "As it was"
    edit(ArticlePage.objects.get(pk=story.pk), "The next edition")
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "The next edition"
    ArticlePage.objects.get(pk=story.pk).unpublish()
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "The next edition"


def test_purging_old_versions_leaves_the_pinned_one(story):
    pinned = story.latest_revision
    link, _token = factories.preview_link(story, revision=pinned)
    unpinned = edit(story, "In between").latest_revision
    edit(story, "As it is now")
    call_command("purge_revisions")
    assert Revision.objects.filter(pk=pinned.pk).exists()
    assert not Revision.objects.filter(pk=unpinned.pk).exists()
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "As it was"


def test_a_pinned_version_is_not_deleted_by_hand(story):
    _link, _token = factories.preview_link(story, revision=story.latest_revision)
    with pytest.raises(ProtectedError):
        story.latest_revision.delete()


def test_only_a_pinned_version_is_kept_from_autosave(story):
    first = story.latest_revision
    assert not carries_link(first)
    factories.preview_link(story)
    assert not carries_link(first)
    factories.preview_link(story, revision=first)
    assert carries_link(first)
    assert not carries_link(edit(story, "As it is now").latest_revision)


def test_links_go_with_their_page(story):
    factories.preview_link(story, revision=story.latest_revision)
    edit(story, "As it is now")
    other, _token = factories.preview_link(factories.article())
    story.delete()
    assert list(PreviewLink.objects.all()) == [other]


def test_links_go_with_a_whole_branch_of_the_tree(story):
    factories.preview_link(story, revision=story.latest_revision)
    StoryIndexPage.objects.get().delete()
    assert not PreviewLink.objects.exists()


def test_a_copy_of_a_page_starts_without_links(story):
    factories.preview_link(story)
    copied = story.copy(update_attrs={"slug": "a-copy"})
    assert not copied.preview_links.exists()


def test_a_moved_page_keeps_its_links(story):
    link, _token = factories.preview_link(story)
    story.move(HomePage.objects.get(), pos="last-child")
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "As it was"


def test_a_pinned_version_opens_without_what_was_deleted_since():
    photo, writer = factories.photo(), factories.person("Ada Gone")
    story = factories.article("As it was", live=False, hero_photo=photo, writers=[writer])
    link, _token = factories.preview_link(story, revision=story.latest_revision)
    story = ArticlePage.objects.get(pk=story.pk)
    story.hero_photo = None
    story.bylines = [story.bylines.model(person=factories.person())]
    story.save()
    edit(story, "As it is now")
    photo.delete()
    writer.delete()
    draft = PreviewLink.objects.get(pk=link.pk).draft()
    assert (draft.title, draft.hero_photo, draft.authors) == ("As it was", None, [])


def test_autosave_leaves_a_pinned_version_alone_and_goes_on_in_another(login, staff):
    writer = staff[Role.WRITER]
    story = factories.article("As it was", live=False, owner=writer)
    client = login(writer)
    form = editor.open_editor(client, story)
    pinned = story.latest_revision
    link, _token = factories.preview_link(story, revision=pinned)
    autosave = form | {"title": "As it is now", "overwrite_revision_id": pinned.pk}
    saved = client.post(editor.edit_url(story), autosave, headers={"Accept": "application/json"}).json()
    assert saved["revision_id"] != pinned.pk
    assert PreviewLink.objects.get(pk=link.pk).draft().title == "As it was"
    assert ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object().title == "As it is now"
