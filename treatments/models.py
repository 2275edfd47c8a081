"""Treatments, what the law of each place says of them, and which pages name them."""

from calendar import monthrange
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.log_actions import get_active_log_context
from wagtail.models import LockableMixin, RevisionMixin
from wagtail.search import index

from accounts.house_clock import today
from accounts.house_rows import KeptSetting

from . import signals
from .changes import Standing
from .forms import TreatmentForm
from .panels import StandingPanel
from .querysets import RegulatoryStatusQuerySet, TreatmentQuerySet
from .vocabulary import EvidenceLevel, Jurisdiction, Status, Volatility


def months_after(day, months):
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


class Treatment(LockableMixin, RevisionMixin, index.Indexed, ClusterableModel):
    """Something done to skin, hair or nails that stories write about.

    Whoever changes it by program saves a revision, as the form does: with it, stories are sent back to the desk.

    Attributes:
        announced: the standing for which stories were last sent back to the desk, as Standing.as_dict() has it.
    """

    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("in one sentence"), blank=True)
    evidence_level = models.CharField(
        _("best evidence"),
        max_length=20,
        choices=EvidenceLevel.choices,
        blank=True,
        help_text=_("For what it is said to do. Empty: nobody has looked yet."),
    )
    volatility = models.CharField(
        _("how fast it changes"),
        max_length=10,
        choices=Volatility.choices,
        default=Volatility.STANDARD,
        help_text=_("It sets the day of the next check, unless you set another."),
    )
    announced = models.JSONField(null=True, editable=False)

    statuses: Any  # by RegulatoryStatus.treatment
    other_names: Any  # by OtherName.treatment
    objects: TreatmentQuerySet = TreatmentQuerySet.as_manager()  # ty: ignore[invalid-assignment]
    base_form_class = TreatmentForm
    sent_back: int | None = None  # how many stories the last saved change has brought back to the desk

    panels = [
        StandingPanel(heading=_("Stories that name it")),
        FieldPanel("name"),
        FieldPanel("summary"),
        InlinePanel("statuses", label=_("Place"), heading=_("What the law says, place by place")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("evidence_level"), FieldPanel("volatility")])], heading=_("Evidence")
        ),
        InlinePanel(
            "other_names",
            label=_("Other name"),
            heading=_("Other names"),
            help_text=_("What a text may call it. A story that does is told to choose the treatment."),
        ),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.RelatedFields("other_names", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="treatments_treatment_name_once",
                violation_error_message=_("There is a treatment of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(evidence_level__in=[*EvidenceLevel.values, ""]), name="treatments_treatment_evidence_valid"
            ),
            models.CheckConstraint(
                condition=Q(volatility__in=Volatility.values), name="treatments_treatment_volatility_valid"
            ),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        stored = Treatment.objects.select_for_update().filter(pk=self.pk).first() if self.pk else None
        if stored and not kwargs.get("update_fields"):
            # What stood until now, from the database: an old version that is put back has an old memory.
            self.announced = stored.announced or Standing.of(stored).as_dict()
            self._move_checks(Volatility(stored.volatility))
        super().save(*args, **kwargs)

    def _move_checks(self, was):
        """At another pace, the checks that were worked out are worked out again; typed ones stay."""
        for row in self.statuses.get_object_list() if was != self.volatility else ():
            if row.checked_on and row.next_check == months_after(row.checked_on, was.months):
                row.next_check = None

    @transaction.atomic
    def save_revision(self, *args, **kwargs):
        revision = super().save_revision(*args, **kwargs)
        self._tell()
        return revision

    def _tell(self):
        """Let others know what this version changes, once the record and its rows are stored."""
        stored = Treatment.objects.get(pk=self.pk)
        before, now = Standing.from_dict(stored.announced), Standing.of(stored)
        if before == now:
            return
        Treatment.objects.filter(pk=self.pk).update(announced=now.as_dict())
        self.announced = now.as_dict()
        if before.names != now.names:
            signals.names_changed.send(sender=type(self), treatment=stored)
        if words := now.changes_since(before):
            context = get_active_log_context()
            words = f"{self.name}: {'; '.join(words)}."
            answers: Any = signals.status_changed.send(
                sender=type(self), treatment=stored, words=words, by=context.user
            )
            self.sent_back = sum(stories or 0 for _receiver, stories in answers)


class OtherName(models.Model):
    """Another name by which a text may call a treatment."""

    treatment = ParentalKey(Treatment, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(_("name"), max_length=120)

    panels = [FieldPanel("name")]

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="treatments_othername_unique",
                violation_error_message=_("This is another name of a treatment already."),
            )
        ]

    def __str__(self):
        return self.name


class RegulatoryStatus(models.Model):
    """What the law of one place says of a treatment, who says so, and when that was looked up."""

    treatment = ParentalKey(Treatment, on_delete=models.CASCADE, related_name="statuses")
    jurisdiction = models.CharField(_("place"), max_length=2, choices=Jurisdiction.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.UNKNOWN)
    note = models.CharField(
        _("in plain words"), max_length=400, blank=True, help_text=_("For readers: what follows from it for them.")
    )
    source_name = models.CharField(
        _("source"), max_length=160, blank=True, help_text=_("Who says so, and when: “FDA, notice of 6 December 2019”.")
    )
    source_url = models.URLField(
        _("address of the source"), max_length=500, blank=True, help_text=_("Empty only where the status is not known.")
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    next_check = models.DateField(
        _("next check"), null=True, blank=True, help_text=_("Empty: worked out from how fast the treatment changes.")
    )
    needs_verification = models.BooleanField(
        _("to be verified by the house"),
        default=False,
        help_text=_("Nobody here has looked it up yet. Readers are told so. Check it before you rely on it."),
    )
    reminded_on = models.DateField(null=True, editable=False)  # when a letter said that the check is due

    objects: RegulatoryStatusQuerySet = RegulatoryStatusQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    panels = [
        FieldRowPanel([FieldPanel("jurisdiction"), FieldPanel("status")]),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("next_check")]),
        FieldPanel("needs_verification"),
    ]

    class Meta:
        verbose_name = _("regulatory status")
        verbose_name_plural = _("regulatory statuses")
        ordering = ["jurisdiction"]
        constraints = [
            models.UniqueConstraint(fields=["treatment", "jurisdiction"], name="treatments_status_once_per_place"),
            models.CheckConstraint(
                condition=Q(jurisdiction__in=Jurisdiction.values), name="treatments_status_place_valid"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="treatments_status_valid"),
            models.CheckConstraint(
                condition=Q(status=Status.UNKNOWN) | ~Q(source_url=""),
                name="treatments_status_has_source",
                violation_error_message=_("Say where it is written: give the address of the source."),
            ),
            models.CheckConstraint(
                condition=Q(needs_verification=True) | Q(checked_on__isnull=False),
                name="treatments_status_checked",
                violation_error_message=_("Say when it was checked, or that the house must verify it."),
            ),
            models.CheckConstraint(
                condition=Q(next_check__isnull=True) | Q(checked_on__isnull=True) | Q(next_check__gt=F("checked_on")),
                name="treatments_status_next_check_later",
                violation_error_message=_("The next check comes after the last one. Empty: it is worked out."),
            ),
        ]
        indexes = [
            models.Index(fields=["next_check"], name="treatments_status_next_check"),
            models.Index(fields=["jurisdiction", "status"], name="treatments_status_place"),
        ]

    def __str__(self):
        return f"{self.get_jurisdiction_display()}: {self.get_status_display()}"

    def save(self, *args, **kwargs):
        if self.checked_on and not self.next_check:
            self.next_check = months_after(self.checked_on, Volatility(self.treatment.volatility).months)
        super().save(*args, **kwargs)

    @property
    def is_overdue(self):
        return bool(self.next_check and self.next_check <= today())

    def clean(self):
        if self.checked_on and self.checked_on > today():
            raise ValidationError({"checked_on": _("Nobody can have checked it yet: this day is still to come.")})
        stored = RegulatoryStatus.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.checked_on != self.checked_on and stored.next_check == self.next_check:
            self.next_check = None  # checked anew, so the next check is worked out anew
        if stored and stored.status != self.status:
            self._refuse_old_source(stored)

    def _refuse_old_source(self, stored):
        """Who said the one status has not said the other: readers are told in a warning who says so, and since when."""
        errors = {}
        if self.source_url and (self.source_name, self.source_url) == (stored.source_name, stored.source_url):
            errors["source_name"] = _("This source is of the status before. Say who says the new one, and when.")
        if self.checked_on and self.checked_on == stored.checked_on != today():
            errors["checked_on"] = _("On this day it was the status before. Say when the new one was looked up.")
        if errors:
            raise ValidationError(errors)


class TreatmentMention(models.Model):
    """That a page names a treatment, by choice or in its text: in what readers see, in the newest draft, or in both.

    Which pages lean on a treatment is found without reading every body. A treatment that is named is not deleted: its
    warning would go with it.
    """

    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="mentions")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="treatment_mentions")
    in_live = models.BooleanField(default=False)
    in_draft = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["treatment", "page"], name="treatments_mention_once"),
            models.CheckConstraint(condition=Q(in_live=True) | Q(in_draft=True), name="treatments_mention_somewhere"),
        ]
        indexes = [models.Index(fields=["treatment", "in_live"], name="treatments_mention_live")]

    def __str__(self):
        return f"{self.treatment} in {self.page_id}"


@register_setting(icon="globe", order=120)
class TreatmentSettings(KeptSetting, BaseSiteSetting):
    """For whose law the magazine warns its readers. One field for each Jurisdiction, named like it."""

    us = models.BooleanField(Jurisdiction.US.label, default=True)
    uk = models.BooleanField(Jurisdiction.UK.label, default=True)
    eu = models.BooleanField(Jurisdiction.EU.label, default=True)
    ca = models.BooleanField(Jurisdiction.CA.label, default=False)
    au = models.BooleanField(Jurisdiction.AU.label, default=False)

    panels = [
        MultiFieldPanel(
            [FieldPanel(code.lower()) for code in Jurisdiction.values],
            heading=_("Where our readers are"),
            help_text=_("A story that names a treatment not approved in one of these places carries a warning."),
        )
    ]

    class Meta:
        verbose_name = _("treatments")
        constraints = [
            models.CheckConstraint(
                condition=Q(us=True) | Q(uk=True) | Q(eu=True) | Q(ca=True) | Q(au=True),
                name="treatments_settings_somewhere",
                violation_error_message=_("Tick at least one place: without any, nobody would be warned."),
            )
        ]

    @property
    def jurisdictions(self):
        """The codes of the places the magazine is read in."""
        return [code for code in Jurisdiction.values if getattr(self, code.lower())]
