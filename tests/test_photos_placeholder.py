"""The picture of a few bytes that stands where a photo will be."""

from base64 import b64decode
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from photos.placeholder import WIDTH, placeholder
from photos.vocabulary import ReleaseState, Sensitivity
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def test_an_uploaded_photo_gets_one_that_looks_like_it():
    address = factories.photo(file=factories.image_file(size=(640, 480), colour="teal")).placeholder
    assert len(address) < 400
    kind, _comma, data = address.partition(",")
    picture = Image.open(BytesIO(b64decode(data)))
    assert (kind, picture.size) == ("data:image/webp;base64", (WIDTH, 12))
    assert all(abs(seen - meant) < 12 for seen, meant in zip(picture.getpixel((8, 6)), (0, 128, 128), strict=True))


def test_a_picture_one_can_see_through_gets_none():
    buffer = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(buffer, "PNG")
    assert placeholder(buffer) == ""


def shown(client, photo):
    html = client.get(factories.article(hero_photo=photo).url).content
    return BeautifulSoup(html, "html.parser").select(".story .placeholder")


def test_it_lies_under_the_photo_without_words_or_style(client):
    photo = factories.photo()
    (image,) = shown(client, photo)
    assert (image["src"], image["alt"]) == (photo.placeholder, "")
    assert not image.has_attr("style")


def test_nothing_of_a_veiled_photo_shines_through(client):
    assert shown(client, factories.photo(sensitivity=Sensitivity.NUDITY)) == []


def test_nothing_of_a_withheld_photo_is_left(client):
    photo = factories.photo()
    story = factories.article(hero_photo=photo)
    photo.release_state = ReleaseState.WITHDRAWN
    photo.save()
    html = client.get(story.url).content
    assert BeautifulSoup(html, "html.parser").select(".placeholder, .enlarge") == []
