"""Reviews that grow old: told of ahead, once and together; put on the list of stories to look at again when overdue."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.house_clock import today
from articles.models import ArticlePage
from rechecks.models import Cause, CauseKind
from rechecks.opening import open_for

from . import letters
from .models import MedicalReview

AHEAD = timedelta(days=60)
BETWEEN_LETTERS = timedelta(days=7)  # with 60 days ahead, a week is soon enough, and one letter has them all


def of_live_stories():
    """Of each published story the newest review that stands, the first due first."""
    newest = MedicalReview.objects.newest().filter(article__live=True).select_related("article", "reviewer")
    return newest.order_by("due_on", "pk")


@transaction.atomic
def tell():
    """Write about reviews that are due within 60 days, where there is one that nobody was told of.

    Returns:
        How many reviews were told of for the first time; 0 where the last letter is less than a week old.
    """
    now = timezone.now()
    due = of_live_stories().filter(due_on__lte=today() + AHEAD)
    fresh = [review.pk for review in due if review.told_at is None]
    if not fresh or MedicalReview.objects.filter(told_at__gt=now - BETWEEN_LETTERS).exists():
        return 0
    # Whoever marks the first of them writes the letter: two workers send one.
    if not MedicalReview.objects.filter(pk=fresh[0], told_at=None).update(told_at=now):
        return 0
    MedicalReview.objects.filter(pk__in=fresh).update(told_at=now)
    letters.due(due)
    return len(fresh)


def open_overdue():
    """Put each live story whose review is overdue on the list of those to look at again, once for each review."""
    known = Cause.objects.filter(
        content_type=ContentType.objects.get_for_model(MedicalReview), kind=CauseKind.REVIEW_DUE
    )
    overdue = of_live_stories().filter(due_on__lt=today()).exclude(pk__in=known.values("object_id"))
    return sum(_open(review, known) for review in overdue)


@transaction.atomic
def _open(review, known):
    MedicalReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if known.filter(object_id=review.pk).exists():  # another worker was quicker
        return False
    words = _("The medical review by %(name)s was due on %(day)s.")
    names = {"name": review.reviewer.title, "day": date_format(review.due_on)}
    stories = ArticlePage.objects.filter(pk=review.article_id)
    return open_for(review, CauseKind.REVIEW_DUE, words % names, stories) is not None
