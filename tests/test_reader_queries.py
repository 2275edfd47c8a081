"""A reader's page asks the database the same number of questions whatever the magazine has in it."""

import pytest

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.house_clock import today
from articles.models import Disclosure, StoryIndexPage
from cms.kept_pages import forget_paths
from home.models import HomePage
from people.models import ConflictOfInterest, Credential, PeopleIndexPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]

MANY = 50


def queries(client, page):
    """How many questions a page asks once it has been shown, when all sizes of its photos are made."""
    client.get(page.url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(page.url)
    assert response.status_code == 200
    return len(captured)


@pytest.fixture
def photo():
    """One picture file for all: making sizes of fifty would only warm the room."""
    return factories.photo()


@pytest.fixture
def forgotten(settings, django_capture_on_commit_callbacks):
    """How many questions a page asks of whose comments alone something was decided."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "queries"}
    settings.CACHES = settings.CACHES | {"pages": memory}
    caches["pages"].clear()

    def count(client, page):
        client.get(page.url)
        with django_capture_on_commit_callbacks(execute=True):
            forget_paths([page.url], comments_only=True)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(page.url)
        assert response.headers["Cache-Status"] == "front; fwd=miss; stored"
        return len(captured)

    return count


def expert(photo):
    made = factories.expert(portrait=photo, conflicts_answer="declared")
    made.interests = [ConflictOfInterest(brand="Maison Example", kind="adviser", text="None worth hiding.")]
    made.credentials = [Credential(name="Doctor of Medicine", abbreviation="MD")]
    made.save()
    return made


def product(photo, tester):
    offers = [{"price": 12, "checked_on": today()}, {"stock": "out_of_stock", "checked_on": today()}]
    return factories.product(photo=photo, tested_by=tester, tested_on=today(), offers=offers)


def body(number, photo):
    """A body with so many of each part, each statement by somebody else."""
    use = {"photo": photo, "decorative": False, "alt_text": "", "caption": "", "credit": ""}
    parts = [("gallery", {"title": "", "photos": [use] * min(30, max(2, number))})]
    for n in range(number):
        speaker = expert(photo)
        parts += [
            ("heading", {"text": f"Question {n}?"}),
            ("paragraph", f'<p><a linktype="person" id="{speaker.pk}">Dr. Example points out</a> that skin waits.</p>'),
            factories.statement(speaker),
            ("photo", use),
            factories.pair(photo, photo),
            ("experience", {"text": "<p>It tingled.</p>", "paid_by": "writer"}),
            ("key_points", {"title": "", "points": ["<p>One.</p>"]}),
            ("pull_quote", {"words": "Skin waits.", "person": speaker, "exact": True}),
            factories.card(product(photo, speaker)),
        ]
    return parts


def test_listings(client, photo):
    """One magazine for all listings, since fifty stories take their time."""
    home, topic, person = HomePage.objects.get(), factories.topic(), expert(photo)
    home.sections = [("river", topic), ("picks", None), ("river", factories.topic()), ("helpful", None)]
    home.save()

    def stories(number):
        for _each in range(number):
            factories.article(hero_photo=photo, topic=topic, body=[factories.statement(person)])
            expert(photo)

    ceilings = {  # where nothing is known of the house; else see tests/test_accounts_house_rows.py
        home: 19,
        topic: 19,
        StoryIndexPage.objects.get(): 18,
        person: 26,
        PeopleIndexPage.objects.get(): 16,
    }
    stories(8)  # enough for the lead, the newest and one river
    few = {page: queries(client, page) for page in ceilings}
    stories(MANY)
    many = {page: queries(client, page) for page in ceilings}
    assert many == few
    assert [page.title for page in ceilings if many[page] > ceilings[page]] == []


def test_a_story(client, photo):
    factories.article(hero_photo=photo)  # to be read next
    story = factories.article(hero_photo=photo, medical_reviewer=expert(photo), body=body(1, photo))
    story.dek, story.disclosure_answer = "What it is, and since when.", "declared"
    story.disclosures = [Disclosure(kind="loan", party="Brand")]
    story.save_revision()
    factories.publish(story)  # with a notice: they are looked through for names that must not be told any more
    few = queries(client, story)
    story.body = body(MANY, photo)
    story.bylines = [story.bylines.model(person=factories.person()) for _each in range(5)]
    story.disclosures = [Disclosure(kind="loan", party=f"Brand {n}") for n in range(5)]
    story.save_revision()
    factories.publish(story)
    assert queries(client, story) == few
    assert few <= 57


def test_a_page_of_whose_comments_something_was_decided(client, photo, forgotten):
    home, topic = HomePage.objects.get(), factories.topic()
    home.sections = [("river", topic), ("picks", None), ("helpful", None)]
    home.save()
    story = factories.article(hero_photo=photo, topic=topic, body=body(1, photo))
    opening = factories.comment(story, picked_at=timezone.now(), helpful=1, badge="expert", person=expert(photo))
    pages = [story, home, topic, StoryIndexPage.objects.get(), story.authors[0]]
    few = [forgotten(client, page) for page in pages]
    for number in range(MANY):
        factories.comment(story, reply_to=opening if number % 2 else None, by=factories.user())
        factories.article(topic=topic, writers=story.authors)
    assert [forgotten(client, page) for page in pages] == few
    assert few == [5, 4, 1, 1, 1]
