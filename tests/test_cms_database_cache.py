"""The shared cache in the database: as Django's, in one statement."""

import pytest

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms import database_cache
from cms.database_cache import DatabaseCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache(settings, monkeypatch):
    monkeypatch.setattr(database_cache.random, "random", lambda: 0.9)  # nothing is looked at by chance
    backend = {"BACKEND": "cms.database_cache.DatabaseCache", "LOCATION": "some_cache"}
    settings.CACHES = settings.CACHES | {"table": backend}
    call_command("createcachetable", "some_cache")
    return DatabaseCache("some_cache", {"OPTIONS": {"MAX_ENTRIES": 10}})


def statements(do, *args):
    """How many statements it takes, without the savepoint around them in the transaction of a test."""
    with CaptureQueriesContext(connection) as captured:
        do(*args)
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


def test_what_is_set_is_read_and_written_over_in_one_statement_each(cache):
    for value in ("one", {"two": 2}):
        assert statements(cache.set, "name", value) == 1
        assert statements(cache.get, "name") == 1
        assert cache.get("name") == value


def test_only_what_is_not_there_is_added(cache):
    assert statements(cache.add, "other", "first") == 1
    assert cache.add("lock", "first") is True
    assert cache.add("lock", "second") is False
    assert cache.get("lock") == "first"


def test_what_is_over_is_added_again(cache):
    cache.set("lock", "first", timeout=-10)
    assert cache.add("lock", "second") is True
    assert cache.get("lock") == "second"


def test_without_an_end_it_stays(cache):
    cache.set("for-ever", 1, timeout=None)
    assert cache.add("for-ever", 2) is False
    assert cache.touch("for-ever", 10) is True
    assert cache.get("for-ever") == 1


def test_there_are_never_many_more_than_there_may_be(cache, monkeypatch):
    monkeypatch.setattr(database_cache.random, "random", lambda: 0.0)
    for number in range(50):
        cache.set(f"page-{number}", number)
    assert sum(cache.get(f"page-{number}") is not None for number in range(50)) <= 11
    assert cache.get("page-49") == 49


def test_several_are_changed_together_in_two_statements(cache):
    cache.set("two", 2)
    cache.set("over", 3, timeout=-10)
    seen = {}

    def changed(values):
        seen.update(values)
        return {name: (value or 0) + 1 for name, value in values.items()}

    assert statements(cache.change, {"two": 60, "one": None, "over": 60}, changed) == 2
    assert seen == {"one": None, "two": 2, "over": None}
    assert cache.get_many(["one", "two", "over"]) == {"one": 1, "two": 3, "over": 1}
    assert statements(cache.change, {}, changed) == 0


def test_what_is_changed_lasts_as_long_as_it_is_told(cache, time_machine):
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    cache.change({"minute": 60, "hour": 3600}, lambda values: dict.fromkeys(values, "here"))
    time_machine.shift(600)
    assert cache.get_many(["minute", "hour"]) == {"hour": "here"}


def test_what_goes_wrong_changes_nothing(cache):
    cache.set("number", 1)
    with pytest.raises(ZeroDivisionError):
        cache.change({"number": 60, "other": 60}, lambda values: 1 / 0)
    assert cache.get_many(["number", "other"]) == {"number": 1}
