"""The counts of attempts in the default cache, a table of the database that all workers share."""

import pytest

from django.core.cache import caches
from django.core.management import call_command

from cms.settings import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def _shared_cache(settings):
    settings.CACHES = settings.CACHES | {"default": base.CACHES["default"]}
    call_command("createcachetable", verbosity=0)


def attempt(client, address="robin@example.org"):
    return client.post("/accounts/login/", {"login": address, "password": "wrong"})


@pytest.mark.usefixtures("_shared_cache")
def test_attempts_are_counted_in_the_database(client, django_assert_max_num_queries):
    for _attempt in range(5):
        assert b"is not right" in attempt(client).content
    caches.close_all()  # another worker has nothing in memory
    assert b"Too many attempts" in attempt(client).content


@pytest.mark.usefixtures("_shared_cache")
def test_asking_for_many_others_does_not_wipe_out_a_count(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
    for _attempt in range(5):
        attempt(client)
    for n in range(320):
        caches["default"].set(f"other-{n}", [1.0], 600)
    assert b"Too many attempts" in attempt(client).content


@pytest.mark.usefixtures("_shared_cache")
def test_who_cannot_be_counted_is_not_let_in(client):
    """A worker that cannot get the lock of a count in time refuses rather than lets pass."""
    attempt(client)
    key = "allauth:rl:allauth.account:login:30/60/ip:ip:127.0.0.1"
    assert caches["default"].get(key), "allauth names its counts differently now"
    caches["default"].set(f"{key}:lock", True, 60)
    assert attempt(client).status_code == 429
