"""How often one account, one network and one e-mail address may comment: the rates in ACCOUNT_RATE_LIMITS."""

import ipaddress

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume

from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def is_within_limits(request: HttpRequest, guest_email: str = "") -> bool:
    """Count one more comment of this visitor. Counts are kept in the shared cache, so they hold over all workers."""
    kept = [consume(request, action="comment_from_network", key=network_token(request))]
    if request.user.is_authenticated:
        kept.append(consume(request, action="comment", user=request.user))
    if guest_email:
        kept.append(consume(request, action="comment_confirmation", key=guest_email.lower()))
    return all(kept)


def network_token(request):
    """Stands for the visitor's network without naming it: a keyed hash, so the address itself is stored nowhere."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    # A server that listens on IPv6 alone writes IPv4 addresses as ::ffff:192.0.2.1: one /64 for the whole of IPv4.
    address = getattr(address, "ipv4_mapped", None) or address
    # A household gets a whole /64 of IPv6 addresses (RFC 6177).
    network = ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)
    return salted_hmac("comments.network", str(network), algorithm="sha256").hexdigest()
