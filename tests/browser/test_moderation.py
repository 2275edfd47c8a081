"""A queue worked through by keyboard alone, without a reload, and undone; and the same as a plain form."""

import os
import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

NUMBER = int(os.environ.get("HELD_COMMENTS", "30"))  # bench/keyboard.py asks for 300
REVIEW = "/admin/comments/review/?queue=pending&q=Keyholder"
SCREENS = [
    REVIEW,
    "/admin/comments/queue/pending/?q=Keyholder",
    "/admin/comments/bulk/?q=Keyholder",
    "/admin/comments/bulk/recent/",
    "/admin/comments/queue/appealed/",
]

HOLD = f"""
from accounts.models import User
from articles.models import ArticlePage
from tests import factories
by = User.objects.get(email="reader@demo.example")
story = ArticlePage.objects.live().first()
for number in range({NUMBER}):
    factories.comment(story, by=by, status="pending", body=f"Keyholder, comment {{number}}: I buff before I colour.")
"""
LET_GO = """
from django.core.management import call_command
from comments.models import ModerationBatch, ReaderComment
ReaderComment.objects.filter(body__startswith="Keyholder").delete()
call_command("comments_recount")
"""


@pytest.fixture(scope="module")
def held(newsroom):
    """So many comments wait, found by the word Keyholder; they are gone afterwards."""
    newsroom.manage("shell", "--no-imports", "-c", HOLD)
    yield
    newsroom.manage("shell", "--no-imports", "-c", LET_GO)


@pytest.fixture
def console(visitor, log_in):
    """The console on the held comments: console(), or console(width=390)."""

    def console(address=REVIEW, **options):
        page = log_in(visitor(**options), "moderator")
        page.goto(address)
        return page

    return console


def focused(page):
    return page.locator("[data-comment]:visible")


def saved(page):
    """Wait until the server has confirmed everything."""
    expect(page.locator("[data-saved]")).not_to_contain_text("being saved")


def test_held_comments_are_decided_by_keyboard_without_a_reload_and_all_undone(held, console, keep):
    page = console()
    page.evaluate("window.sameDocument = true")
    order, started = [], time.monotonic()
    for number in range(NUMBER):
        expect(focused(page)).to_have_count(1)
        order.append(focused(page).get_attribute("data-comment"))
        page.keyboard.press("ars"[number % 3])
    saved(page)
    minutes = (time.monotonic() - started) / 60
    print(f"\n{NUMBER / minutes:.0f} decisions a minute")  # noqa: T201 - for whoever runs it with -s
    assert len(set(order)) == NUMBER
    expect(page.get_by_text("Nothing that your search finds waits here.")).to_be_visible()
    expect(page.locator("[data-saved]")).to_contain_text(f"{NUMBER} decided")
    keep(page, "console-empty")
    for comment in reversed(order):
        page.keyboard.press("u")
        expect(focused(page)).to_have_attribute("data-comment", comment)
    saved(page)
    assert page.evaluate("window.sameDocument")
    page.goto(REVIEW)
    assert focused(page).get_attribute("data-comment") == order[0]
    page.goto("/admin/comments/queue/pending/?q=Keyholder")
    expect(page.get_by_role("link", name=f"Decide on all {NUMBER} comments here at once")).to_be_visible()


def test_a_ground_is_chosen_by_number_and_nothing_fires_while_somebody_types(held, console, keep):
    page = console()
    first = focused(page).get_attribute("data-comment")
    page.keyboard.press("Shift+R")
    page.keyboard.press("2")
    expect(page.get_by_label(re.compile("Abuse or harassment"))).to_be_checked()
    keep(page, "console-ground")
    page.get_by_label("Note for the log").focus()
    page.keyboard.type("as rude as they come")
    page.locator("#console-search").focus()
    page.keyboard.type("arsx")
    assert focused(page).get_attribute("data-comment") == first
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    assert focused(page).get_attribute("data-comment") == first
    page.keyboard.press("r")
    expect(page.locator("[data-live]")).to_contain_text("Rejected:")
    saved(page)
    page.goto(f"/admin/comments/comment/{first}/")
    expect(page.get_by_text("as rude as they come")).to_be_visible()


def test_a_ground_stays_with_its_comment_and_what_was_written_for_it_is_never_lost(held, console):
    slow, quick = console(), console()
    told = slow.get_by_label("What else its author reads")
    slow.keyboard.press("Shift+R")
    slow.keyboard.press("2")
    told.fill("Please be kind.")
    slow.keyboard.press("Escape")
    slow.keyboard.press("j")
    expect(told).to_be_hidden()
    slow.keyboard.press("Shift+R")
    expect(told).to_have_value("")
    slow.keyboard.press("k")
    expect(told).to_have_value("Please be kind.")
    expect(slow.get_by_label(re.compile("Abuse or harassment"))).to_be_checked()
    quick.keyboard.press("a")
    saved(quick)
    slow.keyboard.press("r")
    overtaken = slow.get_by_role("alert").filter(has_text="decided meanwhile: approved by")
    expect(overtaken).to_contain_text("You had written: “Please be kind.”")
    expect(told).to_be_hidden()


def test_passing_on_asks_for_a_note_which_stays_with_its_comment(held, console, keep):
    page = console()
    first = focused(page).get_attribute("data-comment")
    dialog = page.get_by_role("dialog", name="Pass to an editor")
    page.keyboard.press("e")
    page.keyboard.type("Is this as libellous as it looks?")
    keep(page, "console-escalate")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(dialog.get_by_role("textbox")).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(dialog.get_by_role("textbox")).to_have_value("Is this as libellous as it looks?")
    dialog.get_by_role("button", name="Pass to an editor").click()
    expect(page.locator("[data-live]")).to_contain_text("Passed to an editor:")
    expect(page.locator(f'[data-comment="{first}"]')).to_be_hidden()
    saved(page)
    page.keyboard.press("u")
    expect(focused(page)).to_have_attribute("data-comment", first)
    saved(page)


def test_the_keys_are_listed_and_can_be_switched_off(held, console, keep):
    page = console()
    first = focused(page).get_attribute("data-comment")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    keep(page, "console-keys")
    dialog.get_by_label("Single keys decide").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("a")
    assert focused(page).get_attribute("data-comment") == first
    page.reload()
    page.keyboard.press("a")
    assert focused(page).get_attribute("data-comment") == first
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Single keys decide").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(f'[data-comment="{first}"]')).to_be_hidden()
    page.keyboard.press("k")
    expect(page.locator(f'[data-comment="{first}"]')).to_be_visible()


def test_decisions_outlive_a_server_that_does_not_answer(held, console):
    page = console()
    page.route("**/decide/", lambda route: route.abort())
    page.reload()  # a page that is open already may ask the server once more before it hears of the route
    first = focused(page).get_attribute("data-comment")
    page.keyboard.press("a")
    page.keyboard.press("s")
    notice = page.get_by_role("alert").filter(has_text="not saved yet")
    expect(notice).to_be_visible()
    expect(page.locator("[data-saved]")).to_contain_text("2 being saved")
    page.unroute("**/decide/")
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_be_hidden()
    saved(page)
    page.goto(f"/admin/comments/comment/{first}/")
    expect(page.locator(".moderation-history")).to_contain_text("Approved")


def test_a_key_shows_what_it_did_and_its_decision_is_undone_even_after_a_reload(held, console):
    page = console()
    first = focused(page).get_attribute("data-comment")
    page.keyboard.press("r")
    expect(page.get_by_text("Undo (u) takes it back")).to_be_visible()
    saved(page)
    page.reload()
    page.keyboard.press("u")
    expect(page.locator(".messages")).to_contain_text("Undone, from before this page was opened: Rejected")
    expect(page.locator(f'[data-comment="{first}"]')).to_be_visible()


def test_the_slower_of_two_is_told_who_was_first(held, console):
    slow, quick = console(), console()
    first = focused(slow).get_attribute("data-comment")
    quick.keyboard.press("a")
    saved(quick)
    slow.keyboard.press("s")
    expect(slow.get_by_role("alert").filter(has_text="decided meanwhile: approved by")).to_be_visible()
    slow.goto(f"/admin/comments/comment/{first}/")
    expect(slow.locator(".w-status").first).to_contain_text("Approved")


def test_the_same_is_a_plain_form_without_scripts(held, console):
    page = console(javascript=False)
    first = focused(page).get_attribute("data-comment")
    page.locator("summary").filter(has_text="Give a ground").click()
    page.get_by_label(re.compile("Against the law")).check()
    page.get_by_label("Note for the log").fill("As far as I can see")
    page.get_by_role("button", name=re.compile("^Reject")).click()
    expect(page.get_by_label("Legal ground")).to_be_focused()
    expect(page.get_by_label("Note for the log")).to_have_value("As far as I can see")
    page.get_by_label(re.compile("Nothing to do with the story")).check()
    page.get_by_role("button", name=re.compile("^Reject")).click()
    expect(page.locator(".messages")).to_contain_text("1 comment rejected.")
    assert focused(page).get_attribute("data-comment") != first
    page.locator(".messages").get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("1 decision undone.")
    assert focused(page).get_attribute("data-comment") == first
    page.get_by_role("link", name=re.compile("^To an editor")).click()
    page.get_by_label("What does the editor have to decide?").fill("Is it libel?")
    page.get_by_role("button", name="Pass to an editor").click()
    expect(page.locator(".messages")).to_contain_text("1 comment passed to an editor.")
    page.locator(".messages").get_by_role("button", name="Undo").click()
    assert focused(page).get_attribute("data-comment") == first
    page.get_by_role("link", name=re.compile("^Later")).click()
    expect(focused(page)).to_have_count(1)
    assert focused(page).get_attribute("data-comment") != first


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(held, console, scheme):
    page = console(colour_scheme=scheme)
    reports = {}
    for address in SCREENS:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if page.locator("[data-ground]").count():
            page.locator("[data-ground] summary").click()
        results = Axe().run(page)
        if results.violations_count:
            reports[address] = results.generate_report()
    assert reports == {}


def test_nothing_sticks_out_on_a_phone_or_a_desk(held, console, keep):
    for width in (320, 390, 1280):
        page = console(width=width)
        for address in SCREENS:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == width, address
            keep(page, f"moderation-{width}-{SCREENS.index(address)}")
