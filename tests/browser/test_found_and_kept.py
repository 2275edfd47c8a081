"""What scripts add to search, sharing and saving, on a running magazine."""

import pytest

STORY = "/stories/exosomes/"
OTHER = "/stories/hard-water/"


def test_pages_are_suggested_while_somebody_types_and_reached_by_keyboard(page):
    page.goto("/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("exoso")
    option = page.get_by_role("option").first
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    field.press("Escape")
    assert page.get_by_role("option").count() == 0
    field.press_sequentially("m")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowUp")
    field.press("Enter")
    page.wait_for_url(f"**{STORY}")


def test_a_suggestion_is_reached_by_a_tap(page):
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("exoso")
    page.get_by_role("option").first.click()
    page.wait_for_url(f"**{STORY}")


def test_neither_an_input_method_nor_the_edge_of_the_list_leads_away(page):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("exoso")
    option = page.get_by_role("option").first
    option.wait_for()
    field.press("ArrowDown")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    page.get_by_role("listbox").dispatch_event("click")
    assert option.get_attribute("aria-selected") == "true"
    assert complaints == []


def test_without_an_option_chosen_enter_searches(page):
    page.goto("/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("exoso")
    page.get_by_role("option").first.wait_for()
    field.press("Enter")
    page.wait_for_url("**/search/?q=exoso*")


def test_an_answer_that_comes_late_is_not_shown(page):
    asked = []
    page.on("requestfailed", lambda request: asked.append(request.url))
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("exosomes", delay=10)
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").count() >= 1
    assert all("suggest" in url for url in asked)


def test_the_link_of_a_story_is_copied_and_said_to_be(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(STORY)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(STORY)


def test_saved_stories_are_kept_in_step_and_given_back(page):
    page.goto(STORY)
    page.get_by_role("button", name="Save for later").click()
    other = page.context.new_page()
    other.goto(OTHER)
    other.get_by_role("button", name="Save for later").click()
    page.get_by_role("link", name="2 saved for later").wait_for()
    other.goto("/saved/")
    assert other.locator(".saved-list li").count() == 2
    other.get_by_role("button", name="Remove").first.click()
    page.get_by_role("link", name="1 saved for later").wait_for()
    other.get_by_role("button", name="Undo").click()
    assert other.locator(".saved-list li").count() == 2
    page.get_by_role("button", name="Saved", pressed=True).click()
    page.get_by_role("button", name="Save for later", pressed=False).wait_for()
    page.get_by_role("link", name="1 saved for later").wait_for()
    assert page.context.cookies() == []


@pytest.mark.parametrize("address", ["/saved/", "/shopping-list/"])
def test_that_scripts_are_missing_is_not_said_while_they_are_still_coming(visitor, address):
    page = visitor()
    page.route("**/*.js", lambda route: route.abort())  # none ever comes
    page.goto(address)
    late = "getComputedStyle(document.querySelector('[data-without-script]')).animation"
    assert all(part in page.evaluate(late) for part in ("late", "5s"))
    page.locator("[data-without-script]").wait_for()  # in the end it is
    without = visitor(javascript=False)
    without.goto(address)
    without.locator("[data-without-script]").wait_for()
    assert "late" not in without.evaluate(late)


def test_an_empty_list_leads_on(page):
    page.goto("/saved/")
    page.locator("main").get_by_role("link", name="To the front page").click()
    page.wait_for_url("**/")
    page.goto("/shopping-list/")
    page.locator("main").get_by_role("link", name="Search").click()
    page.wait_for_url("**/search/")


@pytest.mark.parametrize(
    "kept",
    [
        "no list",
        '{"a": 1}',
        '[null, {"path": "https://bad.example/", "title": "Bad"}]',
        '[{"path": "/\\t/bad.example/", "title": "Bad"}]',  # browsers take it for //bad.example/
    ],
)
def test_whatever_stands_in_the_storage_leads_nowhere_else(page, kept):
    page.add_init_script(f"localStorage.setItem('saved-stories', {kept!r})")
    page.goto("/saved/")
    page.get_by_role("heading", name="Saved stories").wait_for()
    assert page.locator(".saved-list a").count() == 0


def test_a_browser_that_keeps_nothing_offers_nothing(page):
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    page.add_init_script(blocked)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(STORY)
    assert page.get_by_role("button", name="Save for later").count() == 0
    page.goto("/saved/")
    page.get_by_text("let your browser run our scripts and keep data").wait_for()
    assert complaints == []


def test_without_scripts_a_story_is_sent_by_letter_and_the_list_says_what_it_needs(visitor):
    page = visitor(javascript=False)
    page.goto(STORY)
    assert page.get_by_role("link", name="Send by e-mail").get_attribute("href").startswith("mailto:?subject=")
    page.goto("/saved/")
    assert page.get_by_text("let your browser run our scripts and keep data").is_visible()
