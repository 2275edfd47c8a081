"""Where people work, whom they are tied to, and where else readers find them."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from accounts.house_clock import today

from ..vocabulary import (
    InterestKind,
)
from .credentials import refuse_board_certified

# A tie to a brand is told for so long after its end: the period that the disclosure form of the ICMJE asks about.
TOLD_FOR_MONTHS = 36


class Period(models.Model):
    """Something with a beginning and an end, as far as they are known."""

    begins_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")),
                name="people_%(class)s_ends_after_beginning",
                violation_error_message=_("It cannot end before it began."),
            )
        ]

    @property
    def period(self):
        """For readers, by months: “from March 2021 until May 2025”; empty where neither is known."""
        words = {
            "beginning": date_format(self.begins_on, "YEAR_MONTH_FORMAT") if self.begins_on else "",
            "end": date_format(self.ends_on, "YEAR_MONTH_FORMAT") if self.ends_on else "",
        }
        if self.begins_on and self.ends_on:
            return gettext("from %(beginning)s until %(end)s") % words
        if self.begins_on:
            return gettext("since %(beginning)s") % words
        return gettext("until %(end)s") % words if self.ends_on else ""


class Affiliation(Period, Orderable):
    """Where somebody works or worked."""

    person = ParentalKey("people.PersonPage", on_delete=models.CASCADE, related_name="affiliations")
    institution = models.CharField(_("institution"), max_length=200)
    role = models.CharField(_("role there"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    is_current = models.BooleanField(_("works there now"), default=True)

    panels = [
        FieldPanel("institution"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on"), FieldPanel("is_current")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_current=False) | models.Q(ends_on__isnull=True),
                name="people_affiliation_current_has_no_end",
                violation_error_message=_("Where somebody works now, there is no end yet: take one of the two out."),
            ),
            *Period.Meta.constraints,
        ]

    def __str__(self):
        return ", ".join(part for part in (self.role, self.institution, self.place) if part)

    def clean(self):
        super().clean()
        refuse_board_certified(self, "institution", "role", "place")


class ConflictOfInterest(Period, Orderable):
    """A tie between a person and a brand, and for how long (16 CFR 255.5; domain rule Q8)."""

    person = ParentalKey("people.PersonPage", on_delete=models.CASCADE, related_name="interests")
    brand = models.CharField(_("brand"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=InterestKind.choices)
    text = models.CharField(
        _("as readers see it"),
        max_length=300,
        blank=True,
        help_text=_("One sentence, shown beside this person’s words. Empty: the kind and the brand."),
    )

    panels = [
        FieldRowPanel([FieldPanel("brand"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on")]),
        FieldPanel("text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.CheckConstraint(
                # Empty only in drafts, as with disclosures.
                condition=models.Q(kind__in=[*InterestKind.values, ""]),
                name="people_interest_kind_valid",
            ),
            *Period.Meta.constraints,
        ]

    def __str__(self):
        return self.text or f"{self.get_kind_display()}: {self.brand}"

    def clean(self):
        super().clean()
        refuse_board_certified(self, "text", "brand")

    @property
    def as_sentence(self):
        """With the end of what is over, and a full stop."""
        words = f"{self} ({self.period})" if self.ends_on and not self.text else str(self)
        return words if words.endswith((".", "!", "?")) else f"{words}."

    @property
    def is_shown(self):
        """Whether readers are told: as long as it lasts, and TOLD_FOR_MONTHS after."""
        if self.ends_on is None:
            return True
        now = today()
        return (now.year - self.ends_on.year) * 12 + now.month - self.ends_on.month <= TOLD_FOR_MONTHS


class PersonLink(Orderable):
    """A place elsewhere where readers find this person."""

    person = ParentalKey("people.PersonPage", on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"))

    panels = [FieldRowPanel([FieldPanel("label"), FieldPanel("url")])]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        refuse_board_certified(self, "label")
