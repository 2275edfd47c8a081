"""Words in stories: explained where they first stand, listed for paper, and nowhere but on the story's own page."""

import json
import re

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Site

from accounts.roles import Role
from articles.models import TermUse
from glossary import signing
from glossary.models import GlossaryTerm
from home.models import MagazineSettings
from tests import factories
from tests.schema_org import faults

pytestmark = pytest.mark.django_db

TEXT = "<p>An exosome is small. Exosomes are many.</p>"


def html_of(client, story):
    return client.get(story.url).content.decode()


def explained(html):
    return re.findall(r'<button type="button" class="term" popovertarget="(term-\d+)"[^>]*>(.*?)</button>', html)


@pytest.fixture
def exosome():
    return factories.term("Exosome", "A tiny parcel.", names=["exosomes"], by=True)


def test_the_first_use_is_explained_in_place_and_listed_for_paper(client, exosome):
    html = html_of(client, factories.article(body=[("paragraph", TEXT), ("paragraph", TEXT)]))
    assert explained(html) == [(exosome.anchor, "exosome")]
    assert html.count("A tiny parcel.") == 3  # beside the word, in the list, for search engines
    assert "Words explained" in html


def test_quotes_headings_and_captions_are_left_alone(client, exosome):
    speaker = factories.expert()
    html = html_of(
        client,
        factories.article(
            "Exosomes",
            dek="An exosome?",
            body=[
                ("heading", {"text": "What is an exosome?"}),
                factories.statement(speaker, "Exosomes are small.", kind="direct"),
                ("pull_quote", {"words": "Exosomes!", "person": None, "exact": False}),
                ("photo", {"photo": factories.photo(), "caption": "Exosomes", "decorative": True}),
                ("paragraph", "<h3>Exosomes</h3><p>Now an exosome.</p>"),
            ],
        ),
    )
    assert explained(html) == [(exosome.anchor, "exosome")]


@pytest.mark.parametrize(
    "block",
    [
        ("callout", {"tone": "note", "title": "", "text": TEXT}),
        ("key_points", {"title": "", "points": [TEXT]}),
        ("question_answer", {"question": "Exosome?", "answer": TEXT}),
        ("experience", {"text": TEXT, "paid_by": "writer"}),
    ],
)
def test_wherever_the_magazine_speaks_words_are_explained(client, exosome, block):
    assert len(explained(html_of(client, factories.article(body=[block])))) == 1


def test_what_nobody_has_signed_for_readers_do_not_get(client):
    factories.term("Exosome", "A tiny parcel.")
    html = html_of(client, factories.article(body=[("paragraph", TEXT)]))
    assert explained(html) == []
    assert "tiny parcel" not in html
    assert "Words explained" not in html
    assert "tiny parcel" not in client.get("/glossary/").content.decode()


def test_a_change_shows_when_it_is_signed_and_not_before(client, exosome):
    story = factories.article(body=[("paragraph", TEXT)])
    assert "A tiny parcel." in html_of(client, story)
    exosome.definition = "A small parcel."
    exosome.save()
    exosome.save_revision()
    assert "A tiny parcel." in html_of(client, story)
    signing.sign(exosome.pk, by=factories.user(Role.FACT_CHECKER), seen=exosome.stamp)
    html = html_of(client, story)
    assert "A small parcel." in html
    assert "A tiny parcel." not in html


@pytest.mark.usefixtures("pages_are_kept")
@pytest.mark.parametrize("change", ["sign", "withdraw", "delete"])
def test_every_kept_page_is_thrown_away_when_readers_get_something_else(
    client, exosome, change, django_capture_on_commit_callbacks
):
    other = factories.term("Small", "Not big.")
    story = factories.article(body=[("paragraph", TEXT)])
    kept = client.get(story.url), client.get(story.url), client.get("/glossary/"), client.get("/glossary/")
    assert [response["Cache-Status"] for response in kept[1::2]] == ["front; hit", "front; hit"]
    with django_capture_on_commit_callbacks(execute=True):
        if change == "sign":
            signing.sign(other.pk, by=factories.user(Role.FACT_CHECKER), seen=other.stamp)
        elif change == "withdraw":
            signing.withdraw(exosome.pk, by=factories.user(Role.FACT_CHECKER))
        else:
            exosome.delete()
    numbers = {"sign": 2, "withdraw": 0, "delete": 0}
    assert len(explained(html_of(client, story))) == numbers[change]
    assert client.get("/glossary/").content.decode().count("glossary-entry") == numbers[change]


def test_a_hundred_terms_cost_as_many_questions_as_one(client, exosome):
    story = factories.article(body=[("paragraph", f"<p>{' '.join(f'word{n}' for n in range(100))}</p>{TEXT}")])

    def number(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = [number(address) for address in (story.url, "/glossary/")]
    checker = factories.user(Role.FACT_CHECKER)
    for n in range(100):
        factories.term(f"word{n}", by=checker)
    assert len(explained(html_of(client, story))) == 101
    assert [number(address) for address in (story.url, "/glossary/")] == few


def test_a_draft_in_preview_explains_its_words_too(exosome):
    story = factories.article(live=False, body=[("paragraph", TEXT)])
    response = story.make_preview_request(preview_mode=story.default_preview_mode)
    assert len(explained(response.rendered_content)) == 1


def test_what_travels_is_the_plain_word(client, exosome):
    MagazineSettings.objects.create(site=Site.objects.get(), offers_markdown=True)
    story = factories.article(dek="On exosomes.", body=[("paragraph", TEXT)])
    twin = client.get(f"{story.url}index.md").content.decode()
    assert "An exosome is small." in twin
    for text in (twin, client.get("/feeds/rss.xml").content.decode(), client.get("/feeds/feed.json").content.decode()):
        assert "popover" not in text
        assert "tiny parcel" not in text


def test_an_advertisers_page_explains_nothing_in_our_name(client, exosome):
    page = factories.advertisement(body=[("paragraph", TEXT)])
    assert explained(html_of(client, page)) == []


def test_search_engines_are_told_which_words_are_explained(client, exosome):
    html = html_of(client, factories.article(body=[("paragraph", TEXT)]))
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert faults(data) == []
    [mention] = data["mentions"]
    assert mention["name"] == "Exosome"
    assert mention["url"].endswith(f"/glossary/#{exosome.anchor}")


# What the glossary remembers ----------------------------------------------------------------------


def test_a_story_is_remembered_when_it_is_published_and_forgotten_when_it_is_taken_down(exosome):
    story = factories.article(body=[("paragraph", TEXT)])
    factories.article(body=[("paragraph", "<p>Nothing of the kind.</p>")])
    factories.article(live=False, body=[("paragraph", TEXT)])
    assert list(TermUse.objects.values_list("term", "article")) == [(exosome.pk, story.pk)]
    story.unpublish()
    assert not TermUse.objects.exists()


def test_a_new_word_is_looked_for_in_every_story(exosome, django_capture_on_commit_callbacks):
    story = factories.article(body=[("paragraph", "<p>It was double-blind, and an exosome.</p>")])
    with django_capture_on_commit_callbacks(execute=True):
        term = factories.term("Double-blind", by=True)
    assert set(story.term_uses.values_list("term", flat=True)) == {exosome.pk, term.pk}


# The page /glossary/ ------------------------------------------------------------------------------


def test_the_glossary_has_every_signed_word_in_order_with_its_reviewer_and_stories(client, exosome):
    checker = factories.user(Role.MEDICAL_REVIEWER, first_name="Linden", last_name="Example")
    factories.term("Élan", by=checker)
    factories.term("10-minute peel", by=checker)
    factories.term("acid", by=checker)
    story = factories.article("On small things", body=[("paragraph", TEXT)])
    retracted = factories.article("Taken back", body=[("paragraph", TEXT)])
    type(retracted).objects.filter(pk=retracted.pk).update(retracted_at=story.first_published_at)
    response = client.get("/glossary/")
    html = response.content.decode()
    assert [letter for letter, _terms in response.context["letters"]] == ["A", "E", "#"]
    assert f'id="{exosome.anchor}"' in html
    assert "Linden Example" in html
    assert "On small things" in html
    assert "Taken back" not in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert faults(data) == []
    assert data["@type"] == "DefinedTermSet"
    assert len(data["hasDefinedTerm"]) == 4
    assert f'<link rel="canonical" href="{Site.objects.get().root_url}/glossary/">' in html


def test_an_empty_glossary_is_a_page_and_no_entry_in_the_sitemap(client):
    assert "No word has been explained yet." in client.get("/glossary/").content.decode()
    assert "/glossary/" not in client.get("/sitemap-glossary.xml").content.decode()


def test_search_engines_find_the_glossary(client, exosome):
    assert "/glossary/</loc>" in client.get("/sitemap-glossary.xml").content.decode()
    assert "sitemap-glossary.xml" in client.get("/sitemap.xml").content.decode()
    assert 'href="/glossary/"' in client.get("/").content.decode()


def test_whatever_a_term_is_called_the_pages_stay_whole(client):
    for title in ('"><script>alert(1)</script>', "C+ (20%) [x] \\1 {y}", "\u202eabc", "x" * 120, "ÅÄÖ & co"):
        factories.term(title, f"{title} </span>", by=True)
    html = client.get("/glossary/").content.decode()
    assert "<script>alert" not in html
    story = factories.article(
        body=[("paragraph", "<p>C+ (20%) [x] \\1 {y} and ÅÄÖ &amp; co and " + "x" * 120 + "</p>")]
    )
    assert len(explained(html_of(client, story))) == 3


def test_a_deleted_reviewer_stays_named(client, exosome):
    name = exosome.reviewer_name
    GlossaryTerm.objects.get().reviewed_by.delete()
    assert name in client.get("/glossary/").content.decode()
