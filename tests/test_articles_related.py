import datetime

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, Neighbour, Product, RelatedStory
from articles.querysets import rows_beside
from articles.related import renew
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def beside(title):
    return [story.title for story in rows_beside(ArticlePage.objects.get(title=title))]


def dated(title, year):
    day = datetime.datetime(year, 6, 1, tzinfo=datetime.UTC)
    ArticlePage.objects.filter(title=title).update(first_published_at=day)


def test_the_only_story_of_the_house_has_nothing_beside_it(client):
    story = factories.article("Alone")
    assert beside("Alone") == []
    assert "Read next" not in client.get(story.url).content.decode()


def test_what_has_nothing_in_common_does_not_stand_beside(client):
    factories.article("Skin", topic=factories.topic(), writers=[factories.person()])
    factories.article("Hair", topic=factories.topic(), writers=[factories.person()])
    assert beside("Hair") == []


def test_the_more_two_stories_share_the_nearer_they_stand():
    one, other = factories.topic("One"), factories.topic("Other")
    speaker, writer = factories.expert(), factories.person()
    product = Product.objects.create(brand="Maison Example", name="Serum")
    body = [factories.statement(speaker)]
    factories.article("Topic only", topic=one, writers=[factories.person()])
    factories.article("Product only", topic=other, writers=[factories.person()], products=[product])
    factories.article("Expert only", topic=other, writers=[factories.person()], body=body)
    factories.article("Expert and writer", topic=other, writers=[writer], body=body)
    factories.article("Here", topic=one, writers=[writer], body=body, products=[product])
    assert beside("Here") == ["Expert and writer", "Expert only", "Product only"]
    assert beside("Topic only") == ["Here"]


def test_a_treatment_named_in_the_text_brings_stories_together():
    factories.treatment("Microneedling")
    for title in ("Needles at home", "Needles at the clinic"):
        body = [("paragraph", "<p>On microneedling.</p>")]
        factories.article(title, topic=factories.topic(), writers=[factories.person()], body=body)
    assert beside("Needles at the clinic") == ["Needles at home"]


def test_of_equal_stories_the_one_written_at_the_same_time_stands_first():
    topic = factories.topic()
    for year, title in ((2023, "Old"), (2025, "Recent"), (2024, "Older")):
        factories.article(title, topic=topic)
        dated(title, year)
    here = factories.article("Here", topic=topic)
    dated("Here", 2026)
    renew.enqueue(here.pk)
    assert beside("Here") == ["Recent", "Older", "Old"]


def test_the_editors_choice_stands_first_and_is_filled_up_to_three():
    factories.article("Elsewhere", topic=factories.topic(), writers=[factories.person()])
    for title in ("A", "B", "C"):
        factories.article(title)
    factories.article("Here", related_stories=[RelatedStory(story=ArticlePage.objects.get(title="Elsewhere"))])
    shown = beside("Here")
    assert shown[0] == "Elsewhere"
    assert len(shown) == 3
    assert "Here" not in shown


def test_more_than_three_chosen_stories_are_all_shown_and_none_twice():
    titles = ["A", "B", "C", "D"]
    chosen = [RelatedStory(story=factories.article(title), sort_order=n) for n, title in enumerate(titles)]
    factories.article("Here", related_stories=chosen)
    assert beside("Here") == titles


def test_what_was_retracted_withheld_or_taken_down_is_never_recommended():
    for title in ("Retracted", "Private", "Gone", "Here"):
        factories.article(title)
    assert len(beside("Here")) == 3
    ArticlePage.objects.filter(title="Retracted").update(retracted_at=timezone.now())
    private = ArticlePage.objects.get(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    ArticlePage.objects.get(title="Gone").unpublish()
    assert beside("Here") == []
    assert not Neighbour.objects.filter(story__title="Gone").exists()


def test_a_story_that_an_editor_chose_goes_once_it_is_retracted():
    chosen = factories.article("Chosen", topic=factories.topic(), writers=[factories.person()])
    factories.article("Here", related_stories=[RelatedStory(story=chosen)])
    assert beside("Here") == ["Chosen"]
    ArticlePage.objects.filter(pk=chosen.pk).update(retracted_at=timezone.now())
    assert beside("Here") == []


def test_a_new_story_comes_beside_those_that_were_there_before():
    factories.article("Before")
    assert beside("Before") == []
    factories.article("After")
    assert beside("Before") == ["After"]


def test_a_reader_waits_for_no_comparison():
    for _each in range(6):
        factories.article(writers=[factories.person()])
    here = factories.article("Here")
    with CaptureQueriesContext(connection) as few:
        list(here.related_stories.all())
        rows_beside(here)
    assert len(few) <= 8
    assert not any("articles_citation" in query["sql"] for query in few)
