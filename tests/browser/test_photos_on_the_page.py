"""A story's photos as readers handle them: veiled, compared, enlarged, and light enough for a phone."""

import re

from playwright.sync_api import expect

PAIR = "/stories/what-a-moisturiser-does/"
VEILED = "/stories/peel-diary/"
GOLDEN = "/stories/exosomes/"
BUDGET = 250_000  # bytes of images on a phone


def photos_asked_for(page):
    """Every photo file that the page asks for from now on, as a growing list of addresses."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/media/images/" in request.url else None)
    return asked


def is_of_the_veiled(page):
    """Return a function of an address: whether a file of the veiled photo is there. They begin alike."""
    beginning = re.search(r'class="veil-ask" href="[^"]*/media/images/([\w-]{18})', page.request.get(VEILED).text())[1]
    return lambda address: f"/media/images/{beginning}" in address


def read_to_the_end(page):
    page.evaluate(
        """async () => { for (let y = 0; y < document.body.scrollHeight; y += 400) {
          scrollTo(0, y); await new Promise((done) => setTimeout(done, 60)); } }"""
    )
    page.wait_for_load_state("networkidle")


def test_a_veiled_photo_is_not_loaded_before_it_is_asked_for_by_keyboard(visitor):
    page = visitor(width=390, height=844)
    asked, is_veiled = photos_asked_for(page), is_of_the_veiled(page)
    page.goto(VEILED)
    veil = page.locator(".veil summary")
    veil.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert not [one for one in asked if is_veiled(one)]
    expect(veil).to_have_css("display", "grid")  # its styles are not gone with the link
    expect(page.get_by_text("Veil it again")).to_be_hidden()
    veil.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".veil img")).to_be_visible()
    expect(page.get_by_text("Show it")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert len([one for one in asked if is_veiled(one)]) == 1


def test_without_a_script_a_veiled_photo_is_not_loaded_before_it_is_asked_for_either(visitor):
    page = visitor(width=390, height=844, javascript=False)
    asked, is_veiled = photos_asked_for(page), is_of_the_veiled(page)
    page.goto(VEILED)
    link = page.get_by_role("link", name="Show it")
    link.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert not [one for one in asked if is_veiled(one)]
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(is_veiled)
    assert len([one for one in asked if is_veiled(one)]) == 1


def test_a_pair_is_compared_by_keyboard_and_printed_side_by_side(visitor):
    page = visitor(width=390, height=844)
    page.goto(PAIR)
    slider = page.get_by_role("slider", name="How much of the photo before is seen")
    slider.scroll_into_view_if_needed()
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("51")
    page.keyboard.press("Home")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.comparison-stage')).getPropertyValue('--seen')")
        == "0%"
    )
    page.emulate_media(media="print")
    expect(slider).to_be_hidden()
    expect(page.locator(".before-after figure picture").first).to_be_visible()
    expect(page.locator(".before-after figure picture").last).to_be_visible()


def test_without_a_script_a_pair_is_two_figures(visitor):
    page = visitor(width=390, height=844, javascript=False)
    page.goto(PAIR)
    expect(page.locator(".before-after figure picture")).to_have_count(2)
    expect(page.locator(".before-after figure picture").first).to_be_visible()
    expect(page.locator(".comparison-slider")).to_have_count(0)


def test_a_gallery_opens_large_walks_and_gives_the_focus_back(visitor):
    page = visitor(width=390, height=844)
    page.goto(PAIR)
    links = page.locator(".gallery .enlarge")
    links.first.focus()
    page.keyboard.press("Enter")
    box = page.locator("dialog.lightbox")
    expect(box).to_be_visible()
    expect(box.locator(".lightbox-words")).to_contain_text("a gel that disappears")
    page.keyboard.press("ArrowRight")
    expect(box.locator(".lightbox-place")).to_have_text("2 / 3")
    assert "#photo-" in page.url
    for _press in range(12):  # round and round inside, or the browser's own buttons
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "enlarge"
    assert "#" not in page.url


def test_a_link_to_one_photo_opens_it(visitor):
    page = visitor(width=390, height=844)
    page.goto(PAIR)
    figure = page.locator(".gallery figure").nth(1).get_attribute("id")
    page.goto(f"{page.url}#{figure}")
    page.reload()
    expect(page.locator("dialog.lightbox .lightbox-place")).to_have_text("2 / 3")


def test_without_a_script_a_photo_leads_to_its_largest_size(visitor):
    page = visitor(width=390, height=844, javascript=False)
    page.goto(PAIR)
    address = page.locator(".gallery .enlarge").first.get_attribute("href")
    assert page.request.get(address).headers["content-type"] == "image/jpeg"


def test_the_golden_storys_images_are_light_enough_for_a_phone(visitor):
    page = visitor(width=390, height=844)
    weights = {}

    def weigh(response):
        if response.request.resource_type == "image" and not response.url.startswith("data:"):
            weights[response.url] = len(response.body())

    page.on("response", weigh)
    page.goto(GOLDEN)
    read_to_the_end(page)
    print(f"\n{len(weights)} images, {sum(weights.values()) / 1000:.0f} kB on a phone 390 pixels wide")  # noqa: T201
    assert weights
    assert sum(weights.values()) < BUDGET
