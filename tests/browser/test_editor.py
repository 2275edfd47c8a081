"""The story editor: what is chosen and what is typed in it."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .story_editor import StoryEditor

UNFINISHED = "Red light at home"  # a draft of the demo magazine


def open_unfinished(page):
    page.goto(f"/admin/stories/?q={UNFINISHED}")
    page.get_by_role("link", name=re.compile(f"^{UNFINISHED}")).first.click()


def test_products_are_added_saved_and_taken_away(page, log_in, keep):
    log_in(page, "writer")
    open_unfinished(page)
    products = page.locator("[data-several][data-name=products]")
    ticks = products.get_by_role("checkbox")
    expect(ticks).to_have_count(0)
    products.get_by_role("button", name="Add products").click()
    modal = page.locator(".modal-content")
    rows = modal.locator("table tbody tr")
    for row in (0, 1):
        rows.nth(row).get_by_role("checkbox").check()
    names = [rows.nth(row).locator("label").inner_text() for row in (0, 1)]
    modal.get_by_role("button", name="Confirm selection").click()
    expect(modal).to_have_count(0)
    for name in names:
        expect(products.get_by_label(name, exact=True)).to_be_checked()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        keep(page, f"editor-products-{scheme}")
        assert Axe().run(page, "[data-several]").response["violations"] == []
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()  # by itself
    page.reload()
    expect(ticks).to_have_count(2)
    products.get_by_label(names[0], exact=True).uncheck()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(ticks).to_have_count(1)


def test_who_was_logged_out_while_writing_logs_in_elsewhere_and_loses_nothing(page, log_in):
    log_in(page, "writer")
    open_unfinished(page)
    words, kicker = "Five weeks with a mask", page.get_by_role("textbox", name="Kicker")
    page.context.clear_cookies(name="sessionid")
    kicker.fill(words)
    expect(page.locator(".messages")).to_contain_text("You are logged out. What you typed is still here")
    StoryEditor(page).act("Save draft")
    expect(page.locator(".messages")).to_contain_text("You are logged out")
    log_in(page.context.new_page(), "writer")
    StoryEditor(page).act("Save draft")
    StoryEditor(page).says("has been updated")
    page.reload()
    expect(kicker).to_have_value(words)
