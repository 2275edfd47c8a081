"""The newsroom's calendar, as people handle it: by form, by drag, without scripts, by keyboard and on a phone."""

import re
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

STORY = "Red light at home: first notes"
NEXT_MONTH = (date.today().replace(day=1) + timedelta(days=40)).replace(day=1)
TENTH, TWELFTH, THIRTEENTH = (NEXT_MONTH.replace(day=day).isoformat() for day in (10, 12, 13))
CALENDAR = f"/admin/calendar/?day={TENTH}"


@pytest.fixture(scope="module")
def due(newsroom, chromium):
    """Give a story a deadline as an editor would: through the button “Plan” in its editor."""
    context = chromium.new_context(base_url=newsroom.url, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[type=email]").fill("managing@demo.example")
    page.locator("input[type=password]").fill("demo-desk-2026")
    page.locator("input[type=password]").press("Enter")
    page.wait_for_load_state()
    page.goto("/admin/")
    page.get_by_role("link", name="Stories").first.click()
    page.get_by_role("link", name=STORY, exact=True).first.click()
    page.locator("header").get_by_role("button", name="Actions").click()
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_label("Deadline (Europe/London)").fill(f"{TENTH} 17:30")
    page.get_by_label("Deadline (Europe/London)").press("Escape")
    page.get_by_role("button", name="Save plan").click()
    expect(page.locator(".messages")).to_contain_text(f"The plan of “{STORY}” was saved.")
    context.close()


@pytest.fixture
def calendar(due, visitor, log_in):
    """calendar(width=390): the calendar's month, opened by a managing editor."""

    def open_calendar(*size, **options):
        page = log_in(visitor(*size, **options), "managing")
        page.goto(CALENDAR)
        return page

    return open_calendar


def entry_on(page, day):
    return page.locator(f"[data-day='{day}']").get_by_role("listitem").filter(has_text=STORY)


def undo(page):
    # By keyboard: without scripts, Wagtail lays its own notice over all others.
    page.locator(".messages").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".messages")).to_contain_text("Undone")
    expect(entry_on(page, TENTH)).to_contain_text("17:30")


def move_by_form(page, day):
    entry_on(page, TENTH).get_by_role("link", name=re.compile("^Move")).click()
    page.get_by_label("Day").fill(day)
    page.get_by_role("heading", level=2).click()  # which closes the small calendar that opens below the field
    page.get_by_role("button", name="Move", exact=True).click()


def test_an_entry_is_moved_by_form_and_put_back(calendar, keep):
    page = calendar(1400, 1000)
    expect(page.locator("main")).to_contain_text("Times are those of Europe/London.")
    expect(entry_on(page, TENTH)).to_contain_text("Due 17:30")
    keep(page, "calendar-month")
    move_by_form(page, TWELFTH)
    expect(page.locator(".messages")).to_contain_text("moved from")
    expect(entry_on(page, TWELFTH)).to_contain_text("Due 17:30")
    expect(entry_on(page, TENTH)).to_have_count(0)
    undo(page)


def test_an_entry_is_dragged_to_another_day_and_put_back(calendar):
    page = calendar(1400, 1000)
    entry_on(page, TENTH).drag_to(page.locator(f"[data-day='{THIRTEENTH}']"))
    expect(page.locator(".messages")).to_contain_text("moved from")
    expect(entry_on(page, THIRTEENTH)).to_contain_text("Due 17:30")
    undo(page)


def test_an_entry_is_moved_and_put_back_without_scripts(calendar):
    page = calendar(1400, 1000, javascript=False)
    move_by_form(page, TWELFTH)
    expect(entry_on(page, TWELFTH)).to_contain_text("Due 17:30")
    undo(page)


def test_an_entry_is_moved_and_put_back_by_keyboard(calendar):
    page = calendar(1400, 1000)
    entry_on(page, TENTH).get_by_role("link", name=re.compile("^Move")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Day").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(TWELFTH)
    page.get_by_role("button", name="Move", exact=True).focus()
    page.keyboard.press("Enter")
    expect(entry_on(page, TWELFTH)).to_contain_text("Due 17:30")
    undo(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1400])
def test_the_calendar_passes_axe_and_fits_the_narrowest_phone(calendar, keep, scheme, width):
    page = calendar(width, 900, colour_scheme=scheme)
    for view in ("month", "week"):
        page.goto(f"{CALENDAR}&view={view}")
        expect(entry_on(page, TENTH)).to_be_visible()
        keep(page, f"calendar-{view}-{width}-{scheme}")
        # Legible when it is overdue as well; whether another one is depends on the hour.
        page.locator(".calendar-entry").first.evaluate("entry => entry.classList.add('calendar-entry--late')")
        results = Axe().run(page, context="main")
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == width
