"""Makes time pass in the demo: what has happened to a page so far is moved into the past."""

from django.db.models import F

from wagtail.models import Comment, Page, PageLogEntry, TaskState

from articles.models import ArticlePage
from corrections.models import Correction, PublishedVersion
from medical_reviews.line import bring_up_to_date
from medical_reviews.models import MedicalReview
from money.models import ShownDisclosure
from readiness.models import Override
from review.log_chain import digest_of
from review.models import LogSeal, SignOff, Stage, Turn


def let_pass(page, time):
    """Let everything that has happened to a page have happened `time` earlier."""
    runs = page.workflow_states
    for rows, moments in (
        (Page.objects.filter(pk=page.pk), ["latest_revision_created_at", "first_published_at", "last_published_at"]),
        (ArticlePage.objects.filter(pk=page.pk), ["updated_at"]),
        (PublishedVersion.objects.filter(article=page.pk), ["published_at"]),
        (Correction.objects.filter(article=page.pk), ["declared_at", "published_at"]),
        (page.revisions, ["created_at"]),
        (PageLogEntry.objects.filter(page=page.pk), ["timestamp"]),
        (runs, ["created_at"]),
        (TaskState.objects.filter(workflow_state__in=runs), ["started_at", "finished_at"]),
        (Stage.objects.filter(page=page.pk), ["opened_at", "closed_at"]),
        (Turn.objects.filter(page=page.pk), ["opened_at", "due_at"]),
        (SignOff.objects.filter(page=page.pk), ["given_at", "fell_at", "withdrawn_at"]),
        (Override.objects.filter(page=page.pk), ["given_at"]),
        (Comment.objects.filter(page=page.pk), ["created_at", "updated_at"]),
        (ShownDisclosure.objects.filter(page=page.pk), ["shown_from", "shown_until"]),
        (MedicalReview.objects.filter(article=page.pk), ["signed_at"]),
    ):
        rows.update(**{moment: F(moment) - time for moment in moments})
    for review in MedicalReview.objects.filter(article=page.pk):
        MedicalReview.objects.filter(pk=review.pk).update(due_on=review.due_on - time)
    bring_up_to_date(page.pk)  # the line on the page has the day of the signature
    seal_anew(page)


def seal_anew(page):
    """Seal a page's log as it is now, in the order in which things happened."""
    seals = LogSeal.objects.filter(page_id=page.pk)
    seals._raw_delete(seals.db)  # below what guards them: this history is made up
    seals, digest = [], ""
    for position, entry in enumerate(PageLogEntry.objects.filter(page=page.pk).order_by("timestamp", "pk"), start=1):
        digest = digest_of(entry, digest)
        seals.append(LogSeal(entry_id=entry.pk, page_id=page.pk, position=position, digest=digest))
    LogSeal.objects.bulk_create(seals)
