import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.utils import timezone

from wagtail.models import PageViewRestriction

from articles.models import Disclosure
from home.models import ShareCard
from tests import factories
from tests.test_home_meta import Head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def big_photo(**fields):
    return factories.photo(file=factories.image_file(size=(2000, 1500)), **fields)


def told(client, story, **asked):
    response = client.get("/oembed/", {"url": story.full_url} | asked)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def test_a_story_is_a_link_with_headline_writer_and_photo(client):
    writer = factories.person("Nora Halloran")
    story = factories.article("The serum", dek="What it does", writers=[writer], hero_photo=big_photo())
    data = told(client, story)
    assert data == data | {
        "version": "1.0",
        "type": "link",
        "title": "The serum",
        "description": "What it does",
        "author_name": "Nora Halloran",
        "author_url": writer.full_url,
        "provider_name": "Beauty Desk",
        "provider_url": "http://127.0.0.1:8000/",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    assert data["thumbnail_url"].startswith("http://127.0.0.1:8000/media/images/")


def test_the_page_leads_there(client):
    story = factories.article()
    [link] = [
        each for each in Head(client, story.url).links("alternate") if each.get("type") == "application/json+oembed"
    ]
    response = client.get(link.get("href").removeprefix("http://127.0.0.1:8000"))
    assert json.loads(response.content)["title"] == story.title


def test_xml_says_the_same(client):
    story = factories.article("The <serum> & you\x0b")
    response = client.get("/oembed/", {"url": story.full_url, "format": "xml"})
    assert response.headers["Content-Type"] == "text/xml"
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    assert {element.tag: element.text for element in root}["title"] == "The <serum> & you"
    assert {element.tag: element.text for element in root} == {
        name: str(value) for name, value in told(client, story).items()
    }


def test_other_formats_are_not_implemented(client):
    story = factories.article()
    for kind in ("yaml", "", "JSON"):
        assert client.get("/oembed/", {"url": story.full_url, "format": kind}).status_code == 501


@pytest.mark.parametrize(("asked", "width"), [("1200", 1200), ("1199", 960), ("500", 480), ("479", None), ("1", None)])
def test_the_thumbnail_has_the_room_it_is_given(client, asked, width):
    story = factories.article(hero_photo=big_photo())
    assert told(client, story, maxwidth=asked).get("thumbnail_width") == width
    assert told(client, story, maxheight="300").get("thumbnail_width") is None


@pytest.mark.parametrize("asked", ["-1", "0", "", "nonsense", "1.5", str(10**30), "\u0661", "\0"])
def test_a_size_that_is_none_is_as_if_it_had_not_been_said(client, asked):
    story = factories.article(hero_photo=big_photo())
    assert told(client, story, maxwidth=asked, maxheight=asked)["thumbnail_width"] == 1200


def test_no_photo_that_may_not_be_shown_elsewhere_is_a_thumbnail(client):
    for fields in ({"withheld_at": timezone.now()}, {"not_for_social_media": True}):
        photo = big_photo()
        story = factories.article(hero_photo=photo)
        ShareCard.objects.all().delete()
        type(photo).objects.filter(pk=photo.pk).update(**fields)
        assert "thumbnail_url" not in told(client, story)


def test_a_story_without_a_photo_has_its_card(client):
    assert told(client, factories.article())["thumbnail_url"].endswith(".png")


def test_who_paid_stands_before_the_headline(client):
    paid = [Disclosure(kind="paid_partnership", party="Maison Example")]
    story = factories.article("The serum", disclosures=paid, disclosure_answer="declared")
    data = told(client, story)
    assert data["title"] != "The serum"
    assert data["title"].endswith("The serum")
    assert story.disclosure_lines[0] in data["description"]


def test_a_retracted_story_says_so_and_shows_nothing(client):
    story = factories.article("The serum", hero_photo=big_photo())
    type(story).objects.filter(pk=story.pk).update(retracted_at=timezone.now())
    data = told(client, story)
    assert data["title"] == "Retracted: The serum"
    assert not {"thumbnail_url", "description"} & data.keys()


def test_there_is_nothing_to_tell_of_what_is_no_public_story(client):
    draft, private = factories.article(live=False), factories.article()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    story = factories.article()
    elsewhere = story.full_url.replace("127.0.0.1:8000", "elsewhere.example")
    addresses = [draft.full_url, private.full_url, story.topic.full_url, elsewhere, story.url, "", "http://[", "\0"]
    for address in [*addresses, f"javascript:{story.full_url}", f"{story.full_url}more/", "http://127.0.0.1:8000/%00/"]:
        assert client.get("/oembed/", {"url": address}).status_code == 404
    assert client.get("/oembed/").status_code == 404


@pytest.mark.parametrize("slug", ["peau-éclat", "кожа", "بشرة", "皮肤", "k_2"])
def test_a_story_is_found_by_its_address_in_any_script_however_written(client, slug):
    story = factories.article(slug=slug)
    for address in (story.full_url, f"http://127.0.0.1:8000/stories/{slug}", f"{story.full_url}?utm_source=x#comments"):
        assert client.get(f"/oembed/?url={quote(address)}").status_code == 200


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_no_address_breaks_it(client, address):
    assert client.get("/oembed/", {"url": address.encode("utf-8", "replace")}).status_code == 404
