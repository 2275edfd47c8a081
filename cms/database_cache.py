"""Django's cache in the database, in one statement where Django's needs three, and without its transaction.

Every page that is kept is put there, and each comment sent counts against its limits.
docs/decisions/0056-statements-of-the-database-cache.md has the reasons.
"""

import base64
import pickle
import random
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from itertools import chain

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache as DjangosDatabaseCache
from django.db import DatabaseError, connections, router, transaction
from django.utils import timezone

ANEW = "value = excluded.value, expires = excluded.expires"
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
        table, values = connection.ops.quote_name(self._table), self.row(key, value, timeout, connection)
        statement = upsert(table, 1, ANEW)
        if mode == "add":
            statement, values = f"{statement} WHERE {table}.expires < %s", [*values, now_for(connection)]
        savepoint = transaction.atomic(using=alias) if connection.in_atomic_block else nullcontext()
        try:
            with savepoint, connection.cursor() as cursor:
                cursor.execute(statement, values)
                is_set = cursor.rowcount == 1
                self.perhaps_make_room(alias, cursor)
        except DatabaseError:  # as Django's: what could not be put there is not there
            return False
        return is_set

    def change(self, seconds, changed):
        """Change several entries together, in two statements, while nobody else can change any of them.

        Args:
            seconds: {key: for how long it is kept}.
            changed: a function of their values, None where there is none, that gives what they become: {key: value}.
        """
        if not seconds:
            return
        alias = router.db_for_write(self.cache_model_class)
        connection = connections[alias]
        table = connection.ops.quote_name(self._table)
        names = {self.make_and_validate_key(key): key for key in sorted(seconds)}  # so that no two wait for each other
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            # What is not there yet is put there: only rows can be locked.
            rows = [self.row(name, None, seconds[key], connection) for name, key in names.items()]
            statement = upsert(table, len(rows), f"value = {table}.value")
            statement = f"{statement} RETURNING cache_key, value, expires >= %s"
            cursor.execute(statement, [*chain.from_iterable(rows), now_for(connection)])
            found = {names[name]: loaded(value) if is_good else None for name, value, is_good in cursor.fetchall()}
            values = changed(found)
            rows = [self.row(name, values[key], seconds[key], connection) for name, key in names.items()]
            cursor.execute(upsert(table, len(rows), ANEW), list(chain.from_iterable(rows)))
        with suppress(DatabaseError), connection.cursor() as cursor:  # another time, then
            self.perhaps_make_room(alias, cursor)

    def row(self, key, value, timeout, connection):
        """Key, value and end of an entry, as the table has them."""
        until = self.get_backend_timeout(timeout)
        expires = datetime.max if until is None else datetime.fromtimestamp(until, tz=UTC)
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        return [key, pickled, connection.ops.adapt_datetimefield_value(expires.replace(microsecond=0))]

    def perhaps_make_room(self, alias, cursor):
        """Now and then throw away what is over, and a third of the rest, if there are too many entries."""
        if random.random() * LOOK_EVERY >= 1:  # noqa: S311 - no secret
            return
        cursor.execute(f"SELECT COUNT(*) FROM {connections[alias].ops.quote_name(self._table)}")  # noqa: S608
        (number,) = cursor.fetchone()
        if number > self._max_entries:
            self._cull(alias, cursor, timezone.now().replace(microsecond=0), number)


def upsert(table, number, update):
    rows = ", ".join(["(%s, %s, %s)"] * number)
    # The table is that of the settings.
    return (
        f"INSERT INTO {table} (cache_key, value, expires) VALUES {rows} ON CONFLICT (cache_key) DO UPDATE SET {update}"  # noqa: S608
    )


def loaded(pickled):
    return pickle.loads(base64.b64decode(pickled.encode()))  # noqa: S301 - written above


def now_for(connection):
    return connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
