import json
import re

import html5lib
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Site

from articles.models import StoryIndexPage
from home.models import HomePage, MagazineSettings, StandingPage
from tests import factories

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
ROOT = "http://127.0.0.1:8000"


def said(client, page, kind):
    """What the page says in structured data of this type."""
    html = client.get(page.url).content.decode()
    [found] = [data for data in map(json.loads, SCRIPT.findall(html)) if data["@type"] == kind]
    return found


def way(client, page):
    """The way to a page, as [(name, address)]."""
    rows = said(client, page, "BreadcrumbList")["itemListElement"]
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    return [(row["name"], row["item"]["@id"]) for row in rows]


def visible_way(client, page):
    """The same as readers see it: the wordmark, the links of the kicker, the headline."""
    body = html5lib.parse(client.get(page.url).content.decode(), namespaceHTMLElements=False).find("body")
    links = [link for link in body.iter("a") if link.get("class") == "wordmark"][:1]
    for kicker in body.iter("p"):
        if kicker.get("class") == "kicker" and not links[1:]:
            links += list(kicker.iter("a"))
    steps = [("".join(link.itertext()).strip(), ROOT + link.get("href")) for link in links]
    headline = next(body.iter("h1"))
    return [*steps, (" ".join("".join(headline.itertext()).split()), page.full_url)]


def standing_page(title="About us", **fields):
    return factories.add_page(HomePage.objects.get(), StandingPage(title=title, **fields))


def test_the_way_to_each_kind_of_page_is_the_one_readers_see(client):
    topic, person = factories.topic("Skin"), factories.expert(title="Dr. Quillfeather")
    story = factories.article("The serum", topic=topic, kicker="Tested")
    for page in (topic, person, story, standing_page(), StoryIndexPage.objects.get()):
        assert way(client, page) == visible_way(client, page)
    assert [name for name, _address in way(client, story)] == ["Beauty Desk", "Skin", "The serum"]
    assert len(way(client, person)) == 3


def test_no_way_leads_over_a_topic_that_was_taken_down(client):
    topic = factories.topic("Skin")
    story = factories.article("The serum", topic=topic)
    topic.unpublish()
    story = story.__class__.objects.get(pk=story.pk)
    assert way(client, story) == visible_way(client, story)
    assert [name for name, _address in way(client, story)] == ["Beauty Desk", "The serum"]


def test_there_is_no_way_to_the_front_page(client):
    assert "BreadcrumbList" not in client.get("/").content.decode()


def test_a_hostile_name_on_the_way_ends_no_script(client):
    topic = factories.topic("</script><script>alert(1)</script>")
    assert way(client, topic)[1][0] == topic.title
    assert "<script>alert" not in client.get(topic.url).content.decode()


def test_the_magazine_is_one_organization_on_all_its_pages(client):
    story, paid = factories.article(), factories.advertisement()
    publishers = [
        said(client, HomePage.objects.get(), "WebSite")["publisher"],
        said(client, story, "Article")["publisher"],
        said(client, paid, "AdvertiserContentArticle")["publisher"],
    ]
    assert publishers[0] == publishers[1] == publishers[2]
    assert publishers[0]["@id"] == f"{ROOT}/#organization"
    assert publishers[0]["logo"].startswith(ROOT)


def test_the_magazine_names_the_pages_with_its_policies_and_no_others(client):
    story = factories.article()
    settings = MagazineSettings.objects.create(site=Site.objects.get(), unnamed_sources_policy=standing_page("Sources"))
    publisher = said(client, story, "Article")["publisher"]
    assert publisher["unnamedSourcesPolicy"] == settings.unnamed_sources_policy.full_url
    assert publisher["correctionsPolicy"] == f"{ROOT}/corrections/"
    assert "publishingPrinciples" not in publisher
    settings.corrections_policy = standing_page("Corrections", slug="how-we-correct")
    settings.publishing_principles = standing_page("Hidden", live=False)
    settings.save()
    publisher = said(client, story, "Article")["publisher"]
    assert publisher["correctionsPolicy"] == f"{ROOT}/how-we-correct/"
    assert "publishingPrinciples" not in publisher


def test_policies_cost_no_query(client):
    def queries():
        client.get(story.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(story.url)
        return len(captured)

    story = factories.article()
    settings = MagazineSettings.objects.create(site=Site.objects.get())
    without = queries()
    settings.unnamed_sources_policy = settings.corrections_policy = standing_page()
    settings.save()
    assert queries() == without
