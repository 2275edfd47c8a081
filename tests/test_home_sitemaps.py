from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import PageViewRestriction, Site

from home.models import HomePage, MagazineSettings
from tests import factories

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(client):
    """Address and last change of every page in the sitemap."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    urls = ET.fromstring(response.content).iter(f"{SITEMAP}url")  # noqa: S314 - our own sitemap
    return {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in urls}


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
        client.get("/sitemap.xml")
        with CaptureQueriesContext(connection) as captured:
            client.get("/sitemap.xml")
        return len(captured)

    factories.article()
    few = queries()
    for _n in range(5):
        factories.article(writers=[factories.person()])
    assert queries() == few


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
