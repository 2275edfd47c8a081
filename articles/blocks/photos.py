"""Photos: one, several, and pairs that prove a change."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from articles import previews
from articles.pairs import CONDITIONS, PairValue

from .choosers import PhotoChooserBlock, SourceChooserBlock, TreatmentChooserBlock
from .parts import CheckedBlock, Choice


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
