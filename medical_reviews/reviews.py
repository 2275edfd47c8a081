"""Which signed review stands behind a version of a story."""

from .contents import hashes_of, holds
from .models import MedicalReview


def reviews_of(story):
    """The reviews that stand, the newest first."""
    return MedicalReview.objects.standing().filter(article=story.alias_of_id or story.pk)


def standing_review(story):
    """The review that a version may show: (review, whether it holds for this version); (None, False) without one.

    The newest that was signed for exactly this version; else the newest at all. An alias has those of its original.
    """
    reviews = list(reviews_of(story).select_related("reviewer"))
    if not reviews:
        return None, False
    hashes = hashes_of(story)
    for review in reviews:
        if holds(review, hashes):
            return review, True
    return reviews[0], False


def standing_review_at_hand(story):
    """The same, asked of the database once for each object: several rules ask about one version in a row."""
    known = story.__dict__
    if "_standing_review" not in known:
        known["_standing_review"] = standing_review(story)
    return known["_standing_review"]


def is_reviewed(story):
    """Whether a medical reviewer has signed for exactly the treatments that this version names.

    What else has changed since, `medical_review_outdated` tells the desk, and the line on the page tells readers.
    """
    signed = {review.hashes["treatments"] for review in reviews_of(story) if "treatments" in review.hashes}
    return bool(signed) and hashes_of(story)["treatments"] in signed
