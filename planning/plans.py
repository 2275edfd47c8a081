"""Deadlines and the days on which stories are meant to run. The only writer of Plan.deadline and Plan.planned_for."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from wagtail.log_actions import log

from readiness.actions import lock_page

from .models import Plan


def change(page, *, by, **fields):
    """Give a story another `deadline` (an aware datetime or None) or another day to run, `planned_for` (a date).

    Returns:
        What really changed, as {field: (what it was, what it is)}.

    Raises:
        PermissionDenied: `by` may not edit the page.
    """
    if not page.permissions_for_user(by).can_edit():
        raise PermissionDenied
    with transaction.atomic():
        lock_page(page.pk)
        plan = plan_of(page)
        changed = {name: (getattr(plan, name), value) for name, value in fields.items() if getattr(plan, name) != value}
        if not changed:
            return {}
        for name, (_was, value) in changed.items():
            setattr(plan, name, value)
        plan.save(update_fields=list(changed))
        log(page, "planning.change_plan", user=by, data=changed)
        return changed


def plan_of(page):
    """The plan of a locked page, made where there is none yet."""
    return Plan.objects.get_or_create(page_id=page.pk)[0]
