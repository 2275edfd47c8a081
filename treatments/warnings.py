"""What readers are told where a story names a treatment that is not approved. Made from the record each time it is
shown, so that a change of the record is a change of every page."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.house_rows import once

from .models import RegulatoryStatus, TreatmentMention, TreatmentSettings
from .vocabulary import Jurisdiction, Status

SENTENCES = {
    Status.UNAPPROVED: lambda words: _("%(treatment)s is not approved in %(places)s.") % words,
    Status.PROHIBITED: lambda words: _("%(treatment)s is prohibited in %(places)s.") % words,
    Status.INVESTIGATIONAL: lambda words: (
        _("%(treatment)s is not approved in %(places)s, only tried in studies.") % words
    ),
    Status.UNKNOWN: lambda words: _("%(treatment)s: not known whether it is approved in %(places)s.") % words,
}


@dataclass(frozen=True)
class Warning:
    """What the law of some places says of one treatment, for readers. Places where the same is known stand together.

    Attributes:
        rows: the RegulatoryStatus rows it is made from, at least one; they differ in their place alone.
    """

    rows: tuple

    @property
    def row(self):
        return self.rows[0]

    @property
    def places(self):
        return [Jurisdiction(row.jurisdiction) for row in self.rows]

    @property
    def sentence(self):
        places = get_text_list([str(place.place) for place in self.places], _("and"))
        return SENTENCES[Status(self.row.status)]({"treatment": self.row.treatment.name, "places": places})

    @property
    def checked(self):
        """When the house looked it up, or that nobody has yet."""
        if self.row.needs_verification or not self.row.checked_on:
            checked = _("We have not verified this yet.")
        else:
            checked = _("Checked on %(day)s.") % {"day": date_format(self.row.checked_on, "DATE_FORMAT")}
        is_unknown = self.row.status == Status.UNKNOWN
        return _("Take it as not approved. %(checked)s") % {"checked": checked} if is_unknown else checked

    @property
    def source_name(self):
        return self.row.source_name or self.row.source_url

    @property
    def text(self):
        """The warning where there are no links: in feeds."""
        source = f"{self.source_name}: {self.row.source_url}" if self.row.source_name else self.row.source_url
        reports = [f"{place.reports_to.name}, {place.reports_to.url}" for place in self.places]
        report = _("If it harmed you, tell a doctor, and report it to: %(schemes)s") % {"schemes": "; ".join(reports)}
        return " ".join(part for part in [self.sentence, self.row.note, self.checked, source, report] if part)


def schemes_in(warnings):
    """Where harm is reported, for the places of these warnings: (name of the place, Scheme), each once."""
    places = dict.fromkeys(place for warning in warnings for place in warning.places)
    return [(place.label, place.reports_to) for place in places]


def together(rows):
    """Return the Warnings made from these rows, in their order."""
    groups: dict = {}
    for row in rows:
        same = (row.treatment_id, row.status, row.note, row.source_name, row.source_url)
        groups.setdefault((*same, row.checked_on, row.needs_verification), []).append(row)
    return [Warning(tuple(group)) for group in groups.values()]


def rows_to_warn_of():
    """The rows of which the house's readers are warned, in order of treatments and places."""
    return once("treatments to warn of", read_rows)


def read_rows():
    places = TreatmentSettings.of_the_house().jurisdictions
    rows = RegulatoryStatus.objects.not_approved_in(places).select_related("treatment")
    return sorted(rows, key=lambda row: (row.treatment.name, places.index(row.jurisdiction)))


def warnings_of(pages):
    """Return the Warnings of live pages as {id of the page: list}, from what is remembered of them; for lists."""
    mentions = TreatmentMention.objects.filter(page__in=[page.pk for page in pages], in_live=True)
    pairs = list(mentions.values_list("page", "treatment"))
    if not pairs:
        return {}
    rows = rows_to_warn_of()
    named = defaultdict(set)
    for page, treatment in pairs:
        named[page].add(treatment)
    return {page: together(row for row in rows if row.treatment_id in ids) for page, ids in named.items()}
