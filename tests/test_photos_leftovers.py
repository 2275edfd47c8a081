"""A file whose row never came is nobody's: it goes a day later, and no other does."""

import os
import time

import pytest

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from photos.leftovers import delete_leftovers, files_below
from photos.models import Photo
from photos.private import private_storage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]
DAY = 24 * 3600


def files_of(photo):
    return [(default_storage, photo.file.name), (private_storage(), photo.master.name)]


def age(photo, seconds):
    then = time.time() - seconds
    for storage, name in files_of(photo):
        os.utime(storage.path(name), (then, then))


def are_there(photo):
    return [storage.exists(name) for storage, name in files_of(photo)]


@pytest.fixture
def lost():
    """A photo whose request failed after it was stored: the row is gone, the files are there."""
    delete_leftovers()  # of other tests: their rows are gone too
    with transaction.atomic():
        photo = factories.photo()
        transaction.set_rollback(True)
    assert not Photo.objects.filter(file=photo.file.name).exists()
    return photo


def test_what_a_failed_request_left_goes_after_a_day(lost):
    age(lost, DAY + 60)
    assert delete_leftovers() == 2
    assert are_there(lost) == [False, False]


def test_a_row_that_may_still_come_finds_its_files(lost):
    age(lost, DAY - 3600)
    assert delete_leftovers() == 0
    assert are_there(lost) == [True, True]


def test_the_files_of_a_photo_stay_however_old(lost):
    photo = factories.photo()
    for one in (photo, lost):
        age(one, 1000 * DAY)
    call_command("delete_photo_leftovers")
    assert are_there(photo) == [True, True]
    assert are_there(lost) == [False, False]


def test_what_else_lies_in_the_private_storage_is_not_touched():
    name = private_storage().save("releases/form.pdf", factories.image_file())
    os.utime(private_storage().path(name), (0, 0))
    delete_leftovers()
    assert private_storage().exists(name)


def test_a_house_without_photos_has_no_leftovers():
    assert list(files_below(private_storage(), "no-such-folder")) == []
