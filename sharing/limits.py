"""Against guessing: a network that asks for many addresses that do not exist is answered nothing for a while.

Not by allauth's counts, which let every GET pass. They would also ask the cache, which may be a table, several times
for every visitor; here whoever has a right address costs one look.
"""

from contextlib import suppress

from django.core.cache import cache

from accounts.networks import network_token

WRONG_ADDRESSES = 20
SECONDS = 10 * 60


def is_shut_out(request):
    return cache.get(_key(request), 0) >= WRONG_ADDRESSES


def count_wrong_address(request):
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        with suppress(ValueError):  # the time has run out since
            cache.incr(key)


def _key(request):
    return f"sharing:wrong:{network_token(request)}"
