"""The shared cache in Redis: while that does not answer, the process's memory stands in its place."""

import logging

import pytest
from redis.exceptions import ConnectionError as RedisIsGone

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache as DjangosRedisCache

from cms import redis_cache
from cms.redis_cache import RedisCache


class Redis(LocMemCache):
    """Redis, which can be away."""

    is_away = False


@pytest.fixture
def redis(monkeypatch):
    """A Redis that is there, until `redis.is_away`."""
    server = Redis("a redis for tests", {})
    server.clear()

    def instead(name):
        def method(self, *args, **kwargs):
            if server.is_away:
                raise RedisIsGone
            return getattr(server, name)(*args, **kwargs)

        return method

    for name in ("add", "get", "set", "touch", "delete", "get_many", "set_many", "delete_many", "has_key", "incr"):
        monkeypatch.setattr(DjangosRedisCache, name, instead(name))
    return server


@pytest.fixture
def cache(redis):
    made = RedisCache("redis://127.0.0.1:1", {})
    made.memory.clear()
    return made


@pytest.fixture
def a_moment_later(monkeypatch):
    def wait():
        monkeypatch.setattr(redis_cache, "TRY_AGAIN_AFTER", 0)

    return wait


def test_what_redis_has_is_read_from_redis(cache, redis):
    cache.set("name", "kept")
    assert redis.get("name") == cache.get("name") == "kept"
    assert not cache.memory.get("name")


def test_without_redis_nothing_is_an_error_and_what_is_counted_goes_on_being_counted(cache, redis):
    redis.is_away = True
    assert cache.get("attempts") is None
    assert cache.add("attempts", 1) is True
    assert cache.add("attempts", 1) is False
    assert cache.incr("attempts") == 2
    assert cache.get_many(["attempts", "others"]) == {"attempts": 2}
    assert cache.delete("attempts") is True


def test_it_is_said_once_and_redis_is_asked_again(cache, redis, a_moment_later, caplog):
    a_moment_later()
    cache.set("name", "in redis")
    redis.is_away = True
    with caplog.at_level(logging.ERROR, logger="cms.redis_cache"):
        assert cache.get("name") is None
        assert cache.get("name") is None
    assert len(caplog.records) == 1
    redis.is_away = False
    assert cache.get("name") == "in redis"


def test_while_it_is_away_it_is_not_asked_at_every_word(cache, redis):
    redis.is_away = True
    cache.get("name")
    redis.is_away = False
    redis.set("name", "in redis")
    assert cache.get("name") is None  # for a second


def test_nobody_waits_for_ever_for_a_machine_that_is_silent(cache):
    assert cache._options == redis_cache.PATIENCE
