"""What was asked and said about consent outlives the picture."""

import pytest

from django.db.models import ProtectedError
from django.urls import reverse

from accounts.roles import Role
from photos.models import Photo
from photos.vocabulary import ReleaseState
from releases import consent, withdrawal
from releases.models import ReleaseRecord
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


@pytest.fixture
def agreed():
    release = factories.release(factories.photo(title="Cheek"), name="Ada")
    consent.answer(release, agrees=True, typed_name="Ada", terms="All of it")
    return release.photo


def test_the_database_refuses_below_every_screen(agreed):
    for delete in (agreed.delete, Photo.objects.filter(pk=agreed.pk).delete):
        with pytest.raises(ProtectedError):
            delete()
    assert ReleaseRecord.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_screen_that_deletes_leads_to_the_one_that_erases(photo_desk, agreed, method):
    page = getattr(photo_desk, method)(reverse("wagtailimages:delete", args=[agreed.pk]), follow=True)
    assert page.redirect_chain[0][0] == reverse("release_desk:photo", args=[agreed.pk])
    html = page.content.decode()
    assert "Nothing was deleted. What was asked and said about consent to “Cheek” is kept" in html
    assert "Delete for good" in html
    assert Photo.objects.exists()


def test_of_many_none_is_deleted_and_the_desk_reads_which_are_kept(photo_desk, agreed):
    other = factories.photo(title="Brow")
    url = reverse("wagtail_bulk_action", args=["photos", "photo", "delete"])
    page = photo_desk.post(f"{url}?id={agreed.pk}&id={other.pk}&next=/admin/images/", follow=True).content.decode()
    assert "Nothing was deleted. What was asked and said about consent to “Cheek” is kept" in page
    assert Photo.objects.count() == 2


def test_the_uploader_does_not_delete_it_either(photo_desk, agreed):
    answer = photo_desk.post(reverse("wagtailimages:delete_multiple", args=[agreed.pk]))
    assert answer.status_code == 409
    assert "is kept" in answer.json()["error_message"]
    fresh = factories.photo()
    assert photo_desk.post(reverse("wagtailimages:delete_multiple", args=[fresh.pk])).json()["success"]


def test_somebody_who_may_not_delete_it_learns_nothing(login, staff, agreed):
    answer = login(staff[Role.FACT_CHECKER]).get(reverse("wagtailimages:delete", args=[agreed.pk]), follow=True)
    assert "Cheek" not in answer.content.decode()


def test_an_erased_photo_keeps_what_was_said(agreed):
    withdrawal.erase(agreed)
    release = agreed.releases.get()
    assert (release.name, release.state, release.email) == ("Ada", ReleaseState.GRANTED, "")
    assert release.records.get().typed_name == "Ada"
    with pytest.raises(ProtectedError):
        agreed.delete()
