"""The conversation below a story as a reader has it: with scripts and without, by day and night, on a narrow phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

STORY = "/stories/exosomes/"
ASKS = "Was the glow the exosomes or the needling?"
ANSWERS = "That silence is worth more than most brochures."


def comment(page, words):
    return page.locator(".thread .comment").filter(has_text=words)


def test_a_reader_without_scripts_reads_sorts_votes_answers_changes_takes_back_and_reports(visitor, log_in, keep):
    page = visitor(width=390, height=844, javascript=False)
    page.goto(STORY)
    page.locator(".story-facts").get_by_role("link", name="comments").click()
    page.get_by_role("navigation", name="Sort the comments").get_by_role("link", name="Oldest").click()
    expect(page.locator("[aria-current=true]", has_text="Oldest")).to_be_visible()
    comment(page, ANSWERS).locator("header a").last.click()
    assert page.url.endswith(comment(page, ANSWERS).get_attribute("id"))
    expect(comment(page, ANSWERS).get_by_text("Reply, level 2")).to_have_count(1)

    # A visitor is told why to log in, and led back to the one button.
    comment(page, ANSWERS).get_by_role("link", name="Helpful").click()
    expect(page.locator("main")).to_contain_text("you need an account with us")
    page.locator("main").get_by_role("link", name="Log in").click()
    assert "/accounts/login/" in page.url
    page.locator("input[type=email]").first.fill("reader@demo.example")
    page.locator("input[type=password]").fill("demo-desk-2026")
    page.locator("main form").filter(has=page.locator("input[type=password]")).get_by_role("button").first.click()
    page.get_by_role("button", name="It helped me").click()
    helpful = comment(page, ANSWERS).get_by_role("button", name="Helpful")
    expect(helpful).to_have_attribute("aria-pressed", "true")
    helpful.click()
    expect(comment(page, ANSWERS).get_by_role("button", name="Helpful")).not_to_have_attribute("aria-pressed", "true")

    # The reader answers, puts it differently, and takes it back.
    comment(page, ANSWERS).get_by_role("link", name="Reply to").click()
    page.get_by_label("Your comment").fill("It took them a month to find the name.")
    page.get_by_role("button", name="Send comment").click()
    own = comment(page, "It took them")
    expect(own).to_contain_text("Waiting for a moderator")
    own.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("It took them two months to find the name.")
    page.get_by_role("button", name="Save the edit").click()
    expect(page.get_by_text("Your comment is edited.")).to_be_visible()
    comment(page, "two months").get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Your comment is withdrawn.")).to_be_visible()
    expect(comment(page, "two months")).to_have_count(0)

    # Something is wrong with another comment: the form comes back once, then it is through.
    comment(page, ASKS).get_by_role("link", name="Report").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_have_text("Choose what is wrong with it.")
    page.get_by_label("Something else").check()
    page.get_by_label("What should the moderators know?").fill("The second sentence.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for the report")


def test_with_scripts_a_vote_stays_on_the_page_and_is_told_by_keyboard_alone(visitor, log_in, keep):
    page = log_in(visitor(), "reader")
    page.goto(STORY)
    before = page.url
    button = comment(page, ASKS).get_by_role("button", name="Helpful")
    button.focus()
    for pressed, says in (("true", re.compile("Thank you. It helped")), ("false", "Taken back.")):
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(page.locator(".comments").get_by_role("status")).to_have_text(says)
        expect(button).to_be_focused()
    assert page.url == before
    keep(page, "conversation", full_page=True)

    # Logged out in another tab: the page that follows says what an account is for.
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")
    page.wait_for_url("**/helpful/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out_on_the_narrowest_phone(visitor, log_in, scheme):
    page = log_in(visitor(width=320, height=640, colour_scheme=scheme), "reader")
    reports = {}

    def look(name):
        results = Axe().run(page)
        if results.violations_count:
            reports[name] = results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name

    page.goto(STORY)
    look("thread")
    report = comment(page, ASKS).get_by_role("link", name="Report").get_attribute("href")
    helpful = report.replace("report", "helpful")
    page.locator("#write textarea").fill(f"One more question, by {scheme}.")
    page.locator("#write").get_by_role("button").click()
    own = comment(page, "One more question").first
    pages = {"report": report, "helpful": helpful}
    pages["edit"] = own.get_by_role("link", name="Edit").get_attribute("href")
    pages["withdraw"] = own.get_by_role("link", name="Withdraw").get_attribute("href")
    for name, address in pages.items():
        page.goto(address)
        if name == "report":
            page.get_by_label("Against the law").check()
            expect(page.get_by_label("Your e-mail address")).to_have_count(0)  # the account has it
        look(name)
    assert reports == {}


def test_what_is_typed_survives_sorting_reloading_and_logging_in_and_is_gone_once_sent(visitor):
    page = visitor(width=390, height=844)
    page.goto(STORY)
    box, words = page.get_by_label("Your comment"), "Does it sting on the second day, too?"
    page.locator("#write summary").click()
    box.fill(words)
    page.get_by_role("link", name="Oldest").click()
    expect(box).to_have_value(words)
    page.reload()
    expect(box).to_have_value(words)
    page.locator("#write").get_by_role("link", name="Log in").click()
    page.locator("input[type=email]").first.fill("reader@demo.example")
    page.locator("input[type=password]").fill("demo-desk-2026")
    page.locator("main form").filter(has=page.locator("input[type=password]")).get_by_role("button").first.click()
    expect(box).to_have_value(words)
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".thread")).to_contain_text(words)
    expect(box).to_have_value("")
