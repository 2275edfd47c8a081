"""What stories lean on: papers, notices, labels, interviews. Each stands here once, whatever stories name it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from .identifiers import doi_address, doi_in, pubmed_address, pubmed_id_in
from .vocabulary import SourceKind


class Source(index.Indexed, models.Model):
    """Something that facts come from. All but the note is shown to readers."""

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
            "is looked at again."
        ),
    )
    note = models.TextField(_("note for the desk"), blank=True, help_text=_("Never shown to readers."))

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("authors"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("doi"), FieldPanel("pubmed_id")]),
        FieldRowPanel([FieldPanel("url"), FieldPanel("accessed_on")]),
        FieldPanel("retracted_on"),
        FieldPanel("note"),
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
        ]

    def __str__(self):
        year = f", {self.year}" if self.year else ""
        return f"{self.title}{year}"

    def clean(self):
        """Bring DOI and PubMed id into one form; raises ValidationError, by field, for what is neither."""
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
        if errors:
            raise ValidationError(errors)

    @property
    def address(self):
        """Where readers find it; empty where nowhere."""
        if self.doi:
            return doi_address(self.doi)
        return self.url or (pubmed_address(self.pubmed_id) if self.pubmed_id else "")
