import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from readiness.models import Report
from tests import editor, factories, house_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


@pytest.fixture
def desk(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def listing(client, **query):
    return " ".join(client.get(reverse("stories:index"), query).content.decode().split())


def test_the_list_of_stories_says_how_ready_each_is_and_leads_to_its_editor(desk):
    story = factories.article(live=False, dek="Short", body=[("heading", {"text": "LOUD"})])
    page = listing(desk)
    assert f'href="{editor.edit_url(story)}">1 blocker</a>' in page
    assert "1 warning, 1 note" in page


def test_a_story_with_nothing_amiss_is_ready(desk):
    factories.article(live=False, kicker="Skin")
    assert "Ready</span>" in listing(desk)


def test_a_story_nobody_has_looked_at_yet_is_not_called_ready(desk):
    factories.article("A balm for winter", live=False, kicker="Skin")
    Report.objects.all().delete()
    page = listing(desk)
    assert "A balm for winter" in page
    assert "Ready</span>" not in page


@pytest.mark.usefixtures("search_index")
def test_the_list_is_filtered_by_readiness_while_searching_too(desk):
    factories.article("Blocked balm", live=False)
    factories.article("Good balm", live=False, kicker="Skin")
    for query in ({}, {"q": "balm"}):
        assert "Good balm" not in listing(desk, readiness="blocked", **query)
        assert "Blocked balm" in listing(desk, readiness="blocked", **query)
        assert "Good balm" in listing(desk, readiness="ready", **query)
        assert "Blocked balm" not in listing(desk, readiness="ready", **query)


def test_twenty_stories_take_as_many_queries_as_two(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            listing(desk)
        return len(captured)

    topic, writer = factories.topic(), factories.person()
    for number in range(2):
        factories.article(live=False, topic=topic, writers=[writer], kicker="Skin" * number)
    queries()
    two = queries()
    for number in range(18):
        factories.article(live=False, topic=topic, writers=[writer], kicker="Skin" * (number % 2))
    assert queries() == two
