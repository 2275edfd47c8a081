"""What a story may not do with the people in its photos. That a release is open or over, articles/rules.py says."""

from django.utils.translation import gettext as _

from articles.rules import WITH_BODY, is_result, photo_uses
from readiness.findings import Gap
from readiness.rules import NOBODY, rule

from .models import Release


def shown_as_result(story):
    """Yield (use, release) for everybody who is shown with what was done to them; one query for the story."""
    results = {child.id for child in story.body if is_result(child)}
    uses = {use.photo.pk: use for use in photo_uses(story) if use.block in results and use.block}
    for release in Release.objects.filter(photo__in=uses).order_by("pk"):
        yield uses[release.photo_id], release


def gap(use, release, message, mend):
    words = {"name": release.name, "title": use.photo.title}
    return Gap(message % words, mend, "body", use.block, f"{use.photo.pk}-{release.pk}")


@rule(WITH_BODY, waiver=NOBODY)
def minor_without_guardian(story):
    for use, release in shown_as_result(story):
        if release.is_minor and not release.guardian_name:
            message = _("The photo “%(title)s” shows %(name)s, who is under 18, and nobody has agreed for them.")
            yield gap(use, release, message, _("Name the guardian in the release and ask them, or take the photo out."))


@rule(WITH_BODY)
def minor_as_treatment_result(story):
    for use, release in shown_as_result(story):
        if release.is_minor and release.guardian_name:
            message = _("The photo “%(title)s” shows what a treatment did to %(name)s, who is under 18.")
            yield gap(use, release, message, _("Take it out, or have a managing editor answer for it."))


@rule(WITH_BODY)
def not_agreed_as_result(story):
    for use, release in shown_as_result(story):
        if release.has_agreed and not release.as_treatment_result:
            message = _("%(name)s agreed to the photo “%(title)s”, but not to be shown as the result of a treatment.")
            yield gap(use, release, message, _("Ask for a release that says so, or take the photo out."))
