"""An accuracy check: asked by the desk, answered on a phone without scripts, decided beside the block."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import link_in
from tests.browser.story_editor import StoryEditor

TITLE = "Your scalp is skin"
SOURCE = "trichologist@example.org"


@pytest.fixture
def desk(visitor, log_in):
    return log_in(visitor(width=1400, height=1000), "copy")


def checks_of_the_story(page):
    page.goto("/admin/stories/?q=scalp")
    page.get_by_role("link", name=TITLE).first.click()
    page.locator("header").get_by_role("button", name="Actions").click()
    page.get_by_role("link", name="Accuracy checks", exact=True).first.click()


def test_a_source_corrects_one_fact_on_a_phone_and_an_editor_decides(newsroom, desk, visitor, keep):
    checks_of_the_story(desk)
    desk.get_by_label("E-mail address").fill(SOURCE)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Ask", exact=True).click()
    expect(desk.locator(".messages")).to_contain_text("is on its way")
    link = link_in(newsroom.letter(SOURCE, "Is this accurate?"))

    scripted = visitor(width=390, height=844)
    scripted.goto(link)
    assert Axe().run(scripted).response["violations"] == []

    phone = visitor(width=390, height=844, javascript=False)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("accurate?")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    statements = phone.locator("fieldset.check")
    statements.first.get_by_text("A fact is wrong").click()
    keep(phone, "accuracy-01-phone", full_page=True)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_role("alert")).to_contain_text("what you typed is kept")
    statements.first.get_by_role("textbox").fill("They bring it in a jar.")
    for other in statements.all()[1:]:
        other.get_by_text("This is accurate").click()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_role("status")).to_contain_text("reached the newsroom")
    expect(phone.get_by_text("They bring it in a jar.")).to_be_visible()
    keep(phone, "accuracy-02-answered", full_page=True)

    # A second device learns that it comes too late.
    scripted.locator("fieldset.check").first.get_by_text("I did not say this").click()
    scripted.get_by_role("button", name="Send my answer").click()
    expect(scripted.get_by_role("alert")).to_contain_text("another device")

    newsroom.letter("copy@demo.example", "says that something is not accurate")
    desk.get_by_role("link", name="Edit", exact=True).first.click()
    panel = StoryEditor(desk).side_panel("accuracy")
    expect(panel).to_contain_text("They bring it in a jar.")
    keep(desk, "accuracy-03-panel")
    panel.get_by_role("link", name="Accept or decline").first.click()
    desk.get_by_role("button", name="Accept, and open the block").click()
    desk.wait_for_url("**/edit/#:w:contentpath=body.*")
    expect(desk.locator(".messages")).to_contain_text("No word was changed")
    expect(StoryEditor(desk).side_panel("accuracy")).to_contain_text("words not changed yet")
    expect(StoryEditor(desk).side_panel("readiness")).to_contain_text("The desk accepted that")
