"""My desk, the board and the report, handled by keyboard, on a phone, in the dark and without scripts."""

import re
import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

HEADLINE = f"A comb of horn {secrets.token_hex(3)}"
SCREENS = ["/admin/", "/admin/desk/", "/admin/desk/stories/", "/admin/board/", "/admin/reports/workflow-time/"]


@pytest.fixture(scope="module")
def story(chromium, newsroom):
    """A story that its writer has just handed in; its headline."""
    context = chromium.new_context(base_url=newsroom.url)
    context.set_default_timeout(60_000)
    page = context.new_page()
    log_in_as(page, "writer")
    page.goto("/admin/")
    page.get_by_role("link", name="New story").first.click()
    page.get_by_role("textbox", name="Headline").fill(HEADLINE)
    page.get_by_role("textbox", name="Dek").fill("It does not bend, and it does not break.")
    page.locator("#id_topic").select_option(label="Skin")
    footer = page.locator("footer")
    footer.get_by_role("button", name="More actions").click()
    footer.get_by_role("button", name=re.compile("^Submit to")).click()
    expect(page.locator(".messages")).to_contain_text("submitted")
    context.close()
    return HEADLINE


def log_in_as(page, account):
    page.goto("/accounts/login/")
    page.locator("input[type=email]").first.fill(f"{account}@demo.example")
    page.locator("input[type=password]").first.fill("demo-desk-2026")
    page.locator("main form").filter(has=page.locator("input[type=password]")).get_by_role("button").first.click()
    page.wait_for_load_state()


def tab_to(page, target):
    """Press Tab until the target has the focus. Fails if it cannot be reached."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("The keyboard does not lead there.")


def test_a_story_is_claimed_and_handed_on_by_keyboard_alone(story, visitor, log_in, keep):
    page = log_in(visitor(), "copy")
    page.goto("/admin/desk/")
    row = page.get_by_role("row").filter(has_text=story)
    tab_to(page, row.get_by_role("button", name="Claim"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("is on your desk now")
    keep(page, "desk-claimed")
    row = page.get_by_role("row").filter(has_text=story)
    tab_to(page, row.get_by_role("link", name="Hand on"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("To", exact=True)).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Hand on"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("lies with Copy desk again")
    expect(page).to_have_url(re.compile("/admin/desk/$"))


def test_the_menu_of_a_card_opens_and_closes_by_keyboard(story, visitor, log_in, keep):
    page = log_in(visitor(), "managing")
    page.goto("/admin/board/")
    menu = page.locator("summary").and_(page.get_by_label(f"Actions for {story}"))
    tab_to(page, menu)
    page.keyboard.press("Enter")
    card = page.locator("article").filter(has_text=story)
    expect(card.get_by_role("link", name="Assign: Copy desk")).to_be_visible()
    keep(page, "board-menu")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(card.get_by_role("link", name="Assign: Copy desk")).to_be_hidden()
    assert menu.evaluate("element => element === document.activeElement")


def test_the_board_works_without_scripts(story, visitor, log_in):
    page = log_in(visitor(javascript=False), "managing")
    page.goto("/admin/board/")
    page.get_by_label("Topic").select_option(label="Skin")
    page.get_by_role("button", name="Show", exact=True).click()
    card = page.locator("article").filter(has_text=story)
    card.locator("summary").click()
    card.get_by_role("link", name="Assign: Facts desk").click()
    expect(page.get_by_role("button", name="Assign")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(re.compile(r"/admin/board/\?"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(story, visitor, log_in, scheme):
    page = log_in(visitor(colour_scheme=scheme), "managing")
    reports = {}
    for address in SCREENS:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if page.locator(".board-menu").count():
            page.locator(".board-menu summary").first.click()
        results = Axe().run(page)
        if results.violations_count:
            reports[address] = results.generate_report()
    assert reports == {}


def test_nothing_sticks_out_on_a_narrow_phone(story, visitor, log_in, keep):
    page = log_in(visitor(width=320, height=640), "managing")
    for address in SCREENS:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
        keep(page, f"phone{address.replace('/', '-')}", full_page=True)


def test_the_sign_off_is_in_sight_and_enter_in_a_field_saves_instead(story, visitor, log_in, keep):
    page = log_in(visitor(), "copy")
    page.goto("/admin/desk/")
    page.get_by_role("row").filter(has_text=story).get_by_role("link", name="Sign off or send back").click()
    sign_off = page.locator("footer").get_by_role("button", name="Sign off: Copy desk")
    expect(sign_off).to_be_visible()
    keep(page, "desk-sign-off-in-sight")
    for keys in ("Enter", "Control+s"):
        headline = page.get_by_role("textbox", name="Headline")
        headline.focus()
        page.keyboard.press(keys)
        expect(page.locator(".messages")).to_contain_text("has been updated")
        page.goto(page.url)
    sign_off.click()
    expect(page.locator(".messages")).to_contain_text("is waiting for Facts desk now")
