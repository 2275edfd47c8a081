"""What Wagtail does itself, announced in the engine's words. Its log is where every way of doing it leaves a mark."""

from django.db.models.signals import post_save

from wagtail.models import PageLogEntry

from . import signals


def connect():
    post_save.connect(_logged, sender=PageLogEntry, dispatch_uid="review.announcements")


def submitted(entry):
    signals.submitted.send(sender=PageLogEntry, page=entry.page, user=entry.user, note="")


def published(entry):
    page = entry.page
    first = page.first_published_at == page.last_published_at
    signals.published.send(sender=PageLogEntry, page=page, user=entry.user, revision=entry.revision, first=first)


def scheduled(entry):
    revision = entry.revision
    when = revision.approved_go_live_at
    signals.scheduled.send(sender=PageLogEntry, page=entry.page, user=entry.user, revision=revision, when=when)


ANNOUNCED = {
    "wagtail.workflow.start": submitted,
    "wagtail.workflow.resume": submitted,
    "wagtail.publish": published,
    "wagtail.publish.scheduled": published,
    "wagtail.publish.schedule": scheduled,
}


def _logged(instance, created, raw=False, **kwargs):
    # An alias is published along with its page, under no version of its own.
    if created and not raw and instance.revision_id and instance.action in ANNOUNCED:
        ANNOUNCED[instance.action](instance)
