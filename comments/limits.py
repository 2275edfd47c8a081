"""How often one account, one network and one e-mail address may do something: the rates in ACCOUNT_RATE_LIMITS."""

from allauth.core.ratelimit import clear, consume

from django.http import HttpRequest

from accounts.networks import network_token


def is_within_limits(request: HttpRequest, guest_email: str = "") -> bool:
    """Count one more comment of this visitor. Counts are kept in the shared cache, so they hold over all workers."""
    kept = [consume(request, action="comment_from_network", key=network_token(request))]
    if request.user.is_authenticated:
        kept.append(consume(request, action="comment", user=request.user))
    if guest_email:
        kept.append(consume(request, action="comment_confirmation", key=guest_email.lower()))
    return all(kept)


def may_ask_for_link(request: HttpRequest, guest_email: str) -> bool:
    """Count one more letter with a link to one's own comments, whether or not there is anything to send."""
    kept = [
        consume(request, action="own_comments_from_network", key=network_token(request)),
        consume(request, action="own_comments", key=guest_email),
    ]
    return all(kept)


def forget_attempts(email: str):
    """Erase the counts that are kept under a hash of this address."""
    for action in ("comment_confirmation", "comment_notice", "own_comments"):
        clear(None, action=action, key=email.lower())  # ty: ignore[invalid-argument-type] - no rate of these asks for it


def may_vote(request: HttpRequest) -> bool:
    """Count one more press of “Helpful”, or its taking back, of this reader."""
    return bool(consume(request, action="comment_vote", user=request.user))


def may_report(request: HttpRequest, email: str = "") -> bool:
    """Count one more report from this visitor's network, and one more letter to the address that came with it."""
    kept = [consume(request, action="comment_report", key=network_token(request))]
    if email:
        kept.append(consume(request, action="comment_notice", key=email.lower()))
    return all(kept)
