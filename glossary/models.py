"""Words that readers may not know, and what they mean: as somebody wrote it, and as somebody else has signed for it."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import RevisionMixin
from wagtail.search import index

from treatments.names import folded

from .forms import GlossaryTermForm
from .panels import ReviewPanel, UsesPanel
from .querysets import GlossaryTermQuerySet

LONGEST_NAME = 120  # characters
LONGEST_DEFINITION = 400

# Written by glossary/signing.py alone. No version has a part in them.
SIGNATURE = ["signed", "reviewed_by", "reviewer_name", "reviewed_at"]


class GlossaryTerm(RevisionMixin, index.Indexed, ClusterableModel):
    """A word and its definition.

    The fields are what the desk is working on. Readers get `signed`: the same as it was when somebody signed for it.

    Attributes:
        signed: what readers see, as `offered` was then; None while nobody stands behind it.
        reviewer_name: of whoever signed, with their credentials, as they were on that day.
        awaits_review: whether what stands in the fields is not what was signed.
    """

    title = models.CharField(
        _("word"),
        max_length=LONGEST_NAME,
        help_text=_(
            "As a dictionary has it: “Humectant”. In capitals alone, as SPF is, it is found in capitals alone."
        ),
    )
    definition = models.TextField(
        _("definition"),
        max_length=LONGEST_DEFINITION,
        help_text=_(
            "One sentence that a friend would understand. It says what the thing is: no claim, no brand, no advice."
        ),
    )
    source = models.ForeignKey(
        "sources.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where it can be read up. It stands in the glossary."),
    )
    signed = models.JSONField(null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewer_name = models.CharField(max_length=500, blank=True, editable=False)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, editable=False)
    awaits_review = models.BooleanField(_("waits for a review"), default=True, editable=False)

    other_forms: Any  # by OtherForm.term
    uses: Any  # by TermUse.term, of the room of stories
    objects: GlossaryTermQuerySet = GlossaryTermQuerySet.as_manager()  # ty: ignore[invalid-assignment]
    base_form_class = GlossaryTermForm

    panels = [
        ReviewPanel(heading=_("Review")),
        FieldPanel("title"),
        InlinePanel(
            "other_forms",
            label=_("Other form"),
            heading=_("Other forms"),
            help_text=_("The plural, another spelling, a short form: whatever a text may say for the same thing."),
        ),
        FieldPanel("definition"),
        FieldPanel("source"),
        UsesPanel(heading=_("Stories that use it")),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("definition"),
        index.RelatedFields("other_forms", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["title"]
        permissions = [("review_glossaryterm", "Can review glossary term")]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                name="glossary_term_title_once",
                violation_error_message=_("Another term is called so already. Use that one."),
            ),
            models.CheckConstraint(
                condition=Q(signed__isnull=True, reviewed_at=None, reviewer_name="")
                | Q(signed__isnull=False, reviewed_at__isnull=False) & ~Q(reviewer_name=""),
                name="glossary_term_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(awaits_review=True) | Q(signed__isnull=False), name="glossary_term_unsigned_waits"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def offered(self):
        """What a reviewer is to sign for: everything that readers would see."""
        return {
            "title": self.title,
            "names": sorted({row.name for row in self.other_forms.all()}),
            "definition": " ".join(self.definition.split()),
            "source": self.source_id,
        }

    @property
    def stamp(self):
        """A word for what is offered: two of one stamp say the same."""
        return hashlib.sha256(json.dumps(self.offered, sort_keys=True).encode()).hexdigest()[:32]

    @cached_property
    def shown_source(self):
        """The source that was signed for; None while another one is being thought about."""
        return self.source if self.signed and self.signed["source"] == self.source_id else None

    @property
    def shown_names(self):
        """Every name by which readers' texts are looked through."""
        return [self.signed["title"], *self.signed["names"]] if self.signed else []

    @property
    def anchor(self):
        """Its place in the glossary, whatever it is called."""
        return f"term-{self.pk}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        if not kwargs.get("update_fields"):
            self._keep_signature()
            self.awaits_review = self.signed != self.offered
        super().save(*args, **kwargs)

    def _keep_signature(self):
        """What was signed, the database knows: who opened the form earlier may have missed it."""
        stored = GlossaryTerm.objects.select_for_update().filter(pk=self.pk).first() if self.pk else None
        for name in SIGNATURE if stored else ():
            setattr(self, name, getattr(stored, name))

    def with_content_json(self, content):
        """A version of the term, with the signature as it stands today."""
        version = super().with_content_json(content)
        for name in [*SIGNATURE, "awaits_review"]:
            setattr(version, name, getattr(self, name))
        return version

    @classmethod
    def names_of_others(cls, pk):
        """What terms but this one are called, as it is looked for."""
        titles = cls.objects.exclude(pk=pk).values_list("title", flat=True)
        forms = OtherForm.objects.exclude(term=pk).values_list("name", flat=True)
        return set(map(folded, [*titles, *forms]))


class OtherForm(models.Model):
    """Another form in which a text may use a term."""

    term = ParentalKey(GlossaryTerm, on_delete=models.CASCADE, related_name="other_forms")
    name = models.CharField(pgettext_lazy("of a word", "form"), max_length=LONGEST_NAME)

    panels = [FieldPanel("name")]

    class Meta:
        verbose_name = _("other form")
        verbose_name_plural = _("other forms")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="glossary_otherform_once",
                violation_error_message=_("Another term is called so already. Use that one."),
            )
        ]

    def __str__(self):
        return self.name
