"""The cache in a folder has room made now and then, and not at every write."""

import pytest

from cms.file_cache import LOOK_EVERY, FileBasedCache


@pytest.fixture
def folder(tmp_path):
    return FileBasedCache(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 10}})


def chance(monkeypatch, number):
    monkeypatch.setattr("cms.file_cache.random.random", lambda: number)


def number_of_files(folder):
    return len(folder._list_cache_files())


def test_room_is_made_once_in_a_hundred_writes(folder, monkeypatch):
    chance(monkeypatch, 0.5)
    for number in range(20):
        folder.set(str(number), "a page")
    assert number_of_files(folder) == 20
    chance(monkeypatch, 0.5 / LOOK_EVERY)
    folder.set("more", "a page")
    assert number_of_files(folder) <= 15
    assert folder.get("more") == "a page"


def test_most_writes_look_at_no_other_file(folder, monkeypatch):
    chance(monkeypatch, 0.5)
    monkeypatch.setattr(folder, "_list_cache_files", lambda: pytest.fail("It looked."))
    folder.set("a", "a page")
    assert folder.get("a") == "a page"
