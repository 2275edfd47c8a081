"""Django's cache in Redis, and the memory of this process while Redis does not answer.

What is kept there counts attempts and spares questions to the database: nothing of it is worth an error page. Limits go
on holding, each process counting for itself, until Redis is back. docs/decisions/0057-without-redis.md has the reasons.
"""

import logging
import time

from redis.exceptions import RedisError

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache as DjangosRedisCache

logger = logging.getLogger(__name__)

PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0}  # seconds; Django's waits for ever
TRY_AGAIN_AFTER = 1.0  # seconds: whoever asks a machine that is gone does not wait at every word
MOST_REMEMBERED = 20_000  # entries; Django's 300 would let anyone push out the counts of others


def or_from_memory(name):
    def method(self, *args, **kwargs):
        return self.asked(name, *args, **kwargs)

    return method


class RedisCache(DjangosRedisCache):
    """Each thread has one of these; what is remembered in place of Redis is the process's."""

    def __init__(self, server, params):
        super().__init__(server, params | {"OPTIONS": PATIENCE | params.get("OPTIONS", {})})
        self.memory = LocMemCache(f"in place of {server}", params | {"OPTIONS": {"MAX_ENTRIES": MOST_REMEMBERED}})
        self.down_until = 0.0

    def asked(self, name, *args, **kwargs):
        if time.monotonic() >= self.down_until:
            try:
                answer = getattr(super(), name)(*args, **kwargs)
            except RedisError:
                if not self.down_until:
                    logger.exception("Redis does not answer: until it does, each process remembers for itself.")
                self.down_until = time.monotonic() + TRY_AGAIN_AFTER
            else:
                self.down_until = 0.0
                return answer
        return getattr(self.memory, name)(*args, **kwargs)

    add, get, set, touch, delete = map(or_from_memory, ("add", "get", "set", "touch", "delete"))
    get_many, set_many, delete_many = map(or_from_memory, ("get_many", "set_many", "delete_many"))
    has_key, incr, clear = map(or_from_memory, ("has_key", "incr", "clear"))
