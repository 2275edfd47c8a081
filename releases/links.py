"""The signed link to one release. It has no last day: to withdraw must stay as easy as it was to agree (GDPR 7(3))."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

SALT = "releases.link"


def path_of(release):
    """The page of the person shown. Whoever has this address can agree, decline and withdraw."""
    return reverse("releases:release", args=[signing.Signer(salt=SALT).sign(release.link_key.hex)])


def key_in(token):
    """Return the link key in a token, or None if it was not signed by us."""
    try:
        return UUID(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
