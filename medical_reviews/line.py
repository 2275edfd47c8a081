"""The line “Medically reviewed by …”: columns of the story, written here and nowhere else.

They follow from the signed reviews and from what readers see, so that a page costs no query more, and no old version
of a story brings an old line back.
"""

from functools import partial
from typing import Any

from django_tasks import task

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import pre_save

from wagtail.contrib.frontend_cache.utils import PurgeBatch

from accounts.house_clock import day_of
from articles.listings import pages_showing
from articles.models import FOLLOW_FROM_REVIEWS, ArticlePage
from articles.signals import previewed
from people.signals import standing_changed
from readiness.reports import recheck
from treatments.models import TreatmentMention
from treatments.signals import status_changed

from .models import MedicalReview
from .reviews import standing_review


def connect():
    pre_save.connect(_about_to_be_public, sender=ArticlePage, dispatch_uid="medical_reviews.line")
    status_changed.connect(_record_changed, dispatch_uid="medical_reviews.line.record")
    standing_changed.connect(_reviewer_judged, dispatch_uid="medical_reviews.line.reviewer")
    previewed.connect(_about_to_be_previewed, sender=ArticlePage, dispatch_uid="medical_reviews.line.preview")


def write(story):
    """Set the columns of a version as they must be when readers see it."""
    review, is_current = standing_review(story) if story.pk or story.alias_of_id else (None, False)
    if not is_current and not story.body:
        review = None  # a retraction: nothing is left of what was reviewed
    story.medical_reviewer = review and review.reviewer
    story.medically_reviewed_on = review and day_of(review.signed_at)
    # Of somebody in doubt readers are told no credentials, here as everywhere.
    story.medical_reviewer_credentials = review.credentials if review and not review.reviewer.is_disputed else ""
    story.medical_review_specialty = review.specialty if review else ""
    story.changed_since_medical_review = bool(review) and not is_current


def bring_up_to_date(article_id):
    """After a signature, or one taken back: let the published page, its aliases and the findings say so at once."""
    recheck([article_id])
    for story in ArticlePage.objects.filter(Q(pk=article_id) | Q(alias_of=article_id)):
        was = _columns(story)
        write(story)
        if (now := _columns(story)) != was:
            shown_before = list(pages_showing([story.pk]))
            ArticlePage.objects.filter(pk=story.pk).update(**now)
            transaction.on_commit(partial(_purge, [*shown_before, *pages_showing([story.pk])]))


def _record_changed(treatment, **kwargs):
    record_changed.enqueue(treatment.pk)


@task()
def record_changed(treatment_id):
    """After a treatment's record has changed: let every reviewed story that names it say so."""
    signed = MedicalReview.objects.standing().values("article")
    mentions = TreatmentMention.objects.filter(treatment=treatment_id, in_live=True, page__in=signed)
    for pk in mentions.values_list("page", flat=True):
        with transaction.atomic():
            bring_up_to_date(pk)


def _reviewer_judged(person, **kwargs):
    reviewer_judged.enqueue(person.pk)


@task()
def reviewer_judged(person_id):
    """After a reviewer was put in doubt, or cleared: let every story that shows their review say so."""
    signed = MedicalReview.objects.standing().filter(reviewer=person_id)
    for pk in signed.values_list("article", flat=True).distinct():
        with transaction.atomic():
            bring_up_to_date(pk)


def _columns(story):
    fields: Any = [story._meta.get_field(name) for name in FOLLOW_FROM_REVIEWS]
    return {field.attname: getattr(story, field.attname) for field in fields}


def _purge(pages):
    batch = PurgeBatch()
    batch.add_pages(pages)
    batch.purge()


def _about_to_be_public(instance, raw, update_fields, **kwargs):
    is_copy = instance._state.adding  # it brings the columns of the story it was made from
    if not raw and update_fields is None and (instance.live or is_copy):
        write(instance)


def _about_to_be_previewed(version, **kwargs):
    """A draft shows the line that it would be published with."""
    write(version)
