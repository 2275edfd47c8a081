"""What readers are told where a story names a treatment that is not approved. Made from the record each time it is
shown, so that a change of the record is a change of every page."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import RegulatoryStatus, TreatmentMention, TreatmentSettings
from .vocabulary import Jurisdiction, Status

SENTENCES = {
    Status.UNAPPROVED: lambda words: _("%(treatment)s is not approved in %(place)s.") % words,
    Status.PROHIBITED: lambda words: _("%(treatment)s is prohibited in %(place)s.") % words,
    Status.INVESTIGATIONAL: lambda words: (
        _("%(treatment)s is not approved in %(place)s. It is tried in studies.") % words
    ),
    Status.UNKNOWN: lambda words: (
        _("We do not know whether %(treatment)s is approved in %(place)s. Take it as not approved.") % words
    ),
}


@dataclass(frozen=True)
class Warning:
    """What one place's law says of one treatment, for readers.

    Attributes:
        row: the RegulatoryStatus it is made from.
    """

    row: RegulatoryStatus

    @property
    def sentence(self):
        place = Jurisdiction(self.row.jurisdiction).place
        return SENTENCES[Status(self.row.status)]({"treatment": self.row.treatment.name, "place": place})

    @property
    def checked(self):
        """When the house looked it up, or that nobody has yet."""
        if self.row.needs_verification or not self.row.checked_on:
            return _("We have not verified this yet.")
        return _("Checked on %(day)s.") % {"day": date_format(self.row.checked_on, "j F Y")}

    @property
    def source_name(self):
        return self.row.source_name or self.row.source_url

    @property
    def reports_to(self):
        return Jurisdiction(self.row.jurisdiction).reports_to

    @property
    def text(self):
        """The warning where there are no links: in feeds."""
        report = _("If it harmed you, tell %(scheme)s: %(address)s") % {
            "scheme": self.reports_to.name,
            "address": self.reports_to.url,
        }
        source = f"{self.source_name}: {self.row.source_url}" if self.row.source_name else self.row.source_url
        return " ".join(part for part in [self.sentence, self.row.note, self.checked, source, report] if part)


def rows_to_warn_of(**conditions):
    """The rows of which the house's readers are warned, in order of treatments and places."""
    places = TreatmentSettings.of_the_house().jurisdictions
    rows = RegulatoryStatus.objects.not_approved_in(places).filter(**conditions).select_related("treatment")
    return sorted(rows, key=lambda row: (row.treatment.name, places.index(row.jurisdiction)))


def warnings_of(pages):
    """Return the Warnings of live pages as {id of the page: list}, from what is remembered of them; for lists."""
    named = TreatmentMention.objects.filter(page__in=[page.pk for page in pages], in_live=True)
    pairs = list(named.values_list("page", "treatment"))
    if not pairs:
        return {}
    rows = rows_to_warn_of(treatment__in={treatment for _page, treatment in pairs})
    found = defaultdict(list)
    for row in rows:
        for page in (page for page, treatment in pairs if treatment == row.treatment_id):
            found[page].append(Warning(row))
    return found
