"""Publishing what is due and taking down what has expired, exactly once however many workers look."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wagtail.models import Page, Revision

from .notifications import tell_published

logger = logging.getLogger(__name__)


def publish_due():
    """Do everything whose time has come, each in a transaction of its own.

    What fails is logged, stops nothing else and is tried again the next time this runs.

    Returns:
        How many pages were published or taken down by this call.
    """
    now = timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    due = Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    jobs = [(take_down, pk) for pk in expired.values_list("pk", flat=True)]
    jobs += [(publish, pk) for pk in due.values_list("pk", flat=True)]
    return sum(attempt(job, pk, now) for job, pk in jobs)


def attempt(job, pk, now):
    try:
        with transaction.atomic():
            return job(pk, now)
    except Exception:  # whatever it is: one story's trouble must not hold up the others
        logger.exception("%s failed for %s and will be tried again", job.__name__, pk)
        return False


def take_down(pk, now):
    """Unpublish an expired page, unless another worker has it or it is no longer due."""
    page = claim(Page.objects.filter(pk=pk, live=True, expire_at__lt=now))
    if page is None:
        return False
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def publish(pk, now):
    """Publish a scheduled revision, unless another worker has it or it is no longer due."""
    revision = claim(Revision.page_revisions.filter(pk=pk, approved_go_live_at__lt=now))
    if revision is None:
        return False
    expire_at = parse_datetime(revision.content.get("expire_at") or "")
    if expire_at and expire_at <= now:
        # Its time went by while no worker ran. Published now, it would be seen after it should have gone.
        logger.warning("%s was not published: its time ended at %s", revision.object_str, expire_at)
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    # A letter that cannot be written is no reason to keep the story back.
    transaction.on_commit(
        lambda: tell_published(instance=Page.objects.get(pk=revision.object_id).specific), robust=True
    )
    return True


def claim(queryset):
    """The one row of a queryset, locked until the transaction ends; None where it is not there or somebody has it.

    On SQLite the transaction itself is the lock: it begins IMMEDIATE, so the row is read after every other writer.
    """
    return queryset.select_for_update(skip_locked=True).first()
