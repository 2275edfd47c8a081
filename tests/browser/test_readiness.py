"""What is missing, while it is being written."""

import re

import pytest
from playwright.sync_api import expect

PANEL = "[data-side-panel=readiness]"
DEK = "#:w:contentpath=dek"
UNFINISHED = "Red light at home"  # a draft of the demo magazine, with gaps on purpose


@pytest.fixture
def open_draft(page, log_in):
    """Open the unfinished draft as somebody, with the panel of its findings: open_draft("writer")."""

    def open_draft(account):
        log_in(page, account)
        page.goto(f"/admin/stories/?q={UNFINISHED}")
        page.get_by_role("link", name=re.compile(f"^{UNFINISHED}")).first.click()
        toggle = page.get_by_role("button", name="Toggle readiness")
        toggle.click()
        expect(page.locator(PANEL)).to_be_visible()
        return toggle.locator("[data-side-panel-toggle-counter]")

    return open_draft


def finding(page, place):
    return page.locator(f"{PANEL} a[href='{place}']")


def holds_the_cursor(page, content_path):
    """Whether the cursor is within the part of the form that has this content path."""
    return page.evaluate(
        "(path) => document.activeElement.closest(`[data-contentpath='${path}']`) !== null", content_path
    )


def test_findings_come_and_go_while_somebody_writes(page, open_draft, keep):
    number = open_draft("writer")
    before = int(number.inner_text())
    expect(finding(page, DEK)).to_be_visible()
    keep(page, "readiness-panel")
    # At once: Wagtail has not looked at the form yet.
    page.get_by_role("textbox", name="Dek").fill("Three weeks with a mask that glows.")
    expect(finding(page, DEK)).to_have_count(0)
    expect(number).to_have_text(str(before - 1))
    # While an autosave is on its way, which Wagtail takes to have saved this as well.
    on_its_way = []
    page.route("**/edit/", lambda route: on_its_way.append(route), times=1)
    with page.expect_request("**/edit/"):
        page.get_by_role("textbox", name="Dek").fill("Four weeks with a mask that glows.")
    page.get_by_role("textbox", name="Dek").fill("")
    on_its_way[0].continue_()
    expect(finding(page, DEK)).to_be_visible()
    expect(number).to_have_text(str(before))


def test_a_finding_leads_to_the_very_block_by_keyboard_and_from_elsewhere(page, open_draft):
    open_draft("writer")
    link = page.locator(f"{PANEL} a[href^='#:w:contentpath=body.']").first
    href = link.get_attribute("href")
    block = href.rpartition(".")[2]
    place = page.locator(f"[data-contentpath='{block}']")
    place.locator("[data-panel-toggle]").first.click()
    expect(place.locator("[data-panel-toggle]").first).to_have_attribute("aria-expanded", "false")
    link.press("Enter")
    expect(place.locator("[data-panel-toggle]").first).to_have_attribute("aria-expanded", "true")
    assert holds_the_cursor(page, block)
    editor = page.url
    page.goto("/admin/")
    page.goto(f"{editor}#:w:contentpath=search_description")  # as a letter would, to another tab of the form
    expect(page.get_by_role("textbox", name="Meta description")).to_be_focused()


def test_on_a_phone_the_panel_makes_way(page, open_draft):
    page.set_viewport_size({"width": 360, "height": 740})
    open_draft("writer")
    finding(page, DEK).click()
    expect(page.get_by_role("textbox", name="Dek")).to_be_focused()
    expect(page.locator(PANEL)).to_be_hidden()


def test_a_managing_editor_lets_something_pass_and_takes_that_back(page, open_draft):
    number = open_draft("managing")
    before = int(number.inner_text())
    name = finding(page, DEK).inner_text()
    page.get_by_role("link", name="Publish anyway…").click()
    page.get_by_label(name).check()
    page.get_by_label("Reason").fill("The dek comes with the headline tonight.")
    page.get_by_role("button", name="Let it pass").click()
    expect(page.locator(PANEL)).to_contain_text("The dek comes with the headline tonight.")
    expect(number).to_have_text(str(before - 1))
    page.get_by_role("button", name=f"Take back ({name})").click()
    expect(number).to_have_text(str(before))
    expect(page.locator(PANEL)).not_to_contain_text("The dek comes with the headline tonight.")
