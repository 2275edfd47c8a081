"""An advertiser's page: no story, never without its label, and past the same desks."""

import json

import pytest
from bs4 import BeautifulSoup

from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from articles.aspects import IGNORED, Aspect, aspects_in, hashes_of, parts_of
from articles.blocks.body import ArticleBody
from articles.models import StoryIndexPage
from home.models import HomePage
from money.models import AdvertiserCitation, AdvertiserIndexPage, AdvertiserPage
from readiness.gate import NotReady, blockers_in
from readiness.rules import NOBODY
from review.conditions import names_treatment
from tests import factories, newsroom
from treatments.models import Treatment

pytestmark = pytest.mark.django_db

LINE = "Maison Example paid for this page and had a say in what it says."


def advertisement(**fields):
    return factories.advertisement(**({"title": "Larkspur nights"} | fields))


def index_page():
    return AdvertiserIndexPage.objects.get()


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(html):
    return ("paragraph", f"<p>{html}</p>")


def words_of(person):
    return text(f'<a linktype="person" id="{person.pk}">Dr. Example</a> likes it.')


def test_the_page_says_what_it_is_before_anything_else(client):
    body = [text('It <a href="https://news.example/">glows</a>.')]
    page = read(client, advertisement(body=body, sponsor_url="https://maison.example/").url)
    article = page.select_one("article.story")
    told = " ".join(article.get_text(" ").split())
    assert told.startswith("Advertisement")
    assert told.index(LINE) < told.index("It glows")
    assert not article.select(".medical-review, .byline, [rel=author]")
    assert not page.select(".comments")
    assert page.head.find("meta", property="og:title")["content"] == "[Advertisement] Larkspur nights"
    assert LINE in page.head.find("meta", property="og:description")["content"]


def test_every_link_to_elsewhere_is_a_paid_one(client):
    body = [text('It <a href="https://news.example/">glows</a>.'), ("embed", {"video": "https://maison.example/film"})]
    page = read(client, advertisement(body=body, sponsor_url="https://maison.example/").url)
    links = page.select("article.story a[href^=http]")
    assert len(links) == 3
    assert all({"sponsored", "nofollow"} <= set(link["rel"]) for link in links)


def test_search_engines_are_told_that_it_is_no_article_of_ours(client):
    page = advertisement(sponsor_url="https://maison.example/")
    data = json.loads(read(client, page.url).find("script", type="application/ld+json").string)
    assert data["@type"] == "AdvertiserContentArticle"
    assert data["sponsor"] == {"@type": "Organization", "name": "Maison Example", "url": "https://maison.example/"}
    assert "author" not in data


def test_its_teasers_carry_label_and_line(client, search_index):
    advertisement()
    (card,) = read(client, index_page().url).select("article.card")
    assert card.select_one(".commercial-label").get_text() == "Advertisement"
    assert card.select_one(".card-disclosure").get_text() == LINE
    (found,) = read(client, "/search/?q=larkspur").select(".search-pages li")
    assert "Advertisement" in found.get_text()
    assert LINE in found.get_text()


def test_it_is_in_no_list_of_stories(client):
    advertisement()
    for address in ("/", StoryIndexPage.objects.get().url, "/feeds/rss.xml", "/feeds/atom.xml"):
        assert b"Larkspur" not in client.get(address).content


def test_an_index_of_fifty_costs_as_many_queries_as_one(client):
    def queries():
        client.get(index_page().url)
        with CaptureQueriesContext(connection) as captured:
            client.get(index_page().url)
        return len(captured)

    photo = factories.photo()
    advertisement(hero_photo=photo)
    few = queries()
    for n in range(6):
        advertisement(title=f"Night {n}", hero_photo=photo)
    assert queries() == few


def test_a_story_and_an_advertisers_page_cannot_take_each_others_place():
    story, page, stories, index = factories.article(), advertisement(), StoryIndexPage.objects.get(), index_page()
    assert not story.can_move_to(index)
    assert not page.can_move_to(stories)
    editor = factories.user(Role.MANAGING_EDITOR)
    assert not page.permissions_for_user(editor).can_copy_to(stories)
    assert not story.permissions_for_user(editor).can_copy_to(index)
    assert AdvertiserPage not in stories.allowed_subpage_models()


def test_an_advertiser_is_named_and_nobody_may_waive_that():
    draft = advertisement(live=False)
    draft.sponsor = " "
    draft.save_revision(clean=False)
    with pytest.raises(NotReady) as refused:
        factories.publish(draft)
    assert [(one.rule, one.waiver) for one in refused.value.findings] == [("sponsor_missing", NOBODY)]


def test_the_gate_holds_it_to_the_rules_for_photos_links_and_words():
    body = [text('<a linktype="page" id="999999">there</a>')]
    photo = factories.photo(alt_text="", release_state="requested")
    draft = advertisement(live=False, dek="", hero_photo=photo, body=body)
    rules = {finding.rule for finding in blockers_in(draft.get_latest_revision_as_object())}
    assert {"dek_missing", "dead_link", "photo_without_alt_text", "photo_release_open", "missing_sign_offs"} == rules


def test_the_desks_sign_for_it_as_for_a_story():
    owner = factories.user(Role.COPY_EDITOR)
    draft = advertisement(live=False, owner=owner, body=[text("It glows.")])
    newsroom.submit(draft, owner)
    newsroom.sign_until(draft, "Managing editors")
    newsroom.sign(draft, factories.user(Role.MANAGING_EDITOR))
    assert AdvertiserPage.objects.get(pk=draft.pk).live


def test_it_waits_on_the_desks_of_those_who_are_asked_and_can_be_shared(login):
    owner = factories.user(Role.COPY_EDITOR)
    draft = advertisement(live=False, owner=owner, body=[text("It glows.")])
    newsroom.submit(draft, owner)
    assert "Larkspur nights" in login(factories.user(Role.COPY_EDITOR)).get("/admin/desk/").content.decode()
    client = login(factories.user(Role.MANAGING_EDITOR))
    assert client.get(reverse("wagtailadmin_pages:edit", args=(draft.pk,))).status_code == 200
    _link, token = factories.preview_link(draft)
    assert LINE in login(factories.user()).get(reverse("sharing:preview", args=[token])).content.decode()


def test_all_of_it_is_signed_for_or_ignored_for_a_reason():
    taken_apart = {"body", "hero_photo", "hero_alt_text", "hero_decorative", "hero_caption", "hero_credit"}
    signed = [name for names in AdvertiserPage.FIELDS.values() for name in names]
    assert {*signed, *taken_apart, *IGNORED} >= set(parts_of(AdvertiserPage()))
    before = AdvertiserPage(title="Balm", sponsor="Maison Example")
    after = AdvertiserPage(title="Balm", sponsor="Studio Example")
    assert [aspect for aspect in Aspect if hashes_of(before)[aspect] != hashes_of(after)[aspect]] == [
        Aspect.DISCLOSURES
    ]


def test_a_treatment_in_it_is_seen():
    treatment = Treatment.objects.create(name="Peel")
    body = [("experience", {"text": "<p>It tingled.</p>", "treatment": treatment})]
    page = AdvertiserPage(title="Balm", sponsor="Maison Example", body=body)
    assert names_treatment(page, {aspect: {} for aspect in aspects_in(page)} | {Aspect.METADATA: {}})


def test_nothing_in_it_speaks_for_a_source_or_proves_a_result():
    allowed = AdvertiserPage._meta.get_field("body").stream_block.child_blocks.keys()
    left_out = {"statement", "pull_quote", "before_after", "product", "products"}
    assert ArticleBody().child_blocks.keys() - allowed == left_out


def test_results_in_it_are_always_one_persons(client):
    body = [("experience", {"text": "<p>It tingled.</p>", "paid_by": "brand"})]
    assert "One person’s result." in read(client, advertisement(body=body).url).get_text()


def test_an_editor_makes_one_under_the_home_page(login):
    client = login(factories.user(Role.MANAGING_EDITOR))
    address = reverse("wagtailadmin_pages:add", args=("money", "advertiserindexpage", HomePage.objects.get().pk))
    assert client.get(address).status_code == 200


def test_whoever_is_quoted_only_here_is_not_deleted_and_the_page_is_named(client):
    person, other = factories.expert(title="Dr. Ada Example"), factories.expert()
    page = advertisement(body=[words_of(person)])
    page.body = [words_of(other)]
    page.save_revision()  # the first one is still what readers see
    for one in (person, other):
        with pytest.raises(ProtectedError):
            one.delete()
    client.force_login(factories.user(Role.MANAGING_EDITOR))
    told = client.post(reverse("wagtailadmin_pages:delete", args=[person.pk]), follow=True).content.decode()
    assert "is named in “Larkspur nights”" in told
    factories.publish(page)
    assert [row.person for row in AdvertiserCitation.objects.all()] == [other]


def test_it_warns_of_a_treatment_that_is_not_approved_and_the_regulators_links_are_unpaid(client):
    treatment = factories.treatment("Glowlace", US="unapproved", UK="approved", EU="approved")
    page = advertisement(body=[text("We sell Glowlace.")])
    warning = read(client, page.url).select_one(".treatment-warning")
    assert "Glowlace is not approved in the United States." in warning.get_text()
    assert [link["rel"] for link in warning.select("a")] == [["nofollow"], ["nofollow"]]
    assert treatment.mentions.get().in_live


def test_the_footer_leads_to_the_list_as_long_as_it_lists_one_and_says_what_it_is(client):
    def links():
        return [link.parent.get_text(" ", strip=True) for link in read(client, "/").select("footer a[href$='/ads/']")]

    page = advertisement(live=False)
    index_page().refresh_from_db()
    AdvertiserIndexPage.objects.update(slug="ads", url_path="/home/ads/", show_in_menus=True)
    assert links() == []
    factories.publish(page)
    assert links() == ["From our advertisers Advertising"]


def test_what_is_on_prescription_only_in_britain_is_not_advertised():
    factories.treatment("Stillbrow", UK="prescription_only", US="approved", EU="approved")
    draft = advertisement(live=False, body=[text("Book Stillbrow today.")]).get_latest_revision_as_object()
    [found] = [one for one in blockers_in(draft) if one.rule == "prescription_only_promoted"]
    assert "names Stillbrow" in found.message
    calm = [text("Stillbrow is a medicine."), text('<a href="https://amzn.to/balm">A balm</a>, for later.')]
    beside = [text('Stillbrow, and <a href="https://amzn.to/balm">a balm</a>.')]
    for body, number in ((calm, 0), (beside, 1)):
        story = newsroom.newest(factories.article(live=False, body=body))
        assert [one.rule for one in blockers_in(story)].count("prescription_only_promoted") == number
