"""Publishing what is due and taking down what has expired: once however many workers look, and never silently."""

import logging
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from wagtail.log_actions import log
from wagtail.models import Page, Revision, get_default_page_content_type
from wagtail.utils.timestamps import ensure_utc

from articles.house_time import told
from readiness.actions import lock_page
from readiness.gate import NotReady
from readiness.models import Override
from review import signals

from .models import Plan, ScheduleFailure

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)  # doubled with every attempt
LONGEST_WAIT = timedelta(hours=1)


def publish_due():
    """Do everything whose time has come, each in a transaction of its own.

    What fails stops nothing else. It is kept as a ScheduleFailure, logged as an error, told to whoever listens to
    `review.signals.schedule_failed`, and tried again: after 1, 2, 4 … minutes, at last every hour. What the gate
    refuses waits for people and is tried every hour, and whenever the story changes.

    Returns:
        How many pages were published or taken down by this call.
    """
    now = timezone.now()
    ScheduleFailure.objects.settle(now)
    done = [attempt(take_down, page_id, None, now) for page_id in expired(now)]
    done += [attempt(publish, int(page_id), revision_id, now) for page_id, revision_id in due(now)]
    return sum(done)


def expired(now):
    waiting = ScheduleFailure.objects.waiting(now).filter(page=OuterRef("pk"), revision__isnull=True)
    pages = Page.objects.filter(~Exists(waiting), live=True, expire_at__lt=now)
    return pages.order_by("expire_at", "pk").values_list("pk", flat=True)


def due(now):
    waiting = ScheduleFailure.objects.waiting(now).filter(revision=OuterRef("pk"))
    revisions = Revision.page_revisions.filter(~Exists(waiting), approved_go_live_at__lt=now)
    return revisions.order_by("approved_go_live_at", "pk").values_list("object_id", "pk")


def overdue(now):
    """How many stories should have been published or taken down a minute ago at the latest, whatever keeps them."""
    since = now - timedelta(minutes=1)
    unpublished = Revision.page_revisions.filter(approved_go_live_at__lt=since).count()
    return unpublished + Page.objects.filter(live=True, expire_at__lt=since).count()


def attempt(job, page_id, revision_id, now):
    """Do one job, unless somebody else is at the page. Returns whether it was done."""
    try:
        with transaction.atomic():
            page = claim(Page.objects.filter(pk=page_id))
            # Another worker may have tried in vain since this one looked.
            if page is None or ScheduleFailure.objects.waiting(now).filter(page=page, revision=revision_id).exists():
                return False
            return do(job, page, revision_id, now)
    except Exception:  # not even the failure could be written down
        logger.exception("%s failed for page %s and will be tried again", job.__name__, page_id)
        return False


def do(job, page, revision_id, now):
    """Do a job within its claim. What fails is undone alone: the claim lasts until the failure is written down."""
    try:
        with transaction.atomic():
            done = job(page, revision_id, now)
    except NotReady as refusal:
        keep_failure(page, revision_id, now, refusal.messages, is_refusal=True)
    except ValidationError as trouble:
        keep_failure(page, revision_id, now, trouble.messages)
    except Exception as trouble:
        logger.exception("%s failed for page %s", job.__name__, page.pk)
        keep_failure(page, revision_id, now, [_("The system failed: %(error)s") % {"error": repr(trouble)}])
    else:
        if done:
            ScheduleFailure.objects.open().filter(page=page, revision=revision_id).update(resolved_at=now)
        return done
    return False


def claim(queryset):
    """The one row of a queryset, locked until the transaction ends; None where it is not there or somebody has it.

    On SQLite the transaction itself is the lock: it begins IMMEDIATE, so the row is read after every other writer.
    """
    return queryset.select_for_update(skip_locked=True, no_key=True).first()


def take_down(page, _revision_id, now):
    """Unpublish a page that somebody has claimed, if it has expired. Returns whether it had."""
    if not page.live or page.expire_at is None or page.expire_at >= now:
        return False
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def publish(page, revision_id, now):
    """Publish the scheduled version of a page that somebody has claimed, if it is still due. Returns whether it was.

    Raises:
        NotReady: the gate, which looks again at this moment, refuses it.
    """
    revision = claim(Revision.page_revisions.filter(pk=revision_id, approved_go_live_at__lt=now))
    if revision is None:
        return False
    expire_at = parse_datetime(revision.content.get("expire_at") or "")
    if expire_at and expire_at <= now:
        # Its time went by while no worker ran. Published now, it would be seen after it should have gone.
        sentence = _("Its time was over at %(time)s, before it was published. Choose new dates and submit it again.")
        raise ValidationError(sentence % {"time": told(expire_at)})
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def keep_failure(page, revision_id, now, reasons, *, is_refusal=False):
    """Write down why a job failed and when it is tried again; tell whoever listens, the first time."""
    reason = "\n".join(str(reason) for reason in reasons)
    failure = ScheduleFailure.objects.open().filter(page=page, revision=revision_id).first()
    is_new = failure is None
    if is_new:
        failure = ScheduleFailure(page=page, revision_id=revision_id, attempts=0, first_at=now)
    failure.attempts += 1
    failure.reason, failure.is_refusal = reason, is_refusal
    failure.last_at, failure.next_at = now, now + (LONGEST_WAIT if is_refusal else wait_after(failure.attempts))
    failure.save()
    logger.error(
        "“%s” was not %s at its time (attempt %d, next %s): %s",
        page.get_admin_display_title(),
        "taken down" if failure.is_takedown else "published",
        failure.attempts,
        failure.next_at.isoformat(timespec="seconds"),
        reason,
    )
    if is_new:
        signals.schedule_failed.send_robust(
            ScheduleFailure, page=page, user=None, revision=failure.revision, reason=reason
        )


def wait_after(attempts):
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 10))


def reschedule(revision, when, *, by):
    """Let a scheduled version go live at another time: the one approved, with nothing changed but its hour.

    Raises:
        PermissionDenied: `by` may not publish the page.
        ValidationError: the time has passed, or the version is not scheduled any more.
        NotReady: the gate refuses it at that time. Nothing was changed.
    """
    page = revision.content_object
    if not page.permissions_for_user(by).can_publish():
        raise PermissionDenied
    if when <= timezone.now():
        raise ValidationError(_("This time has passed. Choose a later one."))
    with transaction.atomic():
        lock_page(page.pk)
        found = Revision.page_revisions.filter(pk=revision.pk, approved_go_live_at__isnull=False).first()
        if found is None:
            raise ValidationError(_("This version is not scheduled any more. Nothing was changed."))
        put_at(found, when, by=by)


def put_at(revision, when, *, by):
    """Give a scheduled version another hour, through the gate; its page must be locked. Raises NotReady."""
    revision.content = revision.content | {"go_live_at": ensure_utc(when)}
    revision.approved_go_live_at = when
    revision.save(update_fields=["content", "approved_go_live_at"])
    # Wagtail keeps the hour with a page that is not public as well.
    Page.objects.filter(pk=revision.object_id, live=False).update(go_live_at=when)
    page = revision.as_object()
    data = {"id": revision.pk, "created": ensure_utc(revision.created_at), "go_live_at": ensure_utc(when)}
    log(
        page,
        "wagtail.publish.schedule",
        user=by,
        revision=revision,
        data={"revision": data | {"has_live_version": page.live}},
    )


def unschedule(revision, *, by=None):
    """Take a version's schedule away; it stays as a draft. Wagtail's log says who did it."""
    revision.approved_go_live_at = None
    revision.save(user=by, update_fields=["approved_go_live_at"])


def connect():
    """Try again what the gate refused as soon as something about the story has changed."""
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="planning.scheduling.revision")
    for model in (Override, Plan):
        post_save.connect(_something_saved, sender=model, dispatch_uid=f"planning.scheduling.{model.__name__}")
    signals.signed.connect(_signed, dispatch_uid="planning.scheduling.signed")


def try_again(page_id):
    """Let the next look at the clock try what failed for a page, however long it was to wait."""
    ScheduleFailure.objects.open().filter(page=page_id).update(next_at=timezone.now())


def _revision_saved(instance, raw, **kwargs):
    if not raw and instance.base_content_type_id == get_default_page_content_type().pk:
        try_again(int(instance.object_id))


def _something_saved(instance, raw, **kwargs):
    if not raw:
        try_again(instance.page_id)


def _signed(page, **kwargs):
    try_again(page.pk)
