"""Who is written to: reviewers who are asked, managing editors whose request came back, both about what is due."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin.utils import get_user_display_name

from notices.addresses import in_admin
from notices.mail import compose, in_language_of
from notices.recipients import colleagues, holding, managing_editors
from review.runs import writers_of

from .rights import ADD


def reviewers():
    return colleagues().filter(holding(ADD))


def ask(story, *, by):
    """Ask every reviewer whose signature could count. Belongs to the running transaction, as all letters do."""
    title = story.get_admin_display_title()
    context = {"title": title, "by": get_user_display_name(by), "link": in_admin("medical_reviews:story", story.pk)}
    for reviewer in reviewers().exclude(pk__in=writers_of(story)):
        with in_language_of(reviewer):
            subject = _("“%(title)s” waits for a medical review") % {"title": title}
            compose(reviewer.email, subject, "medical_reviews/emails/asked", context).send()


def declined(story, *, by, note, asked_by):
    """Tell the managing editors, and whoever asked, why a reviewer has not signed."""
    title = story.get_admin_display_title()
    context = {
        "title": title,
        "by": get_user_display_name(by),
        "note": note,
        "link": in_admin("medical_reviews:story", story.pk),
    }
    told = {person.pk: person for person in [*managing_editors(), asked_by] if person and person.is_active}
    for editor in told.values():
        with in_language_of(editor):
            subject = _("The medical review of “%(title)s” came back unsigned") % {"title": title}
            compose(editor.email, subject, "medical_reviews/emails/declined", context).send()


def due(reviews):
    """One letter to each reviewer and managing editor with everything that is due.

    Args:
        reviews: MedicalReview rows with their `article` and `reviewer`, the first due first.
    """
    listed = [
        {
            "title": review.article.title,
            "reviewer": review.reviewer.title,
            "due_on": review.due_on,
            "link": in_admin("medical_reviews:story", review.article_id),
        }
        for review in reviews
    ]
    number = len(listed)
    context = {"reviews": listed, "link": in_admin("medical_review_report")}
    told = {person.pk: person for person in [*reviewers(), *managing_editors()]}
    for person in told.values():
        with in_language_of(person):
            subject = ngettext("%(number)d medical review is due", "%(number)d medical reviews are due", number)
            compose(person.email, subject % {"number": number}, "medical_reviews/emails/due", context).send()
