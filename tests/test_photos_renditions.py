from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from PIL.ExifTags import Base

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from wagtail.images.rect import Rect

from articles.citations import photos_in
from home.models import HomePage
from people.models import PeopleIndexPage, PersonPage
from photos.ingest import TURNS
from photos.models import Rendition
from photos.renditions import every_spec, make_renditions, specs
from photos.vocabulary import Sensitivity
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def shown(photo, **values):
    values = {"photo": photo, "alt": "A cheek", "sizes": "100vw"} | values
    return BeautifulSoup(render_to_string("photos/_photo.html", values), "html.parser")


def made():
    return set(Rendition.objects.values_list("filter_spec", flat=True))


def test_the_sizes_that_pages_show_are_made_before_the_first_reader_comes():
    photo = factories.photo()
    before = made()
    for eager in (True, False):
        shown(photo, eager=eager)
    assert made() == before


@pytest.fixture
def issue():
    """A story that shows photos wherever one can, by a writer with a portrait, and an expert with another."""

    def photo():
        return factories.photo(file=factories.image_file(size=(1300, 1000)))

    writer = factories.person("Nora Halloran", portrait=photo())
    one, other, lead = photo(), photo(), photo()
    body = [
        ("photo", {"photo": one, "alt_text": "A cheek"}),
        ("gallery", {"photos": [{"photo": one}, {"photo": other}]}),
        factories.pair(one, other),
        factories.statement(factories.expert(portrait=photo()), kind="direct"),
    ]
    return factories.article("Overnight masks", hero_photo=lead, body=body, writers=[writer])


def every_address_with_a_photo(story):
    people = [story.authors[0], PersonPage.objects.get(is_expert=True)]
    pages = [story, story.topic, HomePage.objects.get(), PeopleIndexPage.objects.get(), *people]
    feeds = [reverse(name) for name in ("feed_rss", "feed_atom")]
    of_topic = [reverse(f"topic_{name}", args=[story.topic.slug]) for name in ("feed_rss", "feed_atom")]
    return [*(page.url for page in pages), "/search/?q=overnight", *feeds, *of_topic]


def test_no_reader_messenger_or_search_engine_has_a_size_made(issue, client):
    before = set(Rendition.objects.values_list("pk", flat=True))
    read = "".join(client.get(address).content.decode() for address in every_address_with_a_photo(issue))
    assert all(mark in read for mark in ("og:image", "contentUrl", "media:content", 'class="portrait"', "image/avif"))
    assert set(Rendition.objects.values_list("pk", flat=True)) == before


def test_publication_makes_up_for_what_failed_when_a_photo_came(issue):
    Rendition.objects.all().delete()
    factories.publish(issue)
    for photo in (issue.hero_photo, *photos_in(issue.body)):
        assert set(photo.renditions.values_list("filter_spec", flat=True)) == set(every_spec(photo))


def test_a_veiled_photo_is_cut_for_nobody():
    photo = factories.photo(sensitivity=Sensitivity.BLOOD)
    assert set(photo.renditions.values_list("filter_spec", flat=True)) == {
        *specs(photo, "jpeg"),
        *specs(photo, "avif"),
    }


def test_a_reader_who_comes_first_waits_for_quick_sizes_only():
    photo = factories.photo()
    photo.renditions.all().delete()
    picture = shown(photo)
    assert not picture.select("source")
    assert picture.img["src"].endswith(".jpg")
    assert made() == set(specs(photo, "jpeg"))


def test_browsers_choose_among_formats_and_widths():
    photo = factories.photo(file=factories.image_file(size=(1200, 800)))
    picture = shown(photo)
    assert picture.source["type"] == "image/avif"
    assert [size.split()[1] for size in picture.img["srcset"].split(", ")] == ["480w", "960w", "1200w"]


def test_a_photo_whose_file_is_lost_breaks_no_page():
    photo = factories.photo()
    photo.renditions.all().delete()
    photo.file.storage.delete(photo.file.name)
    assert shown(photo).img["alt"] == "A cheek"


def test_making_the_sizes_again_makes_nothing_new():
    photo = factories.photo()
    count = Rendition.objects.count()
    make_renditions.func(photo.pk)
    assert Rendition.objects.count() == count


def test_a_photo_deleted_in_the_meantime_needs_no_sizes():
    photo = factories.photo()
    pk = photo.pk
    photo.delete()
    make_renditions.func(pk)
    assert not Rendition.objects.exists()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_crop_of_a_turned_photo_is_the_part_that_was_asked_for(orientation):
    upright = Image.new("RGB", (120, 80), "tan")
    upright.paste("teal", (60, 0, 120, 40))  # the right upper quarter
    undo = {**TURNS, 6: TURNS[8], 8: TURNS[6]}
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif, buffer = Image.Exif(), BytesIO()
    exif[Base.Orientation] = orientation
    stored.save(buffer, "JPEG", quality=95, exif=exif.tobytes())
    photo = factories.photo(file=SimpleUploadedFile("a.jpg", buffer.getvalue()))
    photo.set_focal_point(Rect(60, 0, 120, 40))
    with photo.get_rendition("fill-30x20-c100").file.open() as file, Image.open(file) as crop:
        assert crop.size == (30, 20)
        assert all(
            abs(a - b) < 12
            for corner in [(2, 2), (27, 2), (2, 17), (27, 17)]
            for a, b in zip(crop.getpixel(corner), (0, 128, 128), strict=True)
        )
