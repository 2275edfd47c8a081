"""One story on the default road: signed in no order, sent back, changed under a signature, forced in vain, withheld."""

import re
import secrets
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.story_editor import StoryEditor

HEADLINE = f"A week under a silk bonnet {secrets.token_hex(3)}"
ADDRESS = f"/stories/{HEADLINE.lower().replace(' ', '-')}/"
NOTE = "The dek is missing. Say in it how long you wore the bonnet."
CAPTION = "The bonnet on the seventh morning, unwashed."
PARTNER = "Bramble & Bonnet"
HOUSE = ZoneInfo("Europe/London")
LISTS = ["/", "/skin/", "/stories/", "/feeds/rss.xml", "/sitemap-pages.xml", f"/search/?q={HEADLINE.replace(' ', '+')}"]


@pytest.fixture
def team(visitor, log_in):
    """team("copy"): that person's browser, logged in when it is first asked for."""
    browsers = {}

    def browser_of(account):
        if account not in browsers:
            browsers[account] = log_in(visitor(), account)
        return browsers[account]

    return browser_of


def take_from_desk(page):
    """Open the story from My desk, where it must be waiting for this person."""
    page.goto("/admin/desk/")
    page.get_by_role("row").filter(has_text=HEADLINE).get_by_role("link", name=HEADLINE, exact=True).click()
    expect(page.locator("#page-edit-form")).to_be_visible()
    return StoryEditor(page)


def sign(page, desk):
    editor = take_from_desk(page)
    editor.act(re.compile(f"^Sign off: {desk}$"))
    return editor


def fill_embargo(page, until, *, go_live_then):
    """Set the embargo on the story's Plan, which is open."""
    page.get_by_label("Embargo until (Europe/London)").fill(f"{until:%Y-%m-%d %H:%M}")
    picker = page.locator(".xdsoft_datetimepicker:visible")
    expect(picker).to_be_visible()  # it takes its time, and would come up over the next field
    page.get_by_label("Agreed with").fill(PARTNER)
    expect(picker).not_to_be_visible()
    page.get_by_label("Let it go live when the embargo ends").set_checked(go_live_then)
    page.get_by_role("button", name="Save plan").click()


def open_plan(page):
    page.locator("header").get_by_role("button", name="Actions").click()
    page.get_by_role("link", name="Plan", exact=True).click()


def go_live_soon(page, day):
    """Move the story in the calendar from its day to a few seconds from now; without scripts, which round to minutes.

    The seconds are for the request itself to arrive before the time it asks for.
    """
    page.goto(f"/admin/calendar/?day={day:%Y-%m-%d}")
    page.get_by_role("listitem").filter(has_text=HEADLINE).get_by_role("link", name=re.compile("^Move")).click()
    soon = datetime.now(HOUSE) + timedelta(seconds=20)
    page.get_by_label("Day").fill(f"{soon:%Y-%m-%d}")
    page.get_by_label("Time (Europe/London)").fill(f"{soon:%H:%M:%S}")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("moved from")


def wait_until_found(reader, places, seconds=120):
    """The worker looks at the clock every few seconds and indexes the story then; kept pages may be a second old."""
    deadline = time.monotonic() + seconds
    while found_at(reader) != places and time.monotonic() < deadline:
        time.sleep(1)


def found_at(reader):
    """Every place where somebody who is not logged in comes upon the story."""
    places = [place for place in LISTS if ADDRESS in reader.request.get(place).text()]
    status = reader.goto(ADDRESS).status
    assert status in (200, 404)
    return [ADDRESS, *places] if status == 200 else places


def test_a_story_takes_the_road_past_three_desks(team, visitor, log_in, result_photo, keep):
    writer, copy, photo, facts = (team(account) for account in ("writer", "copy", "photo", "facts"))
    borage, managing, reader = team("borage"), team("managing"), visitor()

    # The writer hands in a story with a photo and a statement, and hears what is still missing.
    writer.goto("/admin/")
    writer.get_by_role("link", name="New story").first.click()
    editor = StoryEditor(writer)
    writer.get_by_role("textbox", name="Headline").fill(HEADLINE)
    writer.locator("#id_topic").select_option(label="Skin")
    editor.upload(
        editor.hero.get_by_role("button", name="Choose an image"),
        result_photo,
        credit="Clementine Marl",
        alt_text="A silk bonnet on a pillow",
        caption="The bonnet on the first morning",
        release="Not needed: nobody recognisable",
    )
    statement = editor.add_block("Expert statement")
    editor.choose(statement.get_by_role("button", name="Choose a page (Person)"), "Dr. Fern Quillfeather")
    statement.get_by_label("Kind").select_option("direct")
    statement.get_by_label("Words as shown").fill("Silk rubs less than cotton. That is all we know.")
    editor.act(re.compile("^Submit to the desks$"))
    editor.says("submitted")
    editor.says("The dek is empty.")
    keep(writer, "workflow-01-handed-in")

    # The photo desk signs first, then the facts desk; the copy desk sends the story back with a note.
    sign(photo, "Photo desk").says("is waiting for Copy desk and Facts desk now")
    sign(facts, "Facts desk").says("is waiting for Copy desk now")
    take_from_desk(copy).send_back(NOTE)

    # The writer sees the note and mends the story. What that did not touch stays signed for.
    editor = take_from_desk(writer)
    editor.says(NOTE)
    writer.get_by_role("textbox", name="Dek").fill("I wore it for seven nights, and washed it once.")
    editor.act(re.compile("^Submit again to the desks$"))
    editor.says("submitted")
    desks = take_from_desk(copy).side_panel("desks")
    expect(desks).to_contain_text("Photo desk: Signed")
    expect(desks).to_contain_text("Linden Proofwright fell away: Text and claims changed by Marigold Thistlewick")
    sign(copy, "Copy desk").says("is waiting for Facts desk now")
    sign(facts, "Facts desk").says("is waiting for Managing editors now")

    # A managing editor changes nothing but the caption, and would publish at once. Refused; the caption is kept.
    editor = take_from_desk(borage)
    editor.hero.get_by_label("Caption here").fill(CAPTION)
    editor.act(re.compile("^Publish$"))
    borage.locator(".modal-content").get_by_role("button", name="Publish").click()  # “will cancel the workflow”
    editor.says("was not published. Nothing that was written is lost.")
    editor.says("Not signed off for this version by: Photo desk and Managing editors.")
    keep(borage, "workflow-02-not-around-a-desk")
    expect(editor.hero.get_by_label("Caption here")).to_have_value(CAPTION)
    desks = editor.side_panel("desks")
    expect(desks).to_contain_text("Copy desk: Signed")
    expect(desks).to_contain_text("Facts desk: Signed")
    expect(desks).to_contain_text("Photo desk: Asked")
    expect(desks.get_by_text("changed by Borage")).to_have_text(
        re.compile("Alder Shutterby fell away: Photos, captions and credits changed by Borage Galleywick")
    )
    keep(borage, "workflow-03-one-sign-off-fell")
    desks.get_by_role("link", name="See what changed since Alder Shutterby signed").click()
    expect(borage.locator(".comparison")).to_contain_text([CAPTION])
    assert found_at(reader) == []

    # Nor is there a way around for who may not override, or will not say why.
    take_from_desk(managing).side_panel("readiness").get_by_role("link", name="Publish anyway…").click()
    expect(managing).to_have_url(re.compile("/override/$"))
    for page in (writer, copy):
        page.goto(managing.url)
        StoryEditor(page).says("you do not have permission")
    managing.get_by_label("Not signed off for this version by: Photo desk and Managing editors.").check()
    managing.get_by_label("Reason").fill("Hurry!")
    managing.get_by_role("button", name="Let it pass").click()
    expect(managing.locator("main")).to_contain_text("Say why, in at least 10 characters.")
    expect(managing.get_by_label("Reason")).to_have_value("Hurry!")
    keep(managing, "workflow-04-no-override-without-a-reason")

    # The photo desk signs again.
    sign(photo, "Photo desk").says("is waiting for Managing editors now")

    # An embargo: the story is not approved for a time before its end.
    until = datetime.now(HOUSE) + timedelta(days=3)
    editor = take_from_desk(managing)
    open_plan(managing)
    fill_embargo(managing, until, go_live_then=False)
    editor.says("The plan of")
    editor.act(re.compile("^Sign off and publish: Managing editors$"))
    editor.says(f"The embargo agreed with {PARTNER} ends on")
    expect(editor.side_panel("desks")).to_contain_text("Managing editors: Asked")
    keep(managing, "workflow-05-not-before-the-embargo-ends")
    assert found_at(reader) == []

    # With the embargo's end as its go-live date, it is approved for that time, and nowhere to be seen before.
    open_plan(managing)
    goes_live = until + timedelta(hours=1)
    fill_embargo(managing, goes_live, go_live_then=True)
    editor.says("as its go-live date, and needs approval to go live then")
    editor.act(re.compile("^Sign off and schedule: Managing editors$"))
    editor.says("has every sign-off and goes live on")
    assert found_at(reader) == []

    # The embargo is lifted. That alone publishes nothing; at the new time set for it, the story is everywhere.
    managing.goto(f"/admin/calendar/?day={goes_live:%Y-%m-%d}")
    managing.get_by_role("link", name=HEADLINE).first.click()
    open_plan(managing)
    managing.get_by_role("button", name="Lift the embargo").click()
    editor.says("That published nothing; its go-live date is what it was.")
    assert found_at(reader) == []
    go_live_soon(log_in(visitor(javascript=False), "managing"), goes_live)
    wait_until_found(reader, [ADDRESS, *LISTS])
    assert found_at(reader) == [ADDRESS, *LISTS]
    expect(reader.locator("main")).to_contain_text(CAPTION)
    keep(reader, "workflow-06-live", full_page=True)
