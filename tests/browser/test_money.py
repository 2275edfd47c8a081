"""Who paid cannot be missed: as large and as dark as the text, in every light, in print and without any style."""

import pytest
from playwright.sync_api import expect

STORY = "/stories/red-lipstick/"
ADVERTISEMENT = "/advertisers/a-red-for-bad-light/"
SIZE_AND_COLOURS = """element => {
  const style = getComputedStyle(element);
  const ground = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return colour !== "rgba(0, 0, 0, 0)" || !node.parentElement ? colour : ground(node.parentElement);
  };
  return {size: parseFloat(style.fontSize), colour: style.color, ground: ground(element), opacity: style.opacity};
}"""


def look_of(locator):
    return locator.evaluate(SIZE_AND_COLOURS)


@pytest.mark.parametrize("address", [STORY, ADVERTISEMENT])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_it_is_as_large_and_as_dark_as_the_text(visitor, address, scheme, medium):
    page = visitor(width=390, height=844)
    page.emulate_media(color_scheme=scheme, media=medium)
    page.goto(address)
    line, text = page.locator(".disclosures p").first, page.locator(".story-text .prose p").first
    expect(line).to_be_visible()
    told, read = look_of(line), look_of(text)
    assert told["size"] >= read["size"]
    assert (told["colour"], told["ground"], told["opacity"]) == (read["colour"], read["ground"], read["opacity"])
    expect(page.locator(".story .commercial-label")).to_be_visible()


@pytest.mark.parametrize("address", [STORY, ADVERTISEMENT])
def test_it_stands_before_the_text_without_styles_and_scripts(visitor, address):
    page = visitor(width=320, height=640, javascript=False)
    page.route("**/*.css", lambda route: route.abort())
    page.goto(address)
    line, text = page.locator(".disclosures p").first, page.locator(".story-text .prose p").first
    expect(line).to_be_visible()
    assert line.bounding_box()["y"] < text.bounding_box()["y"]


@pytest.mark.parametrize("width", [320, 1440])
def test_a_teaser_says_it_in_the_size_of_its_dek_and_as_dark_as_its_headline(visitor, width):
    page = visitor(width=width, height=844)
    page.goto("/make-up/")
    card = page.locator("article.card", has=page.locator(f'a[href$="{STORY}"]'))
    for line in card.locator(".card-disclosure").all():
        expect(line).to_be_visible()
        assert look_of(line)["size"] >= 16
        assert look_of(line)["colour"] == look_of(card.locator(".card-headline"))["colour"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_it_stays_where_read_next_leaves_the_dek_out(visitor):
    page = visitor(width=390, height=844)
    page.goto("/stories/six-shades/")
    card = page.locator(".shelf--next article.card", has=page.locator(f'a[href$="{STORY}"]'))
    expect(card.locator(".card-disclosure").first).to_be_visible()
    expect(card.locator(".commercial-label")).to_be_visible()
