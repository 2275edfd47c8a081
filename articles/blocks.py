"""The parts a beauty story is made of. One class and one template of the same name for each.

A block keeps its id from revision to revision; anchors, findings and sign-offs refer to it. A block refuses what is
wrong. What may be found out later (a speaker, an alt text, a credit) is asked for by articles/rules.py and its like.
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from accounts.house_rows import is_for_everybody, once_each
from photos.renditions import with_sizes
from sources.identifiers import doi_in
from sources.vocabulary import SourceKind

from . import previews
from .pairs import CONDITIONS, PairValue

PLAIN_FEATURES = ["accessible-name", "bold", "italic", "link"]
INLINE_FEATURES = [*PLAIN_FEATURES, "attribution", "source-reference"]
PARAGRAPH_FEATURES = [*INLINE_FEATURES, "h3", "ol", "ul", "photo-reference"]

QUOTATION_MARKS = re.compile(r"[\"“”„«»]")
ONE_PAIR_AROUND_ALL = re.compile(r"""^(?:"([^"]*)"|“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»)$""")


class Choice(blocks.ChoiceBlock):
    """A choice whose label is for the desk: readers neither read it nor find a story by it."""

    def get_searchable_content(self, value):
        return []


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


class HeadingBlock(blocks.StructBlock):
    """A section heading. Its anchor comes from the block's id, so it survives rewording."""

    text = blocks.CharBlock(label=_("Heading"), max_length=150, default="")

    class Meta:
        icon = "title"
        label = _("Section heading")
        description = _("Starts a section. Questions make good headings: they fill the table of contents.")
        template = "articles/blocks/heading.html"
        label_format = "{text}"
        preview_value = {"text": _("What does the treatment actually do?")}
        group = _("Text")


def unquoted(words):
    """Return words without a pair of quotation marks around all of them. Marks inside belong to the quote and stay."""
    words = words.strip()
    pair = ONE_PAIR_AROUND_ALL.match(words)
    return next(inside for inside in pair.groups() if inside is not None).strip() if pair else words


class IntroducingValue(blocks.StructValue):
    """Words of somebody whom the page names beside them.

    Attributes:
        is_later: whether readers have met the person further up, with full name and credentials, and are shown the
            short form here. articles/mentions.py sets it for a whole body.
    """

    is_later = False

    @property
    def shown_person(self):
        """The person named beside the words, or None."""
        return self.get("person")


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


class AlreadyFoundBlock(blocks.ChooserBlock):
    """A chooser whose choice was looked up when the value was made. Wagtail looks it up again to validate it, with a
    query for each block; and the gate validates on every path."""

    def clean(self, value):
        if value is None and self.required:
            raise ValidationError(self.field.error_messages["required"], code="required")
        return value

    def bulk_to_python(self, values):
        """As Wagtail does, but that pages for everybody share what they show."""
        if not is_for_everybody():
            return super().bulk_to_python(values)
        found = once_each(self.model_class, {*values} - {None}, self.read)
        return [found.get(value) for value in values]

    def read(self, ids):
        return self.model_class.objects.in_bulk(ids)

    def render_basic(self, value, context=None):
        """For a comparison of versions, which says “None” otherwise."""
        return "" if value is None else super().render_basic(value, context)


class PersonChooserBlock(AlreadyFoundBlock, blocks.PageChooserBlock):
    pass


class PhotoChooserBlock(AlreadyFoundBlock, ImageChooserBlock):
    def bulk_to_python(self, values):
        if not is_for_everybody():
            return super().bulk_to_python(values)
        found = with_sizes({*values} - {None})
        return [found.get(value) for value in values]


class TreatmentChooserBlock(AlreadyFoundBlock, SnippetChooserBlock):
    pass


class SourceChooserBlock(AlreadyFoundBlock, SnippetChooserBlock):
    pass


class ProductChooserBlock(AlreadyFoundBlock, SnippetChooserBlock):
    pass


class CheckedBlock(blocks.StructBlock):
    """A block with rules of its own, told together with those of its fields once the story is submitted."""

    def refusals(self, value):
        """Return what the desk must not get, as a dict of field names and messages."""
        raise NotImplementedError

    def clean(self, value):
        own = {} if self.is_deferred_validation else self.refusals(value)
        errors = {name: ValidationError(message) for name, message in own.items()}
        try:
            cleaned = super().clean(value)
        except StructBlockValidationError as error:
            raise StructBlockValidationError(errors | error.block_errors, error.non_block_errors) from error
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned


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
                    label_format="{interviewed_on} {medium} {reference}",
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


class ShownWithPhotos(blocks.StructBlock):
    """A block whose preview needs photos of the house. A drawing stands in until there is one."""

    def get_preview_template(self, value, context=None):
        return previews.NO_PHOTO_YET if previews.has_no_photo() else super().get_preview_template(value, context)


class PhotoUseValue(blocks.StructValue):
    """A photo as used here: the words given here win over those stored with the photo.

    Attributes:
        source_number: the number of the source that the picture is from, as HTML; articles/references.py sets it.
    """

    source_number = ""

    @property
    def hides_source(self):
        """Of a photo that is not shown there is no number either."""
        return not self.get("photo") or self["photo"].is_withheld

    @property
    def alt(self):
        if self.get("decorative"):
            return ""
        return self.get("alt_text") or (self["photo"].alt_text if self.get("photo") else "")

    @property
    def shown_caption(self):
        return self.get("caption") or (self["photo"].caption if self.get("photo") else "")

    @property
    def shown_credit(self):
        return self.get("credit") or (self["photo"].credit if self.get("photo") else "")


class PhotoUseBlock(blocks.StructBlock):
    """A photo with the words that belong to this use of it."""

    photo = PhotoChooserBlock(label=_("Photo"))
    alt_text = blocks.CharBlock(
        required=False,
        max_length=500,
        label=_("Alt text here"),
        help_text=_("What a person who cannot see it needs to know. Empty: the photo's own alt text."),
        default="",
    )
    decorative = blocks.BooleanBlock(
        required=False,
        label=_("Decorative"),
        help_text=_("It tells nothing that the text does not: no alt text."),
        default=False,
    )
    caption = blocks.CharBlock(
        required=False,
        max_length=500,
        label=_("Caption here"),
        help_text=_("Empty: the photo's own caption."),
        default="",
    )
    credit = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("Credit here"),
        help_text=_("Empty: the photo's own credit."),
        default="",
    )
    source = SourceChooserBlock(
        "sources.Source",
        required=False,
        label=_("Taken from"),
        help_text=_("For a figure of a paper, a label, a notice: readers get its number in the source list."),
    )

    class Meta:
        icon = "image"
        value_class = PhotoUseValue

    def get_searchable_content(self, value):
        """What is read beside the photo: alt text and credit are found with the photo itself."""
        return [str(words) for name, words in value.items() if name in ("caption", "elapsed") and words]


class PhotoLayout(models.TextChoices):
    """How a single photo stands in the story."""

    STANDARD = "standard", _("Wider than the text")
    PORTRAIT = "portrait", _("Portrait: narrow, in the middle")
    FULL_BLEED = "full_bleed", _("Full bleed: from edge to edge of the screen")
    INSET = "inset", _("Inset: small, its words beside it")


class GalleryLayout(models.TextChoices):
    """How the photos of a gallery stand to each other."""

    GRID = "grid", _("Rows")
    DIPTYCH = "diptych", _("Diptych: two side by side, on telephones too")


# How wide each is on the page, for browsers to choose a size by; it follows static/css/site.css.
SIZES = {
    PhotoLayout.STANDARD: "(min-width: 60rem) 46rem, 100vw",
    PhotoLayout.PORTRAIT: "(min-width: 36rem) 20rem, 100vw",
    PhotoLayout.FULL_BLEED: "100vw",
    PhotoLayout.INSET: "(min-width: 36rem) 18rem, 100vw",
}


class SinglePhotoValue(PhotoUseValue):
    @property
    def sizes(self):
        return SIZES[PhotoLayout(self.get("layout") or PhotoLayout.STANDARD)]

    @property
    def layouts(self):
        """Every layout as (value, name, sizes), for the preview."""
        return [(layout.value, layout.label, SIZES[layout]) for layout in PhotoLayout]


class ReviewerPhotoBlock(ShownWithPhotos, PhotoUseBlock):
    """A result photo by the person who tried it; never a before/after pair."""

    layout = Choice(choices=PhotoLayout.choices, default=PhotoLayout.STANDARD, required=False, label=_("Layout"))

    elapsed = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Time since treatment"),
        help_text=_("In the writer's own words, e.g. “ten days after the second session”."),
        default="",
    )

    class Meta:
        icon = "image"
        label = _("Reviewer photo")
        description = _("A photo of a result, or any single photo, with caption and credit.")
        template = "articles/blocks/photo.html"
        preview_template = "articles/blocks/previews/photo.html"
        value_class = SinglePhotoValue
        label_format = "{photo} {elapsed}"
        group = _("Photos")

    def get_preview_value(self):
        return previews.photo_use(self, elapsed=_("ten days after the second session"))


def condition(name):
    """A field for one of the things that must be the same on both sides of a pair. Empty: not stated."""
    choices, label = CONDITIONS[name]
    stated = [("", _("not stated")), *choices.choices]
    return Choice(choices=stated, required=False, default="", label=capfirst(label))


class SideBlock(PhotoUseBlock):
    """One side of a pair, with what must be the same on the other, which may be taken weeks later."""

    photo = PhotoChooserBlock(required=False, label=_("Photo"))
    sessions = blocks.IntegerBlock(
        required=False, min_value=0, max_value=99, label=_("Sessions so far"), help_text=_("0: before the first.")
    )
    light = condition("light")
    angle = condition("angle")
    distance = condition("distance")
    expression = condition("expression")
    make_up = condition("make_up")
    background = condition("background")
    other_treatments = condition("other_treatments")


class BeforeAfterBlock(ShownWithPhotos):
    """Two photos of the same person that prove a change only together.

    What differs between them, or is not stated, readers are told (articles/pairs.py).
    """

    before = SideBlock(label=_("Before"))
    before_taken_on = blocks.DateBlock(required=False, label=_("Before: taken on"))
    after = SideBlock(label=_("After"))
    after_taken_on = blocks.DateBlock(required=False, label=_("After: taken on"))
    treatment = TreatmentChooserBlock("treatments.Treatment", required=False, label=_("Treatment"))
    note = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("Note"),
        help_text=_("What else readers should know. What differs or is not stated above is told without your help."),
        default="",
    )

    class Meta:
        icon = "copy"
        label = _("Before and after")
        description = _("Two photos of the same person, shown side by side and never one alone.")
        template = "articles/blocks/before_after.html"
        label_format = _("Before and after")
        value_class = PairValue
        group = _("Photos")

    def get_preview_value(self):
        return previews.before_after(self)


class GalleryBlock(ShownWithPhotos, CheckedBlock):
    """Several photos that belong together."""

    layout = Choice(
        choices=GalleryLayout.choices,
        default=GalleryLayout.GRID,
        required=False,
        label=_("Layout"),
        search_index=False,
    )
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"), default="")
    photos = blocks.ListBlock(
        PhotoUseBlock(label=_("Photo")), default=[{}, {}], min_num=2, max_num=30, label=_("Photos")
    )

    class Meta:
        icon = "image"
        label = _("Photo gallery")
        description = _("Two photos or more, each with its own caption and credit.")
        template = "articles/blocks/gallery.html"
        label_format = "{title}"
        group = _("Photos")

    def get_preview_value(self):
        return previews.gallery(self)

    def refusals(self, value):
        if value.get("layout") == GalleryLayout.DIPTYCH and len(value.get("photos") or []) != 2:
            return {"layout": _("A diptych is made of exactly two photos. Choose rows, or leave two.")}
        return {}


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


class KeyPointsBlock(blocks.StructBlock):
    """The story in a few lines, for readers in a hurry."""

    title = blocks.CharBlock(required=False, max_length=80, label=_("Title"), default=_("Key points"))
    points = blocks.ListBlock(
        blocks.RichTextBlock(features=INLINE_FEATURES, label=_("Point")), min_num=1, max_num=7, label=_("Points")
    )

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        description = _("Up to seven lines that sum the story up.")
        template = "articles/blocks/key_points.html"
        label_format = "{title}"
        group = _("Text")
        preview_value = {
            "title": _("Key points"),
            "points": [_("<p>It only works after the skin has been opened.</p>"), _("<p>Results are gradual.</p>")],
        }


class QuestionAnswerBlock(blocks.StructBlock):
    """One question a reader asks, and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200, default="")
    answer = blocks.RichTextBlock(label=_("Answer"), features=PARAGRAPH_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        description = _("A question as readers would ask it, with its answer.")
        template = "articles/blocks/question_answer.html"
        label_format = "{question}"
        group = _("Text")
        preview_value = {"question": _("Does it hurt?"), "answer": _("<p>Most people call it a warm prickle.</p>")}


class SourceValue(blocks.StructValue):
    number: int | None = None  # both by articles/references.py
    places: list[str] = []

    @property
    def shown(self):
        """What readers see, by the names of Source: what was chosen wins over what was typed."""
        if source := self.get("source"):
            return {name: getattr(source, name) for name in SOURCE_SHOWN}
        typed = {name: self.get(name) for name in ("kind", "title", "publisher", "year")}
        typed["doi"] = doi_in(self.get("url") or "")
        return typed | {"authors": "", "address": self.get("url"), "accessed_on": None, "retracted_on": None}


SOURCE_SHOWN = ["kind", "title", "authors", "publisher", "year", "doi", "address", "accessed_on", "retracted_on"]


class SourceBlock(CheckedBlock):
    """One row: a source that the house keeps, or what is typed here."""

    source = SourceChooserBlock(
        "sources.Source",
        required=False,
        label=_("Source"),
        help_text=_("One that the house keeps: it is cited the same in every story. Then leave the rest empty."),
    )
    kind = Choice(choices=SourceKind.choices, default=SourceKind.PAPER, label=_("Kind"))
    title = blocks.CharBlock(required=False, max_length=300, label=_("Title"), default="")
    publisher = blocks.CharBlock(required=False, max_length=200, label=_("Author or publisher"), default="")
    year = blocks.CharBlock(required=False, max_length=20, label=_("Year"), default="")
    url = blocks.URLBlock(required=False, label=_("Address"))

    class Meta:
        icon = "doc-full"
        label = _("Source")
        label_format = "{source} {title}"
        value_class = SourceValue

    def refusals(self, value):
        if value.get("source") or value.get("title"):
            return {}
        return {"title": _("Choose a source above, or type its title.")}

    def get_searchable_content(self, value):
        shown = value.shown
        return [str(shown[name]) for name in ("title", "authors", "publisher") if shown[name]]


class SourceListBlock(blocks.StructBlock):
    """Where the facts come from."""

    sources = blocks.ListBlock(SourceBlock(), min_num=1, label=_("Sources"))

    class Meta:
        icon = "doc-full"
        label = _("Source list")
        description = _("Papers, notices, labels and interviews behind the story, numbered.")
        template = "articles/blocks/source_list.html"
        label_format = _("Source list")
        group = _("Text")
        preview_value = {
            "sources": [
                {
                    "kind": SourceKind.OFFICIAL,
                    "title": _("A notice to the public"),
                    "publisher": _("An authority"),
                    "year": "2024",
                }
            ]
        }


class CalloutTone(models.TextChoices):
    NOTE = "note", _("Note")
    TIP = "tip", _("Tip")
    WARNING = "warning", _("Warning")


class CalloutBlock(blocks.StructBlock):
    """A short text set apart: a warning, a note, a tip."""

    tone = Choice(choices=CalloutTone.choices, default=CalloutTone.NOTE, label=_("Tone"))
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"), default="")
    text = blocks.RichTextBlock(features=INLINE_FEATURES, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        description = _("Something readers must not miss: a warning, a note or a tip.")
        template = "articles/blocks/callout.html"
        label_format = "{tone} {title}"
        group = _("Text")
        preview_value = {
            "tone": "warning",
            "title": _("Not approved"),
            "text": _("<p>No product of this kind has been approved.</p>"),
        }


class TreatmentWarningBlock(blocks.StaticBlock):
    """The place of the warning about treatments that are not approved. What it says, their records say."""

    class Meta:
        icon = "warning"
        label = _("Warning about treatments")
        description = _("Where the warning stands. Without this block it stands before the first paragraph.")
        admin_text = _(
            "If a treatment named here is not approved where the magazine is read, readers get the warning at this "
            "place. Its words come from the treatment’s record, under Reference."
        )
        template = "articles/blocks/treatment_warning.html"
        group = _("Text")


class StoryEmbedBlock(blocks.StructBlock):
    """A video from elsewhere, loaded only when the reader asks for it."""

    video = blocks.URLBlock(label=_("Address"), help_text=_("Of the video's own page, on YouTube or Vimeo."))
    caption = blocks.CharBlock(required=False, max_length=300, label=_("What it shows"), default="")

    class Meta:
        icon = "media"
        label = _("Embed")
        description = _("A video by its address. Nothing is fetched from the other site until a reader opens it.")
        template = "articles/blocks/embed.html"
        label_format = "{caption} {video}"
        group = _("Photos")
        preview_value = {
            "video": "https://vimeo.com/1",  # shown closed: nobody opens it
            "caption": _("How the hand-piece is moved across the cheek"),
        }


class PullQuoteBlock(CheckedBlock):
    """Words from the story, set large."""

    words = blocks.TextBlock(label=pgettext_lazy("quotation", "Words"), max_length=300, rows=2, default="")
    person = PersonChooserBlock(
        page_type="people.PersonPage", required=False, label=_("Whose words"), help_text=_("Empty: the writer's.")
    )
    exact = blocks.BooleanBlock(
        required=False,
        label=_("Exactly their words"),
        help_text=_("Only then is it set in quotation marks."),
        default=False,
    )

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        description = _("A line from the story, set large between paragraphs.")
        template = "articles/blocks/pull_quote.html"
        label_format = "{words}"
        value_class = IntroducingValue
        group = _("Text")
        preview_value = {"words": _("The cherry is nothing without the cake.")}

    def refusals(self, value):
        if value.get("exact") or not QUOTATION_MARKS.search(value.get("words") or ""):
            return {}
        return {"words": _("Tick that these are exactly their words, or take the quotation marks out.")}


class ProductBlock(blocks.StructBlock):
    """The card of a product. What it is, costs and where it is sold, its record says each time the card is shown."""

    product = ProductChooserBlock("products.Product", label=_("Product"))
    verdict = blocks.RichTextBlock(
        required=False,
        features=INLINE_FEATURES,
        label=_("What this story thinks of it"),
        help_text=_("Two or three sentences: what it did, and for whom it is. Price and shops stand in its record."),
        default="",
    )

    class Meta:
        icon = "tag"
        label = _("Product")
        description = _("A card with photo, price, shops and your verdict. Readers can put it on their shopping list.")
        template = "articles/blocks/product.html"
        label_format = "{product}"
        group = _("Products")

    def get_preview_value(self):
        return previews.product(self)

    def get_searchable_content(self, value):
        product = value.get("product")
        return [*([str(product)] if product else []), *super().get_searchable_content(value)]


class ProductListBlock(blocks.StructBlock):
    """Several products that belong together, each with its card."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"), default="")
    products = blocks.ListBlock(ProductBlock(), default=[{}, {}], min_num=2, max_num=30, label=_("Products"))

    class Meta:
        icon = "list-ul"
        label = _("Several products")
        description = _("Two products or more, one card each: what you tried, or what does the same for less.")
        template = "articles/blocks/products.html"
        label_format = "{title}"
        group = _("Products")

    def get_preview_value(self):
        return previews.products(self)


class ArticleBody(blocks.StreamBlock):
    """Every kind of block a story may use, in the order the picker shows them."""

    paragraph = blocks.RichTextBlock(
        features=PARAGRAPH_FEATURES,
        icon="pilcrow",
        label=_("Text"),
        description=_("Paragraphs, lists and small headings. Mark “Dr … points out” as an attribution."),
        template="articles/blocks/paragraph.html",
        preview_value=_("<p>Skin remembers every late night, and forgives more of them than we deserve.</p>"),
        group=_("Text"),
    )
    heading = HeadingBlock()
    statement = StatementBlock()
    experience = ExperienceBlock()
    photo = ReviewerPhotoBlock()
    before_after = BeforeAfterBlock()
    gallery = GalleryBlock()
    key_points = KeyPointsBlock()
    question_answer = QuestionAnswerBlock()
    pull_quote = PullQuoteBlock()
    callout = CalloutBlock()
    embed = StoryEmbedBlock()
    source_list = SourceListBlock()
    treatment_warning = TreatmentWarningBlock()
    product = ProductBlock()
    products = ProductListBlock()

    class Meta:
        required = False
        block_counts = {"treatment_warning": {"max_num": 1}}


class NeutralBody(ArticleBody):
    """What somebody else may pay for: nothing in it speaks for a source, proves a result by two photos, or says that
    the desk has tried a product."""

    statement = None
    pull_quote = None
    before_after = None
    product = None
    products = None
