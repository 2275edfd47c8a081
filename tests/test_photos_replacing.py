"""Another file for a photo: readers go on seeing the old one until the desks have read the change."""

import pytest

from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage
from people.models import PersonPage
from photos.models import Photo
from photos.private import private_storage
from photos.renditions import every_spec, make_renditions
from photos.vocabulary import ReleaseState, Retouching
from photos.where_used import with_another_photo
from review.models import SignOff
from tests import factories, newsroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]

SAID = {"retouching": Retouching.NONE, "retouching_declared_by": "Ada Example", "release_state": ReleaseState.GRANTED}


@pytest.fixture
def as_(login, staff):
    return lambda role: login(staff[role])


def change(client, photo, **data):
    words = {name: getattr(photo, name) for name in ("title", "credit", "alt_text", "caption")}
    data = words | {"file": factories.image_file(colour="teal")} | data
    return client.post(reverse("wagtailimages:edit", args=[photo.pk]), data, follow=True)


def newest(page):
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def new_of(photo):
    return Photo.objects.get(replaces=photo)


def test_another_file_makes_another_photo_and_leaves_the_old_one_alone(as_):
    photo = factories.photo(**SAID)
    page = change(as_(Role.PHOTO_EDITOR), photo, credit="Bo Example").content.decode()
    new, old = new_of(photo), Photo.objects.get(pk=photo.pk)
    assert "photo of its own" in page
    assert (old.file.name, old.file_hash, old.credit) == (photo.file.name, photo.file_hash, photo.credit)
    assert private_storage().exists(old.master.name)
    assert new.file_hash != old.file_hash
    assert (new.credit, new.master.name != old.master.name) == ("Bo Example", True)


def test_nobody_has_said_yet_of_the_new_file_what_was_said_of_the_old_one(as_):
    photo = factories.photo(**SAID, focal_point_x=3, focal_point_y=3, focal_point_width=2, focal_point_height=2)
    kept = {"retouching": "none", "retouching_declared_by": "Ada Example", "focal_point_x": 3}
    change(as_(Role.PHOTO_EDITOR), photo, release_state="not_needed", **kept)
    new = new_of(photo)
    assert (new.retouching, new.retouching_declared_by, new.focal_point_x) == (Retouching.UNKNOWN, "", None)
    assert new.release_state == ReleaseState.NOT_NEEDED  # this was said in the same form


def test_the_new_photo_is_described_anew_and_told_apart(as_):
    photo = factories.photo(title="Cheek (2)", alt_text="A cheek at dawn")
    desk = as_(Role.PHOTO_EDITOR)
    page = change(desk, photo).content.decode()
    new = new_of(photo)
    assert (new.title, new.alt_text, new.credit) == ("Cheek (3)", "", photo.credit)
    assert "had the alt text “A cheek at dawn”" in page
    page = change(desk, new, title="Mine", alt_text="Of my own").content.decode()
    assert (new_of(new).title, new_of(new).alt_text) == ("Mine", "Of my own")
    assert "The library has the very same file already: “Cheek (3)”." in page


def test_other_words_for_a_photo_make_no_new_one(as_):
    photo = factories.photo()
    data = {"title": "Other words", "credit": photo.credit}
    as_(Role.PHOTO_EDITOR).post(reverse("wagtailimages:edit", args=[photo.pk]), data)
    assert Photo.objects.get().title == "Other words"


def test_a_live_story_gets_a_draft_and_does_not_change_itself(as_, client):
    photo = factories.photo()
    block = ("photo", {"photo": photo, "caption": "", "credit": "", "alt_text": "", "elapsed": "two days"})
    story = factories.article("Cheeks", hero_photo=photo, body=[block, factories.pair(before=photo)])
    before = client.get(story.url).content
    page = change(as_(Role.PHOTO_EDITOR), photo).content.decode()
    assert "“Cheeks” has a new draft with this photo" in page
    client.logout()
    assert client.get(story.url).content == before
    draft, new = newest(story), new_of(photo)
    assert draft.hero_photo == new
    assert draft.body[0].value["photo"] == new
    assert draft.body[1].value["before"]["photo"] == new
    assert ArticlePage.objects.get(pk=story.pk).hero_photo == photo


def test_publishing_the_draft_shows_the_new_photo(as_, staff):
    photo = factories.photo()
    story = factories.article(hero_photo=photo)
    change(as_(Role.PHOTO_EDITOR), photo, release_state="not_needed", alt_text="A cheek at noon")
    factories.publish(newest(story))
    assert ArticlePage.objects.get(pk=story.pk).hero_photo == new_of(photo)


def test_sign_offs_of_a_story_in_review_do_not_stand_for_the_new_photo(as_, staff):
    photo = factories.photo()
    story = factories.article(live=False, owner=staff[Role.WRITER], hero_photo=photo)
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign(story, staff[Role.PHOTO_EDITOR])
    change(as_(Role.PHOTO_EDITOR), photo, release_state="not_needed")
    assert newest(story).hero_photo == new_of(photo)
    assert "Photo desk" in newsroom.waiting(story)
    assert SignOff.objects.filter(page=story).exists()  # the record of it stays


def test_a_story_that_somebody_has_locked_goes_on_with_the_old_photo_and_is_named(as_, staff):
    photo = factories.photo()
    story = factories.article("Under lock", hero_photo=photo)
    ArticlePage.objects.filter(pk=story.pk).update(locked=True, locked_by=staff[Role.MANAGING_EDITOR])
    page = change(as_(Role.PHOTO_EDITOR), photo).content.decode()
    assert "Not changed, because you may not edit it now: “Under lock”" in page
    assert newest(story).hero_photo == photo


def test_a_story_whose_newest_draft_no_longer_shows_the_photo_is_left_alone(as_):
    photo, other = factories.photo(), factories.photo()
    story = factories.article("Cheeks", hero_photo=photo)
    story.hero_photo = other
    draft = story.save_revision()
    page = change(as_(Role.PHOTO_EDITOR), photo).content.decode()
    assert "“Cheeks” still shows readers the old photo." in page
    assert ArticlePage.objects.get(pk=story.pk).latest_revision == draft


def test_only_who_may_change_the_photo_exchanges_its_file(as_):
    photo = factories.photo()
    change(as_(Role.FACT_CHECKER), photo)
    assert Photo.objects.get() == photo


def test_a_photo_of_another_number_and_a_text_that_looks_like_one_stay():
    body = '[{"type": "photo", "value": {"photo": 12, "caption": "say \\"photo\\": 1"}}, {"value": {"photo": 1}}]'
    changed = with_another_photo({"body": body, "hero_photo": 12, "title": "photo"}, 1, 99)
    assert changed["body"] == body.replace('"photo": 1}', '"photo": 99}')
    assert changed["hero_photo"] == 12


def test_an_alias_follows_its_original_and_a_half_written_draft_is_no_obstacle(as_):
    photo = factories.photo()
    story = factories.article(hero_photo=photo)
    alias = story.create_alias(update_slug="an-alias")
    somebody = factories.person(portrait=photo)
    somebody.last_name = ""
    somebody.save_revision(clean=False)
    change(as_(Role.PHOTO_EDITOR), photo)
    assert newest(story).hero_photo == new_of(photo)
    assert not alias.revisions.exists()
    assert PersonPage.objects.get(pk=somebody.pk).get_latest_revision_as_object().portrait == new_of(photo)


def test_the_old_photo_keeps_its_file_and_goes_on_as_before(as_):
    photo = factories.photo()
    desk = as_(Role.PHOTO_EDITOR)
    change(desk, photo)
    old = Photo.objects.get(pk=photo.pk)
    assert default_storage.exists(old.file.name)
    old.renditions.all().delete()
    make_renditions.func(old.pk)
    assert old.renditions.count() == len(every_spec(old))
    desk.post(reverse("wagtailimages:edit", args=[old.pk]), {"title": old.title, "credit": "Bo Example"})
    assert Photo.objects.get(pk=old.pk).credit == "Bo Example"


def test_the_words_of_a_photo_whose_file_is_lost_can_still_be_changed(as_):
    photo = factories.photo()
    default_storage.delete(photo.file.name)
    desk = as_(Role.PHOTO_EDITOR)
    address = reverse("wagtailimages:edit", args=[photo.pk])
    page = desk.get(address).content.decode()
    assert "own file is missing in the storage" in page
    assert "Please change the source or delete" not in page
    assert desk.post(address, {"title": photo.title, "credit": "Bo Example"}).status_code == 302
    kept = Photo.objects.get()
    assert (kept.credit, kept.width, kept.height) == ("Bo Example", photo.width, photo.height)
    make_renditions.func(photo.pk)  # the worker notes it and goes on
    change(desk, kept)
    assert new_of(kept).has_file
