"""Calling a product unsafe: who may, what follows, and that it is written down."""

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from wagtail.models import ModelLogEntry

from accounts.house_clock import today
from accounts.roles import Role
from products import recalls
from products.models import Product, Recall, Retailer
from rechecks.models import Cause
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]

NOTICE = {
    "reason": "It burns.",
    "recalled_on": today(),
    "authority": "The Office of Larkhollow",
    "address": "https://office.example/notices/1",
}


@pytest.fixture
def balm():
    return factories.product("Balm")


@pytest.fixture
def checker(staff):
    return staff[Role.FACT_CHECKER]


def test_who_recalls_and_who_lifts_is_named_and_logged(balm, checker):
    recalls.recall(balm, by=checker, **NOTICE)
    assert balm.recall.by == checker
    assert recalls.lift(balm, " It was another tube. ", by=checker)
    lifted = Recall.objects.get()
    assert (lifted.lifted_by, lifted.lifted_because) == (checker, "It was another tube.")
    assert Product.objects.get().recall is None
    logged = ModelLogEntry.objects.filter(object_id=str(balm.pk), user=checker).values_list("action", flat=True)
    assert set(logged) == {"products.recall", "products.lift_recall"}


def test_every_live_story_that_names_it_is_to_be_looked_at_again(balm, checker):
    naming = [factories.article(products=[balm]), factories.article(body=[factories.card(balm)])]
    factories.article(products=[balm], live=False)
    factories.article(body=[factories.card(factories.product())])
    assert recalls.recall(balm, by=checker, **NOTICE) == 2
    cause = Cause.objects.get()
    assert set(cause.rechecks.values_list("article", flat=True)) == {story.pk for story in naming}
    assert cause.words == "Maison Example Balm was recalled: It burns."
    assert cause.by == checker


def test_the_second_of_two_changes_nothing(balm, checker):
    recalls.recall(balm, by=checker, **NOTICE)
    assert recalls.recall(balm, by=checker, **NOTICE | {"reason": "It stings."}) is None
    assert recalls.lift(balm, "Sorted.", by=checker)
    assert not recalls.lift(balm, "Sorted.", by=checker)


@pytest.mark.parametrize("role", [Role.WRITER, Role.PHOTO_EDITOR, Role.MEDICAL_REVIEWER, Role.COMMENT_MODERATOR])
def test_nobody_else_recalls_a_product(balm, staff, role):
    with pytest.raises(PermissionDenied):
        recalls.recall(balm, by=staff[role], **NOTICE)
    factories.recall(balm)
    with pytest.raises(PermissionDenied):
        recalls.lift(balm, "Sorted.", by=staff[role])


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"authority": ""}, {"address": ""}, {"address": "http://office.example/"}]
)
def test_a_recall_says_why_and_who_says_so(balm, checker, fields):
    with pytest.raises(ValidationError):
        recalls.recall(balm, by=checker, **NOTICE | fields)
    assert not Recall.objects.exists()


def test_a_recall_is_not_lifted_without_a_word(balm, checker):
    factories.recall(balm)
    with pytest.raises(ValidationError):
        recalls.lift(balm, "  ", by=checker)


# The screens ----------------------------------------------------------------------------------------


def test_a_fact_checker_recalls_and_lifts_on_one_screen(login, balm, checker):
    client, address = login(checker), reverse("product_recall", args=[balm.pk])
    assert "Recall this product" in client.get(address).content.decode()
    response = client.post(address, NOTICE | {"recalled_on": today().isoformat()}, follow=True)
    assert "Recalled: every card says so now. 0 published stories" in response.content.decode()
    assert "Lift the recall" in response.content.decode()
    client.post(address, {"lifted_because": "It was another tube."})
    assert Product.objects.get().recall is None
    assert "It was another tube." in client.get(address).content.decode()


def test_a_form_that_comes_late_does_nothing(login, balm, checker):
    client, address = login(checker), reverse("product_recall", args=[balm.pk])
    response = client.post(address, {"lifted_because": "Sorted."}, follow=True)
    assert "A colleague was quicker" in response.content.decode()
    assert not Recall.objects.exists()


def test_a_form_that_is_not_complete_says_what_is_missing(login, balm, checker):
    page = login(checker).post(reverse("product_recall", args=[balm.pk]), {"reason": "It burns."}).content.decode()
    assert page.count("This field is required.") >= 3
    assert not Recall.objects.exists()


def test_the_record_says_that_it_is_recalled_and_leads_there(login, balm, checker):
    factories.recall(balm)
    page = login(checker).get(reverse("wagtailsnippets_products_product:edit", args=[balm.pk])).content.decode()
    assert reverse("product_recall", args=[balm.pk]) in page
    assert "It burns." in page
    listed = login(checker).get(reverse("wagtailsnippets_products_product:list")).content.decode()
    assert "Recalled" in listed


def add(client, **fields):
    row = {"offers-0-retailer": factories.retailer().pk, "offers-0-address": "", "offers-0-price": ""}
    row |= {"offers-0-currency": "GBP", "offers-0-stock": "unknown", "offers-0-checked_on": "", "offers-0-id": ""}
    counts = {
        "offers-TOTAL_FORMS": 1,
        "offers-INITIAL_FORMS": 0,
        "offers-MIN_NUM_FORMS": 0,
        "offers-MAX_NUM_FORMS": 1000,
    }
    basics = {"brand": "Maison Example", "name": "Balm", "offers-0-ORDER": 1, "offers-0-DELETE": ""}
    return client.post(reverse("wagtailsnippets_products_product:add"), basics | counts | row | fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"offers-0-price": "12"}, "Say on which day the price or the stock was looked up."),
        (
            {"offers-0-price": "12", "offers-0-checked_on": "2026-03-01", "offers-0-currency": ""},
            "Say in which currency",
        ),
        ({"offers-0-price": "-1", "offers-0-checked_on": "2026-03-01"}, "greater than or equal to 0"),
        ({"offers-0-price": "1" * 30, "offers-0-checked_on": "2026-03-01"}, "digits"),
        ({"offers-0-address": "http://shop.example/"}, "valid URL"),
        ({"offers-0-address": "javascript:alert(1)"}, "valid URL"),
        ({"name": "W" * 201}, "at most 200 characters"),
    ],
)
def test_the_form_says_in_words_what_is_wrong(login, staff, fields, said):
    response = add(login(staff[Role.WRITER]), **fields)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Product.objects.exists()


def test_a_writer_adds_a_product_with_a_shop(login, staff):
    response = add(login(staff[Role.WRITER]), **{"offers-0-price": "12", "offers-0-checked_on": "2026-03-01"})
    assert response.status_code == 302
    assert Product.objects.get().offers.get().price == 12


def test_what_a_story_names_is_not_deleted(login, staff):
    client = login(staff[Role.MANAGING_EDITOR])
    chosen, shown, free = factories.product(), factories.product(), factories.product()
    factories.article(products=[chosen])
    factories.article(body=[factories.card(shown)])
    for one in (chosen, shown, free):
        client.post(reverse("wagtailsnippets_products_product:delete", args=[one.pk]))
    assert set(Product.objects.all()) == {chosen, shown}


def test_a_recall_that_stands_keeps_its_product(login, staff):
    """Shopping lists are told of it by the product."""
    client, balm = login(staff[Role.MANAGING_EDITOR]), factories.product(recalled=True)
    response = client.post(reverse("wagtailsnippets_products_product:delete", args=[balm.pk]), follow=True)
    assert "Nothing was deleted: it is recalled" in response.content.decode()
    assert Product.objects.filter(pk=balm.pk).exists()


def test_a_shop_that_sells_something_is_not_deleted(login, staff):
    client = login(staff[Role.MANAGING_EDITOR])
    offer, idle = factories.product(offers=[{}]).offers.get(), factories.retailer()
    for shop in (offer.retailer, idle):
        client.post(reverse("wagtailsnippets_products_retailer:delete", args=[shop.pk]))
    assert list(Retailer.objects.all()) == [offer.retailer]
