"""Letting a review stand over a change that changed nothing medical: a marked typing error."""

from .contents import covered, hashes_of, holds
from .line import bring_up_to_date
from .models import MedicalReview


def carry_over(before, after):
    """Let every review that holds for one version of a story hold for the next as well.

    Args:
        before, after: two versions of one ArticlePage; what changed between them is a minor fix that somebody else
            has confirmed. The caller answers for that. Where they name other treatments, nothing is carried over:
            nobody has read what the story says of those.
    """
    hashes, later = hashes_of(before), hashes_of(after)
    if hashes["treatments"] == later["treatments"]:
        for review in MedicalReview.objects.standing().filter(article=after.pk):
            if holds(review, hashes):
                review.carried_to = covered(later, review.scope)
                review.save(update_fields=["carried_to"])
    bring_up_to_date(after.pk)
