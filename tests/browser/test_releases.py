"""A photo's road: asked for, agreed to on a phone, published, and taken back by the person shown."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHOTO = "Cheek in window light"
STORY = "/stories/exosomes/"


@pytest.fixture
def desk(visitor, log_in):
    return log_in(visitor(width=1400, height=1000), "photo")


def open_consent(page):
    page.goto("/admin/images/?q=cheek")
    page.get_by_role("link", name=re.compile(PHOTO)).first.click()
    page.get_by_role("link", name="Consent and withdrawal").click()


def answer(page, button):
    page.get_by_label("Your name").fill("Ada Example")
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def test_the_person_shown_agrees_on_a_phone_and_takes_it_back(desk, visitor, keep):
    open_consent(desk)
    number = desk.url.rstrip("/").rpartition("/")[2]
    expect(desk.get_by_role("link", name=re.compile("Exosomes"))).to_be_visible()
    desk.get_by_role("link", name="Add a person shown").click()
    desk.get_by_label("Person shown").fill("Ada Example")
    desk.get_by_label("E-mail address").fill("ada@example.org")
    desk.get_by_label("As the result of a treatment").check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Create").click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Send it to Ada Example").click()
    expect(desk.get_by_text("The letter to Ada Example is on its way.")).to_be_visible()
    link = desk.get_by_label("Address", exact=True).input_value()
    keep(desk, "releases-01-desk")

    phone = visitor(width=390, height=844)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("May we show this photo of you?")
    assert phone.evaluate("document.querySelector('.release-photo img').naturalWidth") > 0
    assert Axe().run(phone).response["violations"] == []
    keep(phone, "releases-02-phone")
    answer(phone, "I agree")
    expect(phone.get_by_role("status")).to_contain_text("Ada Example agreed")

    reader = visitor(width=390, height=844)
    reader.goto(STORY)
    expect(reader.locator(".photo-withheld")).to_have_count(0)
    picture = reader.locator(f"#photo-{number} img:not(.placeholder)")
    address = picture.evaluate("image => image.src")
    assert reader.request.get(address).status == 200

    answer(phone, re.compile("^Withdraw"))
    expect(phone.get_by_role("status")).to_contain_text("off every page")
    reader.reload()
    expect(reader.locator(".photo-withheld")).to_have_count(1)
    assert reader.request.get(address).status == 410

    # The desk cannot overrule them. They can, and the desk looks before readers see it again.
    open_consent(desk)
    expect(desk.get_by_text("This photo is hidden")).to_be_visible()
    expect(desk.get_by_role("button", name="Take it off every page")).to_have_count(0)
    phone.get_by_text("I have changed my mind").click()
    answer(phone, "I agree after all")
    reader.reload()
    expect(reader.locator(".photo-withheld")).to_have_count(1)
    desk.reload()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Show it again").click()
    reader.reload()
    expect(reader.locator(".photo-withheld")).to_have_count(0)
