from io import StringIO

import pytest

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ArticlePage, Neighbour, StoryText
from articles.querysets import rows_beside
from home.models import ShareCard
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def said():
    out = StringIO()
    call_command("prepare_stories", stdout=out)
    return [line.split(":")[-1].strip() for line in out.getvalue().splitlines()]


def forget_what_publication_made():
    for model in (Neighbour, ShareCard, StoryText):
        model.objects.all().delete()


def test_stories_from_before_get_what_publication_prepares():
    for title in ("One", "Other"):
        factories.article(title, body=[("paragraph", "<p>Skin waits.</p>")])
    factories.article("Never public", live=False)
    forget_what_publication_made()
    assert said() == ["2 public stories looked at.", "2 changed", "2 changed", "2 drawn"]
    one = ArticlePage.objects.get(title="One")
    assert [story.title for story in rows_beside(one)] == ["Other"]
    assert one.text_for_search.text == "Skin waits."
    assert ShareCard.objects.count() == 2


def test_a_second_time_there_is_nothing_to_do():
    topic = factories.topic()
    for _each in range(15):  # more than are kept beside each
        factories.article(topic=topic)
    said()
    assert said() == ["15 public stories looked at.", "0 changed", "0 changed", "0 drawn"]


def test_what_is_out_of_date_is_mended_and_nothing_else():
    for title in ("One", "Other"):
        factories.article(title)
    StoryText.objects.filter(article__title="One").update(text="Something else")
    ArticlePage.objects.filter(title="Other").update(title="Another headline")
    assert said() == ["2 public stories looked at.", "1 changed", "0 changed", "1 drawn"]


def test_what_was_retracted_stands_beside_nothing():
    for title in ("One", "Other"):
        factories.article(title)
    ArticlePage.objects.filter(title="Other").update(retracted_at=timezone.now())
    assert said()[2] == "2 changed"
    assert not Neighbour.objects.exists()


def test_each_story_costs_the_same():
    def queries(number):
        for _each in range(number):
            factories.article()
        forget_what_publication_made()
        with CaptureQueriesContext(connection) as captured:
            said()
        return len(captured)

    two, four, six = (queries(2) for _each in range(3))
    assert six - four == four - two
