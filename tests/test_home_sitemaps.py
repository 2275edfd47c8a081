from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import PageViewRestriction, Site

from articles.models import Disclosure
from home.models import HomePage, MagazineSettings
from photos.vocabulary import Sensitivity
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def sitemap(client):
    """Address and last change of every page in the sitemap."""
    urls = parsed(client, "/sitemap-pages.xml").iter(f"{SITEMAP}url")
    return {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in urls}


def parsed(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    return ET.fromstring(response.content)  # noqa: S314 - our own sitemap


def photos(client):
    """The photos of each story in the sitemap."""
    urls = parsed(client, "/sitemap-photos.xml").iter(f"{SITEMAP}url")
    return {url.findtext(f"{SITEMAP}loc"): [loc.text for loc in url.iter(f"{IMAGE}loc")] for url in urls}


def news(client):
    """The stories in the news sitemap."""
    return {url.findtext(f"{SITEMAP}loc"): url for url in parsed(client, "/sitemap-news.xml").iter(f"{SITEMAP}url")}


def at(story, when):
    type(story).objects.filter(pk=story.pk).update(first_published_at=when)


def test_the_sitemap_has_every_public_page_with_its_last_change(client):
    story, topic, person = factories.article(), factories.topic(), factories.expert()
    addresses = sitemap(client)
    assert {story.full_url, topic.full_url, person.full_url, HomePage.objects.get().full_url} <= addresses.keys()
    assert addresses[story.full_url] == story.modified_at.date().isoformat()


def test_the_sitemap_has_no_draft_no_private_page_and_no_search(client):
    draft, private, gone = factories.article(live=False), factories.article(), factories.article()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    gone.unpublish()
    addresses = sitemap(client)
    assert not {page.full_url for page in (draft, private, gone)} & addresses.keys()
    assert not [address for address in addresses if "search" in address]


def test_the_number_of_queries_does_not_grow_with_the_pages(client):
    def queries():
        found = []
        for part in ("pages", "photos", "news"):
            client.get(f"/sitemap-{part}.xml")
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/sitemap-{part}.xml")
            found.append(len(captured))
        return found

    factories.article(hero_photo=factories.photo())
    few = queries()
    for _n in range(5):
        factories.article(writers=[factories.person()], hero_photo=factories.photo())
    assert queries() == few


def test_the_index_and_robots_name_every_sitemap(client):
    named = [loc.text for loc in parsed(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    paths = [f"/sitemap-{part}.xml" for part in ("pages", "glossary", "photos", "news")]
    assert [urlsplit(address).path for address in named] == paths
    robots = client.get("/robots.txt").content.decode()
    assert all(f"Sitemap: {Site.objects.get().root_url}{path}" in robots for path in paths)


def test_the_photos_of_stories_are_listed_as_their_pages_show_them(client):
    hero, single = (factories.photo(file=factories.image_file(size=(1600, 1200))) for _n in range(2))
    gallery = {"photos": [{"photo": single}, {"photo": factories.photo()}]}
    story = factories.article(hero_photo=hero, body=[("photo", {"photo": single}), ("gallery", gallery)])
    found = photos(client)[story.full_url]
    assert len(found) == len(set(found)) == 3
    html = client.get(story.url).content.decode()
    assert all(urlsplit(address).path in html for address in found)


def test_no_withheld_veiled_or_paired_photo_is_listed_and_none_of_a_story_that_is_not_public(client):
    withheld, veiled = factories.photo(), factories.photo(sensitivity=Sensitivity.values[1])
    story = factories.article(hero_photo=withheld, body=[("photo", {"photo": veiled}), factories.pair()])
    assert len(photos(client)[story.full_url]) == 1
    withheld.withheld_at = timezone.now()
    withheld.save()
    private = factories.article(hero_photo=factories.photo())
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    gone = factories.article(hero_photo=factories.photo())
    gone.unpublish()
    at(retracted := factories.article(hero_photo=factories.photo()), timezone.now())
    type(retracted).objects.filter(pk=retracted.pk).update(retracted_at=timezone.now())
    assert photos(client) == {}


def test_news_is_what_came_out_within_two_days(client):
    fresh, old = factories.article("The <serum> & you\x01"), factories.article()
    at(fresh, timezone.now() - timedelta(hours=47))
    at(old, timezone.now() - timedelta(hours=49))
    [(address, url)] = news(client).items()
    assert address == fresh.full_url
    assert url.findtext(f"{NEWS}news/{NEWS}title") == "The <serum> & you"
    assert url.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}name") == "Beauty Desk"
    assert url.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}language") == "en"
    assert datetime.fromisoformat(url.findtext(f"{NEWS}news/{NEWS}publication_date")).tzinfo


def test_no_paid_and_no_retracted_story_is_news(client):
    paid = [Disclosure(kind="paid_partnership", party="Maison Example")]
    factories.article(disclosures=paid, disclosure_answer="declared")
    retracted = factories.article()
    type(retracted).objects.filter(pk=retracted.pk).update(retracted_at=timezone.now())
    factories.advertisement()
    assert news(client) == {}


@pytest.mark.parametrize("number", ["-1", "0", str(10**30), "nonsense", ""])
def test_a_part_of_a_sitemap_that_is_not_is_not_found(client, number):
    for part in ("pages", "photos", "news"):
        assert client.get(f"/sitemap-{part}.xml?p={number}").status_code == 404
    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_are_sent_to_the_sitemap_and_kept_from_the_desk(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /accounts/", "Disallow: /search/"} <= set(lines)
    assert f"Sitemap: {Site.objects.get().root_url}/sitemap.xml" in lines


def test_security_txt_names_the_contact_and_a_day_less_than_a_year_ahead(client):
    MagazineSettings.objects.create(site=Site.objects.get(), contact_email="desk+security@magazine.example")
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:desk+security@magazine.example"
    assert fields["Canonical"] == f"{Site.objects.get().root_url}/.well-known/security.txt"
    days = (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days
    assert 90 < days < 365


def test_security_txt_invents_no_contact(client):
    assert client.get("/.well-known/security.txt").status_code == 404
