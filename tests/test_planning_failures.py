from datetime import timedelta

import pytest

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.house_time import told
from planning.models import ScheduleFailure
from tests import factories

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def editor(staff):
    return staff[Role.MANAGING_EDITOR]


def failure(title="A balm for winter", reason="The moon is wrong.\nAnd so are the stars.", **fields):
    story = factories.article(title, live=False)
    fields = {"revision": story.latest_revision, "first_at": NOW, "last_at": NOW, "next_at": SOON} | fields
    return ScheduleFailure.objects.create(page=story, reason=reason, **fields)


def text_of(response):
    return " ".join(response.content.decode().split())


def home(client):
    return text_of(client.get(reverse("wagtailadmin_home")))


def report(client, **query):
    return client.get(reverse("planning:failures"), query)


def test_managing_editors_see_what_failed_on_their_front_screen(login, editor):
    made = failure()
    page = home(login(editor))
    assert "Failed schedules" in page
    assert "It should be public, and is not." in page
    assert "<li>The moon is wrong.</li><li>And so are the stars.</li>" in page
    assert reverse("wagtailadmin_pages:edit", args=[made.page_id]) in page
    assert f"Next attempt: {told(SOON)}" in page


def test_a_page_that_could_not_be_taken_down_is_told_as_such(login, editor):
    failure(revision=None)
    assert "It should have left the site, and is still there." in home(login(editor))


def test_what_is_settled_leaves_the_front_screen_and_stays_in_the_report(login, editor):
    failure(resolved_at=SOON)
    client = login(editor)
    assert "The moon is wrong." not in home(client)
    page = text_of(report(client))
    assert "The moon is wrong." in page
    assert f"Settled on {told(SOON)}" in page
    assert "Try again now" not in page


def test_the_report_begins_with_what_still_waits(login, editor):
    failure("Settled", resolved_at=NOW)
    failure("Waits")
    page = text_of(report(login(editor)))
    assert page.index(">Waits<") < page.index(">Settled<")


def test_nothing_failed_and_the_report_says_so(login, editor):
    client = login(editor)
    assert "Nothing has failed" in text_of(report(client))
    assert "It should be public" not in home(client)


def test_the_report_is_exported(login, editor):
    failure()
    response = report(login(editor), export="csv")
    assert "The moon is wrong." in b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_EDITOR])
def test_nobody_else_sees_or_touches_failures(login, staff, role):
    made, client = failure(), login(staff[role])
    assert "The moon is wrong." not in home(client)
    assert report(client).url == reverse("wagtailadmin_home")
    client.post(reverse("planning:try_again", args=[made.pk]))
    made.refresh_from_db()
    assert made.next_at == SOON


def test_a_managing_editor_has_it_tried_again_at_once(login, editor):
    made = failure()
    response = login(editor).post(reverse("planning:try_again", args=[made.pk]))
    assert response.url == reverse("planning:failures")
    assert "is tried again within seconds" in " ".join(map(str, get_messages(response.wsgi_request)))
    made.refresh_from_db()
    assert made.next_at < SOON


def test_what_is_settled_is_not_tried_again(login, editor):
    made = failure(resolved_at=NOW)
    assert login(editor).post(reverse("planning:try_again", args=[made.pk])).status_code == 404


def test_many_failures_cost_the_front_screen_as_much_as_one(login, editor):
    client = login(editor)
    failure()
    home(client)
    with CaptureQueriesContext(connection) as one:
        home(client)
    for n in range(14):
        failure(f"Story {n}")
    with CaptureQueriesContext(connection) as many:
        page = home(client)
    assert len(one) == len(many)
    assert page.count("Try again now") == 10
    assert "See all of them" in page
