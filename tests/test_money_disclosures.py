"""Who paid is said in one sentence, and the same one in every channel that shows a story."""

import json
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from django.db import IntegrityError, transaction

from wagtail.models import Site

from articles.aspects import hashes_of
from articles.disclosures import DisclosureKind, ValueBand
from articles.models import ArticlePage, Disclosure, HouseStyle, RelatedStory, StoryIndexPage
from home.models import HomePage
from readiness.rules import RULES
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
GIFT = "Studio Example provided a treatment in this story free of charge."
PARTNER = "Maison Example paid us for this story."


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


# The words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DisclosureKind.values)
def test_every_kind_has_a_sentence_that_names_who(kind):
    told = Disclosure(kind=kind, party="Maison Example").sentence
    assert "Maison Example" in told
    assert told.endswith(".")


def test_a_name_with_a_percent_sign_is_a_name():
    assert Disclosure(kind="loan", party="100 % Example").sentence == "100 % Example lent us something in this story."


def test_what_an_editor_writes_is_what_readers_are_told():
    assert (
        Disclosure(kind="loan", party="Example", text=" They lent us the lamp. ").sentence == "They lent us the lamp."
    )


def test_that_somebody_could_change_the_text_is_told():
    told = Disclosure(kind="press_trip", party="Example", may_change_text=True).sentence
    assert told == "Example paid for travel for this story. Example could change the text."


@pytest.mark.parametrize("row", [{"kind": "", "party": "Example"}, {"kind": "loan", "party": ""}])
def test_an_unfinished_row_tells_nothing(row):
    assert Disclosure(**row).sentence == ""


@pytest.mark.parametrize(
    ("rows", "label"),
    [
        ([], ""),
        ([{"kind": "gifted_product"}], ""),
        ([{"kind": "affiliate"}], "Ad: affiliate links"),
        ([{"kind": "affiliate"}, {"kind": "paid_partnership"}], "Paid partnership"),
        ([{"kind": "gifted_product", "may_change_text": True}], "Advertisement"),
        ([{"kind": "paid_partnership", "may_change_text": True}], "Advertisement"),
    ],
)
def test_the_label_is_the_strongest_word_that_is_true(rows, label):
    assert ArticlePage(disclosures=[Disclosure(party="Example", **row) for row in rows]).label == label


def test_the_database_knows_the_bands():
    story = factories.article(live=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(article=story, kind="loan", party="Example", value="much")


def test_what_it_was_worth_is_the_desks_own_and_voids_no_sign_off():
    def version(**fields):
        return ArticlePage(title="Balm", disclosures=[Disclosure(kind="loan", party="Example", **fields)])

    assert hashes_of(version()) == hashes_of(version(value=ValueBand.OVER_1000))
    assert hashes_of(version()) != hashes_of(version(may_change_text=True))


def test_nothing_to_disclose_is_not_said_beside_a_disclosure():
    story = factories.article(live=False, disclosure_answer="none")
    assert story.nothing_to_disclose == "The writer has nothing to disclose."
    story.disclosures = [Disclosure(kind="loan", party="Example")]
    assert story.nothing_to_disclose == ""
    (finding,) = RULES["disclosure_incomplete"].findings(story)
    assert finding.field == "disclosure_answer"


# Every channel --------------------------------------------------------------------------------------


@pytest.fixture
def story():
    """A story with a gift and a partner, listed in every place that lists stories."""
    writer, topic = factories.person("Nora Halloran"), factories.topic("Skin", slug="skin")
    rows = [
        Disclosure(kind="paid_partnership", party="Maison Example", value="over_1000"),
        Disclosure(kind="gifted_treatment", party="Studio Example"),
    ]
    body = [("paragraph", '<p>The vial arrives <a href="https://news.example/">frozen</a>.</p>')]
    made = factories.article(
        "Seaglass serum", writers=[writer], topic=topic, body=body, disclosure_answer="declared", disclosures=rows
    )
    home = HomePage.objects.get()
    home.sections = [("river", topic)]
    home.save()
    return made


def neighbour(story):
    return factories.article("Beside it", related_stories=[RelatedStory(story=story)])


LISTINGS = {
    "the front page": lambda story: "/",
    "the archive": lambda story: StoryIndexPage.objects.get().url,
    "its topic": lambda story: story.topic.url,
    "its writer": lambda story: story.authors[0].url,
    "search": lambda story: "/search/?q=seaglass",
    "read next": lambda story: neighbour(story).url,
}


@pytest.mark.parametrize("place", LISTINGS)
@pytest.mark.usefixtures("search_index")
def test_a_teaser_has_the_label_and_the_sentences_before_the_click(client, story, place):
    page = read(client, LISTINGS[place](story))
    cards = [card for card in page.select("article.card, article.hit") if "Seaglass serum" in words(card)]
    assert cards
    for card in cards:
        assert card.select_one(".commercial-label").get_text() == "Paid partnership"
        assert [words(line) for line in card.select(".card-disclosure")] == [PARTNER, GIFT]
        assert "1,000" not in words(card)


def test_on_the_page_it_stands_before_the_first_paragraph_and_every_link_to_elsewhere(client, story):
    article = read(client, story.url).select_one("article.story")
    told = words(article)
    assert [words(line) for line in article.select(".disclosures p")] == [PARTNER, GIFT]
    assert told.index(PARTNER) < told.index(GIFT) < told.index("The vial arrives")
    before = article.select_one(".disclosures").find_all_previous("a", href=True)
    assert not [link for link in before if link["href"].startswith("http") and "news.example" in link["href"]]
    assert not article.select_one(".disclosures").find_parent(["details", "footer"])
    assert words(article).startswith("Paid partnership")
    assert "1,000" not in article.get_text()


def test_rss_has_it_in_title_and_description(client, story):
    item = ET.fromstring(client.get("/feeds/rss.xml").content).find("channel/item")  # noqa: S314 - our own feed
    assert item.findtext("title") == "[Paid partnership] Seaglass serum"
    assert f"<p>{PARTNER}</p><p>{GIFT}</p>" in item.findtext("description")


def test_atom_has_it_in_title_and_summary(client, story):
    entry = ET.fromstring(client.get("/feeds/atom.xml").content).find(f"{ATOM}entry")  # noqa: S314 - our own feed
    assert entry.findtext(f"{ATOM}title") == "[Paid partnership] Seaglass serum"
    assert f"<p>{PARTNER}</p><p>{GIFT}</p>" in entry.findtext(f"{ATOM}summary")


def test_messengers_show_it(client, story):
    head = read(client, story.url).head
    assert head.find("meta", property="og:title")["content"] == "[Paid partnership] Seaglass serum"
    assert head.find("meta", property="og:description")["content"].endswith(f"{PARTNER} {GIFT}")


def test_structured_data_names_who_paid_for_the_story_and_nobody_else(client, story):
    data = json.loads(read(client, story.url).find("script", type="application/ld+json").string)
    assert data["sponsor"] == [{"@type": "Organization", "name": "Maison Example"}]
    assert "Studio Example" not in json.dumps(data)


def test_a_name_that_readers_are_not_told_is_not_in_the_data(client):
    rows = [Disclosure(kind="paid_partnership", party="Maison Example", text="This story was paid for.")]
    story = factories.article(disclosures=rows)
    data = json.loads(read(client, story.url).find("script", type="application/ld+json").string)
    assert "sponsor" not in data


def test_a_story_with_nothing_to_disclose_has_no_label_anywhere(client):
    factories.article("Plain", disclosure_answer="none")
    assert not read(client, "/").select(".commercial-label, .card-disclosure")
    assert b"<title>Plain</title>" in client.get("/feeds/rss.xml").content


# One person's result ----------------------------------------------------------------------------------


NOTE = "One person’s result."


def results():
    photo = {"photo": factories.photo(), "elapsed": "ten days later"}
    return [
        ("experience", {"text": "<p>It tingled.</p>", "paid_by": "writer"}),
        ("photo", photo),
        factories.pair(),
        ("photo", {"photo": factories.photo()}),
    ]


def notes(client, story):
    return [NOTE in words(part) for part in read(client, story.url).select(".experience, .story-photo, .before-after")]


def let_the_house_say(it):
    HouseStyle.objects.update_or_create(site=Site.objects.get(), defaults={"one_persons_result": it})


def test_each_result_is_said_to_be_one_persons(client):
    assert notes(client, factories.article(body=results())) == [True, True, True, False]


def test_the_house_may_leave_it_out_where_nothing_was_paid_for(client):
    let_the_house_say(False)
    assert notes(client, factories.article(body=results())) == [False] * 4


def test_where_anything_is_disclosed_it_is_said_whatever_the_house_says(client):
    let_the_house_say(False)
    story = factories.article(body=results(), disclosures=[Disclosure(kind="loan", party="Example")])
    assert notes(client, story) == [True, True, True, False]
