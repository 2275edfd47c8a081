"""An editor shows a draft to somebody without an account, and takes it back."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

EXPERT = "Dr. Fern Quillfeather"
OPEN_DRAFT = "Red light at home: first notes"  # the demo writer's own, not submitted yet
NEW_DEK = "Eleven evenings in the dark, so far."


class Screen:
    """The screen of a page's preview links, handled as a person would."""

    def __init__(self, page):
        self.page = page

    @property
    def field(self):
        return self.page.get_by_role("textbox", name=f"Address for {EXPERT}")

    def make_link(self, version=""):
        self.page.get_by_label("Who is it for?").fill(EXPERT)
        self.page.get_by_label("What it shows").select_option(version)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Make the link").click()
        expect(self.field).to_be_focused()
        return self.field.input_value()

    def press(self, button):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).first.click()


def open_screen(page):
    """From the list of stories through the editor's own menu."""
    page.goto("/admin/stories/")
    page.get_by_role("link", name=OPEN_DRAFT).first.click()
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name="Share a preview").click()
    return Screen(page)


@pytest.fixture
def writer(visitor, log_in):
    return log_in(visitor(), "writer")


def test_a_draft_is_shown_to_somebody_without_an_account_and_taken_back(writer, visitor, keep):
    screen = open_screen(writer)
    address = screen.make_link()
    keep(writer, "sharing-01-address-shown-once")

    # The expert opens it on a phone, without an account.
    phone = visitor(width=390, height=844)
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text(OPEN_DRAFT)
    expect(phone.get_by_role("complementary", name="About this preview")).to_contain_text(f"Draft, for {EXPERT}.")
    expect(phone.get_by_role("link", name="Log in")).to_have_count(0)
    assert phone.context.cookies() == []
    keep(phone, "sharing-02-expert-reads")

    # A new address: the old one is dead.
    screen.press("New address")
    expect(writer.get_by_text("The address before this one does not open any more.")).to_be_visible()
    newer = screen.field.input_value()
    assert newer != address
    assert phone.goto(address).status == 404
    keep(phone, "sharing-03-old-address")
    assert phone.goto(newer).status == 200

    # Revoked, on the next request.
    screen.press("Revoke")
    expect(writer.locator(".messages")).to_contain_text(f"The link for {EXPERT} is shut.")
    assert phone.goto(newer).status == 410
    expect(phone.get_by_role("heading", level=1)).to_have_text("This preview was withdrawn")
    keep(writer, "sharing-04-revoked")


def test_the_address_is_copied_with_one_press(writer):
    writer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = open_screen(writer).make_link()
    writer.get_by_role("button", name="Copy the address").click()
    expect(writer.get_by_text("Copied", exact=True)).to_be_visible()
    assert writer.evaluate("navigator.clipboard.readText()") == address


def test_a_pinned_link_shows_what_it_showed_while_the_draft_goes_on(writer, visitor):
    screen = open_screen(writer)
    newest = writer.get_by_label("What it shows").locator("optgroup option").first.get_attribute("value")
    pinned = screen.make_link(version=newest)
    following = screen.make_link()
    writer.get_by_role("link", name="Edit", exact=True).first.click()
    writer.get_by_role("textbox", name="Dek").fill(NEW_DEK)
    writer.locator("footer").get_by_role("button", name=re.compile("Save draft")).click()
    expect(writer.locator(".messages")).to_contain_text("has been updated")
    reader = visitor()
    reader.goto(following)
    expect(reader.get_by_text(NEW_DEK)).to_be_visible()
    reader.goto(pinned)
    expect(reader.get_by_role("heading", level=1)).to_have_text(OPEN_DRAFT)
    expect(reader.get_by_text(NEW_DEK)).to_have_count(0)


def test_sharing_works_without_scripts(visitor, log_in):
    page = log_in(visitor(javascript=False), "managing")
    page.goto("/admin/stories/")
    story = page.get_by_role("link", name=OPEN_DRAFT).first.get_attribute("href")
    page.goto(story.replace("/edit/", "/preview-links/"))
    page.get_by_label("Who is it for?").fill(EXPERT)
    page.get_by_role("button", name="Make the link").click()
    address = Screen(page).field.input_value()
    expect(page.get_by_role("button", name="Copy the address")).to_be_hidden()
    assert visitor(javascript=False).goto(address).status == 200


def test_the_shown_draft_and_the_editors_screen_are_for_everybody(writer, visitor, newsroom):
    """By day and by night, on the narrowest phone, and under their content policies."""
    address = open_screen(writer).make_link()
    complaints, reports = [], {}
    pages = {"preview": address, "unknown": f"{newsroom.url}/preview/none/", "screen": writer.url}
    for scheme in ("light", "dark"):
        stranger = visitor(width=320, height=640, colour_scheme=scheme)
        writer.emulate_media(color_scheme=scheme)
        writer.set_viewport_size({"width": 320, "height": 640})
        for name, url in pages.items():
            page = writer if name == "screen" else stranger
            page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
            page.goto(url)
            assert page.evaluate("document.documentElement.scrollWidth") == 320, name
            # Of the admin only what is ours: its frame is Wagtail's.
            found = Axe().run(page, context="#main .w-panel" if name == "screen" else None)
            if found.violations_count:
                reports[f"{name} {scheme}"] = found.generate_report()
    assert complaints == []
    assert reports == {}
