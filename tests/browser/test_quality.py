"""The bars of the readers' side: axe, weight, room to touch and to read, and stories at the edge of a layout."""

import gzip
import itertools
import re
from urllib.parse import urlsplit

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.static_files import slim
from demo.edges import EDGES

from . import kinds
from .conftest import REPOSITORY

PHONE, TABLET, DESK = 390, 768, 1440  # pixels
MOST_BYTES = 120_000  # of a story without its photos
MOST_SCRIPT = 15_000
MOST_FONTS = 2

LOOKS = (REPOSITORY / "tests" / "browser" / "looks.js").read_text().split("\n", 1)[1].strip()  # without its comment
WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""  # WCAG 2.2, 1.4.12


@pytest.fixture(scope="module")
def addresses(chromium, newsroom):
    page = chromium.new_page(base_url=newsroom.url)
    yield kinds.find(page)
    page.close()


def look(page, *for_what):
    """What is wrong with the layout of a page: look(page, "overlapping")."""
    return [wrong for name in for_what for wrong in page.evaluate(f"{LOOKS}.{name}()")]


def widths(page, *sizes):
    for width in sizes:
        page.set_viewport_size({"width": width, "height": 900})
        yield width


# What a dark page can do wrong that a light one does not: everything else was asked of it by day.
BY_NIGHT = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", BY_NIGHT)])
def test_axe_finds_nothing_on_any_page_at_any_width(visitor, addresses, scheme, rules):
    page = visitor(colour_scheme=scheme)
    found = {}
    for kind, address in addresses.items():
        page.goto(address)
        page.evaluate(Axe().axe_script)
        for width in widths(page, PHONE, TABLET, DESK):
            broken = page.evaluate("(options) => axe.run(options)", {"resultTypes": ["violations"], **rules})[
                "violations"
            ]
            if broken:
                found[f"{kind}, {width} px"] = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in broken]
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_photo_fills_the_screen(visitor, scheme):
    page = visitor(width=PHONE, colour_scheme=scheme)
    page.goto("/patterns/ten-photos/")
    page.locator(".gallery .enlarge").first.click()
    page.locator(".lightbox[open]").wait_for()
    for _width in widths(page, PHONE, DESK):
        assert Axe().run(page, options={"resultTypes": ["violations"]}).generate_report().count("Rule Violated") == 0


def test_a_story_is_light(visitor, addresses):
    page = visitor(width=PHONE)
    loaded = []
    page.on("requestfinished", lambda request: loaded.append((request.resource_type, urlsplit(request.url).path)))
    page.goto("/stories/exosomes/", wait_until="networkidle")
    html = gzip.compress(page.request.get("/stories/exosomes/").body())
    sent = {path: size(path) for kind, path in set(loaded) if kind in {"stylesheet", "script", "font"}}
    kept = {ending: sum(n for path, n in sent.items() if path.endswith(ending)) for ending in (".css", ".js", ".woff2")}
    assert sum(path.endswith(".woff2") for path in sent) <= MOST_FONTS
    assert kept[".js"] <= MOST_SCRIPT
    assert len(html) + sum(kept.values()) <= MOST_BYTES, kept


def size(path):
    """Bytes of a static file as production sends it."""
    content = (REPOSITORY / path.lstrip("/")).read_bytes()
    if path.endswith(".woff2"):
        return len(content)
    return len(brotli.compress(slim(content.decode()).encode() if path.endswith(".css") else content))


def test_a_page_loads_the_sheets_of_all_it_shows(visitor, addresses):
    """Nothing on a page is styled only by a sheet that it does not load."""
    page = visitor()
    named = {path.name: classes_in(path) for path in (REPOSITORY / "static" / "css").glob("*.css")}
    del named["moderation.css"]  # the desk's
    missing = {}
    for kind, address in addresses.items():
        page.goto(address)
        sheets = page.evaluate("[...document.styleSheets].map((sheet) => sheet.href.split('/').pop())")
        shown = set(page.evaluate("[...document.querySelectorAll('main, main *')].flatMap((e) => [...e.classList])"))
        styled = set().union(*(named[sheet] for sheet in sheets))
        elsewhere = set().union(*(classes for sheet, classes in named.items() if sheet not in sheets))
        if lost := (shown & elsewhere) - styled:
            missing[kind] = lost
    assert missing == {}


def classes_in(sheet):
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)))


def test_nothing_sticks_out_or_lies_over_anything_else(visitor, addresses, keep):
    page = visitor()
    found = {}
    for kind, address in addresses.items():
        page.goto(address)
        for width in widths(page, 320, PHONE, DESK):
            if wrong := look(page, "stickingOut", "overlapping"):
                found[f"{kind}, {width} px"] = wrong[:5]
            if kind.removeprefix("pattern ") in EDGES and width != 320:
                keep(page, f"edge-{kind.removeprefix('pattern ')}-{width}", full_page=True)
    assert found == {}


def test_there_is_room_for_a_finger(visitor, addresses):
    page = visitor(width=PHONE)
    found = {}
    for kind, address in addresses.items():
        page.goto(address)
        if small := look(page, "smallTargets"):
            found[kind] = small
    assert found == {}


def test_readers_may_space_the_text_as_they_need(visitor, addresses):
    page = visitor(width=PHONE)
    client = page.context.new_cdp_session(page)
    client.send("Page.enable")
    client.send("Page.setBypassCSP", {"enabled": True})  # the reader's own sheet is not the page's
    found = {}
    for kind in ("home", "topic", "story", "person", "log in", "search with hits", "pattern long-headline"):
        page.goto(addresses[kind])
        page.add_style_tag(content=WIDE_TEXT)
        if wrong := look(page, "stickingOut", "overlapping"):
            found[kind] = wrong
    assert found == {}


def test_nothing_moves_for_those_who_do_not_want_it(visitor, addresses):
    page = visitor()
    page.emulate_media(reduced_motion="reduce")
    for kind in ("home", "story", "search with hits"):
        page.goto(addresses[kind])
        assert page.evaluate(f"{LOOKS}.moving()") == 0, kind


def test_with_forced_colours_the_current_place_is_still_told(visitor, keep):
    page = visitor(width=DESK)
    page.emulate_media(forced_colors="active")
    page.goto("/stories/exosomes/")
    tabs = page.locator(".comments-sort a").evaluate_all("all => all.map((a) => getComputedStyle(a).borderBottomStyle)")
    assert tabs.count("solid") == 1
    assert Axe().run(page, options={"resultTypes": ["violations"]}).violations_count == 0
    keep(page, "forced-colours", full_page=True)


def test_the_focus_goes_down_the_page_as_the_eye_does(visitor, addresses):
    page = visitor(width=PHONE)
    for kind in ("home", "story", "log in", "search with hits"):
        page.goto(addresses[kind])
        assert page.locator("[tabindex]:not([tabindex='-1'], [tabindex='0'])").count() == 0
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        places = []
        for _ in range(40):
            page.keyboard.press("Tab")
            place = "scrollY + document.activeElement.getBoundingClientRect().top"
            places += page.evaluate(f"document.activeElement.closest('main') ? [{place}] : []")
        backwards = [(one, next) for one, next in itertools.pairwise(places) if next < one - 60]
        assert places
        assert not backwards, (kind, backwards)


def test_the_page_does_not_jump_when_its_fonts_arrive(visitor, addresses):
    page = visitor(width=PHONE)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => { shift += e.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for kind in ("home", "topic", "story", "search with hits"):
        page.goto(addresses[kind], wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        assert page.evaluate("window.shift") < 0.02, kind


def test_a_story_is_printed_like_a_page_of_a_book(visitor, keep):
    page = visitor()
    page.emulate_media(media="print")
    page.goto("/stories/exosomes/")
    for hidden in (".topics", ".contents", ".masthead-search", ".comments-write", ".shelf--next", ".story-correct"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    assert "/stories/exosomes/" in page.locator(".printed-from").inner_text()
    assert page.locator(".sources li:visible").count() > 0
    assert page.locator(".prose p").first.evaluate("e => getComputedStyle(e).hyphens") == "auto"
