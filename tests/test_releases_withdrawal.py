"""A photo that is taken back is gone from every surface when the request is over."""

import json
import re
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.management import call_command
from django.db import transaction
from django.db.models import CharField, FileField, TextField
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Revision

from accounts.roles import Role
from articles.models import ArticlePage
from photos.models import Photo
from photos.private import delete_master
from photos.where_used import is_named_in, pages_showing
from readiness.gate import NotReady
from releases import consent, withdrawal
from releases.models import Release
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def shown():
    """A live story with one photo on top and in its body."""
    photo = factories.photo(title="Cheek", caption="A private caption", file=factories.image_file(size=(640, 480)))
    body = [("photo", {"photo": photo, "caption": "", "credit": "", "alt_text": "", "elapsed": "two days"})]
    story = factories.article("A live story", hero_photo=photo, body=body)
    return photo, story


def renditions_of(photo):
    return [rendition.file.name for rendition in photo.renditions.all()]


def share_images(html):
    """How the file ends that messengers get: the photo's, or the card's, on which nobody is shown."""
    return re.findall(r'property="og:image" content="[^"]+(\.\w+)"', html)


def test_it_leaves_page_teasers_feed_and_share_image(shown, client, django_capture_on_commit_callbacks):
    photo, story = shown
    assert "<picture>" in client.get(story.url).content.decode()
    release = factories.release(photo)
    with django_capture_on_commit_callbacks(execute=True):
        consent.withdraw(release, typed_name="Ada")
    for address in (story.url, "/", "/search/?q=live", "/feeds/rss.xml", "/feeds/atom.xml"):
        answer = client.get(address)
        html = answer.content.decode()
        assert answer.status_code == 200, address
        assert "/media/images/" not in html.replace("/media/images/cards/", ""), address
        assert "A private caption" not in html, address
    html = client.get(story.url).content.decode()
    assert html.count("photo-withheld") == 2
    assert "This photo is no longer shown." in html
    assert share_images(html) == [".png"]


def test_its_files_answer_410(shown, client, django_capture_on_commit_callbacks):
    photo, story = shown
    client.get(story.url)
    files = renditions_of(photo)
    assert files
    assert all(client.get(f"/media/{name}").status_code == 200 for name in files)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.take_back(photo)
    assert {client.get(f"/media/{name}").status_code for name in files} == {410}
    client.get(story.url)
    assert not photo.renditions.exists()  # nothing makes them again


def test_giving_it_back_brings_back_its_files(shown, client, django_capture_on_commit_callbacks):
    photo, story = shown
    client.get(story.url)
    files = renditions_of(photo)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.take_back(photo)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.give_back(photo)
    assert "photo-withheld" not in client.get(story.url).content.decode()
    assert {client.get(f"/media/{name}").status_code for name in files} == {200}


def test_giving_it_back_does_not_overrule_the_person_shown(shown):
    photo, _story = shown
    consent.withdraw(factories.release(photo), typed_name="Ada")
    photo.refresh_from_db()
    withdrawal.take_back(photo)
    withdrawal.give_back(photo)
    assert photo.is_withheld


def test_restoring_an_old_version_does_not_bring_it_back(shown, client):
    photo, story = shown
    old = story.save_revision()
    withdrawal.take_back(photo)
    with pytest.raises(NotReady):
        old.publish()
    ArticlePage.objects.filter(pk=story.pk).update(body=old.content["body"])  # by whatever way
    assert not re.search("/media/images/(?!cards/)", client.get(story.url).content.decode())


def test_an_ended_licence_does_the_same(shown, client, django_capture_on_commit_callbacks):
    photo, story = shown
    client.get(story.url)
    files = renditions_of(photo)
    Photo.objects.filter(pk=photo.pk).update(licence_ends_on=timezone.localdate() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("withhold_photos")
    assert {client.get(f"/media/{name}").status_code for name in files} == {410}


def test_a_size_that_was_being_made_meanwhile_goes_too(shown, django_capture_on_commit_callbacks):
    photo, _story = shown
    before = Photo.objects.get(pk=photo.pk)  # as the worker has it in memory
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.take_back(photo)
    with django_capture_on_commit_callbacks(execute=True):
        late = before.get_rendition("width-123").file.name
    assert not photo.renditions.exists()
    assert not default_storage.exists(late)


def test_copies_that_a_dying_server_left_are_removed_by_the_worker(shown, client, django_capture_on_commit_callbacks):
    photo, story = shown
    client.get(story.url)
    Photo.objects.filter(pk=photo.pk).update(withheld_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        call_command("withhold_photos")
    assert not photo.renditions.exists()


def test_erasing_leaves_a_tombstone_and_no_file(shown, client, django_capture_on_commit_callbacks):
    photo, story = shown
    client.get(story.url)
    file, master, files = photo.file.name, photo.master.name, renditions_of(photo)
    assert storages["private"].exists(master)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.erase(photo)
    assert not any(default_storage.exists(name) for name in [file, *files])
    assert not storages["private"].exists(master)
    assert {client.get(f"/media/{name}").status_code for name in files} == {410}
    assert client.get(story.url).status_code == 200


def test_no_word_of_an_erased_photo_is_left(search_index, django_capture_on_commit_callbacks):
    written = {
        field.name: "https://example.org/Ada" if field.name == "licence_url" else "Ada"
        for field in Photo._meta.concrete_fields
        if isinstance(field, (CharField, TextField)) and not field.choices and field.editable
    }
    photo = factories.photo(**written, taken_on=timezone.localdate())
    photo.tags.add("Ada")
    Photo.objects.filter(pk=photo.pk).update(found={"says": {"credit": "Ada"}}, credential_report={"signer": "Ada"})
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.erase(photo)
    tombstone = Photo.objects.get(pk=photo.pk)
    values = {field.name: getattr(tombstone, field.attname) for field in Photo._meta.concrete_fields}
    assert not [name for name, value in values.items() if "Ada" in str(value)]
    assert {field.name for field in Photo._meta.concrete_fields if is_free(field) and values[field.name]} == {"title"}
    assert not tombstone.tags.exists()
    assert [len(hit) for hit in (Photo.objects.search("Ada"), Photo.objects.search("Erased"))] == [0, 1]


def is_free(field):
    """Whether a column holds whatever somebody, or a file, put there."""
    return isinstance(field, (CharField, TextField, FileField)) and not field.choices


def test_where_the_storage_is_down_the_worker_deletes_the_files_later(shown, monkeypatch, settings):
    photo, _story = shown
    form = storages["private"].save("releases/form.pdf", ContentFile(b"%PDF-1.4"))
    factories.release(photo, evidence=form)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    file, master = photo.file.name, photo.master.name
    waiting = DBTaskResult.objects.filter(task_path="photos.private.delete_master")

    def down(self, name):
        raise OSError("The storage is down.")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", down)
        withdrawal.erase(photo)
        assert Photo.objects.get().erased_at
        for task in waiting.all():
            delete_master.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
            task.delete()
    assert storages["private"].exists(master)
    assert {(task.args_kwargs["args"][1], task.run_after > timezone.now()) for task in waiting.all()} == {(2, True)}
    for task in waiting.all():
        delete_master.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    assert not default_storage.exists(file)
    assert not any(storages["private"].exists(name) for name in (master, form))


def test_an_erasure_that_is_rolled_back_deletes_nothing(shown, settings):
    photo, _story = shown
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with transaction.atomic():
        withdrawal.erase(photo)
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.filter(task_path="photos.private.delete_master").exists()


def test_a_size_that_cannot_be_deleted_now_is_deleted_within_the_hour(
    shown, client, monkeypatch, django_capture_on_commit_callbacks
):
    photo, story = shown
    client.get(story.url)
    files = renditions_of(photo)

    def down(self, name):
        raise OSError("The storage is down.")

    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(FileSystemStorage, "delete", down)
        withdrawal.take_back(photo)
    page = client.get(story.url).content.decode()
    assert not [name for name in files if name in page]
    with django_capture_on_commit_callbacks(execute=True):
        call_command("withhold_photos")
    assert {client.get(f"/media/{name}").status_code for name in files} == {410}


def test_drafts_and_scheduled_versions_are_found_too(shown):
    photo, story = shown
    draft = factories.article("A draft", live=False)
    draft.hero_photo = photo
    draft.save_revision()
    later = factories.article("Scheduled", live=False)
    later.body = [("photo", {"photo": photo, "caption": "", "credit": "", "alt_text": "", "elapsed": ""})]
    approved = later.save_revision()
    later.body = []
    later.save_revision()
    # As the scheduler leaves it; the gate would ask for every desk's sign-off first.
    Revision.objects.filter(pk=approved.pk).update(approved_go_live_at=timezone.now() + timedelta(days=1))
    other = factories.article("Without it")
    found = {page.pk: page.how for page in pages_showing(photo)}
    assert found[draft.pk] == ["in the draft"]
    assert found[later.pk] == ["in the scheduled version"]
    assert "live" in found[story.pk]
    assert other.pk not in found


def test_the_photo_of_a_product_leaves_its_cards_and_is_found_in_both(
    client, login, staff, django_capture_on_commit_callbacks
):
    photo = factories.photo(title="Jar", caption="A private caption", file=factories.image_file(size=(640, 480)))
    story = factories.article(body=[factories.card(factories.product("Balm", photo=photo))])
    assert "<picture>" in client.get(story.url).content.decode()
    assert [(page.pk, page.how) for page in pages_showing(photo)] == [(story.pk, ["on a card"])]
    files = renditions_of(photo)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.take_back(photo)
    assert files
    assert {client.get(f"/media/{name}").status_code for name in files} == {410}
    for address in (story.url, "/shopping-list/", "/", "/feeds/rss.xml", "/feeds/feed.json", "/sitemap-photos.xml"):
        html = client.get(address).content.decode()
        assert not [name for name in files if name in html], address
        assert "/media/images/" not in html.replace("/media/images/cards/", ""), address
        assert "A private caption" not in html, address
    desk = login(staff[Role.PHOTO_EDITOR]).get(reverse("release_desk:photo", args=[photo.pk])).content.decode()
    assert "Maison Example Balm" in desk
    assert "(product)" in desk


def test_a_photo_of_another_number_is_not_taken_for_it():
    content = {"hero_photo": 12, "body": json.dumps([{"type": "photo", "value": {"photo": 123}}])}
    assert is_named_in(content, 12)
    assert is_named_in(content, 123)
    assert not is_named_in(content, 1)


def test_who_agreed_to_the_website_alone_is_on_no_card_of_a_messenger(shown, client):
    photo, story = shown
    assert share_images(client.get(story.url).content.decode()) == [".jpg"]
    release = factories.release(photo)
    consent.answer(release, agrees=True, typed_name="Ada", terms="All of it")
    html = client.get(story.url).content.decode()
    assert share_images(html) == [".png"]
    assert "<picture>" in html
    assert '"ImageObject"' in html  # search engines show the website
    assert "media:content" in client.get("/feeds/rss.xml").content.decode()
    Release.objects.update(for_social_media=True)
    consent.settle(Photo.objects.get())
    assert share_images(client.get(story.url).content.decode()) == [".jpg"]
