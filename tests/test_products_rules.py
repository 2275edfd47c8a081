"""What is found in a story because of the products it names."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.house_clock import today
from articles.models import ArticlePage, Disclosure
from articles.products_named import products_of
from medical_reviews.ties import tied_party
from people.models import ConflictOfInterest
from products.models import PRICE_HOLDS
from readiness.findings import Severity
from readiness.models import Report
from readiness.rules import RULES
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def story(*cards, products=(), disclosed=(), **fields):
    rows = [Disclosure(kind=kind, party="Maison Example") for kind in disclosed]
    return ArticlePage(
        title="Balm", body=[factories.card(card) for card in cards], products=list(products), disclosures=rows, **fields
    )


def found(rule, page):
    return [finding.message for finding in RULES[rule].findings(page)]


def test_a_product_on_a_card_counts_as_named():
    balm, salve = factories.product(), factories.product()
    assert products_of(story(salve, products=[balm])) == [balm, salve]
    assert products_of(story(balm, products=[balm])) == [balm]
    assert found("disclosure_unanswered", story(balm))
    assert not found("disclosure_unanswered", story())


def test_a_reviewer_with_a_tie_to_the_brand_on_a_card_is_tied():
    reviewer = factories.person(is_medical_reviewer=True)
    reviewer.interests = [ConflictOfInterest(brand="Maison Example", kind="adviser")]
    assert tied_party(story(factories.product()), reviewer) == "Maison Example"


def test_a_recalled_product_keeps_a_story_back():
    balm = factories.product("Balm", recalled=True)
    for page in (story(balm), story(products=[balm])):
        [message] = found("product_recalled", page)
        assert message.startswith("Maison Example Balm was recalled on")
    assert RULES["product_recalled"].severity == Severity.BLOCKER


@pytest.mark.parametrize("acquired", ["gifted", "press_sample", "loan"])
def test_what_was_given_or_lent_is_disclosed(acquired):
    balm = factories.product("Balm", acquired=acquired)
    for page in (story(balm), story(products=[balm])):
        assert "We did not pay for Maison Example Balm" in found("product_gift_undisclosed", page)[0]
    kind = "loan" if acquired == "loan" else "gifted_product"
    assert not found("product_gift_undisclosed", story(balm, disclosed=[kind]))


def test_what_we_bought_needs_no_disclosure():
    assert not found("product_gift_undisclosed", story(factories.product()))


def test_a_shop_counts_as_paying_until_somebody_says_that_it_does_not():
    shop = factories.retailer("Harrow & Finch")
    balm = factories.product(offers=[{"retailer": shop}])
    assert "(Harrow & Finch)" in found("affiliate_link_undisclosed", story(balm))[0]
    assert not found("affiliate_link_undisclosed", story(balm, disclosed=["affiliate"]))
    shop.pays_nobody = True
    shop.save()
    balm = type(balm).objects.get()
    assert not found("affiliate_link_undisclosed", story(balm))


def test_a_host_that_pays_counts_whatever_the_shop_says():
    balm = factories.product(offers=[{"address": "https://amzn.to/balm"}])
    assert found("affiliate_link_undisclosed", story(balm))


def test_a_shop_without_an_address_pays_nothing():
    balm = factories.product(offers=[{"retailer": factories.retailer(), "address": ""}])
    assert not found("affiliate_link_undisclosed", story(balm))


def test_an_old_price_on_a_card_is_worth_a_warning():
    day = today() - PRICE_HOLDS - timedelta(days=1)
    balm = factories.product(offers=[{"price": 12, "checked_on": day}])
    assert found("product_price_old", story(balm))
    assert not found("product_price_old", story(products=[balm]))
    assert not found("product_price_old", story(factories.product(offers=[{"price": 12, "checked_on": today()}])))
    assert RULES["product_price_old"].severity == Severity.WARNING


def test_how_we_came_by_what_has_a_card_is_asked():
    assert found("product_origin_unknown", story(factories.product(acquired="")))
    assert not found("product_origin_unknown", story(factories.product()))


def test_twenty_cards_cost_the_rules_as_many_queries_as_two():
    def queries(number):
        offers = [{"price": 12, "checked_on": today()}]
        page = factories.article(live=False, body=[factories.card(factories.product(offers=offers))] * number)
        page = page.get_latest_revision_as_object()
        with CaptureQueriesContext(connection) as captured:
            for rule in ("product_recalled", "product_price_old", "affiliate_link_undisclosed"):
                found(rule, page)
        return len(captured)

    assert queries(20) == queries(2)


@pytest.mark.parametrize("change", ["product", "offer", "retailer", "recall"])
def test_a_changed_record_has_its_stories_looked_at_again(rules_hold, change):
    balm = factories.product(offers=[{"price": 12, "checked_on": today()}])
    page = factories.article(body=[factories.card(balm)], disclosure_answer="none")
    other = factories.article()
    Report.objects.update(checked_at="2026-03-01T00:00:00Z")
    if change == "recall":
        factories.recall(balm)
    else:
        offer = balm.offers.get()
        {"product": balm, "offer": offer, "retailer": offer.retailer}[change].save()
    assert Report.objects.get(page=page).checked_at is None
    assert Report.objects.get(page=other).checked_at is not None


def card_with(name="Balm", **fields):
    return story(factories.product(name, photo=factories.photo(title="Jar", **fields)))


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("photo_without_credit", {"credit": ""}),
        ("photo_without_alt_text", {"alt_text": ""}),
        ("photo_release_open", {"release_state": "requested"}),
        ("photo_release_over", {"release_state": "withdrawn"}),
        ("photo_release_over", {"licence_ends_on": today() - timedelta(days=1)}),
        ("photo_release_restricted", {"release_state": "restricted"}),
    ],
)
def test_the_photo_of_a_product_is_held_to_the_rules_of_every_photo(rule, fields):
    [message] = found(rule, card_with(**fields))
    assert "Jar, on the card of Maison Example Balm" in message
    assert not found(rule, card_with("Salve"))


def test_who_is_shown_on_a_product_must_have_agreed_to_the_website():
    photo = factories.photo()
    factories.release(photo, state="granted", for_website=False)
    assert found("not_agreed_for_website", story(factories.product(photo=photo)))


def test_a_product_that_is_named_without_a_card_shows_no_photo():
    assert not found("photo_without_credit", story(products=[factories.product(photo=factories.photo(credit=""))]))


def test_a_photo_whose_licence_ends_is_found_in_the_story_with_its_product(
    rules_hold, django_capture_on_commit_callbacks
):
    photo = factories.photo()
    published = factories.article(body=[factories.card(factories.product(photo=photo))], disclosure_answer="none")
    Report.objects.filter(page=published).update(checked_at="2026-01-01T00:00:00Z")
    photo.licence_ends_on = today() - timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        photo.save()
    assert Report.objects.get(page=published).checked_at is None
