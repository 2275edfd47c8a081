"""Autosave writes into the newest version again and again, unless somebody has signed for it or was shown it."""

import pytest

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from wagtail import hooks
from wagtail.models import Page, Revision

from accounts.roles import Role
from articles import pins
from articles.models import ArticlePage
from tests import editor, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(monkeypatch):
    """The ids of revisions that somebody has signed for."""
    ids = set()
    monkeypatch.setattr(pins, "KEPT_BY", [*pins.KEPT_BY])
    pins.keep_revisions(lambda revision: revision.pk in ids)
    return ids


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    return factories.article("A balm for winter", owner=writer, live=False)


def newest(story):
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision()


def retitled(story, title):
    page = newest(story).as_object()
    page.title = title
    return page


def test_autosave_writes_into_the_version_it_has_made(story, writer):
    revision = newest(story)
    retitled(story, "A balm for spring").save_revision(user=writer, overwrite_revision=revision)
    assert newest(story) == revision
    assert newest(story).content["title"] == "A balm for spring"


def test_a_version_that_was_signed_for_stays_word_for_word(story, writer, signed):
    revision = newest(story)
    signed.add(revision.pk)
    made = retitled(story, "A balm for spring").save_revision(user=writer, overwrite_revision=revision)
    assert made == newest(story) != revision
    assert made.content["title"] == "A balm for spring"
    assert Revision.objects.get(pk=revision.pk).content["title"] == "A balm for winter"


def test_a_scheduled_version_stays_word_for_word(story, writer):
    Revision.objects.filter(pk=newest(story).pk).update(approved_go_live_at=timezone.now())
    revision = newest(story)
    assert pins.is_kept(revision)
    assert retitled(story, "A balm").save_revision(user=writer, overwrite_revision=revision) != revision
    revision.refresh_from_db()
    assert revision.approved_go_live_at
    assert revision.content["title"] == "A balm for winter"


def test_whoever_may_not_overwrite_a_version_is_refused_as_before(story, writer, signed):
    older = newest(story)
    signed.add(older.pk)
    with pytest.raises(PermissionDenied):
        retitled(story, "A").save_revision(user=factories.user(), overwrite_revision=older)
    story.save_revision(user=writer)
    with pytest.raises(PermissionDenied):
        retitled(story, "B").save_revision(user=writer, overwrite_revision=older)


def autosave(client, story, form, **changes):
    response = client.post(editor.edit_url(story), form | changes, headers={"Accept": "application/json"})
    assert response.status_code == 200, response.content
    return response.json()


def test_an_autosave_that_a_submission_overtakes_puts_nothing_in_its_place(login, writer, story):
    client, story, form = _open(login, writer, story)

    def hand_in(request, page):  # while the autosave is on its way through the server
        retitled(story, "As it was handed in").save_revision(user=writer)

    with hooks.register_temporarily("before_edit_page", hand_in):
        response = client.post(
            editor.edit_url(story), form | {"title": "As it was"}, headers={"Accept": "application/json"}
        )
    assert response.json()["error_code"] == "invalid_revision"
    assert newest(story).content["title"] == "As it was handed in"


def test_wagtail_itself_changes_what_was_signed_for(login, writer, story):
    """The trap that the registry is for: remove the day Wagtail has a way to keep a version."""
    revision = newest(story)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArticlePage, "save_revision", Page.save_revision)
        saved = autosave(*_open(login, writer, story), title="Changed", overwrite_revision_id=revision.pk)
    assert saved["revision_id"] == revision.pk
    assert newest(story).content["title"] == "Changed"


def test_the_editor_goes_on_with_the_new_version(login, writer, story, signed):
    revision = newest(story)
    signed.add(revision.pk)
    client, story, form = _open(login, writer, story)
    first = autosave(client, story, form, title="Changed", overwrite_revision_id=revision.pk)
    assert first["revision_id"] != revision.pk
    second = autosave(client, story, form, title="Changed again", overwrite_revision_id=first["revision_id"])
    assert second["revision_id"] == first["revision_id"]
    assert Revision.objects.get(pk=revision.pk).content["title"] == "A balm for winter"
    assert newest(story).content["title"] == "Changed again"
    history = client.get(reverse("wagtailadmin_pages:history", args=(story.pk,)))
    assert history.status_code == 200


def _open(login, writer, story):
    client = login(writer)
    return client, story, editor.open_editor(client, story)
