"""The line “Medically reviewed by …”: columns of the story, written here and nowhere else.

They follow from the signed reviews and from what readers see, so that a page costs no query more, and no old version
of a story brings an old line back.
"""

from django.db import transaction
from django.db.models.signals import pre_save
from django.utils import timezone

from wagtail.contrib.frontend_cache.utils import PurgeBatch

from articles.listings import pages_showing
from articles.models import FOLLOW_FROM_REVIEWS, ArticlePage

from .reviews import standing_review


def connect():
    pre_save.connect(_about_to_be_public, sender=ArticlePage, dispatch_uid="medical_reviews.line")


def write(story):
    """Set the columns of a version as they must be when readers see it."""
    review, is_current = standing_review(story) if story.pk else (None, False)
    story.medical_reviewer = review and review.reviewer
    story.medically_reviewed_on = review and timezone.localdate(review.signed_at)
    story.medical_reviewer_credentials = review.credentials if review else ""
    story.medical_review_specialty = review.specialty if review else ""
    story.changed_since_medical_review = bool(review) and not is_current


def bring_up_to_date(article_id):
    """After a signature, or one taken back: let the published page say so at once."""
    story = ArticlePage.objects.filter(pk=article_id).first()
    if story is None:
        return
    attributes = [ArticlePage._meta.get_field(name).attname for name in FOLLOW_FROM_REVIEWS]
    was = {attribute: getattr(story, attribute) for attribute in attributes}
    write(story)
    now = {attribute: getattr(story, attribute) for attribute in attributes}
    if now != was:
        shown_before = list(pages_showing([story.pk]))
        ArticlePage.objects.filter(pk=story.pk).update(**now)
        transaction.on_commit(lambda: _purge([*shown_before, *pages_showing([story.pk])]))


def _purge(pages):
    batch = PurgeBatch()
    batch.add_pages(pages)
    batch.purge()


def _about_to_be_public(instance, raw, update_fields, **kwargs):
    if not raw and instance.live and update_fields is None:
        write(instance)
