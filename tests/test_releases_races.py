"""The person shown, the desk and the clock at the same moment, over one release."""

from datetime import date

import pytest

from django.urls import reverse

from accounts.roles import Role
from photos.models import Photo
from photos.vocabulary import ReleaseState
from releases import consent
from releases.models import Release
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.usefixtures("whole_worker")


def test_a_withdrawal_stands_whatever_else_happens_at_that_moment(transactional_db, client):
    release = factories.release(state=ReleaseState.GRANTED, ends_on=date(2026, 1, 1))
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    form = {"photo": release.photo_id, "name": release.name, "age_band": "adult", "state": "granted"}
    at_once(
        consent.expire_all,
        lambda: consent.withdraw(Release.objects.get(pk=release.pk)),
        lambda: client.post(reverse("release_desk:edit", args=[release.pk]), form),
    )
    assert Release.objects.get().state == ReleaseState.WITHDRAWN
    assert Photo.objects.get().is_withheld
