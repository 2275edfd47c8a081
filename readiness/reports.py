"""Keeps what the rules find in each page's newest version, so that lists of pages need not run them."""

import logging
from collections import Counter
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from wagtail.models import Page, ReferenceIndex, Revision, get_page_models
from wagtail.signals import page_published, page_unpublished

from .findings import Severity
from .models import Override, Report
from .rules import findings_in, rules_for
from .versions import version_in

logger = logging.getLogger(__name__)

# Some rules ask what day it is. Whatever else changes what a rule finds says so by `recheck`, or comes round by this.
KEEPS = timedelta(hours=1)
KEPT = ["blockers", "warnings", "notes", "findings", "checked_at"]


def report_on(page):
    """Return what the rules find in this version of a page, as a Report that is not saved.

    Args:
        page: a specific page, saved or not; for a draft, `revision.as_object()`.
    """
    found = findings_in(page)
    waived = set()
    if page.pk and any(finding.is_blocker for finding in found):
        waived.update(Override.objects.filter(page_id=page.pk).values_list("key", flat=True))
    rows = [
        finding.as_dict() | {"waived": finding.is_blocker and bool(finding.waiver) and finding.key in waived}
        for finding in found
    ]
    number = Counter(row["severity"] for row in rows if row["listed"] and not row["waived"])
    return Report(
        page_id=page.pk,
        blockers=number[Severity.BLOCKER],
        warnings=number[Severity.WARNING],
        notes=number[Severity.NOTE],
        findings=rows,
        checked_at=timezone.now(),
    )


def refresh(page):
    """Look at the newest version of a page and keep what is found.

    Returns:
        The Report, or None where no rule is about this type of page.
    """
    return keep(report_on(newest(page.pk))) if rules_for(page.specific_class) else None


def newest(page_pk):
    """The newest version of a page as the database has it now, whatever is at hand."""
    return Page.objects.get(pk=page_pk).get_latest_revision_as_object()


def keep(report):
    """Store a report in one query, in the place of the one before."""
    Report.objects.bulk_create([report], update_conflicts=True, unique_fields=["page"], update_fields=KEPT)
    return report


def kept_since(page):
    """The kept report on a page, if it was made after the page was saved last; else None."""
    saved_at = page.latest_revision_created_at
    return saved_at and Report.objects.filter(page_id=page.pk, checked_at__gte=saved_at).first()


def recheck(page_pks):
    """Have the worker look at these pages next: something that their findings depend on has changed. One query."""
    Report.objects.filter(page_id__in=page_pks).update(checked_at=None)


def recheck_users_of(thing):
    """The same for every page that uses a page, a photo or whatever else Wagtail's index of references knows.

    The index knows pages as they are stored, not the drafts of published ones: these come round by the clock.
    """
    pages = ContentType.objects.get_for_model(Page)
    using = ReferenceIndex.get_references_to(thing).filter(base_content_type=pages).values_list("object_id", flat=True)
    recheck({int(pk) for pk in using})


def recheck_stalest(limit=50):
    """Look again at the pages whose reports are missing, out of date or older than KEEPS; for the worker's clock.

    Any number of workers may do so at once: each takes pages that no other has.

    Args:
        limit: how many pages at most.

    Returns:
        How many pages were looked at.
    """
    types = ContentType.objects.get_for_models(*(model for model in get_page_models() if rules_for(model))).values()
    missing = Page.objects.filter(content_type__in=types, readiness_report=None).values_list("pk", flat=True)[:limit]
    Report.objects.bulk_create((Report(page_id=pk) for pk in missing), ignore_conflicts=True)
    due = Report.objects.filter(Q(checked_at=None) | Q(checked_at__lt=timezone.now() - KEEPS))
    line = due.order_by(F("checked_at").asc(nulls_first=True), "pk").values_list("pk", "checked_at")
    claimed = [pk for pk, seen in list(line[:limit]) if _claim(pk, seen)]
    for pk in claimed:
        _attempt(_look_again, pk)
    return len(claimed)


def _claim(pk, seen):
    """Put a page at the end of the line, unless another worker or a save has done so since it was seen."""
    return Report.objects.filter(pk=pk, checked_at=seen).update(checked_at=timezone.now())


def _look_again(pk):
    kept = Report.objects.filter(pk=pk)
    claimed_at = kept.values_list("checked_at", flat=True).get()
    page = newest(pk)
    if not rules_for(type(page)):
        kept.delete()
        return
    report = report_on(page)
    # Whoever saved the page meanwhile knows better.
    kept.filter(checked_at=claimed_at).update(**{name: getattr(report, name) for name in KEPT})


def _attempt(do, *arguments):
    """What goes wrong here must not keep anybody from saving, nor the worker from the pages that come after."""
    try:
        with transaction.atomic():
            do(*arguments)
    except Exception:
        logger.exception("The findings of a page could not be kept: %s%s", do.__name__, arguments)


def connect():
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="readiness.reports.revision")
    post_save.connect(_override_saved, sender=Override, dispatch_uid="readiness.reports.override_given")
    post_delete.connect(_override_deleted, sender=Override, dispatch_uid="readiness.reports.override_taken_back")
    page_published.connect(_published, dispatch_uid="readiness.reports.published")
    page_unpublished.connect(_unpublished, dispatch_uid="readiness.reports.unpublished")


def _revision_saved(instance, raw, update_fields, **kwargs):
    if raw or (update_fields is not None and "content" not in update_fields):
        return
    model = instance.content_type.model_class()
    if model and issubclass(model, Page) and rules_for(model) and instance.is_latest_revision():
        _attempt(_keep_version, instance)


def _keep_version(revision):
    # The row of the page does not name this revision as its newest yet.
    keep(report_on(version_in(revision)))


def _override_saved(instance, raw, **kwargs):
    if not raw:
        _attempt(refresh, instance.page)


def _override_deleted(instance, origin, **kwargs):
    # Where the page itself is being deleted, a new report would be left without its page.
    if (origin.model if isinstance(origin, QuerySet) else type(origin)) is Override:
        _attempt(refresh, instance.page)


def _published(instance, **kwargs):
    _attempt(refresh, instance)
    _attempt(recheck_users_of, instance)


def _unpublished(instance, **kwargs):
    # Not at once: a page that is being deleted is unpublished first, and a new report would be left without its page.
    _attempt(recheck, [instance.pk])
    _attempt(recheck_users_of, instance)
