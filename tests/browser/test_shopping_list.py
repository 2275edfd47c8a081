"""The reader's shopping list: kept by the browser alone, in step in every tab, and of use on paper and elsewhere."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

LIPSTICKS = "/stories/red-lipstick/"
SHAMPOO = "/stories/hard-water/"
CREAMS = "/stories/what-a-moisturiser-does/"  # one of them recalled
LIST = "/shopping-list/"
RECALLED = {
    "brand": "Fennel & Rye",
    "name": "Almond Hand Cream",
    "on": "2026-03-01T10:00:00.000Z",
    "offers": [{"retailer": "Corner Chemist", "address": "https://corner-chemist.example/", "price": "6.00"}],
}


def put(page, address):
    page.goto(address)
    for button in page.locator(".product-keep").all():
        button.click()


def stored(page):
    return json.loads(page.evaluate("localStorage.getItem('shopping-list')") or "[]")


def test_put_count_see_remove_and_undo(visitor):
    page = visitor(width=390, height=844)
    page.goto(LIPSTICKS)
    count, buttons = page.locator(".masthead-list"), page.locator(".product-keep")
    expect(count).to_be_hidden()
    expect(buttons.first).to_have_attribute("aria-pressed", "false")
    buttons.nth(0).click()
    buttons.nth(1).click()
    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    expect(buttons.first.get_by_text("On my list", exact=True)).to_be_visible()
    expect(buttons.first.get_by_text("Put on my list", exact=True)).to_be_hidden()
    expect(count).to_contain_text("2")
    buttons.nth(1).click()  # a second time takes it off again
    expect(count).to_contain_text("1")
    put(page, SHAMPOO)
    count.click()
    expect(page).to_have_url(f"{page.url.split('/shopping')[0]}{LIST}")
    expect(page.get_by_role("heading", name="Corner Chemist")).to_be_visible()
    shop = page.get_by_role("link", name="Hard Water Shampoo, 250 ml")
    assert shop.get_attribute("rel") == "sponsored nofollow noreferrer"
    page.get_by_role("button", name=re.compile("Remove ?: Quill & Damson")).click()
    expect(page.get_by_role("heading", name="Harrow & Finch")).to_have_count(0)
    expect(page.get_by_role("status").first).to_contain_text("Removed: Quill & Damson Satin Lipstick, Brick")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Harrow & Finch")).to_be_visible()
    page.get_by_role("button", name="Clear the list").click()
    expect(page.get_by_text("Nothing is on your list yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    assert len(stored(page)) == 2


def test_nothing_is_sent_and_no_cookie_set(visitor):
    page, asked = visitor(), []
    page.on("request", lambda request: asked.append((request.method, request.url.split("/", 3)[3], request.post_data)))
    put(page, LIPSTICKS)
    page.goto(LIST)
    expect(page.get_by_role("heading", name="Harrow & Finch")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert {method for method, _path, _data in asked} == {"GET"}
    assert not [path for _method, path, _data in asked if "?" in path]
    assert page.context.cookies() == []


def test_two_tabs_are_in_step(visitor):
    one = visitor()
    one.goto(LIPSTICKS)
    other = one.context.new_page()
    other.goto(LIST)
    expect(other.get_by_text("Nothing is on your list yet.")).to_be_visible()
    one.locator(".product-keep").first.click()
    expect(other.get_by_role("heading", name="Harrow & Finch")).to_be_visible()
    other.get_by_role("button", name="Clear the list").click()
    expect(one.locator(".product-keep").first).to_have_attribute("aria-pressed", "false")
    expect(one.locator(".masthead-list")).to_be_hidden()


def test_days_and_prices_are_those_of_the_magazine_wherever_its_reader_is(visitor):
    page = visitor(locale="de-DE", timezone_id="America/Los_Angeles")
    page.clock.set_fixed_time("2026-03-02T12:00:00Z")
    offer = {"retailer": "Corner Chemist", "price": "6.00", "currency": "GBP", "checked": "2026-03-01"}
    kept = json.dumps([RECALLED | {"id": 0, "offers": [offer]}])
    page.add_init_script(f"localStorage.setItem('shopping-list', {kept!r})")
    page.goto(LIST)
    expect(page.locator(".shopping-list-price")).to_have_text("£6.00, checked on 1 March 2026")


@pytest.mark.parametrize(
    ("opened", "is_out", "says"),
    [
        ("2026-03-31T23:00:00Z", False, "£6.00, checked on 1 March 2026"),
        ("2026-04-01T00:00:00Z", False, "£6.00. Price from 1 March 2026; it may have changed."),
        ("2026-04-01T00:00:00Z", True, "Out of stock on 1 March 2026"),
    ],
)
def test_a_price_grows_old_on_the_list_on_the_day_on_which_it_does_on_the_card(visitor, opened, is_out, says):
    page = visitor()
    page.clock.set_fixed_time(opened)
    offer = {"retailer": "Corner Chemist", "price": "6.00", "currency": "GBP", "checked": "2026-03-01", "out": is_out}
    kept = json.dumps([RECALLED | {"id": 0, "offers": [offer]}])
    page.add_init_script(f"localStorage.setItem('shopping-list', {kept!r})")
    page.goto(LIST)
    expect(page.locator(".shopping-list-price")).to_have_text(says)


def test_it_is_shared_saved_and_printed(visitor):
    page = visitor()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    put(page, SHAMPOO)
    page.goto(LIST)
    page.evaluate("delete Navigator.prototype.share")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("status").first).to_contain_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "Corner Chemist\n– Brook & Tumble Hard Water Shampoo, 250 ml · £11.00" in text
    assert "https://corner-chemist.example/hard-water-shampoo" in text
    for name, ending in (("Save as a table", "csv"), ("Save as text", "txt")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename == f"shopping-list.{ending}"
        saved = waiting.value.path().read_text(encoding="utf-8-sig")
        assert "Hard Water Shampoo" in saved
        assert ('"11.00","GBP"' in saved) == (ending == "csv")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Hard Water Shampoo")).to_be_visible()
    assert not page.get_by_role("button").filter(visible=True).count()


def test_where_nothing_can_be_copied_the_text_is_there_to_be_copied_by_hand(visitor):
    page = visitor()
    put(page, SHAMPOO)
    page.goto(LIST)
    page.evaluate(
        "() => { delete Navigator.prototype.share; navigator.clipboard.writeText = () => Promise.reject(Error()) }"
    )
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("textbox", name="The list as text")).to_have_value(re.compile("Brook & Tumble"))


def test_a_product_recalled_since_says_so_on_the_list_and_loses_its_shop(visitor):
    page = visitor()
    page.goto(CREAMS)
    recalled = json.loads(page.locator("[data-recalled]").first.get_attribute("data-recalled"))
    entry = RECALLED | {"id": recalled["id"]}
    page.evaluate("entry => localStorage.setItem('shopping-list', JSON.stringify([entry]))", entry)
    page.goto(LIST)
    group = page.locator(".shopping-list-group", has=page.get_by_role("heading", name="Recalled"))
    expect(group).to_contain_text("Almond Hand Cream")
    expect(group.get_by_role("link", name="Larkshire Product Safety Office")).to_be_visible()
    expect(page.locator('a[href*="corner-chemist"]')).to_have_count(0)


@pytest.mark.parametrize(
    "junk", ["{", "null", '"x"', "[1, null, {}]", '[{"id": 1, "brand": "A", "name": "B", "on": "?", "offers": [null]}]']
)
def test_what_is_no_list_in_the_storage_is_no_list(visitor, junk):
    page, errors = visitor(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/accounts/login/")
    page.evaluate("junk => localStorage.setItem('shopping-list', junk)", junk)
    page.goto(LIST)
    expect(page.get_by_text("Nothing is on your list yet.")).to_be_visible()
    put(page, SHAMPOO)
    expect(page.locator(".masthead-list")).to_contain_text("1")
    assert errors == []


def test_an_entry_that_somebody_forged_leads_nowhere_and_runs_nothing(visitor):
    page = visitor()
    offer = {"retailer": "<img src=x onerror=alert(1)>", "address": "javascript:alert(1)", "price": "x"}
    story = {"path": "//evil.example", "title": "T"}
    forged = RECALLED | {"id": 999999, "name": "<b>B</b>", "offers": [offer], "story": story}
    page.goto(LIPSTICKS)
    page.evaluate("entry => localStorage.setItem('shopping-list', JSON.stringify([entry]))", forged)
    page.goto(LIST)
    expect(page.get_by_text("<b>B</b>").first).to_be_visible()
    assert not page.locator("main a[href*=javascript], main a[href*=evil], main img").count()


@pytest.mark.parametrize("fault", ["setItem", "both"])
def test_where_the_browser_stores_nothing_the_list_lasts_as_long_as_the_page_and_says_so(visitor, fault):
    page = visitor()
    refuse = "() => { throw new DOMException('no', 'QuotaExceededError') }"
    page.add_init_script(
        f"Storage.prototype.setItem = {refuse};" + (f"Storage.prototype.getItem = {refuse};" if fault == "both" else "")
    )
    page.goto(LIPSTICKS)
    button = page.locator(".product-keep").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".masthead-list")).to_contain_text("1")
    expect(page.get_by_text("Your browser stores nothing for us").first).to_be_visible()
    button.click()
    expect(page.locator(".masthead-list")).to_be_hidden()


def test_without_scripts_cards_are_plain_links_and_nothing_is_dead(visitor):
    page = visitor(width=320, height=640, javascript=False)
    page.goto(LIPSTICKS)
    expect(page.locator(".product-offers a").first).to_be_visible()
    assert not page.locator(".product-keep").filter(visible=True).count()
    page.get_by_role("link", name="Shopping list").click()
    expect(page.get_by_text("The list needs JavaScript")).to_be_visible()
    assert not page.locator("main button").filter(visible=True).count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_cards_and_list_fit_and_can_be_read_by_everybody(visitor, scheme, width, keep):
    page = visitor(width=width, height=844, colour_scheme=scheme)
    put(page, CREAMS)
    for address in (CREAMS, LIST):
        page.goto(address)
        expect(page.locator(".masthead-list")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        found = Axe().run(page, "main").response["violations"]
        assert [rule["id"] for rule in found] == [], address
        keep(page, f"products-{address.strip('/').split('/')[-1]}-{width}-{scheme}", full_page=True)


def test_the_scripts_are_small(visitor):
    page = visitor()

    def size(name):
        return len(page.request.get(f"/static/js/{name}.js").body())

    assert size("counts") <= 1_500  # with every page
    assert size("shopping-list") <= 4_000  # with stories that have a product's card
    assert size("shopping-list-page") <= 8_000  # with the page of the list alone
