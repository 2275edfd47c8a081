import pytest

from django.template.loader import render_to_string

from photos.models import Rendition
from photos.renditions import make_renditions
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_sizes_that_pages_show_are_made_before_the_first_reader_comes():
    photo = factories.photo()
    made = set(Rendition.objects.values_list("filter_spec", flat=True))
    for eager in (True, False):
        render_to_string("photos/_photo.html", {"photo": photo, "alt": "A cheek", "sizes": "100vw", "eager": eager})
    assert set(Rendition.objects.values_list("filter_spec", flat=True)) == made


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
