"""Headings, and what is set apart from the text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail import blocks

from .choosers import PersonChooserBlock
from .parts import INLINE_FEATURES, PARAGRAPH_FEATURES, QUOTATION_MARKS, CheckedBlock, Choice, IntroducingValue


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
