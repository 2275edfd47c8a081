"""A photo can be deleted whatever shows it: somebody shown may have withdrawn consent."""

import pytest

from django.urls import reverse

from accounts.roles import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


def delete(client, photo):
    return client.post(reverse("wagtailimages:delete", args=[photo.pk]))


def test_a_photo_in_use_can_be_deleted_and_the_story_stays_readable(photo_desk, client):
    photo = factories.photo()
    story = factories.article(
        hero_photo=photo,
        body=[
            ("photo", {"photo": photo}),
            ("gallery", {"photos": [{"photo": photo}, {"photo": photo}]}),
            factories.pair(photo, photo),
        ],
    )
    confirmation = photo_desk.get(reverse("wagtailimages:delete", args=[photo.pk])).content.decode()
    assert "referenced 1 time" in confirmation
    assert delete(photo_desk, photo).status_code == 302
    assert client.get(story.url).status_code == 200
    assert photo_desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200


def test_a_photo_used_only_in_a_draft_can_be_deleted_and_the_draft_opens(photo_desk, client, staff):
    photo = factories.photo()
    story = factories.article()
    story.hero_photo = photo
    story.body = [("photo", {"photo": photo})]
    story.save_revision()
    delete(photo_desk, photo)
    client.force_login(staff[Role.MANAGING_EDITOR])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200


def test_many_photos_in_use_can_be_deleted_at_once(photo_desk):
    photos = [factories.photo() for _ in range(2)]
    factories.article(hero_photo=photos[0])
    url = reverse("wagtail_bulk_action", args=["photos", "photo", "delete"])
    response = photo_desk.post(f"{url}?id={photos[0].pk}&id={photos[1].pk}&next=/admin/images/")
    assert response.status_code == 302
    assert not type(photos[0]).objects.exists()
