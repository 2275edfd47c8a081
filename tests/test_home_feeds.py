import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import PageViewRestriction, Site

from accounts.roles import Role
from articles.models import ArticlePage, Disclosure
from corrections import declaring
from corrections.models import Kind
from home.feeds import printable
from home.models import MagazineSettings
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
RSS, ATOM_FEED, JSON_FEED = "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"
FILES = ["rss.xml", "atom.xml", "feed.json"]


def parsed(client, path):
    """The feed as a reader's program sees it."""
    response = client.get(path)
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 - our own feed


def json_feed(client, path=JSON_FEED):
    """A JSON feed with what the format asks of each."""
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/feed+json; charset=utf-8")
    data = json.loads(response.content)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["title"]
    assert data["feed_url"] == root() + path
    assert all(item["id"] and item["content_html"] for item in data["items"])
    return data


def headlines(client, path=RSS):
    return [item.findtext("title") for item in parsed(client, path).iter("item")]


def root():
    return Site.objects.get().root_url


def test_rss_carries_headline_address_dek_writers_topic_and_dates(client):
    writers = [factories.person("Nora Halloran"), factories.person("Ivo Lind")]
    story = factories.article("The serum", dek="What it does", writers=writers, topic=factories.topic("Skin"))
    [item] = parsed(client, RSS).iter("item")
    assert item.findtext("title") == "The serum"
    assert item.findtext("link") == f"{root()}/stories/{story.slug}/"
    assert item.findtext("description") == "<p>What it does</p>"
    assert [creator.text for creator in item.iter(CREATOR)] == ["Nora Halloran", "Ivo Lind"]
    assert item.findtext("category") == "Skin"
    assert item.findtext("pubDate").endswith("+0000")


def test_atom_carries_the_same_with_the_writers_pages_and_the_time_of_the_last_edition(client):
    writer = factories.person("Nora Halloran")
    story = factories.article("The serum", dek="What it does", writers=[writer], topic=factories.topic("Skin"))
    feed = parsed(client, ATOM_FEED)
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "The serum"
    assert entry.find(f"{ATOM}link").get("href") == f"{root()}/stories/{story.slug}/"
    assert entry.findtext(f"{ATOM}summary") == "<p>What it does</p>"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Nora Halloran"
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == f"{root()}/people/{writer.slug}/"
    assert entry.find(f"{ATOM}category").get("term") == "Skin"
    assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == root() + ATOM_FEED


def test_json_carries_the_same(client):
    writer, photo = factories.person("Nora Halloran"), factories.photo(file=factories.image_file(size=(1600, 1200)))
    fields = {"dek": "What it does", "writers": [writer], "topic": factories.topic("Skin"), "hero_photo": photo}
    story = factories.article("The serum", **fields)
    data = json_feed(client)
    assert (data["home_page_url"], data["language"]) == (f"{root()}/", "en-gb")
    [item] = data["items"]
    assert (item["id"], item["url"], item["title"]) == (story.translation_key.urn, story.full_url, "The serum")
    assert item["content_html"] == "<p>What it does</p>"
    assert item["authors"] == [{"name": "Nora Halloran", "url": writer.full_url}]
    assert item["tags"] == ["Skin"]
    assert item["image"].endswith(".jpg")
    assert item["date_published"] <= item["date_modified"]


def test_a_story_without_dates_breaks_no_feed(client):
    story = factories.article("Brought over from elsewhere")
    type(story).objects.filter(pk=story.pk).update(first_published_at=None, updated_at=None)
    for file in ("rss.xml", "atom.xml"):
        assert "Brought over from elsewhere" in client.get(f"/feeds/{file}").content.decode()
    [item] = json_feed(client)["items"]
    assert not item.keys() & {"date_published", "date_modified"}


def test_a_person_has_feeds_of_what_they_wrote_reviewed_or_are_quoted_in(client):
    writer, expert = factories.person("Nora", slug="nora"), factories.expert(title="Dr. Quill", slug="quill")
    factories.article("Written", writers=[writer])
    factories.article("Quoted", body=[factories.statement(expert)])
    factories.article("Neither")
    assert headlines(client, "/feeds/people/nora/rss.xml") == ["Written"]
    assert parsed(client, "/feeds/people/quill/atom.xml").findtext(f"{ATOM}entry/{ATOM}title") == "Quoted"
    data = json_feed(client, "/feeds/people/quill/feed.json")
    assert (data["title"], data["home_page_url"]) == ("Beauty Desk: Dr. Quill", expert.full_url)
    assert [item["title"] for item in data["items"]] == ["Quoted"]


@pytest.mark.parametrize("file", FILES)
def test_a_topic_and_a_person_without_a_story_have_valid_feeds(client, file):
    topic, person = factories.topic("Skin", slug="skin"), factories.person("Nora", slug="nora")
    for path, page in ((f"/feeds/skin/{file}", topic), (f"/feeds/people/nora/{file}", person)):
        if file == "feed.json":
            assert json_feed(client, path)["items"] == []
        else:
            feed = parsed(client, path)
            assert (feed.findtext("channel/title") or feed.findtext(f"{ATOM}title")) == f"Beauty Desk: {page.title}"
            assert not [*feed.iter("item"), *feed.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("file", FILES)
def test_an_old_address_of_a_feed_leads_to_the_new_one(client, file, django_capture_on_commit_callbacks):
    for page, where in ((factories.topic(slug="skin"), ""), (factories.person(slug="nora"), "people/")):
        old = page.slug
        page.slug = f"{old}-anew"
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        response = client.get(f"/feeds/{where}{old}/{file}")
        assert (response.status_code, response.url) == (301, f"/feeds/{where}{old}-anew/{file}")
        assert client.get(response.url).status_code == 200


def test_feeds_know_topics_and_people_apart_and_show_no_hidden_one(client):
    topic, person = factories.topic(slug="skin"), factories.person(slug="nora")
    assert client.get("/feeds/people/skin/rss.xml").status_code == 404
    assert client.get("/feeds/nora/rss.xml").status_code == 404
    topic.unpublish()
    person.unpublish()
    assert client.get("/feeds/skin/feed.json").status_code == 404
    assert client.get("/feeds/people/nora/feed.json").status_code == 404


def test_corrections_travel_in_every_kind_of_feed(client, staff):
    story = factories.article("The serum", topic=factories.topic(slug="skin"))
    by = staff[Role.MANAGING_EDITOR]
    declaring.add_notice(story, Kind.CORRECTION, by=by, was="It costs 20.", now="It costs 30.")
    for file in FILES:
        for path in (f"/feeds/{file}", f"/feeds/skin/{file}", f"/feeds/people/{story.authors[0].slug}/{file}"):
            assert "It costs 30." in client.get(path).content.decode(), path
    assert json_feed(client, "/corrections/feed.json")["items"][0]["title"] == "Correction: The serum"


def test_a_story_keeps_its_id_when_its_address_changes(client):
    story = factories.article("The serum")
    before = [parsed(client, RSS).find("channel/item/guid"), parsed(client, ATOM_FEED).find(f"{ATOM}entry/{ATOM}id")]
    story.slug = "another-address"
    story.save_revision()
    factories.publish(story)
    after = [parsed(client, RSS).find("channel/item/guid"), parsed(client, ATOM_FEED).find(f"{ATOM}entry/{ATOM}id")]
    assert "another-address" in parsed(client, RSS).findtext("channel/item/link")
    assert {element.text for element in [*before, *after]} == {story.translation_key.urn}
    assert after[0].get("isPermaLink") == "false"


def test_the_photo_travels_as_jpeg_with_its_alt_text_and_credit(client):
    photo = factories.photo(file=factories.image_file("photo.png", (1600, 1200), image_format="PNG"))
    factories.article("The serum", hero_photo=photo, hero_credit="Studio Example")
    for path in (RSS, ATOM_FEED):
        [content] = parsed(client, path).iter(f"{MEDIA}content")
        assert content.get("url").startswith("http")
        assert content.get("url").endswith(".jpg")
        assert (content.get("width"), content.get("height")) == ("1200", "630")
        assert content.findtext(f"{MEDIA}credit") == "Studio Example"
        assert content.findtext(f"{MEDIA}description") == "A cheek in morning light"


def test_a_photo_without_credit_gets_none_and_one_whose_file_is_lost_is_left_out(client):
    without_credit, lost = factories.photo(credit=""), factories.photo()
    factories.article("No credit", hero_photo=without_credit, waived=["photo_without_credit"])
    lost.renditions.all().delete()
    lost.file.storage.delete(lost.file.name)
    factories.article("No file", hero_photo=lost)
    [content] = parsed(client, RSS).iter(f"{MEDIA}content")
    assert content.find(f"{MEDIA}credit") is None


def test_a_writer_without_a_public_page_has_a_name_and_no_address(client):
    writer = factories.person("Nora Halloran")
    factories.article(writers=[writer])
    writer.unpublish()
    author = parsed(client, ATOM_FEED).find(f"{ATOM}entry/{ATOM}author")
    assert [(part.tag, part.text) for part in author] == [(f"{ATOM}name", "Nora Halloran")]


def test_who_paid_travels_with_the_story(client):
    gift = Disclosure(kind="gifted_product", party="Example & Sons", text="The serum was a gift of Example & Sons.")
    factories.article("The serum", dek="", disclosure_answer="declared", disclosures=[gift], waived=["dek_missing"])
    description = parsed(client, RSS).findtext("channel/item/description")
    assert json_feed(client)["items"][0]["content_html"] == description
    assert description == "<p>The serum was a gift of Example &amp; Sons.</p>"


def test_a_topic_has_feeds_of_its_own(client):
    skin, hair = factories.topic("Skin", slug="skin"), factories.topic("Hair", slug="hair")
    factories.article("On skin", topic=skin)
    factories.article("On hair", topic=hair)
    assert headlines(client, "/feeds/skin/rss.xml") == ["On skin"]
    assert parsed(client, "/feeds/hair/atom.xml").findtext(f"{ATOM}entry/{ATOM}title") == "On hair"
    assert parsed(client, "/feeds/skin/rss.xml").findtext("channel/link") == f"{root()}/skin/"


@pytest.mark.parametrize("path", ["/feeds/nothing/rss.xml", "/feeds/stories/atom.xml"])
def test_there_is_no_feed_of_a_topic_that_is_not(client, path):
    assert client.get(path).status_code == 404


def test_drafts_private_stories_and_stories_taken_down_are_not_in_the_feed(client):
    factories.article("Draft", live=False)
    private, gone = factories.article("Private"), factories.article("Gone")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert headlines(client) == ["Gone"]
    gone.unpublish()
    assert headlines(client) == []


def test_an_unchanged_feed_is_not_sent_again_and_a_changed_one_is(client):
    first, second = factories.article("First"), factories.article("Second")
    tag = client.get(RSS).headers["ETag"]
    assert client.get(RSS, headers={"if-none-match": tag}).status_code == 304
    first.unpublish()
    response = client.get(RSS, headers={"if-none-match": tag})
    assert response.status_code == 200
    assert b"First" not in response.content
    assert second.title.encode() in response.content


def test_the_feed_names_the_magazine(client):
    MagazineSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"name": "Glow & Co", "description": "Beauty, checked."}
    )
    channel = parsed(client, RSS).find("channel")
    assert channel.findtext("title") == "Glow & Co"
    assert channel.findtext("description") == "Beauty, checked."


def test_the_number_of_queries_does_not_grow_with_the_stories(client):
    def queries(path):
        client.get(path)  # makes the renditions
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    disclosure = {"kind": "loan", "party": "Example"}
    factories.article("One", hero_photo=factories.photo(), disclosures=[Disclosure(**disclosure)])
    few = queries(RSS), queries(ATOM_FEED), queries(JSON_FEED)
    for n in range(8):
        factories.article(
            f"More {n}",
            hero_photo=factories.photo(),
            topic=factories.topic(),
            writers=[factories.person(), factories.person()],
            disclosures=[Disclosure(**disclosure)],
        )
    assert (queries(RSS), queries(ATOM_FEED), queries(JSON_FEED)) == few


HOSTILE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
@example(']]> <script>alert(1)</script> & "quoted" <!-- ')
@example("\x01\x0b\x1f\ufffe\uffff control")
def test_no_headline_breaks_the_feed(client, headline):
    story = ArticlePage.objects.first() or factories.article(hero_photo=factories.photo())
    words = {"title": headline, "dek": headline, "hero_credit": headline, "hero_alt_text": headline}
    ArticlePage.objects.filter(pk=story.pk).update(**words)
    expected = printable(headline).replace("\r\n", "\n").replace("\r", "\n")  # as every XML parser reads line ends
    assert headlines(client) == [expected]
    assert parsed(client, ATOM_FEED).findtext(f"{ATOM}entry/{ATOM}title") == expected
    assert json_feed(client)["items"][0].get("title", "") == printable(headline)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("slug", ["%00", "nothing", "%25_", "-1", str(10**30), "x" * 5000, "%F0%9F%92%84", "a%22b"])
def test_there_is_no_feed_of_what_is_not_there(client, slug, file):
    factories.topic(slug="skin")
    assert client.get(f"/feeds/{slug}/{file}").status_code == 404
    assert client.get(f"/feeds/people/{slug}/{file}").status_code == 404


@pytest.mark.parametrize("slug", ["haut-pflege", "peau-éclat", "кожа", "بشرة", "皮肤", "दस", "k_2"])
def test_a_slug_of_any_script_has_its_feeds(client, slug):
    factories.topic("Skin", slug=slug)
    factories.person("Nora", slug=slug)
    for file in FILES:
        assert client.get(f"/feeds/{slug}/{file}").status_code == 200
        assert client.get(f"/feeds/people/{slug}/{file}").status_code == 200
