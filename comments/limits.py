"""How often one account, one network and one e-mail address may do something: the rates in ACCOUNT_RATE_LIMITS."""

import time

from allauth.core.internal.ratelimit import apply_rate, get_cache_key, get_rates
from allauth.core.ratelimit import clear, consume

from django.core.cache import cache
from django.http import HttpRequest

from accounts.networks import network_token

APP = "allauth.account"  # as in the names of allauth's counts


def is_within_limits(request: HttpRequest, guest_email: str = "") -> bool:
    """Count one more comment of this visitor. Counts are kept in the shared cache, so they hold over all workers."""
    attempts = {"comment_from_network": {"key": network_token(request)}}
    if request.user.is_authenticated:
        attempts["comment"] = {"user": request.user}
    if guest_email:
        attempts["comment_confirmation"] = {"key": guest_email.lower()}
    return are_allowed(request, attempts)


def may_ask_for_link(request: HttpRequest, guest_email: str) -> bool:
    """Count one more letter with a link to one's own comments, whether or not there is anything to send."""
    network = {"key": network_token(request)}
    return are_allowed(request, {"own_comments_from_network": network, "own_comments": {"key": guest_email}})


def forget_attempts(email: str):
    """Erase the counts that are kept under a hash of this address."""
    for action in ("comment_confirmation", "comment_notice", "own_comments"):
        clear(None, action=action, key=email.lower())  # ty: ignore[invalid-argument-type] - no rate of these asks for it


def may_vote(request: HttpRequest) -> bool:
    """Count one more press of “Helpful”, or its taking back, of this reader."""
    return are_allowed(request, {"comment_vote": {"user": request.user}})


def may_report(request: HttpRequest, email: str = "") -> bool:
    """Count one more report from this visitor's network, and one more letter to the address that came with it."""
    attempts = {"comment_report": {"key": network_token(request)}}
    if email:
        attempts["comment_notice"] = {"key": email.lower()}
    return are_allowed(request, attempts)


def are_allowed(request, attempts):
    """Count one more of each of these attempts, {action: of whom}; whether no limit of any forbids it.

    allauth asks the cache four times for each limit, a lock among them. A table is asked twice for all together.
    """
    change = getattr(cache, "change", None)  # cms/database_cache.py
    if change is None:
        return all([consume(request, action=action, **whose) for action, whose in attempts.items()])  # noqa: C419 - each
    limits = [limits_of(request, action, whose) for action, whose in attempts.items()]
    answers = []

    def counted(histories):
        now = time.time()
        histories = {name: history or [] for name, history in histories.items()}
        # As allauth: past the first limit of an action that forbids it, its others do not count.
        answers[:] = [all(apply_rate(histories[name], now, rate)[0] for name, rate in each.items()) for each in limits]
        return histories

    change({name: rate.duration for each in limits for name, rate in each.items()}, counted)
    return all(answers)


def limits_of(request, action, whose):
    """The rates of an action, by the names under which allauth keeps their counts."""
    rates = get_rates(action=action, app=APP)
    return {get_cache_key(request, action=action, rate=rate, app=APP, **whose): rate for rate in rates}
