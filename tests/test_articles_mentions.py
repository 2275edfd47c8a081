"""Readers meet an expert with full name and credentials, and by the short form from then on."""

import pytest
from bs4 import BeautifulSoup

from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import ConflictOfInterest
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor():
    person = factories.expert(
        title="Dr. Ida Invented", last_name="Invented", specialty="Dermatology", conflicts_answer="declared"
    )
    tie = {"brand": "Maison Example", "kind": "adviser", "text": "Advises Maison Example."}
    ConflictOfInterest.objects.create(person=person, **tie)
    factories.credential(person, abbreviation="MD")
    return person


def marked(person, words):
    return ("paragraph", f'<p><a linktype="person" id="{person.pk}">{words}</a> that skin waits.</p>')


def captions(client, *body):
    page = BeautifulSoup(client.get(factories.article(body=list(body)).url).content, "html.parser")
    found = page.select(".statement figcaption, .pull-quote figcaption")
    return [" ".join(caption.get_text(" ").split()) for caption in found]


def test_the_first_statement_introduces_and_later_ones_are_short(client, doctor):
    other = factories.expert(title="Dr. Una Other", last_name="Other")
    quote = ("pull_quote", {"words": "Skin waits.", "person": doctor, "exact": True})
    first, second, third, fourth = captions(
        client, factories.statement(doctor), factories.statement(other), factories.statement(doctor), quote
    )
    assert first.startswith("Dr. Ida Invented , MD")
    assert "Dermatology" in first
    assert second.startswith("Dr. Una Other")
    assert third.startswith("Dr. Invented ,")
    assert "MD" not in third
    assert "Dermatology" not in third
    assert fourth == "Dr. Invented"


def test_what_readers_must_know_of_interests_stands_beside_each_statement(client, doctor):
    for caption in captions(client, factories.statement(doctor), factories.statement(doctor)):
        assert "Declared interest: Advises Maison Example." in caption


def test_a_pull_quote_further_up_is_where_readers_meet_them(client, doctor):
    quote = ("pull_quote", {"words": "Skin waits.", "person": doctor, "exact": True})
    first, second = captions(client, quote, factories.statement(doctor))
    assert first == "Dr. Ida Invented , MD"
    assert second.startswith("Dr. Invented ,")


@pytest.mark.parametrize(
    ("words", "short"),
    [("Dr. Ida Invented, MD, points out", True), ("Dr. Ida Invented points out", False), ("she adds", False)],
)
def test_a_text_introduces_with_full_name_and_credentials_and_not_with_less(client, doctor, words, short):
    (caption,) = captions(client, marked(doctor, words), factories.statement(doctor))
    assert caption.startswith("Dr. Invented ," if short else "Dr. Ida Invented , MD")


def test_a_statement_that_names_nobody_introduces_nobody(client, doctor, monkeypatch):
    from articles.blocks.people import StatementValue

    hidden = property(lambda value: value.get("person") if value.get("lead_in") else None)
    monkeypatch.setattr(StatementValue, "shown_person", hidden)
    (caption,) = captions(client, factories.statement(doctor), factories.statement(doctor, lead_in="She says"))
    assert caption.startswith("Dr. Ida Invented , MD")


def test_introductions_ask_the_database_nothing(doctor):
    from articles.mentions import introduce

    story = factories.article(body=[factories.statement(doctor) for _each in range(3)])
    people = story.cited_people
    list(story.body)
    with CaptureQueriesContext(connection) as captured:
        introduce(story.body, people)
    assert len(captured) == 0
