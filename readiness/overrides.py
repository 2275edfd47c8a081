"""Letting a page pass although a blocker stands, and taking that back. The only writer of Override."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.log_actions import log

from .models import MINIMUM_REASON, Override
from .reports import newest
from .rules import findings_in
from .signals import overridden

ADD = "readiness.add_override"
DELETE = "readiness.delete_override"
TOO_LITTLE = format_lazy(gettext_lazy("Say why, in at least {number} characters."), number=MINIMUM_REASON)


def may_override(user, page):
    """Whether somebody may open the screen for overrides of a page. What they may waive there, each rule says."""
    return user.has_perm(ADD) and page.permissions_for_user(user).can_edit()


def may_take_back(user, page):
    return user.has_perm(DELETE) and page.permissions_for_user(user).can_edit()


def blockers_of(page):
    """The blockers in the newest version of a page, waived ones among them, by key."""
    return {finding.key: finding for finding in findings_in(newest(page.pk)) if finding.is_blocker}


def may_waive(user, finding):
    return bool(finding.waiver) and user.has_perm(finding.waiver)


@transaction.atomic
def waive(page, keys, *, by, reason):
    """Let a page be published although these blockers stand in its newest version: all of them, or none.

    A blocker that has been waived already stays as it was waived, reason and all.

    Args:
        keys: Finding.key of each blocker; at least one.
        by: the user who answers for it.
        reason: at least MINIMUM_REASON characters.

    Returns:
        The Override rows of these blockers, in the order of the keys.

    Raises:
        PermissionDenied: this user may not override on this page, or not one of these rules.
        ValidationError: no key, a reason too short, or a key that is no blocker now.
    """
    if not may_override(by, page):
        raise PermissionDenied(_("You may not let this page pass."))
    reason = cleaned(reason)
    blockers = blockers_of(page)
    keys = list(dict.fromkeys(keys))
    check(keys, blockers, by)
    given = [
        Override.objects.get_or_create(
            page_id=page.pk,
            key=key,
            defaults={
                "rule": blockers[key].rule,
                "message": str(blockers[key].message),
                "reason": reason,
                "given_by": by,
            },
        )
        for key in keys
    ]
    new = [override for override, is_new in given if is_new]
    for override in new:
        record("readiness.override", override, by)
    if new:
        overridden.send(sender=Override, page=page, user=by, overrides=new)
    return [override for override, _is_new in given]


def cleaned(reason):
    """Return the reason without the spaces around it. Raises ValidationError where it says too little."""
    reason = reason.strip()
    if len(reason) < MINIMUM_REASON:
        raise ValidationError({"reason": TOO_LITTLE})
    return reason


def check(keys, blockers, by):
    """Raise unless each key is a blocker that this user may waive."""
    if not keys:
        raise ValidationError({"keys": _("Choose what may pass.")})
    if not set(keys) <= blockers.keys():
        gone = _("The page has changed: what you chose no longer stands. Look at the list again.")
        raise ValidationError({"keys": gone})
    for finding in (blockers[key] for key in keys):
        if not finding.waiver:
            raise ValidationError({"keys": _("Nobody may waive this: %(finding)s") % {"finding": finding.message}})
        if not may_waive(by, finding):
            raise PermissionDenied(_("You may not waive this: %(finding)s") % {"finding": finding.message})


@transaction.atomic
def take_back(override, *, by):
    """End an override: what it let pass keeps the page from being published again. What is public stays public.

    Returns:
        Whether there was anything to take back; False where somebody else was quicker.

    Raises:
        PermissionDenied: this user may not do so on this page.
    """
    if not may_take_back(by, override.page):
        raise PermissionDenied(_("You may not take this override back."))
    mine = Override.objects.select_for_update().filter(pk=override.pk).first()
    if mine is None:
        return False
    mine.delete()
    record("readiness.take_back", override, by)
    return True


def record(action, override, by):
    """Write Wagtail's log of the page: what was let pass, and why."""
    page = override.page.specific_deferred
    log(
        instance=page,
        action=action,
        user=by,
        revision=page.latest_revision,
        data={
            "key": override.key,
            "rule": override.rule,
            "finding": override.message,
            "reason": override.reason,
        },
    )
