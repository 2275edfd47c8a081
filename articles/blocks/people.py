"""Who says what: statements of experts, and what the writer went through."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from articles import previews

from .choosers import PersonChooserBlock, SourceChooserBlock, TreatmentChooserBlock
from .parts import PLAIN_FEATURES, QUOTATION_MARKS, CheckedBlock, Choice, IntroducingValue

ONE_PAIR_AROUND_ALL = re.compile(r"""^(?:"([^"]*)"|“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»)$""")


class StatementKind(models.TextChoices):
    """Domain vocabulary: Statement.kind."""

    DIRECT = "direct", _("Direct quote: their exact words")
    PARTIAL = "partial", _("Partial quote: some of their exact words")
    PARAPHRASE = "paraphrase", _("Paraphrase: their meaning in our words")
    WRITTEN = "written", _("Written statement")
    TRANSLATED = "translated", _("Translated from another language")


QUOTED_KINDS = {StatementKind.DIRECT, StatementKind.PARTIAL}


class Basis(models.TextChoices):
    """On which terms it was said. Domain vocabulary: Statement.basis; the meanings are the Associated Press's."""

    ON_RECORD = "on_record", _("On the record: with their name")
    BACKGROUND = "background", _("Background: described, never named")
    DEEP_BACKGROUND = "deep_background", _("Deep background: the words alone, ascribed to nobody")
    OFF_RECORD = "off_record", _("Off the record: never published")


class Medium(models.TextChoices):
    """How the house came by a statement."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("Telephone")
    VIDEO = "video", _("Video call")
    EMAIL = "email", _("E-mail")
    VIA_PR = "via_pr", _("Press release, or through an agency")


class PaidBy(models.TextChoices):
    """Who paid for what the writer tried."""

    UNKNOWN = "unknown", _("Not known yet")
    WRITER = "writer", _("The writer")
    MAGAZINE = "magazine", _("The magazine")
    PROVIDER = "provider", _("The provider, free of charge")
    BRAND = "brand", _("A brand")
    DISCOUNTED = "discounted", _("Provided at a discount")


def unquoted(words):
    """Return words without a pair of quotation marks around all of them. Marks inside belong to the quote and stay."""
    words = words.strip()
    pair = ONE_PAIR_AROUND_ALL.match(words)
    return next(inside for inside in pair.groups() if inside is not None).strip() if pair else words


class StatementValue(IntroducingValue):
    """A statement as readers get it. Who must not be named is only ever reached through `shown_person`.

    Attributes:
        source_number: the number of the source that the words are from, as HTML; articles/references.py sets it.
    """

    source_number = ""  # not `reference`: templates look among the fields first, and that one is for the desk alone

    @property
    def basis(self):
        return Basis(self.get("basis") or Basis.ON_RECORD)

    @property
    def terms(self):
        """The basis in words; templates cannot ask for it, because they find the field of that name first."""
        return self.basis.label

    @property
    def hides_person(self):
        return self.basis != Basis.ON_RECORD

    @property
    def hides_source(self):
        """Where somebody's words stand would say whose they are."""
        return self.hides_person

    @property
    def is_off_record(self):
        return self.basis == Basis.OFF_RECORD

    @property
    def shown_person(self):
        """Whom readers are told to have said it, or None."""
        return None if self.hides_person else self.get("person")

    @property
    def shown_description(self):
        """What stands in the place of a background source's name."""
        return (self.get("public_description") or "").strip() if self.basis == Basis.BACKGROUND else ""

    @property
    def is_quotation(self):
        """Only direct and partial quotes ever get quotation marks."""
        return self.get("kind") in QUOTED_KINDS

    @property
    def shown_words(self):
        """The words as printed. The template sets the quotation marks of a quote."""
        words = self.get("words") or ""
        return unquoted(words) if self.is_quotation else words.strip()


# What the desk keeps about a statement. Nothing of it reaches readers, and no sign-off hangs on it.
EVIDENCE = ["interviewed_on", "medium", "reference", "checked_by", "checked_on"]


class StatementBlock(CheckedBlock):
    """What an expert said, how exactly these words are theirs, on which terms, and how the house knows."""

    private_names = frozenset({*EVIDENCE, "basis_reason"})

    person = PersonChooserBlock(
        page_type="people.PersonPage",
        required=False,
        label=_("Who said it"),
        help_text=_("Needed before the story is published."),
    )
    kind = Choice(
        choices=StatementKind.choices,
        default=StatementKind.PARAPHRASE,
        label=_("Kind"),
        help_text=_("Only direct and partial quotes are printed in quotation marks."),
    )
    lead_in = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("Lead-in"),
        help_text=_("For a partial quote: the start of the sentence in our words, e.g. “She calls the serum”."),
        default="",
    )
    words = blocks.TextBlock(
        label=_("Words as shown"),
        max_length=2000,
        rows=3,
        help_text=_("Type no quotation marks: the page sets them."),
        default="",
    )
    source = SourceChooserBlock(
        "sources.Source",
        required=False,
        label=_("Where these words stand"),
        help_text=_(
            "If they are from a paper, a notice or an interview that the house keeps: readers get its number in the "
            "source list. For words said on background no number is printed."
        ),
    )
    verbatim = blocks.TextBlock(
        required=False,
        rows=3,
        label=_("Verbatim"),
        help_text=_("Exactly what was said, for the desk. Never shown to readers."),
        search_index=False,
        default="",
    )
    basis = Choice(choices=Basis.choices, default=Basis.ON_RECORD, label=_("Said on which terms"), search_index=False)
    public_description = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Described to readers as"),
        help_text=_("Background only: stands in the place of the name, e.g. “a dermatologist in private practice”."),
        search_index=False,
        default="",
    )
    basis_reason = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("Why they are not named"),
        help_text=_("For the desk: what they would risk, and who agreed to it. Never shown to readers."),
        search_index=False,
        default="",
    )
    interviewed_on = blocks.DateBlock(required=False, label=_("Said on"), search_index=False)
    medium = Choice(choices=Medium.choices, required=False, label=_("How"), search_index=False)
    reference = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("Recording or notes"),
        help_text=_("Where they are kept, so that a colleague finds them."),
        search_index=False,
        default="",
    )
    checked_by = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Held against them by"),
        help_text=_("Who has compared these words with the recording or the notes."),
        search_index=False,
        default="",
    )
    checked_on = blocks.DateBlock(required=False, label=_("Checked on"), search_index=False)

    class Meta:
        icon = "openquote"
        label = _("Expert statement")
        description = _("A quote or paraphrase that stands on its own, tied to the person who said it.")
        template = "articles/blocks/statement.html"
        label_format = "{person}: {words}"
        value_class = StatementValue
        group = _("People")
        form_layout = blocks.BlockGroup(
            children=[
                *("person", "kind", "lead_in", "words", "source"),
                blocks.BlockGroup(
                    children=["basis", "public_description", "basis_reason"],
                    heading=_("Terms"),
                    icon="key",
                    classname="collapsed",
                    label_format="{basis}",
                ),
                blocks.BlockGroup(
                    children=["verbatim", *EVIDENCE],
                    heading=_("Evidence, for the desk alone"),
                    icon="lock",
                    classname="collapsed",
                    label_format="{interviewed_on} {reference}",  # an empty choice would say “Select an option”
                ),
            ]
        )

    def get_preview_value(self):
        return previews.statement(self)

    def get_searchable_content(self, value):
        if value.is_off_record:
            return []
        description = value.shown_description
        return [*super().get_searchable_content(value), *([description] if description else [])]

    def refusals(self, value):
        if value.is_quotation:
            return {}
        message = _("Only direct and partial quotes carry quotation marks. Take them out, or change the kind.")
        return {name: message for name in ("lead_in", "words") if QUOTATION_MARKS.search(value.get(name) or "")}


class ExperienceBlock(blocks.StructBlock):
    """First-person experience: the writer's own test, told as theirs and nobody else's."""

    text = blocks.RichTextBlock(label=_("What happened"), features=PLAIN_FEATURES)
    treatment = TreatmentChooserBlock("treatments.Treatment", required=False, label=_("Treatment"))
    treated_on = blocks.DateBlock(required=False, label=_("Date of the treatment"))
    provider = blocks.CharBlock(required=False, max_length=160, label=_("Provider"), default="")
    paid_by = Choice(choices=PaidBy.choices, default=PaidBy.UNKNOWN, label=_("Who paid"))

    class Meta:
        icon = "user"
        label = _("First-person experience")
        description = _("The writer's own test: what, when, where, and who paid.")
        template = "articles/blocks/experience.html"
        label_format = "{provider} {treated_on}"
        group = _("People")
        preview_value = {
            "text": _("<p>By the second week my foundation stayed in its drawer, which had not happened in years.</p>"),
            "provider": _("Studio Example"),
            "paid_by": PaidBy.MAGAZINE,
        }
