import html5lib
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Site

from articles.models import ArticlePage, StoryIndexPage, TopicPage
from home.models import HomePage, MagazineSettings, ShareCard, StandingPage
from people.models import PeopleIndexPage, PersonPage
from tests import factories

pytestmark = pytest.mark.django_db


class Head:
    """The head of a page as browsers and messengers read it."""

    def __init__(self, client, path):
        html = client.get(path).content.decode()
        self.element = html5lib.parse(html, namespaceHTMLElements=False).find("head")

    def meta(self, name):
        """The contents of every meta element of this name or property."""
        return [
            element.get("content")
            for element in self.element.iter("meta")
            if name in (element.get("name"), element.get("property"))
        ]

    def links(self, rel):
        return [element for element in self.element.iter("link") if element.get("rel") == rel]

    @property
    def canonical(self):
        return [link.get("href") for link in self.links("canonical")]

    @property
    def title(self):
        return " ".join(self.element.findtext("title").split())


@pytest.fixture
def magazine():
    defaults = {"name": "Glow & Co", "tagline": "Beauty, checked", "description": "Beauty journalism with sources."}
    return MagazineSettings.objects.update_or_create(site=Site.objects.get(), defaults=defaults)[0]


def test_a_story_says_what_it_is_to_messengers(client, magazine):
    writer = factories.person("Nora Halloran")
    story = factories.article(
        "The serum",
        dek="What it does",
        writers=[writer],
        topic=factories.topic("Skin"),
        hero_photo=factories.photo(file=factories.image_file(size=(2000, 1500))),
        hero_alt_text="A drop on a cheek",
    )
    head = Head(client, story.url)
    assert head.title == "The serum — Glow & Co"
    assert head.canonical == [story.full_url]
    assert head.meta("description") == ["What it does"]
    assert head.meta("og:type") == ["article"]
    assert head.meta("og:title") == ["The serum"]
    assert head.meta("og:description") == ["What it does"]
    assert head.meta("og:url") == [story.full_url]
    assert head.meta("og:site_name") == ["Glow & Co"]
    assert head.meta("og:image")[0].startswith("http://127.0.0.1:8000/media/")
    assert head.meta("og:image")[0].endswith(".jpg")
    assert (head.meta("og:image:width"), head.meta("og:image:height")) == (["1200"], ["630"])
    assert head.meta("og:image:alt") == ["A drop on a cheek"]
    assert head.meta("article:section") == ["Skin"]
    assert head.meta("article:author") == [writer.full_url]
    assert head.meta("article:published_time")[0] <= head.meta("article:modified_time")[0]
    assert head.meta("twitter:card") == ["summary_large_image"]
    assert head.meta("robots") == []


def test_a_story_with_neither_photo_nor_card_promises_none(client):
    story = factories.article()
    ShareCard.objects.all().delete()
    head = Head(client, story.url)
    assert head.meta("og:image") == []
    assert head.meta("twitter:card") == ["summary"]


@pytest.mark.parametrize("withheld", [False, True])
def test_no_messenger_is_shown_what_was_agreed_to_for_the_website_alone(client, withheld):
    photo = factories.photo(file=factories.image_file(size=(1600, 1200)))
    story, ad = factories.article(hero_photo=photo), factories.advertisement(hero_photo=photo)
    person = factories.person(portrait=photo)
    type(photo).objects.filter(pk=photo.pk).update(not_for_social_media=withheld)
    for page in (story, ad, person):
        is_shown = any("fill-1200x630" in address for address in Head(client, page.url).meta("og:image"))
        assert is_shown is not withheld


def test_the_description_is_the_editors_then_the_dek_then_the_magazines(client, magazine):
    written = factories.article(dek="The dek", search_description="For search engines")
    assert Head(client, written.url).meta("description") == ["For search engines"]
    assert Head(client, factories.article(dek="The dek").url).meta("description") == ["The dek"]
    without = factories.article(dek="", waived=["dek_missing"])
    assert Head(client, without.url).meta("description") == ["Beauty journalism with sources."]


def test_every_type_of_page_has_one_address_and_one_description(client, magazine):
    pages = [
        HomePage.objects.get(),
        factories.topic("Skin", introduction="All about skin"),
        factories.expert(title="Dr. Quillfeather", specialty="Dermatology"),
        factories.add_page(HomePage.objects.get(), StandingPage(title="About", introduction="Who we are")),
        factories.article(dek="What it does"),
    ]
    described = []
    for page in pages:
        head = Head(client, page.url)
        assert head.canonical == [page.full_url]
        described += head.meta("description")
    assert described == ["Beauty, checked", "All about skin", "Dermatology", "Who we are", "What it does"]


def test_each_page_of_a_listing_has_an_address_of_its_own(client):
    topic = factories.topic("Skin")
    for _n in range(13):
        factories.article(topic=topic)
    second = Head(client, f"{topic.url}?page=2")
    assert second.canonical == second.meta("og:url") == [f"{topic.full_url}?page=2"]
    assert Head(client, f"{topic.url}?page=2&ref=elsewhere").canonical == [f"{topic.full_url}?page=2"]
    assert Head(client, f"{topic.url}?page=1").canonical == [topic.full_url]
    assert Head(client, f"{topic.url}?page=nonsense").canonical == [topic.full_url]


def test_a_later_page_of_a_persons_stories_has_an_address_of_its_own(client, monkeypatch):
    monkeypatch.setattr("articles.templatetags.stories.STORIES_PER_PERSON_PAGE", 1)
    writer = factories.person()
    for _each in range(2):
        factories.article(writers=[writer])
    assert Head(client, f"{writer.url}?page=2").canonical == [f"{writer.full_url}?page=2"]
    assert Head(client, f"{writer.url}?page=999").canonical == [f"{writer.full_url}?page=2"]
    assert Head(client, f"{writer.url}?part=written&page=2").canonical == [writer.full_url]
    assert Head(client, f"{writer.url}?page=nonsense").canonical == [writer.full_url]


def test_a_page_of_a_narrowed_list_is_not_taken_for_one_of_the_whole_list(client, monkeypatch):
    topic = factories.topic("Skin")
    for _n in range(3):
        factories.article(topic=topic)
    monkeypatch.setattr(StoryIndexPage, "stories_per_page", 1)
    index = StoryIndexPage.objects.get()
    assert Head(client, f"{index.url}?page=2").canonical == [f"{index.full_url}?page=2"]
    assert Head(client, f"{index.url}?topic={topic.slug}&page=2").canonical == [index.full_url]
    assert Head(client, f"{index.url}?topic=nowhere&page=2").canonical == [f"{index.full_url}?page=2"]


def test_each_page_of_the_register_has_an_address_of_its_own(client, monkeypatch):
    monkeypatch.setattr(PeopleIndexPage, "people_per_page", 1)
    factories.person("Ada Example"), factories.person("Nora Example")
    register = PeopleIndexPage.objects.get()
    assert Head(client, f"{register.url}?page=2").canonical == [f"{register.full_url}?page=2"]
    assert Head(client, register.url).canonical == [register.full_url]


def test_pages_lead_to_the_feeds_of_the_magazine_and_of_their_topic(client, magazine):
    story = factories.article(topic=factories.topic("Skin", slug="skin"))
    feeds = [each for each in Head(client, story.url).links("alternate") if "oembed" not in each.get("type")]
    links = {(link.get("title"), link.get("href")) for link in feeds}
    root = "http://127.0.0.1:8000"
    assert links == {
        ("Glow & Co", f"{root}/feeds/rss.xml"),
        ("Glow & Co", f"{root}/feeds/atom.xml"),
        ("Glow & Co", f"{root}/feeds/feed.json"),
        ("Glow & Co: Skin", f"{root}/feeds/skin/rss.xml"),
        ("Glow & Co: Skin", f"{root}/feeds/skin/atom.xml"),
        ("Glow & Co: Skin", f"{root}/feeds/skin/feed.json"),
    }
    for _title, address in links:
        assert client.get(address.removeprefix(root)).status_code == 200


def test_topic_and_person_lead_to_their_feeds_in_head_and_page(client):
    for page, path in ((factories.topic(slug="skin"), "skin"), (factories.person(slug="nora"), "people/nora")):
        addresses = {link.get("href") for link in Head(client, page.url).links("alternate")}
        html = client.get(page.url).content.decode()
        for file in ("rss.xml", "atom.xml", "feed.json"):
            assert f"http://127.0.0.1:8000/feeds/{path}/{file}" in addresses
            assert f'<a href="/feeds/{path}/{file}"' in html


@pytest.mark.parametrize("path", ["/search/?q=skin", "/nowhere/", "/accounts/login/"])
def test_what_is_no_page_of_the_magazine_is_not_for_search_engines(client, path):
    head = Head(client, path)
    assert head.meta("robots") == ["noindex"]
    assert head.canonical == []
    assert head.meta("og:url") == []


@pytest.mark.parametrize("page_type", [ArticlePage, TopicPage, PersonPage, StandingPage])
def test_a_page_that_is_only_a_preview_yet_has_no_address(page_type):
    html = page_type().make_preview_request().content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "og:url" not in html


def test_hostile_words_stay_words(client):
    words = '"><script>alert(1)</script>'
    story = factories.article(words, dek=words)
    html = client.get(story.url).content.decode()
    assert "<script>alert" not in html
    assert Head(client, story.url).meta("og:title") == [words]


def test_who_paid_is_asked_once_for_a_whole_page(client):
    story = factories.article(body=[factories.card(factories.product(offers=[{}]))])
    with CaptureQueriesContext(connection) as captured:
        client.get(story.url)
    assert sum('FROM "articles_disclosure"' in query["sql"] for query in captured) == 1


def test_the_head_of_a_cold_page_costs_a_handful_of_queries_whatever_the_number_of_writers(client):
    def queries(story):
        client.get(story.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(story.url)
        return len(captured)

    topic = factories.topic()
    few = factories.article(topic=topic, writers=[factories.person()])
    many = factories.article(topic=topic, writers=[factories.person() for _n in range(5)])
    assert queries(many) == queries(few)
