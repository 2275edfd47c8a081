"""What every page keeps its word about: keyboard, scripts, policy, cookies. Axe and layout: test_quality.py."""

import pytest


@pytest.fixture(scope="module")
def addresses(chromium, newsroom):
    """One address of each kind of page, found as a reader would: by following links from the front page."""
    page = chromium.new_page(base_url=newsroom.url)
    page.goto("/")

    def first(selector):
        return page.locator(selector).first.get_attribute("href")

    found = {"home": "/", "search": "/search/?q=skin", "log in": "/accounts/login/", "not found": "/no/such/page/"}
    found["topic"] = first(".topics a")
    found["story"] = first(".card-headline a")
    found["archive"] = first("footer a[href*=stories]")
    found["people"] = first("footer a[href*=people]")
    found["standing page"] = first("footer a[href*=about]")
    page.goto(found["people"])
    found["person"] = first(".register a")
    page.close()
    return found


KINDS = [
    "home",
    "topic",
    "archive",
    "story",
    "people",
    "person",
    "standing page",
    "search",
    "log in",
    "not found",
]


def test_stories_are_read_and_left_by_keyboard_alone(visitor, addresses):
    page = visitor()
    page.goto(addresses["story"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_reader_without_scripts_meets_no_control_that_does_nothing(visitor, addresses):
    page = visitor(javascript=False)
    page.goto(addresses["story"])
    buttons = page.locator("button:visible:not(form button, [popovertarget])")  # a popover needs none
    assert buttons.count() == 0


def test_pages_break_no_rule_of_their_own_content_policy(visitor, addresses):
    page = visitor()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    for kind in KINDS:
        page.goto(addresses[kind])
    assert complaints == []
    own = page.evaluate("location.origin")
    assert [url for url in requests if not url.startswith((own, "data:"))] == []


def test_an_anonymous_story_sets_no_cookie(visitor, addresses):
    page = visitor()
    page.goto(addresses["story"])
    assert page.context.cookies() == []
