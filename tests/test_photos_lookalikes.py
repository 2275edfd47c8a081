"""The same shot is recognised whatever it was exported as, and two shots are not taken for one."""

import json
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from demo.magazine import PHOTOS
from photos.lookalikes import CLOSE, distance, lookalikes, perceptual_hash
from photos.models import Photo
from tests import factories
from tests.at_once import at_once
from tests.test_photos_forms import message_in, upload_in_chooser, upload_multiple, upload_single

pytestmark = pytest.mark.usefixtures("whole_worker")

NAMES = ["cheek-window-light", "cream-swipe", "fern", "foam", "mascara-stroke", "misted-pane"]


def exported(name="cream-swipe", image_format="JPEG", size=(320, 240), change=None, **options):
    """A photo of the demo, saved again by some program."""
    with Image.open(PHOTOS / f"{name}.jpg") as image:
        image = image.convert("RGB")
        image = change(image) if change else image
        image.thumbnail(size)
        buffer = BytesIO()
        image.save(buffer, image_format, **options)
    return buffer.getvalue()


def hash_of(data):
    return perceptual_hash(BytesIO(data))


def upload(data, name="a.jpg"):
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(
    "options",
    [
        {"quality": 40},
        {"size": (160, 120)},
        {"image_format": "WEBP", "quality": 60},
        {"image_format": "AVIF", "quality": 50},
        {"image_format": "PNG"},
        {"change": lambda image: ImageEnhance.Brightness(image).enhance(1.1)},
        {"change": lambda image: image.convert("L")},
    ],
    ids=["worse", "smaller", "WebP", "AVIF", "PNG", "brighter", "grey"],
)
@pytest.mark.parametrize("name", NAMES)
def test_another_export_of_a_shot_is_close_to_it(name, options):
    assert distance(hash_of(exported(name, quality=95)), hash_of(exported(name, **options))) <= CLOSE


def test_two_shots_are_far_from_each_other():
    hashes = [hash_of(exported(name)) for name in NAMES]
    assert min(distance(one, other) for one, other in combinations(hashes, 2)) > CLOSE


def test_a_shot_on_its_side_is_recognised():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = exported(change=lambda image: image.transpose(Image.Transpose.ROTATE_90), size=(240, 320), exif=exif)
    assert distance(hash_of(exported()), hash_of(turned)) <= CLOSE


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


@pytest.mark.django_db
def test_the_very_same_file_comes_before_all_that_look_like_it():
    near = factories.photo(file=upload(exported(quality=40)))
    same = factories.photo(file=upload(exported()))
    factories.photo(file=upload(exported("fern")))
    new = factories.photo(file=upload(exported()))
    assert lookalikes(new, Photo.objects.all()) == [same, near]


@pytest.mark.django_db
def test_after_many_were_added_those_that_look_the_same_are_shown_side_by_side(photo_desk):
    known = factories.photo(title="The first export", file=upload(exported(quality=40)))
    answer = upload_multiple(photo_desk, upload(exported())).json()
    assert not answer["duplicate"]
    assert "The first export" in answer["form"]
    new = Photo.objects.exclude(pk=known.pk).get()
    assert reverse("wagtailimages:edit_multiple", args=[new.pk]) in answer["form"]
    answer = upload_multiple(photo_desk, upload(exported())).json()
    assert answer["duplicate"]
    assert "the very same file" in answer["confirm_duplicate_upload"]
    assert "The first export" not in answer["confirm_duplicate_upload"]


@pytest.mark.django_db
def test_before_and_after_of_one_place_are_two_photos():
    before = factories.photo(file=upload((PHOTOS / "forearm-before.jpg").read_bytes()))
    after = factories.photo(file=upload((PHOTOS / "forearm-after.jpg").read_bytes()))
    assert distance(before.perceptual_hash, after.perceptual_hash) <= CLOSE
    assert lookalikes(after, Photo.objects.all()) == []


@pytest.mark.django_db
def test_within_a_story_one_of_the_two_can_be_used(photo_desk):
    known = factories.photo(title="The first export", file=upload(exported(quality=40)))
    shown = json.loads(message_in(upload_in_chooser(photo_desk, upload(exported()))))["htmlFragment"]
    new = Photo.objects.exclude(pk=known.pk).get()
    assert f'href="{reverse("wagtailimages_chooser:chosen", args=[new.pk])}" class="use-new-image' in shown
    chosen = reverse("wagtailimages_chooser:chosen", args=[known.pk]).replace("/", "%2F")
    assert f'href="{reverse("wagtailimages:delete", args=[new.pk])}?next={chosen}"' in shown


@pytest.mark.django_db
def test_after_one_was_added_its_form_says_what_looks_the_same(photo_desk):
    factories.photo(title="The first export", file=upload(exported(quality=40)))
    page = photo_desk.get(upload_single(photo_desk, upload(exported())).url).content.decode()
    assert "The first export" in page
    assert "It looks like one of the library" in page


@pytest.mark.django_db
def test_another_photo_is_taken_without_a_question(photo_desk):
    factories.photo(file=upload(exported("fern")))
    assert not upload_multiple(photo_desk, upload(exported())).json()["duplicate"]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_library(django_assert_num_queries):
    new = factories.photo(file=upload(exported()))
    factories.photo(file=upload(exported(quality=40)))
    with django_assert_num_queries(3):
        lookalikes(new, Photo.objects.all())
    for quality in (50, 60, 70):
        factories.photo(file=upload(exported(quality=quality)))
    with django_assert_num_queries(3):
        assert len(lookalikes(new, Photo.objects.all())) == 4


def test_of_two_uploads_of_the_same_photo_at_once_one_is_told(transactional_db, client):
    def add():
        photo = factories.photo(file=upload(exported()))
        return len(lookalikes(photo, Photo.objects.all()))

    assert sorted(at_once(add, add))[-1] == 1
    assert Photo.objects.count() == 2
