"""Photos come in by three screens and by code. Each keeps the master, fills in the form and shows what was found."""

import json
from pathlib import Path
from unittest.mock import patch

import pytest
from PIL import Image

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from accounts.roles import Role
from photos.models import Photo
from photos.private import private_storage
from tests import factories
from tests.test_photos_forms import (
    WAYS_IN,
    content_of,
    message_in,
    stored_files,
    upload_in_chooser,
    upload_multiple,
    upload_single,
)
from tests.test_photos_found import saved, xmp
from tests.test_photos_ingest import SECRET, encoded, heic, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


def phone_photo(name="IMG_1.jpg"):
    return SimpleUploadedFile(name, saved(xmp=xmp()))


def master_of(photo):
    with photo.master.open("rb") as file:
        return file.read()


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize(("name", "content"), [("a.jpg", encoded("JPEG")), ("b.heic", heic())], ids=["jpeg", "heic"])
def test_the_untouched_bytes_are_kept_privately(photo_desk, way_in, name, content):
    way_in(photo_desk, SimpleUploadedFile(name, content))
    photo = Photo.objects.get()
    assert master_of(photo) == content
    assert photo.master.name.startswith("masters/")
    assert photo.master.name.endswith(name[-4:])
    assert Path(private_storage().location) in Path(photo.master.path).parents


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_the_form_is_filled_in_with_what_the_file_says(photo_desk, way_in):
    way_in(photo_desk, phone_photo())
    photo = Photo.objects.get()
    assert photo.photographer == "Ada Example, Bo Example"
    assert photo.alt_text == "A cheek"
    assert photo.licence_url == "https://example.org/licence"
    assert str(photo.taken_on) == "2026-05-17"
    assert photo.digital_source_type == "digitalCapture"


def test_what_somebody_typed_counts_more_than_what_the_file_says(photo_desk):
    upload_single(photo_desk, phone_photo())
    photo = Photo.objects.get()
    assert photo.credit == "Ada Example"
    assert photo.found["says"]["credit"] == "Example Pictures"


def shown_after(way_in, client):
    response = way_in(client, phone_photo())
    if response.status_code == 302:
        response = client.get(response.url)
    text = message_in(response)
    return json.loads(text) if text.startswith("{") else text


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_what_was_found_is_shown(photo_desk, way_in):
    shown = str(shown_after(way_in, photo_desk))
    assert "The file says" in shown
    assert "Example Pictures" in shown
    assert "the place where it was taken and serial numbers" in shown
    assert "removed" in shown


def test_after_many_were_added_each_form_is_filled_in(photo_desk):
    form = shown_after(upload_multiple, photo_desk)["form"]
    assert 'value="Example Pictures"' in form
    assert 'value="2026-05-17"' in form


def test_a_script_in_the_metadata_is_shown_as_text(photo_desk):
    upload = SimpleUploadedFile("a.jpg", saved(xmp=xmp(credit="&lt;script&gt;alert(1)&lt;/script&gt;")))
    upload_multiple(photo_desk, upload)
    page = photo_desk.get(reverse("wagtailimages:edit", args=[Photo.objects.get().pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_from_within_a_story_the_photo_is_taken_after_a_look(photo_desk):
    answer = json.loads(message_in(upload_in_chooser(photo_desk, phone_photo())))
    photo = Photo.objects.get()
    assert reverse("wagtailimages_chooser:chosen", args=[photo.pk]) in answer["htmlFragment"]


def test_from_within_a_story_a_photo_that_says_nothing_is_taken_at_once(photo_desk):
    answer = json.loads(message_in(upload_in_chooser(photo_desk, factories.image_file())))
    assert answer["step"] == "chosen"


def test_a_photo_made_by_code_has_a_master_too():
    photo = Photo.objects.create(title="Noon", file=SimpleUploadedFile("a.jpg", encoded("JPEG")))
    assert SECRET.encode() in master_of(photo)
    assert SECRET.encode() not in content_of(photo)
    assert "position" in photo.found["carried"]


# Who gets the master


def test_those_who_may_change_a_photo_can_download_its_master(photo_desk):
    content = encoded("JPEG")
    photo = factories.photo(title="A cheek, noon", file=SimpleUploadedFile("a.jpg", content))
    response = photo_desk.get(reverse("photo_master", args=[photo.pk]))
    assert b"".join(response.streaming_content) == content
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="A cheek, noon.jpg"'
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("role", [None, Role.WRITER, Role.MEDICAL_REVIEWER])
def test_nobody_else_gets_it(client, staff, role):
    photo = factories.photo()
    if role:
        client.force_login(staff[role])
    assert client.get(reverse("photo_master", args=[photo.pk])).status_code == 302


def test_no_address_leads_to_a_master(client):
    photo = factories.photo()
    for path in (photo.master.name, f"images/../../private/{photo.master.name}", f"../private/{photo.master.name}"):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_lost_master_is_said_to_be_missing(photo_desk):
    photo = factories.photo()
    private_storage().delete(photo.master.name)
    assert photo_desk.get(reverse("photo_master", args=[photo.pk])).status_code == 404


# What goes with the photo


def test_the_master_goes_with_the_photo(photo_desk, django_capture_on_commit_callbacks):
    photo = factories.photo()
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert not private_storage().exists(photo.master.name)


# A storage that is full or down


def full(self, name, content):
    raise OSError(28, "No space left on device")


def full_of_public_files(self, name, content, save=FileSystemStorage._save):
    return full(self, name, content) if name.startswith("original") else save(self, name, content)


@pytest.mark.parametrize("refuse", [full, full_of_public_files], ids=["both storages", "the public one"])
@pytest.mark.parametrize("way_in", WAYS_IN)
def test_a_full_storage_leaves_no_row_and_no_file_and_keeps_what_was_typed(photo_desk, way_in, refuse):
    before = stored_files()
    with patch.object(FileSystemStorage, "_save", refuse):
        message = message_in(way_in(photo_desk, factories.image_file()))
    assert "nothing of this file was kept" in message
    assert "A cheek at noon" in message or way_in is upload_multiple  # its script keeps the list of files
    assert not Photo.objects.exists()
    assert stored_files() == before


def test_a_photo_keeps_its_files_when_the_replacement_cannot_be_stored(photo_desk):
    photo = factories.photo()
    photo_desk.get(reverse("wagtailimages:edit", args=[photo.pk]))
    before = stored_files()
    with patch.object(FileSystemStorage, "_save", full):
        data = {"title": "New", "file": factories.image_file(colour="teal")}
        page = photo_desk.post(reverse("wagtailimages:edit", args=[photo.pk]), data).content.decode()
    assert "nothing of this file was kept" in page
    assert stored_files() == before
    assert Photo.objects.get().master.name == photo.master.name


def test_a_row_that_cannot_be_stored_leaves_no_file():
    before = stored_files()
    with patch.object(Photo, "save_base", side_effect=DatabaseError), pytest.raises(DatabaseError):
        factories.photo()
    assert stored_files() == before


# File names


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/photo.jpg",
        "..\\..\\windows\\photo.jpg",
        "photo\x01\x1b[2J\u202e.html.jpg",
        "n" * 300 + ".jpg",
        "\U0001f484" * 80 + ".jpg",
        "-rf *.jpg",
        "CON.jpg",
    ],
    ids=[
        "traversal",
        "backslashes",
        "control characters",
        "300 characters",
        "emoji",
        "an option",
        "a device",
    ],
)
@pytest.mark.parametrize("way_in", [upload_single, upload_multiple])
def test_no_file_name_leads_anywhere(photo_desk, way_in, name):
    way_in(photo_desk, SimpleUploadedFile(name, encoded("JPEG")))
    photo = Photo.objects.get()
    assert photo.file.name.startswith("original_images/")
    assert photo.file.name.isascii()
    assert ".." not in photo.file.name + photo.master.name
    assert photo_desk.get(reverse("wagtailimages:edit", args=[photo.pk])).status_code == 200
    assert photo_desk.get(reverse("photo_master", args=[photo.pk])).status_code == 200


def test_no_size_of_a_photo_is_called_what_its_file_was_called():
    photo = factories.photo(file=factories.image_file("Vera-Quillfeather.jpg"))
    names = photo.file.name + photo.master.name + photo.get_rendition("width-32").file.name
    assert "quillfeather" not in names.lower()
    assert photo.file.name.endswith(".jpg")


def test_a_turned_photo_has_the_size_it_is_looked_at_in():
    photo = factories.photo(file=SimpleUploadedFile("a.jpg", encoded("JPEG", orientation=6, image=picture((80, 40)))))
    assert (photo.width, photo.height) == (40, 80)
    with photo.get_rendition("width-20").file.open() as file, Image.open(file) as image:
        assert image.size == (20, 40)
