"""What can be said of a treatment's standing, in the words of regulators and of the evidence."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How a place's law stands to a treatment (domain vocabulary: RegulatoryStatus)."""

    APPROVED = "approved", _("Approved")
    CLEARED = "cleared", _("Cleared as a device")
    AUTHORISED_COSMETIC = "authorised_cosmetic", _("Allowed as a cosmetic, without an approval of its own")
    UNAPPROVED = "unapproved", _("Not approved")
    PROHIBITED = "prohibited", _("Prohibited")
    PRESCRIPTION_ONLY = "prescription_only", _("On prescription only")
    INVESTIGATIONAL = "investigational", _("In studies only")
    UNKNOWN = "unknown", _("Not known: treated as not approved")


# What readers are warned of. What nobody knows counts as not approved (domain rule D6).
NOT_APPROVED = [Status.UNAPPROVED, Status.PROHIBITED, Status.INVESTIGATIONAL, Status.UNKNOWN]


class EvidenceLevel(models.TextChoices):
    """The best evidence for what a treatment is said to do, strongest first."""

    SYSTEMATIC_REVIEW = "systematic_review", _("Systematic review")
    RCT = "rct", _("Randomised controlled trial")
    COHORT = "cohort", _("Cohort study")
    CASE_SERIES = "case_series", _("Case series")
    LAB = "lab", _("Laboratory studies")
    EXPERT_OPINION = "expert_opinion", _("Experts’ opinion")
    NONE_FOUND = "none_found", _("None found")


class Volatility(models.TextChoices):
    """How soon what is known of a treatment grows old (domain rule R3: event-driven, 12 months, 36 months)."""

    FAST = "fast", _("Fast: at every notice of a regulator, and every 3 months")
    STANDARD = "standard", _("Standard: every 12 months")
    STABLE = "stable", _("Stable: every 36 months")

    @property
    def months(self):
        return MONTHS[self]


# Fast is driven by events: a regulator's notice is entered the day it is seen. The 3 months are for the one that nobody
# saw; a record is then never further behind than a season, and a desk with ten such treatments checks three a month.
MONTHS = {Volatility.FAST: 3, Volatility.STANDARD: 12, Volatility.STABLE: 36}


class Jurisdiction(models.TextChoices):
    """Where a regulator speaks."""

    US = "US", _("United States")
    UK = "UK", _("United Kingdom")
    EU = "EU", _("European Union")
    CA = "CA", _("Canada")
    AU = "AU", _("Australia")

    @property
    def place(self):
        """As it stands in a sentence: “in the United States”."""
        return PLACES.get(self, self.label)

    @property
    def reports_to(self):
        return REPORTS[self]


PLACES = {
    Jurisdiction.US: _("the United States"),
    Jurisdiction.UK: _("the United Kingdom"),
    Jurisdiction.EU: _("the European Union"),
}


@dataclass(frozen=True)
class Scheme:
    """Where people tell a regulator that a treatment harmed them (domain rule D11)."""

    name: Any
    url: str


# The regulators' own addresses. The European Medicines Agency takes no reports itself: it lists who does, by country.
REPORTS = {
    Jurisdiction.US: Scheme("MedWatch (FDA)", "https://www.fda.gov/medwatch"),
    Jurisdiction.UK: Scheme("Yellow Card (MHRA)", "https://yellowcard.mhra.gov.uk/"),
    Jurisdiction.EU: Scheme(
        _("the medicines authority of your country"),
        "https://www.ema.europa.eu/en/partners-networks/eu-partners/eu-member-states/"
        "national-competent-authorities-human",
    ),
    Jurisdiction.CA: Scheme(
        "MedEffect (Health Canada)",
        "https://www.canada.ca/en/health-canada/services/drugs-health-products/medeffect-canada.html",
    ),
    Jurisdiction.AU: Scheme("Therapeutic Goods Administration", "https://www.tga.gov.au/safety/reporting-problems"),
}
