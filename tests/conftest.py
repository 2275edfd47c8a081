import pytest

from django.core.cache import cache

from accounts.roles import Role
from tests import factories


@pytest.fixture(autouse=True)
def empty_cache():
    """Counts of attempts and cached renditions must not travel from test to test."""
    cache.clear()


@pytest.fixture
def staff(db):
    """One user for each role, by role: staff[Role.WRITER]."""
    return {role: factories.user(role) for role in Role}


@pytest.fixture
def login(client):
    """Log a user in without the password's hashing time: login(staff[Role.WRITER])."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in
