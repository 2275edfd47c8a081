"""Archive, topic and person: what narrows their lists down, and what they say beside them."""

import datetime

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, StoryIndexPage
from tests import factories

pytestmark = pytest.mark.django_db

STRANGE_NUMBERS = ["-1", "0", "1" + "0" * 30, "two", "", "1.5", "٢", "<b>", "a\0b"]
# Letters of every case and of none, marks of numbers and the low line: what Unicode lets a slug consist of.
SLUGS = ["Ärger-und-Öl", "ǅungla", "ʰʷ", "कमल", "שלום", "香水", "pаrfum-кожа", "٤٢-１２", "ꝏ_x", "éte"]


@pytest.fixture
def archive():
    return StoryIndexPage.objects.get()


def stories_of(years_and_topics):
    for n, (year, month, topic) in enumerate(years_and_topics):
        story = factories.article(f"Of {year}-{month} {n}", topic=topic)
        day = datetime.datetime(year, month, 15, tzinfo=datetime.UTC)
        ArticlePage.objects.filter(pk=story.pk).update(first_published_at=day)


def shown(client, page, **asked):
    response = client.get(page.url, asked)
    assert response.status_code == 200
    return response, [story.title for story in response.context["stories"]]


def test_the_archive_is_narrowed_by_year_month_and_topic(client, archive):
    skin, hair = factories.topic("Skin", slug="skin"), factories.topic("Hair", slug="hair")
    stories_of([(2024, 1, skin), (2026, 3, skin), (2026, 3, hair), (2026, 5, skin)])
    response, titles = shown(client, archive, year="2026", topic="skin")
    assert titles == ["Of 2026-5 3", "Of 2026-3 1"]
    assert [(year, number) for year, _label, number, _chosen in response.context["years"]] == [(2026, 2), (2024, 1)]
    assert [(month, number) for month, _date, number, _chosen in response.context["months"]] == [(3, 1), (5, 1)]
    assert [(slug, number) for slug, _title, number, _chosen in response.context["topics"]] == [
        ("skin", 2),
        ("hair", 1),
    ]
    assert shown(client, archive, year="2026", month="3", topic="hair")[1] == ["Of 2026-3 2"]
    page = response.content.decode()
    assert "?topic=skin&amp;year=2026&amp;month=3" in page
    assert ">March <span>1</span>" in page


def test_a_year_month_or_topic_that_is_none_is_left_out_of_account(client, archive):
    topic = factories.topic("Members", slug="members")
    stories_of([(2024, 1, topic), (2026, 3, topic)])
    PageViewRestriction.objects.create(page=topic, restriction_type=PageViewRestriction.LOGIN)
    for value in [*STRANGE_NUMBERS, "1999", "13", "members"]:
        for name in ("year", "topic", "month"):
            assert len(shown(client, archive, **{name: value})[1]) == 2
    assert len(shown(client, archive, year="2026", month="13")[1]) == 1


def test_a_page_number_that_is_none_shows_the_nearest(client, archive):
    topic, writer = factories.topic(), factories.person()
    factories.article(topic=topic, writers=[writer])
    for number in STRANGE_NUMBERS:
        for page in (archive, topic, writer):
            response = client.get(page.url, {"page": number})
            assert response.status_code == 200
            assert response.content.decode().count('<article class="card') == 1


def test_the_archive_asks_the_same_few_questions_however_many_stories_there_are(client, archive):
    def queries():
        client.get(archive.url, {"year": "2026"})
        with CaptureQueriesContext(connection) as captured:
            client.get(archive.url, {"year": "2026"})
        return len(captured)

    stories_of([(2026, 1, factories.topic())])
    few = queries()
    stories_of([(2026, month, factories.topic()) for month in (1, 2, 3)])
    assert queries() == few


def test_a_topic_names_the_experts_it_asks_most_often(client):
    topic = factories.topic()
    often, once, elsewhere, hidden = (factories.expert(title=f"Dr. {n}") for n in ("Often", "Once", "Else", "Hidden"))
    for people in ([often, once], [often]):
        factories.article(topic=topic, body=[factories.statement(person) for person in people])
    factories.article(topic=factories.topic(), body=[factories.statement(elsewhere)])
    background = factories.statement(hidden, basis="background", public_description="a surgeon")
    factories.article(topic=topic, body=[background], waived=["unnamed_sources"])
    experts = client.get(topic.url).context["experts"]
    assert [(person.title, person.times_quoted) for person in experts] == [("Dr. Often", 2), ("Dr. Once", 1)]


def test_no_more_than_the_latest_stories_say_who_the_experts_of_a_topic_are(client, monkeypatch):
    monkeypatch.setattr("articles.querysets.LATEST", 2)
    topic, early, late = factories.topic(), factories.expert(title="Dr. Early"), factories.expert(title="Dr. Late")
    for speaker in (early, early, late, late):
        factories.article(topic=topic, body=[factories.statement(speaker)])
    experts = client.get(topic.url).context["experts"]
    assert [(person.title, person.times_quoted) for person in experts] == [("Dr. Late", 2)]


def test_a_retracted_story_lends_its_topic_no_experts(client):
    topic = factories.topic()
    story = factories.article(topic=topic, body=[factories.statement(factories.expert())])
    ArticlePage.objects.filter(pk=story.pk).update(retracted_at=timezone.now())
    assert client.get(topic.url).context["experts"] == []


def test_a_private_story_lends_its_topic_no_experts_and_its_writers_no_number(client):
    topic, writer = factories.topic(), factories.person("Nora Halloran")
    story = factories.article(topic=topic, writers=[writer], body=[factories.statement(factories.expert())])
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(topic.url).context["experts"] == []
    assert "1 story by" in client.get(factories.article(writers=[writer]).url).content.decode()


def test_the_stories_of_a_person_are_narrowed_by_their_part(client):
    both = factories.expert(is_writer=True, title="Dr. Both")
    factories.article("Written", writers=[both])
    factories.article("Quoted", body=[factories.statement(both)])
    factories.article("Reviewed", medical_reviewer=both)
    page = client.get(both.url).content.decode()
    assert all(f">{title}</a>" in page for title in ("Written", "Quoted", "Reviewed"))
    assert "Wrote <span>1</span>" in page
    for part, title in (("written", "Written"), ("quoted", "Quoted"), ("reviewed", "Reviewed")):
        page = client.get(both.url, {"part": part}).content.decode()
        assert f">{title}</a>" in page
        assert page.count('<article class="card') == 1
    for part in ("", "owned", "a\0b", "'"):
        assert client.get(both.url, {"part": part}).content.decode().count('<article class="card') == 3


def test_a_person_with_no_stories_has_a_page_without_a_list(client):
    person = factories.person("Nora Halloran")
    for asked in ({}, {"page": "3"}):
        page = client.get(person.url, asked).content.decode()
        assert "Nora Halloran" in page
        assert 'id="stories"' not in page
    assert "No story of this kind" in client.get(person.url, {"part": "quoted"}).content.decode()


def test_a_slug_may_have_letters_of_every_script(client, django_capture_on_commit_callbacks):
    for n, slug in enumerate(SLUGS):
        topic = factories.topic(f"Topic {n}", slug=f"t-{slug}")
        writer = factories.person(f"Writer {n}", slug=f"p-{slug}")
        with django_capture_on_commit_callbacks(execute=True):
            story = factories.article(f"Story {n}", slug=f"s-{slug}", topic=topic, writers=[writer])
        for page in (topic, writer, story):
            response = client.get(page.url)
            assert response.status_code == 200
            assert f"Story {n}" in response.content.decode()
        assert client.get("/search/", {"q": "story", "topic": topic.slug}).status_code == 200
        assert shown(client, StoryIndexPage.objects.get(), topic=topic.slug)[1] == [f"Story {n}"]


def test_a_story_that_comes_or_goes_is_counted_at_once(client, django_capture_on_commit_callbacks):
    def number():
        [(_year, _label, number, _is_chosen)] = client.get("/stories/").context["years"]
        return number

    first = factories.article()
    assert number() == 1
    with django_capture_on_commit_callbacks(execute=True):
        factories.article(topic=first.topic)
    assert number() == 2
    with django_capture_on_commit_callbacks(execute=True):
        first.unpublish()
    assert number() == 1
