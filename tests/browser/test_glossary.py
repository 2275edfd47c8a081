"""Words explained in their place: by touch and by keyboard, without JavaScript, on a narrow screen, on paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .test_quality import look

STORY = "/stories/exosomes/"


def term(page, word="Exosomes"):
    return page.get_by_role("button", name=f"{word}, explained", exact=True)


def words(page, word="Exosome"):
    return page.get_by_role("note").filter(has=page.get_by_text(word, exact=True))


@pytest.mark.parametrize("javascript", [True, False])
def test_keyboard(visitor, javascript):
    page = visitor(javascript=javascript)
    page.goto(STORY)
    expect(words(page)).to_have_count(0)
    term(page).focus()
    page.keyboard.press("Enter")
    expect(words(page)).to_be_visible()
    expect(words(page)).to_contain_text("that a cell gives off")
    page.keyboard.press("Tab")  # into what has opened, and to nothing else
    expect(words(page).get_by_role("link", name="Glossary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(words(page)).to_have_count(0)
    expect(term(page)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/glossary/#term-\d+$"))
    expect(page.locator(":target")).to_contain_text("Exosome")


@pytest.mark.parametrize("javascript", [True, False])
def test_touch_on_a_narrow_screen(chromium, newsroom, javascript):
    context = chromium.new_context(
        base_url=newsroom.url,
        viewport={"width": 320, "height": 640},
        has_touch=True,
        java_script_enabled=javascript,
    )
    page = context.new_page()
    page.goto(STORY)
    term(page).tap()
    expect(words(page)).to_be_visible()
    box = words(page).bounding_box()
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 320, 640)  # at the foot, from edge to edge
    page.touchscreen.tap(160, 20)  # elsewhere
    expect(words(page)).to_have_count(0)
    term(page, "microneedling").tap()
    expect(words(page, "Microneedling")).to_be_visible()
    term(page, "microneedling").tap()  # the word again
    expect(words(page, "Microneedling")).to_have_count(0)
    context.close()


def test_beside_the_word_where_there_is_room(visitor):
    page = visitor(width=1440)
    page.goto(STORY)
    term(page).click()
    word, opened = term(page).bounding_box(), words(page).bounding_box()
    assert abs(opened["x"] - word["x"]) < 2
    assert 0 <= opened["y"] - word["y"] - word["height"] < 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_is_wrong_with_what_has_opened(visitor, keep, scheme, width):
    page = visitor(width=width, colour_scheme=scheme)
    page.goto(STORY)
    term(page).click()
    expect(words(page)).to_be_visible()
    keep(page, f"word-explained-{scheme}-{width}")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).generate_report().count("Rule Violated") == 0
    assert look(page, "stickingOut", "smallTargets") == []


def test_a_paragraph_reads_and_copies_as_it_was_written(visitor):
    page = visitor()
    page.goto(STORY)
    paragraph = page.locator("p", has=term(page))
    assert paragraph.inner_text().startswith("Exosomes are minute parcels that cells send to one another")
    page.evaluate("(p) => getSelection().selectAllChildren(p)", paragraph.element_handle())
    assert page.evaluate("getSelection().toString()").startswith("Exosomes are minute parcels")


def test_on_paper_the_words_stand_at_the_end(visitor):
    page = visitor()
    page.goto(STORY)
    listed = page.locator(".words-explained")
    expect(listed).to_be_hidden()
    page.emulate_media(media="print")
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("that a cell gives off")
