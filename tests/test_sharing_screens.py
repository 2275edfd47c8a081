"""The editors' screen for the preview links of a page."""

import re
import uuid
from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.users.models import UserProfile

from accounts.roles import Role
from articles.models import ArticlePage
from sharing import links
from sharing.models import LONGEST_TERM, USUAL_TERM, PreviewLink, State
from tests import factories
from tests.editor import edit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    return factories.article("A balm for winter", owner=writer, live=False)


@pytest.fixture
def desk(login, writer):
    return login(writer)


def screen(story):
    return reverse("preview_links", args=[story.pk])


def fill_in(**changes):
    form = {"verb": "share", "label": "Dr. Fern", "version": "", "term": "7", "submission": str(uuid.uuid4())}
    return form | changes


def press(client, story, link, verb, forged=()):
    form = {"verb": verb, "link": link.pk, "seen": link.address_number} | dict(forged)
    return client.post(screen(story), form)


def address_in(response):
    """The address that the screen shows, as a path."""
    found = re.search(r'value="http://testserver(/preview/[\w-]+/)"', response.content.decode())
    return found and found[1]


def told(client, response):
    """What the screen says after it was sent on."""
    return client.get(response.headers["Location"]).content.decode()


# The way there ------------------------------------------------------------------------------


def test_sharing_is_offered_in_the_header_of_the_editor(desk, story):
    page = desk.get(edit_url(story)).content.decode()
    assert "Share a preview" in page
    assert screen(story) in page


def test_it_is_not_offered_to_who_may_not_edit(login, staff):
    story = factories.article()
    page = login(staff[Role.WRITER]).get(reverse("wagtailadmin_explore", args=[story.get_parent().pk]))
    assert screen(story) not in page.content.decode()


@pytest.mark.parametrize("verb", ["share", "rotate", "extend", "revoke"])
@pytest.mark.parametrize("role", [Role.MEDICAL_REVIEWER, Role.FACT_CHECKER, Role.COMMENT_MODERATOR, Role.WRITER])
def test_who_may_not_edit_the_page_sees_and_changes_nothing(login, staff, role, verb):
    story = factories.article("Somebody else's", live=False)
    link, _token = factories.preview_link(story)
    client = login(staff[role])
    for response in (
        client.get(screen(story)),
        client.post(screen(story), fill_in()),
        press(client, story, link, verb),
    ):
        assert (response.status_code, response.headers["Location"]) == (302, reverse("wagtailadmin_home"))
    assert PreviewLink.objects.get().address_number == 1
    assert PreviewLink.objects.get().revoked_at is None


def test_readers_and_strangers_are_not_let_in(client, story):
    assert client.get(screen(story)).headers["Location"].startswith("/admin/login/")
    client.force_login(factories.user())
    assert client.get(screen(story)).status_code == 302


def test_a_link_is_only_handled_from_its_own_page(desk, writer, story):
    other = factories.article("Somebody else's", live=False)
    link, _token = factories.preview_link(other)
    for verb in ("rotate", "extend", "revoke"):
        assert "not in the list any more" in told(desk, press(desk, story, link, verb))
    link.refresh_from_db()
    assert (link.address_number, link.revoked_at) == (1, None)


def test_a_page_that_is_gone_has_no_screen(desk, story):
    address = screen(story)
    story.delete()
    assert desk.get(address).status_code == 404


# Making -------------------------------------------------------------------------------------


def test_the_address_is_shown_once_and_opens(desk, story, client):
    response = desk.post(screen(story), fill_in())
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    opened = client.__class__().get(address_in(response))
    assert "A balm for winter" in opened.content.decode()
    assert address_in(desk.get(screen(story))) is None


def test_a_link_follows_the_draft_for_a_week_by_default(desk, story, writer):
    page = desk.get(screen(story))
    form = page.context["form"]
    desk.post(screen(story), fill_in(term=form["term"].value(), version=form["version"].value() or ""))
    link = PreviewLink.objects.get()
    assert (link.revision, link.expires_at - link.created_at, link.created_by) == (None, USUAL_TERM, writer)


def test_a_link_can_be_pinned_to_one_of_the_newest_versions(desk, story):
    first = story.latest_revision
    story.title = "Another balm"
    story.save_revision()
    desk.post(screen(story), fill_in(version=str(first.pk), term=str(LONGEST_TERM.days)))
    link = PreviewLink.objects.get()
    assert (link.revision, link.expires_at - link.created_at) == (first, LONGEST_TERM)


def test_versions_are_offered_by_their_hour_in_the_house_and_who_saved_them(desk, writer, time_machine):
    time_machine.move_to("2026-07-01T09:00:00Z", tick=False)
    story = factories.article(owner=writer, live=False)
    UserProfile.objects.create(user=writer, current_time_zone="Asia/Tokyo")
    page = desk.get(screen(story)).content.decode()
    assert f"1 July 2026, 10:00 (Europe/London), saved by {writer}" in page


def test_a_version_of_what_is_no_story_is_not_offered_since_autosave_may_rewrite_it(login):
    person = factories.expert()
    person.save_revision()
    page = login(factories.user(is_superuser=True)).get(screen(person))
    assert page.context["form"].fields["version"].choices == [
        ("", "The newest draft, with every change as it is saved")
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": " "},
        {"label": "x" * 81},
        {"label": "a\0b"},
        {"term": "31"},
        {"term": "0"},
        {"term": ""},
        {"version": "999999"},
        {"version": "x"},
        {"submission": "x"},
    ],
)
def test_what_cannot_be_made_comes_back_with_what_was_typed(desk, story, wrong):
    response = desk.post(screen(story), fill_in(**wrong))
    assert response.status_code == 400
    assert response.context["form"].errors.keys() == wrong.keys()
    assert not PreviewLink.objects.exists()


def test_a_version_of_another_page_cannot_be_shown(desk, story):
    foreign = factories.article(live=False).latest_revision
    assert desk.post(screen(story), fill_in(version=str(foreign.pk))).status_code == 400


def test_reloading_the_answer_makes_no_second_link(desk, story):
    form = fill_in()
    desk.post(screen(story), form)
    response = desk.post(screen(story), form)
    assert "in the list below already" in told(desk, response)
    assert PreviewLink.objects.count() == 1


# Handling -----------------------------------------------------------------------------------


def test_a_new_address_is_one_click(desk, story, writer, client):
    link, old = factories.preview_link(story, by=writer)
    response = press(desk, story, link, "rotate")
    stranger = client.__class__()
    assert stranger.get(reverse("sharing:preview", args=[old])).status_code == 404
    assert stranger.get(address_in(response)).status_code == 200
    assert "The address before this one does not open any more." in response.content.decode()


def test_reloading_the_answer_does_not_replace_the_new_address(desk, story, writer, client):
    link, _old = factories.preview_link(story, by=writer)
    new = address_in(press(desk, story, link, "rotate"))
    assert "has a new address already" in told(desk, press(desk, story, link, "rotate"))
    assert client.__class__().get(new).status_code == 200


def test_revoking_is_one_click(desk, story, writer, client):
    link, token = factories.preview_link(story, by=writer)
    assert "The link for Dr. Example is shut." in told(desk, press(desk, story, link, "revoke"))
    assert client.__class__().get(reverse("sharing:preview", args=[token])).status_code == 410
    link.refresh_from_db()
    assert (link.state, link.revoked_by) == (State.REVOKED, writer)
    assert "revoked and stays shut" in told(desk, press(desk, story, link, "extend"))


def test_extending_says_until_when(desk, story, writer, time_machine):
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)
    link, _token = factories.preview_link(story, by=writer)
    said = told(desk, press(desk, story, link, "extend"))
    assert "The link for Dr. Example is open until 9 December 2026, 10:00 (Europe/London)." in said


@pytest.mark.parametrize("form", [{}, {"verb": "explode"}])
def test_a_forged_form_changes_nothing(desk, story, form):
    assert "Nothing was changed" in told(desk, desk.post(screen(story), form))


@pytest.mark.parametrize("wrong", [{"link": "x"}, {"link": ""}, {"seen": "x"}, {"seen": ""}, {"link": "999999"}])
def test_a_forged_link_changes_nothing(desk, story, writer, wrong):
    link, _token = factories.preview_link(story, by=writer)
    assert "Nothing was changed" in told(desk, press(desk, story, link, "revoke", forged=wrong))
    link.refresh_from_db()
    assert link.revoked_at is None


# The list -----------------------------------------------------------------------------------


def test_the_list_says_how_each_link_stands(desk, writer, time_machine):
    time_machine.move_to("2026-11-02T10:00:00Z", tick=False)
    story = factories.article(owner=writer, live=False)
    factories.preview_link(story, by=writer, label="Expired & Co", revision=story.latest_revision)
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)
    opened, token = factories.preview_link(story, by=writer, label="Dr. Often")
    revoked, _token = factories.preview_link(story, by=writer, label="Dr. Never")
    links.revoke(revoked, by=writer)
    for _each in range(2):
        desk.get(reverse("sharing:preview", args=[token]))
    page = " ".join(desk.get(screen(story)).content.decode().split())
    assert "Expired &amp; Co" in page
    assert "All times are those of Europe/London." in page
    assert "The version of 2 November 2026, 10:00 " in page
    assert "2 times, last 25 November 2026, 10:00 " in page
    assert f"Revoked by {writer}, 25 November 2026" in page
    assert page.count("New address") == 2  # not for the revoked one
    assert token not in page
    assert opened.token_hash not in page


def test_the_list_asks_the_database_the_same_for_few_links_as_for_many(desk, story, writer):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(screen(story))
        return len(captured)

    factories.preview_link(story, by=writer, revision=story.latest_revision)
    queries()
    few = queries()
    for _each in range(30):
        link, _token = factories.preview_link(story, by=writer, revision=story.latest_revision)
    links.revoke(link, by=writer)
    assert queries() == few
    assert "Page 1 of 2" in desk.get(screen(story)).content.decode()


# Unpublishing -------------------------------------------------------------------------------


def test_unpublishing_says_that_the_draft_is_still_open_to_some(login, staff):
    story = factories.article()
    editor = login(staff[Role.MANAGING_EDITOR])
    factories.preview_link(story)
    expired, _token = factories.preview_link(story)
    then = timezone.now() - timedelta(days=1)
    PreviewLink.objects.filter(pk=expired.pk).update(renewed_at=then - USUAL_TERM, expires_at=then)
    response = editor.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
    assert not ArticlePage.objects.get(pk=story.pk).live
    assert "1 preview link still shows the draft of this page" in told(editor, response)


def test_unpublishing_says_nothing_where_there_is_nothing_to_say(login, staff):
    story = factories.article()
    editor = login(staff[Role.MANAGING_EDITOR])
    response = editor.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
    assert "preview link" not in told(editor, response)
