"""Where a visitor comes from, without keeping it: for counts of attempts."""

import ipaddress

from allauth.account.adapter import get_adapter

from django.utils.crypto import salted_hmac


def network_token(request, day=""):
    """Stands for the visitor's network without naming it: a keyed hash, so the address itself is stored nowhere.

    With a day ("2026-11-25") the key is that day's: tokens of different days cannot be told to be one network.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    # A server that listens on IPv6 alone writes IPv4 addresses as ::ffff:192.0.2.1: one /64 for the whole of IPv4.
    address = getattr(address, "ipv4_mapped", None) or address
    # A household gets a whole /64 of IPv6 addresses (RFC 6177).
    network = ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)
    return salted_hmac(f"accounts.networks{day}", str(network), algorithm="sha256").hexdigest()
