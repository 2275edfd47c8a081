"""Signing for a definition, and taking that back. The only writer of what readers get of a term."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from .models import SIGNATURE, GlossaryTerm

REVIEW = "glossary.review_glossaryterm"
DELETE = "glossary.delete_glossaryterm"

# What readers get of a term has changed: `term`, within the transaction in which it happens.
shown_changed = Signal()


class MayNotSign(ValidationError):
    """Why somebody's signature would not count. Its text is for them; nothing was signed."""


def may_withdraw(user):
    return user.has_perm(REVIEW) or user.has_perm(DELETE)


def name_of(user):
    """How readers know whoever signs: by their page, with credentials, or by name. Never by the e-mail address."""
    person: Any = getattr(user, "person", None)
    if person is None:
        return user.get_full_name() or user.display_name
    return ", ".join(part for part in (person.title, person.credential_line) if part)


def refuse(term, user):
    """Raise MayNotSign where this user's signature under the term as it is at hand would be worth nothing."""
    if not term.awaits_review:
        raise MayNotSign(_("This is signed already."))
    since = term.revisions.filter(created_at__gt=term.reviewed_at) if term.reviewed_at else term.revisions
    if since.filter(user=user).exists():
        raise MayNotSign(_("You have worked on this definition. Somebody else must review it."))
    if not name_of(user):
        raise MayNotSign(_("Your account has no name that readers could be told. Fill it in first."))


@transaction.atomic
def sign(pk, *, by, seen):
    """Put a reviewer's name under a term as it is. From then on readers get it.

    Args:
        by: the user who signs.
        seen: the stamp of what was on their screen.

    Raises:
        PermissionDenied: they may not sign for any term.
        MayNotSign: they may not for this one, or it has changed since they read it.
    """
    if not by.has_perm(REVIEW):
        raise PermissionDenied(_("You may not review definitions."))
    term = GlossaryTerm.objects.select_for_update().get(pk=pk)
    if term.stamp != seen:
        raise MayNotSign(_("Somebody has changed it since you opened it. Nothing was signed. Read it again."))
    refuse(term, by)
    term.signed, term.awaits_review = term.offered, False
    term.reviewed_by, term.reviewer_name, term.reviewed_at = by, name_of(by)[:500], timezone.now()
    _tell(term, "glossary.sign", by)
    return term


@transaction.atomic
def withdraw(pk, *, by):
    """Take a definition from the readers, until somebody signs again. Returns whether they had one.

    Raises:
        PermissionDenied: they may not.
    """
    if not may_withdraw(by):
        raise PermissionDenied(_("You may not take definitions from readers."))
    term = GlossaryTerm.objects.select_for_update().get(pk=pk)
    if term.signed is None:
        return False
    term.signed = term.reviewed_by = term.reviewed_at = None
    term.reviewer_name, term.awaits_review = "", True
    _tell(term, "glossary.withdraw", by)
    return True


def _tell(term, action, user):
    term.save(update_fields=[*SIGNATURE, "awaits_review"])
    log(instance=term, action=action, user=user, data={"definition": term.offered["definition"]})
    shown_changed.send(sender=GlossaryTerm, term=term)
