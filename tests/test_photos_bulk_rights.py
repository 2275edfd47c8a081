"""The rights of many photos, filled in at once."""

import pytest

from django.urls import reverse

from wagtail.models import ModelLogEntry

from accounts.roles import Role
from photos.models import Photo
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


def fill_in(client, photos, **data):
    query = "&".join(f"id={photo.pk}" for photo in photos)
    url = reverse("wagtail_bulk_action", args=["photos", "photo", "rights"])
    return client.post(f"{url}?{query}&next=/admin/images/", data, follow=True)


def test_what_is_filled_in_holds_for_all_and_what_is_left_empty_stays(photo_desk):
    photos = [factories.photo(credit="Old", photographer=f"Person {n}") for n in range(2)]
    page = fill_in(photo_desk, photos, credit="Ada Example", licence_ends_on="2031-01-02").content.decode()
    assert "The rights of 2 photos are filled in." in page
    found = Photo.objects.order_by("pk").values_list("credit", "photographer", "data_mining", "retouching")
    assert list(found) == [("Ada Example", f"Person {n}", photos[n].data_mining, "unknown") for n in range(2)]
    assert {str(photo.licence_ends_on) for photo in Photo.objects.all()} == {"2031-01-02"}
    assert ModelLogEntry.objects.filter(action="wagtail.edit", label__contains=photos[0].title).exists()


def test_nothing_filled_in_is_refused_with_words(photo_desk):
    page = fill_in(photo_desk, [factories.photo(credit="Old")]).content.decode()
    assert "Nothing is filled in" in page
    assert Photo.objects.get().credit == "Old"


def test_a_bad_address_is_refused_and_what_was_typed_is_kept(photo_desk):
    page = fill_in(
        photo_desk, [factories.photo(credit="Old")], credit="New", licence_url="javascript:x"
    ).content.decode()
    assert "Enter a valid URL" in page
    assert 'value="New"' in page
    assert Photo.objects.get().credit == "Old"


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.MEDICAL_REVIEWER])
def test_whoever_may_not_change_a_photo_does_not_fill_in_its_rights(login, staff, role):
    photo = factories.photo(credit="Old")
    fill_in(login(staff[role]), [photo], credit="New")
    assert Photo.objects.get().credit == "Old"
