"""Django's cache in the database, in one statement where Django's needs three, and without its transaction.

Each comment sent writes to it eight times, and every page that is kept is put there.
docs/decisions/0056-statements-of-the-database-cache.md has the reasons.
"""

import base64
import pickle
import random
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache as DjangosDatabaseCache
from django.db import DatabaseError, connections, router, transaction
from django.utils import timezone

LOOK_EVERY = 100  # about so many writes: are there more entries than there may be?


class DatabaseCache(DjangosDatabaseCache):
    """What another process does at the same moment is settled by the database: `add` lets exactly one through."""

    # Django's, which its stubs leave out.
    _table: str
    _max_entries: int
    _cull: Callable

    def _base_set(self, mode, key, value, timeout=DEFAULT_TIMEOUT):
        if mode == "touch":
            return super()._base_set(mode, key, value, timeout)  # ty: ignore[missing-attribute]
        alias = router.db_for_write(self.cache_model_class)
        connection = connections[alias]
        now, until = timezone.now().replace(microsecond=0), self.get_backend_timeout(timeout)
        expires = datetime.max if until is None else datetime.fromtimestamp(until, tz=UTC)
        now, expires = map(connection.ops.adapt_datetimefield_value, (now, expires.replace(microsecond=0)))
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        table = connection.ops.quote_name(self._table)
        statement = (
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)"  # noqa: S608 - the table of settings
            " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
        )
        values = [key, pickled, expires]
        if mode == "add":
            statement, values = f"{statement} WHERE {table}.expires < %s", [*values, now]
        savepoint = transaction.atomic(using=alias) if connection.in_atomic_block else nullcontext()
        try:
            with savepoint, connection.cursor() as cursor:
                cursor.execute(statement, values)
                is_set = cursor.rowcount == 1
                if random.random() * LOOK_EVERY < 1:  # noqa: S311 - no secret
                    self.make_room(alias, cursor)
        except DatabaseError:  # as Django's: what could not be put there is not there
            return False
        return is_set

    def make_room(self, alias, cursor):
        """Throw away what is over, and a third of the rest, if there are too many entries."""
        cursor.execute(f"SELECT COUNT(*) FROM {connections[alias].ops.quote_name(self._table)}")  # noqa: S608
        (number,) = cursor.fetchone()
        if number > self._max_entries:
            self._cull(alias, cursor, timezone.now().replace(microsecond=0), number)
