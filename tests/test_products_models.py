from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.house_clock import today
from products.models import PRICE_HOLDS, Offer, Product, Retailer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def balm():
    return factories.product("Balm", shade="50 ml")


def offer(**fields):
    return Offer(**({"retailer": Retailer(name="Harrow & Finch"), "address": "https://shop.example/"} | fields))


def test_one_product_has_one_row_and_each_shade_is_a_product(balm):
    factories.product("Balm", shade="100 ml")
    with pytest.raises(IntegrityError):
        factories.product("Balm", shade="50 ml")


def test_one_shop_has_one_row_however_it_is_written():
    factories.retailer("Harrow & Finch")
    with pytest.raises(IntegrityError):
        factories.retailer("HARROW & FINCH")


@pytest.mark.parametrize(
    "fields",
    [
        {"price": Decimal("-0.01"), "checked_on": date(2026, 3, 1)},
        {"price": 12, "currency": "", "checked_on": date(2026, 3, 1)},
        {"price": 12, "currency": "XXX", "checked_on": date(2026, 3, 1)},
        {"price": 12},
        {"stock": "out_of_stock"},
        {"stock": "somewhere", "checked_on": date(2026, 3, 1)},
        {"address": "http://shop.example/"},
        {"address": "javascript:alert(1)"},
    ],
)
def test_the_database_refuses_what_no_card_could_say(balm, fields):
    shop = factories.retailer()
    with pytest.raises(IntegrityError):
        Offer.objects.create(product=balm, retailer=shop, **fields)


def test_a_shop_sells_a_product_once(balm):
    shop = factories.retailer()
    Offer.objects.create(product=balm, retailer=shop)
    with pytest.raises(IntegrityError):
        Offer.objects.create(product=balm, retailer=shop)


def test_nobody_has_looked_or_tested_tomorrow(balm):
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(ValidationError, match="still to come"):
        offer(checked_on=tomorrow).clean()
    with pytest.raises(ValidationError, match="still to come"):
        Product(brand="Example", name="Balm", tested_by=factories.person(), tested_on=tomorrow).clean()
    with pytest.raises(ValidationError, match="Say who tested it"):
        Product(brand="Example", name="Balm", tested_on=today()).clean()


def test_a_photo_without_its_words_is_refused():
    with pytest.raises(ValidationError, match="no alt text or no credit"):
        Product(brand="Example", name="Balm", photo=factories.photo(alt_text="")).clean()
    Product(brand="Example", name="Balm", photo=factories.photo()).clean()


# What a card says of a shop -------------------------------------------------------------------------

LOOKED = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, ""),
        ({"checked_on": LOOKED}, ""),
        ({"stock": "in_stock", "checked_on": LOOKED}, "In stock on 1 March 2026"),
        ({"stock": "out_of_stock", "price": 12, "checked_on": LOOKED}, "Out of stock on 1 March 2026"),
        ({"price": Decimal("12"), "checked_on": LOOKED}, "£12.00, checked on 1 March 2026"),
        ({"price": Decimal("0"), "checked_on": LOOKED}, "£0.00, checked on 1 March 2026"),
        (
            {"price": Decimal("999999.99"), "currency": "EUR", "checked_on": LOOKED},
            "€999,999.99, checked on 1 March 2026",
        ),
    ],
)
def test_what_is_known_is_said_with_its_day(time_machine, fields, line):
    time_machine.move_to("2026-03-02T12:00:00Z")
    assert offer(**fields).line == line


def test_a_price_that_may_have_changed_says_so_plainly(time_machine):
    made = offer(price=Decimal("12"), checked_on=LOOKED)
    time_machine.move_to(LOOKED + PRICE_HOLDS)
    assert made.line == "£12.00, checked on 1 March 2026"
    time_machine.move_to(LOOKED + PRICE_HOLDS + timedelta(days=1))
    assert made.line == "£12.00. Price from 1 March 2026; it may have changed."


def test_a_shop_that_has_none_of_it_is_not_linked():
    assert offer(stock="out_of_stock", checked_on=LOOKED).shown_address == ""
    assert offer().shown_address == "https://shop.example/"


@given(st.decimals(min_value=0, max_value="999999.99", places=2))
def test_every_price_the_database_holds_has_its_words(price):
    words = offer(price=price, checked_on=LOOKED).price_words
    assert Decimal(words.removeprefix("£").replace(",", "")) == price
