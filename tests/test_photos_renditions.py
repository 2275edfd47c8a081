import pytest
from bs4 import BeautifulSoup

from django.template.loader import render_to_string

from photos.models import Rendition
from photos.renditions import make_renditions, specs
from tests import factories

pytestmark = pytest.mark.django_db


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
