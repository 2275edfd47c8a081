"""The magazine in a language that is written from right to left: a second server for the same newsroom."""

import os
import subprocess
import sys

import pytest

from tests.browser.conftest import REPOSITORY, free_port, wait_until_served

PAIR = "/stories/what-a-moisturiser-does/"


@pytest.fixture(scope="module")
def address(newsroom):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = newsroom.environment | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.right_to_left",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    with (newsroom.folder / "right-to-left.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=log, stderr=log)  # noqa: S603
        try:
            wait_until_served(url, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def test_nothing_reaches_out_of_a_phones_screen(visitor, address, keep):
    page = visitor(width=390, height=844)
    for name, path in {"home": "/", "story": PAIR, "search": "/search/?q=skin"}.items():
        page.goto(address + path)
        assert page.evaluate("document.dir") == "rtl"
        keep(page, f"right-to-left-{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_what_is_typed_from_left_to_right_keeps_off_the_button(visitor, address):
    page = visitor(width=390, height=844)
    page.goto(f"{address}/search/?q=skin")
    field = page.locator("#q").bounding_box()
    button = page.locator(".search-form-line button").bounding_box()
    assert field["x"] - (button["x"] + button["width"]) >= 8


def test_arrows_point_the_way_one_reads(visitor, address):
    page = visitor(width=390, height=844)
    page.goto(address)  # the demo magazine has no list long enough for arrows
    scale = page.evaluate(
        """() => { const arrow = Object.assign(document.createElement("span"), { className: "arrow" });
        document.body.append(arrow); return getComputedStyle(arrow).scale; }"""
    )
    assert scale == "-1 1"


def test_the_photo_before_begins_where_reading_begins(visitor, address):
    page = visitor(width=390, height=844)
    page.goto(address + PAIR)
    before = page.locator(".comparison-stage picture + picture")
    slider = page.locator(".comparison-slider")
    slider.scroll_into_view_if_needed()
    slider.focus()
    page.keyboard.press("Home")
    assert before.evaluate("element => getComputedStyle(element).clipPath") == "inset(0px 0px 0px 100%)"
    page.keyboard.press("ArrowLeft")
    assert slider.input_value() == "1"
