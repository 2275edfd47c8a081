"""An embargo: until when a story may not be public, and who was promised that. The only writer of Plan.embargo_*.

That a story under embargo is never public is kept in three places: a rule of the gate (planning/rules.py), which every
publication passes; here, where an embargo takes a public story down; and in `_page_saved`, for the two at once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.utils.timestamps import ensure_utc

from readiness import gate
from readiness.actions import lock_page
from readiness.reports import recheck

from .models import Plan
from .plans import plan_of
from .scheduling import put_at, unschedule

CHANGE = "planning.change_embargo"


@dataclass(frozen=True)
class Embargoed:
    """What setting an embargo did to a story.

    Attributes:
        taken_down: whether it was public.
        goes_live_at: when it goes live by itself, or None.
        dated: when its newest draft is to go live once it is approved, or None.
        unscheduled: the hour that was taken away because it came too early, or None.
        refused: why the gate does not let it go live by itself, or None.
    """

    taken_down: bool = False
    goes_live_at: datetime | None = None
    dated: datetime | None = None
    unscheduled: datetime | None = None
    refused: gate.NotReady | None = None


class Dated(NamedTuple):
    revision: Revision
    go_live_at: datetime


def may_change(user, page):
    return user.has_perm(CHANGE) and page.permissions_for_user(user).can_edit()


def set_embargo(page, until, agreed_with, *, by, go_live_then=True):
    """Promise that a story is not public before a time; a story that is public is taken down at once.

    Args:
        until: an aware datetime, still to come.
        agreed_with: whom this was promised to.
        by: the user; needs the permission `CHANGE` and the right to edit the page.
        go_live_then: whether the newest draft gets that time as its go-live date, unless it has a later one. Where
            that draft was approved already (it is what was public or scheduled), it goes live then by itself.

    Returns:
        An Embargoed.

    Raises:
        PermissionDenied: `by` may not.
        ValidationError: the time has passed, or nobody is named.
    """
    _check(page, by)
    until = ensure_utc(until)
    if until <= timezone.now():
        raise ValidationError({"embargo_until": _("This time has passed. Choose one that is still to come.")})
    if not (agreed_with := agreed_with.strip()):
        raise ValidationError({"embargo_agreed_with": _("Say whom the embargo was agreed with.")})
    with transaction.atomic():
        page, plan = _locked(page)
        _write(plan, until, agreed_with)
        log(page, "planning.embargo_set", user=by, data={"until": until, "agreed_with": agreed_with})
        return _hold_back(page, until, by, go_live_then)


def lift(page, *, by):
    """End an embargo before its time. Nothing is published by that. Returns whether there was one.

    Raises:
        PermissionDenied: `by` may not.
    """
    _check(page, by)
    with transaction.atomic():
        page, plan = _locked(page)
        until, agreed_with = plan.embargo_until, plan.embargo_agreed_with
        if until is None:
            return False
        _write(plan, None, "")
        log(page, "planning.embargo_lifted", user=by, data={"until": ensure_utc(until), "agreed_with": agreed_with})
        return True


def _check(page, user):
    if not may_change(user, page):
        raise PermissionDenied(_("You may not set or lift embargoes on this story."))


def _locked(page):
    """The page and its plan as they are now, kept from the scheduler and from others until the transaction ends."""
    lock_page(page.pk)
    return Page.objects.get(pk=page.pk).specific, plan_of(page)


def _write(plan, until, agreed_with):
    plan.embargo_until, plan.embargo_agreed_with = until, agreed_with
    plan.save(update_fields=["embargo_until", "embargo_agreed_with"])
    recheck([plan.page_id])


def _hold_back(page, until, by, go_live_then):
    """Take the story off the site and off the clock, as far as it would be public before the embargo ends."""
    scheduled = page.scheduled_revision
    if page.live:
        return _take_down(page, scheduled, until, by, go_live_then)
    if scheduled is None:
        return Embargoed(dated=_date_newest_draft(page, until, by).go_live_at if go_live_then else None)
    if scheduled.approved_go_live_at >= until:
        return Embargoed(goes_live_at=scheduled.approved_go_live_at)
    if go_live_then:
        return _move(scheduled, until, by)
    return Embargoed(unscheduled=_without_schedule(scheduled, by))


def _take_down(page, scheduled, until, by, go_live_then):
    newest_is_public = page.latest_revision_id == page.live_revision_id and not page.has_unpublished_changes
    approved = newest_is_public or (scheduled is not None and scheduled.pk == page.latest_revision_id)
    # A change that was scheduled goes with it: Wagtail takes its hour away.
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    if not go_live_then:
        return Embargoed(taken_down=True, unscheduled=scheduled and scheduled.approved_go_live_at)
    dated = _date_newest_draft(Page.objects.get(pk=page.pk).specific, until, by)
    if not approved:
        return Embargoed(taken_down=True, dated=dated.go_live_at)
    try:
        with transaction.atomic():
            dated.revision.publish(user=by, skip_permission_checks=True)  # at its hour: that is a schedule
    except gate.NotReady as refused:
        return Embargoed(taken_down=True, dated=dated.go_live_at, refused=refused)
    return Embargoed(taken_down=True, goes_live_at=dated.go_live_at)


def _move(scheduled, until, by):
    """Let what is scheduled too early go live when the embargo ends; take its hour away where the gate refuses that."""
    try:
        with transaction.atomic():
            put_at(scheduled, until, by=by)
    except gate.NotReady as refused:
        scheduled.refresh_from_db()
        return Embargoed(unscheduled=_without_schedule(scheduled, by), refused=refused)
    return Embargoed(goes_live_at=until)


def _without_schedule(scheduled, by):
    was = scheduled.approved_go_live_at
    unschedule(scheduled, by=by)
    return was


def _date_newest_draft(page, until, by):
    """The newest draft with a go-live date that is not before the embargo's end: in a new version, if it had none."""
    draft = page.get_latest_revision_as_object()
    if page.latest_revision is None or draft.go_live_at is None or draft.go_live_at < until:
        draft.go_live_at = until
        return Dated(draft.save_revision(user=by, log_action=True), until)
    return Dated(page.latest_revision, draft.go_live_at)


def follow_copy(request, page, new_page):
    """What was promised about a story holds for a copy of it, for hook after_copy_page."""
    plan = Plan.objects.filter(page=page.pk).first()
    if plan and plan.under_embargo():
        copied, _created = Plan.objects.get_or_create(page_id=new_page.pk)
        _write(copied, plan.embargo_until, plan.embargo_agreed_with)


def connect():
    post_save.connect(_page_saved, dispatch_uid="planning.embargo.page")


def _page_saved(sender, instance, raw, update_fields, **kwargs):
    """Look once more, now that the row is locked: an embargo may have come since the gate looked.

    This is still within the transaction of Page.save(), so that what is refused here was never public. Whoever sets an
    embargo after it waits for that transaction, and then finds a public story to take down.
    """
    if raw or not issubclass(sender, Page) or not instance.live:
        return
    if update_fields is not None and not {"live", "live_revision"} & set(update_fields):
        return
    if Plan.objects.filter(page=instance.pk, embargo_until__gt=timezone.now()).exists():
        gate.pass_or_raise(instance)
