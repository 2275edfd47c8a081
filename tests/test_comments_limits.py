"""Limits of a comment: where the counts are in a table, they are asked together and say what allauth would say."""

import pytest

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.settings import base
from comments.limits import forget_attempts, is_within_limits
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def shared_cache(settings):
    def use():
        settings.CACHES = settings.CACHES | {"default": base.CACHES["default"]}
        call_command("createcachetable", verbosity=0)

    return use


def ask(rf, user=None, email="", address="192.0.2.1"):
    request = rf.post("/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return is_within_limits(request, email)


@pytest.mark.parametrize("where", ["in a table", "by allauth"])
def test_each_limit_counts_for_itself(rf, db, settings, time_machine, shared_cache, where):
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    if where == "in a table":
        shared_cache()
    settings.ACCOUNT_RATE_LIMITS = {
        "comment": "2/m/user,3/h/user",
        "comment_from_network": "4/m/key",
        "comment_confirmation": "1/h/key",
    }
    robin, kim = factories.user(), factories.user()
    assert [ask(rf, robin) for _time in range(3)] == [True, True, False]
    assert [ask(rf, kim) for _time in range(2)] == [True, False], "what the account was refused counted for the network"
    assert not ask(rf, kim, address="192.0.2.2"), "what the network was refused counted for the account"
    time_machine.shift(61)
    assert [ask(rf, robin) for _time in range(2)] == [True, False], "the limit of the hour is reached"
    assert [ask(rf, email=email) for email in ("a@example.org", "A@example.org")] == [True, False]
    forget_attempts("a@example.org")
    assert ask(rf, email="a@example.org", address="192.0.2.3")


def test_in_a_table_all_limits_take_two_questions(rf, db, shared_cache):
    shared_cache()
    reader = factories.user()
    with CaptureQueriesContext(connection) as captured:
        assert ask(rf, reader)
    assert sum("SAVEPOINT" not in query["sql"] for query in captured) == 2


def test_without_any_limit_everything_is_allowed(rf, db, settings, shared_cache):
    shared_cache()
    settings.ACCOUNT_RATE_LIMITS = {}
    assert ask(rf)


def test_of_many_at_once_no_more_pass_than_may(rf, transactional_db, settings, shared_cache):
    shared_cache()
    settings.ACCOUNT_RATE_LIMITS = {"comment": "3/m/user", "comment_from_network": "200/h/key"}
    for _attempt in range(5):
        reader, other = factories.user(), factories.user()
        answers = at_once(*[lambda who=who: ask(rf, who) for who in [reader, other] * 4])
        assert answers.count(True) == 6
    caches["default"].clear()
