from django.contrib.auth.models import Group
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.house_clock import today
from articles.rules import STORY
from articles.treatments_named import named_treatments
from readiness.findings import Gap, Severity
from readiness.gate import blockers_in
from readiness.rules import rule

from .reviews import is_reviewed, standing_review_at_hand


@rule(STORY, Severity.WARNING)
def medical_review_missing(story):
    """A story that names a treatment has a medical reviewer behind it."""
    is_missing = standing_review_at_hand(story)[0] is None and named_treatments(story)
    if is_missing and not story.treatment_warnings:  # else unapproved_needs_medical_review says so, with more weight
        mend = _("A medical reviewer signs on the screen “Medical review”, above the story.")
        yield Gap(_("The story names a treatment, and no medical reviewer has signed for it."), mend)


@rule(STORY)
def unapproved_needs_medical_review(story):
    """Domain rule D6: what is not approved is written about only with a medical reviewer."""
    if not story.treatment_warnings or is_reviewed(story):
        return
    mend = _("A medical reviewer signs on the screen “Medical review”, above the story.")
    first_of_each = {one.row.treatment_id: one for one in reversed(story.treatment_warnings)}
    for warning in reversed(first_of_each.values()):
        message = _("%(sentence)s No medical reviewer has signed for the treatments that the story names now.")
        yield Gap(message % {"sentence": warning.sentence}, mend, subject=str(warning.row.treatment_id))


def review_before_sign_off(page, turns):
    """Why the medical desk does not sign off yet: the review is an act of its own, and the gate will ask for it."""
    desks = Group.objects.filter(pk__in=[turn.group_id for turn in turns])
    if not desks.filter(permissions__codename="add_medicalreview").exists():
        return ""
    if not any(finding.rule == "unapproved_needs_medical_review" for finding in blockers_in(page)):
        return ""
    return _(
        "Nothing was signed off: “%(title)s” names a treatment that is not approved. First a medical reviewer whom it "
        "does not cite signs on the screen “Medical review”, above the story."
    ) % {"title": page.title}


@rule(STORY, Severity.WARNING)
def medical_review_outdated(story):
    """What a medical reviewer has signed for is what the story says."""
    review, is_current = standing_review_at_hand(story)
    if review and not is_current:
        message = _("%(name)s signed before the latest changes. Readers will be told so.")
        yield Gap(message % {"name": review.reviewer.title}, _("Ask for another signature, unless that is right."))


@rule(STORY, Severity.WARNING)
def medical_review_due(story):
    """A medical review is not older than the treatments of the story allow."""
    review, _is_current = standing_review_at_hand(story)
    if review and review.due_on < today():
        message = _("The medical review by %(name)s was due again on %(day)s.")
        words = {"name": review.reviewer.title, "day": date_format(review.due_on)}
        yield Gap(message % words, _("Ask a medical reviewer to look at the story again."))
