"""The only writer of preview links: made, given another address, extended, revoked. Each is in the audit log."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from .models import LONGEST_TERM, USUAL_TERM, PreviewLink
from .tokens import hashed, new_token


class Refused(Exception):
    """Nothing was changed; the text says why, for editors."""


def may_share(page, user):
    """Whoever may edit a page may show its draft. An alias has no draft of its own."""
    return not page.alias_of_id and page.permissions_for_user(user).can_edit()


def share(page, *, by, label, submission, term=USUAL_TERM, revision=None):
    """Make a link to a page's draft.

    Args:
        page: the page, of any type.
        by: the editor.
        label: who it is for, as it stands above the draft.
        submission: the form's UUID, which makes one link.
        term: a timedelta, how long the link opens; more than LONGEST_TERM fails in the database.
        revision: the one version it shows; None follows the newest draft.

    Returns:
        (link, token): the token is known only now.

    Raises:
        PermissionDenied: the editor may not edit the page.
        Refused: this form has made its link already.
    """
    check_may_share(page, by)
    token, now = new_token(), timezone.now()
    link = PreviewLink(
        page_id=page.pk,
        label=label,
        token_hash=hashed(token),
        submission=submission,
        revision=revision,
        created_at=now,
        created_by=by,
        renewed_at=now,
        expires_at=now + term,
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
            record("create", link, by)
    except IntegrityError:
        if PreviewLink.objects.filter(submission=submission).exists():
            raise Refused(
                _("This link is in the list below already. If its address is lost, press “New address”.")
            ) from None
        raise
    return link, token


@transaction.atomic
def rotate(link, *, by, seen):
    """Give a link another address; the one before is dead from this moment. An expired link opens again.

    Args:
        seen: the number of the address that the editor wants replaced.

    Returns:
        The new token, known only now.

    Raises:
        PermissionDenied, Refused.
    """
    link = locked(link, by)
    if link.address_number != seen:
        raise Refused(
            _("This link has a new address already, which was shown only once. To replace that one, press again.")
        )
    token, now = new_token(), timezone.now()
    link.token_hash = hashed(token)
    link.address_number += 1
    if link.expires_at <= now:
        link.renewed_at, link.expires_at = now, now + USUAL_TERM
    link.save()
    record("rotate", link, by)
    return token


@transaction.atomic
def extend(link, *, by):
    """Let a link open for USUAL_TERM longer, from its end or, if that is past, from now. LONGEST_TERM is the most.

    Returns:
        The link with its new end.

    Raises:
        PermissionDenied, Refused.
    """
    link = locked(link, by)
    now = timezone.now()
    until = min(max(link.expires_at, now) + USUAL_TERM, now + LONGEST_TERM)
    link.renewed_at, link.expires_at = now, until
    link.save(update_fields=["renewed_at", "expires_at"])
    record("extend", link, by)
    return link


@transaction.atomic
def revoke(link, *, by):
    """Close a link for good: its next visitor finds it shut.

    Raises:
        PermissionDenied, Refused.
    """
    link = locked(link, by)
    link.revoked_at, link.revoked_by = timezone.now(), by
    link.save(update_fields=["revoked_at", "revoked_by"])
    record("revoke", link, by)


def note_opening(link):
    """Count that somebody looked. Who, from where and with what is nobody's business."""
    PreviewLink.objects.filter(pk=link.pk).update(times_opened=F("times_opened") + 1, last_opened_at=timezone.now())


def check_may_share(page, user):
    if not may_share(page, user):
        raise PermissionDenied


def locked(link, by):
    """The link as it is now, kept from others until the transaction ends. Raises PermissionDenied, Refused."""
    link = PreviewLink.objects.select_for_update(of=("self",)).select_related("page").get(pk=link.pk)
    check_may_share(link.page, by)
    if link.revoked_at:
        raise Refused(_("This link was revoked and stays shut. Make a new one."))
    return link


def record(what, link, by):
    """Write to the page's audit log, never the token or its hash."""
    data = {"link": link.pk, "for": link.label, "until": link.expires_at.isoformat(), "revision": link.revision_id}
    log(link.page, f"sharing.{what}", user=by, data=data)
