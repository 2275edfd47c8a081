"""The secret addresses of calendar feeds. Whoever has one reads the calendar, so only its hash is kept."""

from django.db import transaction
from django.utils import timezone

from sharing.tokens import hashed, new_token

from .models import CalendarToken


def renew(user):
    """Give somebody a new address; the one before leads nowhere from now on. Returns the token, this once."""
    token = new_token()
    with transaction.atomic():
        revoke(user)
        CalendarToken.objects.create(user=user, token_hash=hashed(token))
    return token


def revoke(user):
    """Let somebody's address lead nowhere. Returns whether there was one."""
    return bool(CalendarToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now()))


def user_of(token):
    """Whose token it is; None for one that was revoked, tampered with or made up, or whose user has left the desk."""
    found = CalendarToken.objects.valid().filter(token_hash=hashed(token)).select_related("user").first()
    return found.user if found and found.user.has_perm("wagtailadmin.access_admin") else None
