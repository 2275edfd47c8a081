"""What stories lean on: papers, notices, labels, interviews. Each stands here once, whatever stories name it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from .identifiers import doi_address, doi_in, pubmed_address, pubmed_id_in
from .vocabulary import LinkStatus, SourceKind


class SourceQuerySet(models.QuerySet):
    def to_ask_now(self):
        """Those with an address that are to be asked for by now, the longest overdue first."""
        nowhere = models.Q(doi=None, pubmed_id=None, url="")
        return self.exclude(nowhere).filter(next_check_at__lte=timezone.now()).order_by("next_check_at", "pk")


class OnceSaved(MultiFieldPanel):
    """What can only be said of a source that is kept already."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self):
            return bool(self.instance.pk) and super().is_shown()


class OnceAsked(MultiFieldPanel):
    """What the worker found out, once it has asked."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self):
            return bool(self.instance.checked_at) and super().is_shown()


class Source(index.Indexed, models.Model):
    """Something that facts come from. All but the note and what the worker found is shown to readers.

    Attributes:
        checked_address: the address that `link_status` and `check_words` are about; checked_at: when it was asked for.
        next_check_at: when the worker asks again.
        retraction_notice: the DOI of the notice by which Crossref says that it was retracted.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.PAPER)
    title = models.CharField(_("title"), max_length=300)
    authors = models.CharField(
        _("authors"),
        max_length=500,
        blank=True,
        help_text=_("As a list of references has them: “Example A, Sample B”."),
    )
    publisher = models.CharField(_("journal or publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1500), MaxValueValidator(2199)]
    )
    # None, not an empty text: any number of sources have none, and no two have the same.
    doi = models.CharField(
        _("DOI"), max_length=255, null=True, blank=True, unique=True, help_text=_("Or its address on doi.org.")
    )
    pubmed_id = models.CharField(
        _("PubMed id"), max_length=100, null=True, blank=True, unique=True, help_text=_("Or its address on PubMed.")
    )
    url = models.URLField(_("address"), max_length=500, blank=True, help_text=_("Not needed beside a DOI."))
    accessed_on = models.DateField(
        _("read on"), null=True, blank=True, help_text=_("For what may change, such as a notice.")
    )
    retracted_on = models.DateField(
        _("retracted on"),
        null=True,
        blank=True,
        help_text=_(
            "The day on which whoever published it took it back. Readers are told, and every story that names it "
            "is looked at again. Of papers with a DOI the worker finds it out by itself."
        ),
    )
    note = models.TextField(_("note for the desk"), blank=True, help_text=_("Never shown to readers."))

    # What the worker found, sources/checking.py.
    link_status = models.CharField(_("address"), max_length=20, choices=LinkStatus.choices, blank=True, editable=False)
    check_words = models.CharField(_("what came of it"), max_length=300, blank=True, editable=False)
    checked_address = models.TextField(blank=True, editable=False)
    checked_at = models.DateTimeField(_("asked for"), null=True, editable=False)
    next_check_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    retraction_notice = models.CharField(max_length=255, blank=True, editable=False)

    objects: SourceQuerySet = SourceQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    panels = [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("doi"), FieldPanel("pubmed_id")]),
        FieldPanel("title"),
        FieldPanel("authors"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("url"), FieldPanel("accessed_on")]),
        OnceSaved([FieldPanel("retracted_on")], heading=_("Retraction")),
        FieldPanel("note"),
        OnceAsked(
            [
                FieldPanel("link_status", read_only=True),
                FieldPanel("checked_at", read_only=True),
                FieldPanel("check_words", read_only=True),
            ],
            heading=_("When the worker last asked for it"),
        ),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("authors"),
        index.AutocompleteField("authors"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="sources_source_kind_valid"),
            models.CheckConstraint(
                condition=models.Q(doi__isnull=True) | models.Q(doi__startswith="10."), name="sources_source_doi_valid"
            ),
            models.CheckConstraint(condition=~models.Q(pubmed_id=""), name="sources_source_pubmed_id_not_empty"),
            models.CheckConstraint(
                condition=models.Q(link_status__in=["", *LinkStatus.values]), name="sources_source_link_status_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(link_status="", checked_at=None, checked_address="")
                | ~models.Q(link_status="") & ~models.Q(checked_address="") & models.Q(checked_at__isnull=False),
                name="sources_source_checked_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(retraction_notice="") | models.Q(retracted_on__isnull=False),
                name="sources_source_retraction_has_date",
            ),
        ]

    def __str__(self):
        year = f", {self.year}" if self.year else ""
        return f"{self.title}{year}"

    def save(self, *args, **kwargs):
        self.forget_another_address()
        super().save(*args, **kwargs)

    def forget_another_address(self):
        """What was found at another address says nothing of this one: it is asked for anew."""
        if self.checked_address not in ("", self.address):
            self.link_status = self.check_words = self.checked_address = self.retraction_notice = ""
            self.checked_at, self.next_check_at = None, timezone.now()

    def clean(self):
        """Bring DOI and PubMed id into one form.

        Raises:
            ValidationError: by field, for what is neither, and for a retraction on record that is left out.
        """
        super().clean()
        errors = {}
        for name, read, message in (
            ("doi", doi_in, _("This is no DOI. One looks like 10.1000/xyz123.")),
            ("pubmed_id", pubmed_id_in, _("This is no PubMed id. One is a number of up to eight digits.")),
        ):
            written = getattr(self, name)
            setattr(self, name, read(written) if written else None)
            if written and getattr(self, name) is None:
                setattr(self, name, written)
                errors[name] = ValidationError(message)
        if not errors:
            self.forget_another_address()
        if self.retraction_notice and not self.retracted_on:
            errors["retracted_on"] = ValidationError(self.retraction_left_out())
        if errors:
            raise ValidationError(errors)

    def retraction_left_out(self):
        self.retracted_on = type(self).objects.values_list("retracted_on", flat=True).get(pk=self.pk)
        return _("The notice of its retraction is on record at Crossref (%(doi)s). Leave the day: %(day)s.") % {
            "doi": self.retraction_notice,
            "day": self.retracted_on,
        }

    @property
    def leads_nowhere(self):
        """Whether readers who follow its address find nothing."""
        return self.link_status == LinkStatus.DEAD

    @property
    def address(self):
        """Where readers find it; empty where nowhere."""
        if self.doi:
            return doi_address(self.doi)
        return self.url or (pubmed_address(self.pubmed_id) if self.pubmed_id else "")
