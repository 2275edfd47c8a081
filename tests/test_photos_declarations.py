"""What readers are told of how a picture came to be, wherever they see it, and what they see only when they ask."""

import json

import pytest
from bs4 import BeautifulSoup

from django.urls import reverse

from photos.models import Photo
from photos.vocabulary import DigitalSourceType, Retouching, Sensitivity
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def told(element):
    return [" ".join(one.get_text().split()) for one in element.select(".declaration")]


def use(photo):
    return {"photo": photo}


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (DigitalSourceType.AI, ["Made by AI"]),
        (DigitalSourceType.COMPOSITE_AI, ["With parts made by AI"]),
        (DigitalSourceType.ENHANCED, []),
        (DigitalSourceType.CAPTURE, []),
        ("", []),
    ],
)
def test_a_picture_made_with_ai_says_so_beside_itself_in_every_block(client, origin, words):
    photo = factories.photo(digital_source_type=origin)
    body = [("photo", use(photo)), ("gallery", {"photos": [use(photo), use(photo)]})]
    page = read(client, factories.article(hero_photo=photo, body=body).url)
    figures = page.select(".story figure.figure")
    assert [told(figure) for figure in figures] == [words] * 4


def test_a_picture_made_with_ai_says_so_on_cards_to_messengers_and_in_feeds(client):
    photo = factories.photo(digital_source_type=DigitalSourceType.AI, alt_text="A jar")
    story = factories.article(hero_photo=photo)
    assert read(client, story.topic.url).select_one(".card .ai-label").get_text() == "Made by AI"
    assert read(client, story.url).select_one('meta[property="og:image:alt"]')["content"] == "Made by AI. A jar"
    for feed in ("feed_rss", "feed_atom"):
        assert "<media:description>Made by AI. A jar</media:description>" in client.get(reverse(feed)).content.decode()


def test_a_photograph_carries_no_label_on_cards(client):
    story = factories.article(hero_photo=factories.photo())
    assert read(client, story.topic.url).select(".card .ai-label") == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"retouching": Retouching.NONE, "retouching_declared_by": "Ada Example"}, "Not retouched, says Ada Example"),
        ({"retouching": Retouching.RETOUCHED, "retouching_note": "A hair removed."}, "Retouched. A hair removed."),
        ({"retouching": Retouching.RETOUCHED}, "Retouched."),
    ],
)
def test_what_was_declared_stands_beside_the_photo(client, fields, words):
    story = factories.article(hero_photo=factories.photo(**fields))
    assert told(read(client, story.url)) == [words]


@pytest.mark.parametrize(
    "fields",
    [
        {"retouching": Retouching.NONE},
        {"retouching": Retouching.NONE, "retouching_declared_by": "  "},
        {"retouching": Retouching.GLOBAL_ONLY, "retouching_declared_by": "Ada Example"},
        {"retouching": Retouching.UNKNOWN, "retouching_declared_by": "Ada Example"},
    ],
)
def test_without_a_name_or_a_declaration_there_is_no_pledge(client, fields):
    assert told(read(client, factories.article(hero_photo=factories.photo(**fields)).url)) == []


@pytest.fixture
def peeling():
    return factories.photo(sensitivity=Sensitivity.PEELING)


def test_a_sensitive_photo_stays_veiled_until_it_is_asked_for(client, peeling):
    body = [("photo", use(peeling)), ("gallery", {"photos": [use(peeling), use(peeling)]})]
    page = read(client, factories.article(hero_photo=peeling, body=body).url)
    veils = page.select("figure > .veil")
    assert len(veils) == len(page.select(".story figure.figure")) == 4
    for veil in veils:
        details = veil.template.extract().select_one("details.veil:not([open])")
        assert details.img["loading"] == "lazy"
        for warned in (details.summary, veil.p):
            assert "This photo shows peeling or irritated skin." in str(warned)
        assert veil.a["href"].endswith(".jpg")
    assert page.select(".story picture, .story img") == [], "outside a template, browsers without a script load it"


def test_a_sensitive_photo_is_out_of_cards_messengers_feeds_and_structured_data(client, peeling):
    story = factories.article(hero_photo=peeling, body=[("photo", use(peeling))])
    assert read(client, story.topic.url).select(".card img, .card picture") == []
    page = read(client, story.url)
    assert [meta["content"][-4:] for meta in page.select('meta[property="og:image"]')] == [".png"], "the story's card"
    data = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert not {"image", "associatedMedia"} & data.keys()
    assert "media:content" not in client.get(reverse("feed_rss")).content.decode()


def test_any_other_photo_is_shown_at_once(client):
    page = read(client, factories.article(hero_photo=factories.photo()).url)
    assert page.select("figure > .framed > picture")
    assert page.select(".veil") == []


def test_every_reason_for_a_veil_is_told():
    assert all(Photo(sensitivity=reason).warning for reason in Sensitivity.values if reason)
    assert Photo().warning == ""
