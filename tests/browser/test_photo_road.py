"""A photo's whole road: from a phone's file to the page, and off it again because the person shown says so."""

import re
import secrets

import pillow_heif
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from playwright.sync_api import expect

from tests.browser.conftest import link_in
from tests.browser.story_editor import StoryEditor

NAME = f"IMG_{secrets.token_hex(4)}"
MODEL = f"model-{secrets.token_hex(4)}@example.org"
HEADLINE = f"One cheek in the morning {secrets.token_hex(3)}"
XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Ada Example Studio"/>
</rdf:RDF></x:xmpmeta>"""
# Where a story's photo can be met, besides the story. The last is what messengers and search engines are shown.
PLACES = ["/", "/feeds/rss.xml", "/feeds/atom.xml", f"/search/?q={HEADLINE.replace(' ', '+')}"]


@pytest.fixture
def phone_photo(tmp_path):
    """A HEIC as a phone writes it, with day, place and credit inside."""
    light = Image.frombytes("L", (9, 8), secrets.token_bytes(72)).resize((1600, 1200), Image.Resampling.BICUBIC)
    cheek = Image.merge("RGB", [light.point(lambda v, k=k: 110 + v * k // 400) for k in (210, 170, 140)])
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:05:17 10:30:00"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 30.0, 26.0)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    path = tmp_path / f"{NAME}.heic"
    pillow_heif.from_pillow(cheek).save(path, quality=80, exif=exif.tobytes(), xmp=XMP)
    return path


def answer(page, button):
    page.get_by_label("Your name").fill("Ada Example")
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def places_with_the_photo(reader, story, name):
    return [place for place in [story, *PLACES] if name in reader.request.get(place).text()]


def test_a_phones_photo_is_uploaded_agreed_to_published_and_withdrawn(newsroom, visitor, log_in, phone_photo, keep):
    # The photo desk uploads it, and finds the form filled in.
    desk = log_in(visitor(width=1400, height=1000), "photo")
    desk.goto("/admin/images/add/")
    desk.get_by_label("Title").fill("A cheek in the morning")
    desk.locator("input[type=file]").set_input_files(phone_photo)
    desk.get_by_role("button", name="Upload").click()
    desk.wait_for_url(re.compile(r"/admin/images/\d+/$"))
    expect(desk.get_by_label("Credit", exact=True)).to_have_value("Ada Example Studio")
    expect(desk.get_by_label("Taken on")).to_have_value("2026-05-17")
    expect(desk.locator("main")).to_contain_text("The file also carried")
    desk.get_by_label("Alt text").fill("A cheek in window light, even in tone")
    keep(desk, "road-01-filled-in", full_page=True)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save").click()

    # The person shown is asked by a letter, and agrees on a phone.
    desk.goto("/admin/images/")
    desk.get_by_role("link", name="A cheek in the morning").first.click()
    desk.get_by_role("link", name="Consent and withdrawal").click()
    desk.get_by_role("link", name="Add a person shown").click()
    desk.get_by_label("Person shown").fill("Ada Example")
    desk.get_by_label("E-mail address").fill(MODEL)
    desk.get_by_label("Social media").check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Create").click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Send it to Ada Example").click()
    phone = visitor(width=390, height=844)
    phone.goto(link_in(newsroom.letter(MODEL, "photo")))
    answer(phone, "I agree")
    expect(phone.get_by_role("status")).to_contain_text("Ada Example agreed")

    # A story leads with it, and is published.
    managing = log_in(visitor(width=1400, height=1000), "managing")
    managing.goto("/admin/")
    managing.get_by_role("link", name="New story").first.click()
    editor = StoryEditor(managing)
    managing.get_by_role("textbox", name="Headline").fill(HEADLINE)
    managing.get_by_role("textbox", name="Dek").fill("What one morning of window light shows.")
    managing.locator("#id_topic").select_option(label="Skin")
    editor.choose(editor.hero.get_by_role("button", name="Choose an image"), re.compile("A cheek in the morning"))
    managing.get_by_role("button", name="Add writer").click()
    byline = managing.locator("#id_bylines-FORMS")
    editor.choose(byline.get_by_role("button", name="Choose a page (Person)"), "Marigold Thistlewick")
    editor.act(re.compile("^Save draft$"))
    managing.wait_for_url(re.compile("/edit/"))
    editor.side_panel("readiness").get_by_role("link", name="Publish anyway…").click()
    managing.wait_for_url(re.compile("/override/$"))
    for box in managing.locator("main").get_by_role("checkbox").all():
        box.check()
    managing.get_by_label("Reason").fill("The desks have read it on paper.")
    managing.get_by_role("button", name="Let it pass").click()
    managing.wait_for_url(re.compile("/edit/"))
    editor.act(re.compile("^Publish$"))
    editor.says("published")

    reader = visitor(width=390, height=844)
    reader.goto("/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    story = reader.url
    card = reader.locator('meta[property="og:image"]').get_attribute("content")
    picture = reader.locator("main picture img").first.evaluate("image => image.currentSrc")
    name = re.search(r"/media/images/([\w-]{18})", card)[1]  # all its sizes begin so, and not as the phone called it
    assert name in picture
    assert NAME not in card
    assert {reader.request.get(address).status for address in (card, picture)} == {200}
    assert places_with_the_photo(reader, story, name) == [story, *PLACES]
    keep(reader, "road-02-published", full_page=True)

    # The person shown takes it back: nothing of it is left anywhere.
    answer(phone, re.compile("^Withdraw"))
    assert places_with_the_photo(reader, story, name) == []
    assert {reader.request.get(address).status for address in (card, picture)} == {410}
    reader.reload()
    expect(reader.locator(".photo-withheld")).to_have_count(1)
    keep(reader, "road-03-withdrawn", full_page=True)
