"""The cards of products: what readers see of each, read from its record whenever it is shown."""

import json

import pytest
from bs4 import BeautifulSoup

from accounts.house_clock import today
from articles.models import Disclosure
from products.models import Product
from tests import factories

pytestmark = pytest.mark.django_db

CHECKED = {"price": 12, "checked_on": today}


def read(client, story):
    response = client.get(story.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cards(client, *body, **fields):
    return read(client, factories.article(body=[*body], **fields)).select(".product-card")


def words(element):
    return " ".join(element.get_text(" ").split())


def sold(**fields):
    return factories.product(**({"offers": [{"price": 12, "checked_on": today()}]} | fields))


def test_a_card_tells_what_its_record_says(client):
    tester = factories.person("Otto Example")
    shop = factories.retailer("Harrow & Finch", pays_nobody=True)
    offers = [{"retailer": shop, "price": 12, "checked_on": today()}]
    balm = factories.product(
        "Plain Balm", shade="50 ml", note="Contains lanolin.", tested_by=tester, photo=factories.photo(), offers=offers
    )
    [card] = cards(client, factories.card(balm))
    told = words(card)
    for said in ("Maison Example", "Plain Balm", "50 ml", "Contains lanolin.", "Harrow & Finch", "£12.00, checked on"):
        assert said in told
    assert "It stays where it is put." in told
    assert "We bought it. Tested by Otto Example" in told
    assert card.select_one(".product-test a")["href"] == tester.url
    assert "Ada Example" in words(card.select_one("figcaption"))


def test_a_product_of_which_nothing_is_known_has_a_card_all_the_same(client):
    [card] = cards(client, factories.card(factories.product("Plain Balm", acquired=""), verdict=""))
    assert "Plain Balm" in words(card)
    assert not card.select("a, ul, .product-test, .product-verdict, figure")


def test_every_link_to_a_shop_says_that_it_is_paid_whether_the_house_knows_its_host_or_not(client):
    [card] = cards(client, factories.card(sold()))
    [link] = card.select(".product-offers a")
    assert sorted(link["rel"]) == ["nofollow", "sponsored"]


def test_the_disclosure_stands_above_the_first_link_to_a_shop(client):
    paid = {"disclosure_answer": "declared", "disclosures": [Disclosure(kind="affiliate", party="Example Shops")]}
    page = read(client, factories.article(body=[factories.card(sold())], **paid))
    text = page.decode()
    assert text.index("we may earn a commission") < text.index("shop-of-nobody.example")


def test_a_shop_that_may_pay_is_disclosed_on_the_card_where_the_story_says_nothing(client):
    offer = {"retailer": factories.retailer(), "price": 12, "checked_on": today()}
    balm = sold(offers=[offer])
    said = "we may earn a commission"
    paid = {"disclosure_answer": "declared", "disclosures": [Disclosure(kind="affiliate", party="Example Shops")]}
    [silent] = cards(client, factories.card(balm), disclosure_answer="none")
    assert str(silent).index(said) < str(silent).index("shop-of-nobody.example")
    [told] = cards(client, factories.card(balm), **paid)
    assert said not in words(told)
    [sure] = cards(client, factories.card(sold()), disclosure_answer="none")
    assert said not in words(sure)


def test_what_is_out_of_stock_says_so_and_leads_nowhere(client):
    [card] = cards(client, factories.card(sold(offers=[{"stock": "out_of_stock", "checked_on": today()}])))
    assert "Out of stock on" in words(card)
    assert not card.select(".product-offers a")


def test_the_cheapest_shop_stands_first_and_one_without_a_price_or_the_product_last(client):
    fields = [{}, {"price": 14}, {"price": 1, "stock": "out_of_stock"}, {"price": 9}]
    offers = [
        each | {"retailer": factories.retailer(f"Shop {n}"), "checked_on": today()} for n, each in enumerate(fields)
    ]
    [card] = cards(client, factories.card(sold(offers=offers)))
    named = [words(row).split(" £")[0].split(" Out")[0] for row in card.select(".product-offers li")]
    assert named == ["Shop 3", "Shop 1", "Shop 0", "Shop 2"]


def test_several_products_have_a_card_each(client):
    each = [{"product": sold(name=name), "verdict": ""} for name in ("Balm", "Salve", "Cream")]
    found = cards(client, ("products", {"title": "Three of a kind", "products": each}))
    assert [card.select_one(".product-name").text for card in found] == ["Balm", "Salve", "Cream"]


def test_a_recall_switches_every_card_at_once_and_its_end_switches_them_back(client):
    balm = sold()
    several = (
        "products",
        {"title": "", "products": [{"product": balm, "verdict": ""}, {"product": sold(), "verdict": ""}]},
    )
    stories = [factories.article(body=[factories.card(balm)]), factories.article(body=[several])]
    made = factories.recall(balm, reason="It burns.")
    for story in stories:
        card = read(client, story).select_one(".product-card--recalled")
        assert "It burns." in words(card)
        assert "£12.00" not in words(card)
        assert "It stays where it is put." not in words(card)
        assert [link["href"] for link in card.select("a")] == ["https://office.example/notices/1"]
        assert not card.select("button")
    made.lifted_at, made.lifted_because = made.at, "The maker has changed the tube."
    made.save()
    assert not any(read(client, story).select(".product-card--recalled") for story in stories)


def test_a_photo_withdrawn_since_is_not_shown(client):
    photo = factories.photo()
    story = factories.article(body=[factories.card(factories.product(photo=photo))])
    type(photo).objects.filter(pk=photo.pk).update(release_state="withdrawn")
    card = read(client, story).select_one(".product-card")
    assert not card.select("img")


def test_a_product_deleted_since_leaves_no_hole(client):
    balm = factories.product()
    story = factories.article(body=[factories.card(balm), ("paragraph", "<p>And then it rained.</p>")])
    Product.objects.filter(pk=balm.pk).delete()
    page = read(client, story)
    assert not page.select(".product-card")
    assert "And then it rained." in words(page)


HOSTILE = ["<script>alert(1)</script>", '"\' onload=alert(1) x="', "{{ 7|add:7 }}", "שלום ‮ evil", "💄" * 100, "W" * 200]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_endless_name_is_a_name(client, name):
    page = read(client, factories.article(body=[factories.card(sold(name=name, shade=name[:120]))]))
    [card] = page.select(".product-card")
    assert card.select_one(".product-name").text == name
    assert json.loads(card.button["data-entry"])["name"] == f"{name}, {name[:120]}"
    assert not page.find("script", string="alert(1)")


def test_a_story_is_found_by_the_name_of_a_product_on_a_card(client, search_index):
    factories.article("Winter", body=[factories.card(factories.product("Zebrawood balm"))])
    assert "Winter" in client.get("/search/?q=zebrawood").content.decode()


def test_no_card_is_told_to_search_engines_as_something_we_sell(client):
    page = read(client, factories.article(body=[factories.card(sold())]))
    for script in page.select('script[type="application/ld+json"]'):
        assert not {"Product", "Offer"} & set(script.text.split('"'))


# The shopping list ----------------------------------------------------------------------------------


def test_what_a_list_keeps_is_what_the_card_says(client):
    [card] = cards(client, factories.card(sold(name="Balm", shade="50 ml")))
    entry = json.loads(card.button["data-entry"])
    [offer] = entry["offers"]
    assert (entry["brand"], entry["name"]) == ("Maison Example", "Balm, 50 ml")
    assert (offer["price"], offer["currency"], offer["checked"]) == ("12.00", "GBP", today().isoformat())
    assert card.button.has_attr("hidden")


def test_the_page_of_the_list_says_the_same_to_everybody_and_asks_for_nothing(client, django_assert_max_num_queries):
    page = BeautifulSoup(client.get("/shopping-list/").content, "html.parser")
    assert "kept by this browser" in words(page.main)
    assert "we may earn a commission" in words(page.select_one(".disclosures"))
    assert "The list needs JavaScript" in words(page.main)
    assert not client.cookies


@pytest.mark.parametrize("address", ["/", "/stories/", "/search/?q=cart", "/shopping-list/", "/nowhere/", "{story}"])
def test_no_page_speaks_of_a_cart_or_of_settings(client, address):
    story = factories.article(body=[factories.card(sold())])
    page = BeautifulSoup(client.get(address.format(story=story.url)).content, "html.parser")
    told = words(page).lower()
    assert not [residue for residue in ("shopping cart", "checkout", "enable registration") if residue in told]


def test_everybody_is_told_of_all_recalls_that_stand(client):
    balm, salve = sold(), sold()
    factories.recall(salve, lifted_at="2026-03-01T00:00:00Z", lifted_because="It was another.")
    factories.recall(balm)
    [told] = client.get("/shopping-list/recalls.json").json()["recalls"]
    assert told["id"] == balm.pk
    assert told["address"] == "https://office.example/notices/1"


def scripts(client, address):
    found = BeautifulSoup(client.get(address).content, "html.parser").select("script[src]")
    return {script["src"].rsplit("/", 1)[1].split(".")[0] for script in found}


def test_what_keeps_the_list_is_loaded_only_where_something_can_be_put_on_it(client):
    with_card, without = factories.article(body=[factories.card(sold())]), factories.article()
    assert "shopping-list" in scripts(client, with_card.url)
    assert "shopping-list" in scripts(client, "/shopping-list/")
    assert "saved" in scripts(client, without.url)
    assert "shopping-list" not in scripts(client, without.url)
    assert scripts(client, "/") == {"counts"}
