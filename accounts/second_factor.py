"""Staff confirm who they are with a second factor: a code from an app, a security key or a passkey."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

SESSION_KEY = "second_factor_of"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_set_up(user):
    """Whether this account has a second factor. Recovery codes alone are none."""
    known = getattr(user, "has_second_factor", None)  # read along with the account, accounts/backends.py
    return is_mfa_enabled(user, FACTORS) if known is None else known


def is_confirmed(request):
    """Whether a second factor of this user was used, or set up, in this session.

    That the account has one is not enough: a session from before it was set up may be a thief's.
    """
    return request.session.get(SESSION_KEY) == request.user.pk and is_set_up(request.user)


def remember(sender, request, user, **kwargs):
    """Receiver of allauth's signals that a factor was used or added."""
    request.session[SESSION_KEY] = user.pk
