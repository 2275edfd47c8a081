"""Readiness rules about the treatments that a story names.

That a story goes out without the warning about one that is not approved needs no rule: the page makes the warning
itself, from the treatment's record (treatments/warnings.py).
"""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from readiness.findings import Gap, Severity
from readiness.rules import rule
from treatments.models import Treatment, TreatmentSettings
from treatments.vocabulary import Jurisdiction

from .rules import STORY
from .treatments_named import chosen_treatments, named_in_words


@rule(STORY, Severity.WARNING)
def treatment_not_chosen(story):
    """A text that calls a treatment by name, while the story does not say that it is about it."""
    found = named_in_words(story)
    chosen = chosen_treatments(story) if found else set()
    names = Treatment.objects.in_bulk(found.keys() - chosen)
    for pk, treatment in sorted(names.items()):
        message = _("The text says “%(name)s”, and the treatment “%(treatment)s” is not chosen.")
        mend = _(
            "Choose it under “Treatments and products named”, so that readers find the story with it. The medical desk "
            "is asked, and readers are warned of what is not approved, either way."
        )
        yield Gap(message % {"name": found[pk], "treatment": treatment}, mend, "treatments", subject=str(pk))


@rule(STORY, Severity.WARNING)
def treatment_not_verified(story):
    """A record that nobody in the house has looked up, or not for longer than its pace allows."""
    chosen = chosen_treatments(story)
    if not chosen:
        return
    places = TreatmentSettings.of_the_house().jurisdictions
    mend = _("Whoever checks facts can look it up and note it in the treatment’s record, under Reference.")
    for treatment in Treatment.objects.filter(pk__in=chosen).order_by("pk").prefetch_related("statuses"):
        rows = {row.jurisdiction: row for row in treatment.statuses.all()}
        for what, message in NOT_VERIFIED.items():
            if lacking := [Jurisdiction(place).place for place in places if lack_in(rows.get(place)) == what]:
                words = {"treatment": treatment, "places": get_text_list([str(place) for place in lacking], _("and"))}
                yield Gap(message() % words, mend, "treatments", subject=f"{treatment.pk}-{what}")


NOT_VERIFIED = {
    "missing": lambda: _("Nobody has noted what the law says of %(treatment)s in %(places)s."),
    "unverified": lambda: _("Nobody in the house has verified what is noted about %(treatment)s in %(places)s."),
    "overdue": lambda: _("What the law says of %(treatment)s in %(places)s should have been checked again by now."),
}


def lack_in(row):
    """What a row of a record lacks, as a key of NOT_VERIFIED; empty for nothing."""
    if row is None:
        return "missing"
    if row.needs_verification:
        return "unverified"
    return "overdue" if row.is_overdue else ""
