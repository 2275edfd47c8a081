"""Affiliate links: found wherever they hide, marked whenever they are shown, and never public without a word."""

import pytest
from bs4 import BeautifulSoup

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from wagtail.contrib.redirects.models import Redirect
from wagtail.rich_text import RichText

from articles.models import Disclosure
from home.models import StandingPage
from money.affiliates import Affiliates, with_rel
from money.models import AffiliateHost
from people.models import PersonLink
from readiness.gate import NotReady
from readiness.models import Report
from readiness.rules import RULES
from tests import factories

pytestmark = pytest.mark.django_db

PAID = {"sponsored", "nofollow"}
COMMISSION = {"kind": "affiliate", "party": "Example Shops"}


@pytest.fixture(autouse=True)
def shop():
    return AffiliateHost.objects.create(host="shop.example", network="Example Shops")


def is_paid(address):
    return Affiliates().behind(address) is not None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://shop.example/balm", True),
        ("https://www.uk.shop.example/balm", True),
        ("//SHOP.EXAMPLE./balm", True),
        ("https://out.example/?url=https%3A%2F%2Fshop.example", True),
        ("https://notshop.example/", False),
        ("https://shop.example.org/", False),
        ("https://news.example/shop.example", False),
        ("/stories/balm/", False),
        ("#shop.example", False),
        ("https://amazon.com/dp/1?tag=magazine-20", True),
        ("https://www.amazon.com/dp/1", False),
        ("https://amzn.to/3xyz", True),
    ],
)
def test_an_affiliate_link_is_one_by_its_host_or_by_its_parameter(address, expected):
    assert is_paid(address) is expected


def test_a_host_with_other_letters_is_found_in_either_writing():
    made = AffiliateHost(host="https://Schönheit.example/shop", network="Example")
    made.full_clean()
    made.save()
    assert made.host == "xn--schnheit-p4a.example"
    assert is_paid("https://schönheit.example/balm")
    assert is_paid("https://XN--SCHNHEIT-P4A.EXAMPLE")


def test_a_host_that_is_out_of_use_is_no_affiliate(shop):
    shop.is_active = False
    shop.save()
    assert not is_paid("https://shop.example/balm")


def test_a_redirect_of_our_own_is_looked_through():
    Redirect.objects.create(old_path="/go/balm", redirect_link="https://shop.example/balm")
    Redirect.objects.create(old_path="/go/news", redirect_link="https://news.example/")
    assert is_paid("/go/balm")
    assert is_paid("http://127.0.0.1/go/balm/")
    assert not is_paid("/go/news")
    assert not is_paid("https://elsewhere.example/go/balm")


@pytest.mark.parametrize("host", ["", "com", "https://", "   "])
def test_what_is_no_whole_host_is_refused(host):
    with pytest.raises(ValidationError):
        AffiliateHost(host=host, network="Example").full_clean()


@pytest.mark.parametrize("host", ["Shop.example", "com"])
def test_the_database_refuses_it_as_well(host):
    with pytest.raises(IntegrityError), transaction.atomic():
        AffiliateHost.objects.create(host=host, network="Example")


# On the page ----------------------------------------------------------------------------------------


def rels(html, **options):
    return [
        set(link.get("rel", [])) for link in BeautifulSoup(with_rel(html, Affiliates(), **options), "html.parser")("a")
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://shop.example/">it</a>',
        "<A HREF='https://shop.example/'>it</A>",
        "<a href=https://shop.example/>it</a>",
        '<a\nclass="x"\nhref = "https://shop.example/?a=1&amp;b=2">it</a>',
        '<a title="a > b" href="https://shop.example/">it</a>',
        '<a href="https:&#x2F;&#x2F;shop.example/">it</a>',
        '<a rel="" href="https://shop.example/">it</a>',
        '<a/href="https://shop.example/">it</a>',
        '<a href="HTTPS://SHOP.EXAMPLE/">it</a>',
        '<a href="//shop.example/">it</a>',
    ],
)
def test_a_paid_link_says_so_however_it_is_written(link):
    assert rels(link) == [PAID]


def test_what_a_link_says_besides_stays_and_nothing_is_said_twice():
    html = '<a class="c" rel="me nofollow" href="https://shop.example/?a=1&amp;b=%22" data-x>it</a>'
    assert with_rel(html, Affiliates()) == (
        '<a class="c" href="https://shop.example/?a=1&amp;b=%22" data-x="" rel="me nofollow sponsored">it</a>'
    )


def test_other_links_stay_as_they_are():
    html = """<a name="x"></a><abbr href="https://shop.example/">A</abbr><a href="/stories/">s</a>"""
    html += """<a href='//b.example'>b</a>"""
    assert with_rel(html, Affiliates()) == html
    assert rels(html, everything=True) == [set(), set(), PAID]


def test_an_attribute_cannot_break_out():
    html = """<a title='"><script>alert(1)</script>' href="https://shop.example/">it</a>"""
    link = BeautifulSoup(with_rel(html, Affiliates()), "html.parser").a
    assert link["title"] == '"><script>alert(1)</script>'


def linked(html='<p><a href="https://shop.example/balm">the balm</a></p>'):
    return ("paragraph", RichText(html))


HIDING_PLACES = {
    "a text": linked(),
    "a list in a text": linked('<ul><li><a href="HTTPS://SHOP.EXAMPLE/balm">the balm</a></li></ul>'),
    "an embed": ("embed", {"video": "https://shop.example/balm", "caption": ""}),
    "an embed behind a redirector": (
        "embed",
        {"video": "https://out.example/?u=https%3A%2F%2Fshop.example", "caption": ""},
    ),
    "a source": ("source_list", {"sources": [{"kind": "label", "title": "Label", "url": "https://shop.example/"}]}),
    "a callout": ("callout", {"tone": "tip", "title": "", "text": RichText('<p><a href="//shop.example/">it</a></p>')}),
    "an answer": (
        "question_answer",
        {"question": "Where?", "answer": RichText('<p><a href="https://shop.example./">there</a></p>')},
    ),
    "a key point": ("key_points", {"title": "", "points": [RichText('<p><a href="https://shop.example">it</a></p>')]}),
    "the writer's test": (
        "experience",
        {"text": RichText('<p><a href="https://shop.example">it</a></p>'), "paid_by": "writer"},
    ),
}


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_an_affiliate_link_is_marked_wherever_it_stands_and_keeps_the_story_from_readers(client, place):
    story = factories.article(live=False, body=[HIDING_PLACES[place]])
    with pytest.raises(NotReady) as refused:
        factories.publish(story)
    (finding,) = refused.value.findings
    assert (finding.rule, finding.waiver) == ("affiliate_link_undisclosed", "")
    assert "Example Shops" in finding.message
    assert finding.block == story.body[0].id
    story.disclosures = [Disclosure(**COMMISSION)]
    story.save_revision()
    factories.publish(story)
    links = BeautifulSoup(client.get(story.url).content, "html.parser").select(".story-text a[href*='shop' i]")
    assert [set(link["rel"]) >= PAID for link in links] == [True]


@pytest.mark.parametrize(
    "fields",
    [
        {"dek": "Buy it at https://shop.example/balm."},
        {"hero_caption": "From //shop.example/balm"},
        {"body": [("pull_quote", {"words": "See https://shop.example/balm", "person": None, "exact": False})]},
    ],
)
def test_an_address_that_is_no_link_counts_too(fields):
    assert list(RULES["affiliate_link_undisclosed"].findings(factories.article(live=False, **fields)))


def test_each_programme_in_a_block_is_one_finding():
    story = factories.article(live=False, body=[linked('<p><a href="https://shop.example/1">1</a></p>' * 3), linked()])
    found = RULES["affiliate_link_undisclosed"].findings(story)
    assert [finding.block for finding in found] == [child.id for child in story.body]


def test_links_on_peoples_pages_and_standing_pages_are_marked_as_well(client):
    person = factories.person(biography='<p><a href="https://shop.example/a">My shop</a></p>')
    person.links = [PersonLink(label="Shop", url="https://shop.example/b")]
    person.save()
    body = [("paragraph", RichText('<p><a href="https://shop.example/c">Shop</a></p>'))]
    about = factories.add_page(person.get_site().root_page, StandingPage(title="About", body=body))
    for page, number in ((person, 2), (about, 1)):
        links = BeautifulSoup(client.get(page.url).content, "html.parser").select("a[href*='shop.example']")
        assert [set(link["rel"]) >= PAID for link in links] == [True] * number


def test_hosts_are_read_once_however_many_links_there_are(client):
    def reads(story):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(story.url).status_code == 200
        return [query["sql"] for query in captured if "money_affiliatehost" in query["sql"]]

    story = factories.article(body=[linked()] * 20, disclosures=[Disclosure(**COMMISSION)])
    assert len(reads(story)) == 1
    with CaptureQueriesContext(connection) as captured:
        story.disclosures = []
        RULES["affiliate_link_undisclosed"].findings(story)
    assert len(captured) <= 2


def test_a_change_of_the_list_has_every_story_looked_at_again(rules_hold):
    story = factories.article()
    assert Report.objects.get(page=story).checked_at
    AffiliateHost.objects.create(host="another.example", network="Another")
    assert Report.objects.get(page=story).checked_at is None


# Who paid for the writer's test -----------------------------------------------------------------------


def rules_about(paid_by, disclosures=(), answer="declared", **values):
    body = [("experience", {"text": RichText("<p>It tingled.</p>"), "paid_by": paid_by, **values})]
    rows = [Disclosure(kind=kind, party="Studio Example") for kind in disclosures]
    story = factories.article(live=False, body=body, disclosure_answer=answer, disclosures=rows)
    return [one.rule for name in ("payment_undisclosed", "payer_unknown") for one in RULES[name].findings(story)]


@pytest.mark.parametrize("paid_by", ["provider", "brand", "discounted"])
def test_what_others_paid_for_is_disclosed_as_what_it_was(paid_by):
    assert rules_about(paid_by) == rules_about(paid_by, ["affiliate"]) == ["payment_undisclosed"]
    fitting = "discount" if paid_by == "discounted" else "gifted_treatment"
    assert rules_about(paid_by, [fitting]) == rules_about(paid_by, ["paid_partnership"]) == []


def test_what_the_writer_or_the_house_paid_for_needs_no_word():
    assert rules_about("writer", answer="none") == rules_about("magazine", answer="none") == []


def test_who_paid_for_what_is_sold_is_known():
    assert rules_about("unknown", answer="none", provider="Studio Example") == ["payer_unknown"]
    assert rules_about("unknown", answer="none") == []
    assert rules_about("unknown", answer="not_asked", provider="Studio Example") == []
