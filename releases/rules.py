"""What a story may not do with the people in its photos. Releases that are open or over: articles/photo_rules.py."""

from django.utils.translation import gettext as _

from articles.photo_rules import PHOTO, first_uses, photo_uses, shown_as_results
from articles.rules import WITH_BODY, names_a_treatment
from photos.vocabulary import ReleaseState
from readiness.findings import Gap, Severity
from readiness.rules import NOBODY, rule

from .models import Release


def people_in(uses):
    """Yield (use, release) for everybody shown in these uses of photos, a photo where it is used first. One query."""
    first = first_uses(uses)
    for release in Release.objects.filter(photo__in=first).order_by("pk"):
        yield first[release.photo_id], release


def minors_in(story):
    """Yield (use, release) for everybody under 18 in a photo of a result, or in any of a story about a treatment."""
    uses = photo_uses(story) if names_a_treatment(story) else shown_as_results(story)
    return ((use, release) for use, release in people_in(uses) if release.is_minor)


def gap(use, release, message, mend, **words):
    words |= {"name": release.name, "title": use.title}
    return Gap(message % words, mend, use.fields[PHOTO], use.block, f"{use.photo.pk}-{release.pk}")


@rule(WITH_BODY, waiver=NOBODY)
def not_agreed_for_website(story):
    for use, release in people_in(photo_uses(story)):
        if release.has_agreed and not release.for_website:
            message = _("%(name)s agreed to the photo “%(title)s”, but not to have it on the website.")
            yield gap(use, release, message, _("Ask for a release that says so, or choose another photo."))


@rule(WITH_BODY, waiver=NOBODY)
def minor_without_guardian(story):
    for use, release in minors_in(story):
        if not (release.guardian_name and release.has_agreed):
            message = _("The photo “%(title)s” shows %(name)s, who is under 18, and no guardian has agreed for them.")
            yield gap(use, release, message, _("Name the guardian in the release and ask them, or take the photo out."))


@rule(WITH_BODY)
def minor_with_treatment(story):
    for use, release in minors_in(story):
        if release.guardian_name and release.has_agreed:
            message = _("The photo “%(title)s” shows %(name)s, who is under 18, and the story is about a treatment.")
            yield gap(use, release, message, _("Take it out, or have a managing editor answer for it."))


@rule(WITH_BODY)
def not_agreed_as_result(story):
    for use, release in people_in(shown_as_results(story)):
        if release.has_agreed and not release.as_treatment_result:
            message = _("%(name)s agreed to the photo “%(title)s”, but not to be shown as the result of a treatment.")
            yield gap(use, release, message, _("Ask for a release that says so, or take the photo out."))


@rule(WITH_BODY, Severity.NOTE)
def photo_release_restricted(story):
    uses = list(photo_uses(story))
    mend = _("Make sure that this use is one they agreed to.")
    told = set()
    for use, release in people_in(uses):
        if release.has_agreed and release.limits:
            told.add(use.photo.pk)
            message = _("%(name)s agreed to the photo “%(title)s” with restrictions: %(limits)s")
            yield gap(use, release, message, mend, limits=release.limits)
    for use in first_uses(uses).values():
        if use.photo.release_state == ReleaseState.RESTRICTED and use.photo.pk not in told:
            message = _("Those shown in the photo “%(title)s” agreed with restrictions that are not written down here.")
            words = {"title": use.title}
            yield Gap(message % words, mend, use.fields[PHOTO], use.block, str(use.photo.pk))
