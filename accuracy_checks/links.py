"""The signed link to one accuracy check. When it closes is in the check itself: it can be withdrawn at once."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

SALT = "accuracy_checks.link"


def path_of(check):
    """The page of the source. Whoever has this address answers as them."""
    return reverse("accuracy_checks:check", args=[signing.Signer(salt=SALT).sign(check.link_key.hex)])


def key_in(token):
    """Return the link key in a token, or None if it was not signed by us."""
    try:
        return UUID(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
