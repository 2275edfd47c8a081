"""Readiness rules about photos, wherever a story shows them. What the people in them agreed to: releases/rules.py."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from wagtail.blocks import ListBlock, StructBlock

from photos import likeness
from photos.models import Photo
from photos.vocabulary import OVER, ReleaseState, Retouching
from products.models import Product
from readiness.findings import Gap, Severity
from readiness.rules import NOBODY, rule

from .blocks.photos import PhotoUseValue
from .citations import chosen
from .rules import WITH_BODY, block_id, listed

ALT_TEXT, CREDIT, PHOTO = range(3)


@dataclass(frozen=True)
class PhotoUse:
    """A photo where a story shows it. `fields` are those where its alt text, its credit and itself are given.

    One on the card of a product is given in the record of that `product`, with its words. `place` tells its uses
    in the story apart.
    """

    photo: Photo
    alt: str
    credit: str
    decorative: bool = False
    fields: tuple[str, str, str] = ("body", "body", "body")
    block: str = ""
    product: Product | None = None
    place: str = ""

    @property
    def title(self):
        """What editors know it by."""
        if self.product is None:
            return self.photo.title
        return _("%(title)s, on the card of %(product)s") % {"title": self.photo.title, "product": self.product}


def photo_uses(story) -> Iterator[PhotoUse]:
    """Every photo that readers see, hero first, each as often as it is used; those of products last."""
    if story.hero_photo:
        fields = ("hero_alt_text", "hero_credit", "hero_photo")
        hero = (story.hero_photo, story.hero_alt, story.hero_shown_credit, story.hero_decorative)
        yield PhotoUse(*hero, fields, place=_("on top of the story"))
    for number, child in enumerate(story.body, start=1):
        place = _("in block %(number)s (%(kind)s)") % {"number": number, "kind": child.block.label}
        for value in _photo_values(child.block, child.value):
            if photo := value.get("photo"):
                decorative = bool(value.get("decorative"))
                yield PhotoUse(photo, value.alt, value.shown_credit, decorative, block=block_id(child), place=place)
    for product, block in product_photos(story):
        yield PhotoUse(product.photo, product.photo.alt_text, product.photo.credit, block=block, product=product)


def product_photos(story):
    """Each product whose card shows a photo, with the block of its first card. One query for all photos."""
    first: dict = {}
    for child in story.body:
        for product in chosen(child.block, child.value, "products.Product"):
            first.setdefault(product.pk, (product, block_id(child)))
    prefetch_related_objects([product for product, _block in first.values()], "photo")
    return [(product, block) for product, block in first.values() if product.photo]


def _photo_values(block, value):
    if isinstance(value, PhotoUseValue):
        yield value
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _photo_values(child, value.get(name))
    elif isinstance(block, ListBlock):
        for item in value or []:
            yield from _photo_values(block.child_block, item)


def first_uses(uses):
    """Every photo once, where it is used first, by its id."""
    first: dict = {}
    for use in uses:
        first.setdefault(use.photo.pk, use)
    return first


def _each_photo(story):
    return first_uses(photo_uses(story)).values()


def _of_photo(use, message, mend, part=PHOTO, title=""):
    return Gap(message % {"title": title or use.title}, mend, use.fields[part], use.block, str(use.photo.pk))


def _of_uses(uses, message, mend, part):
    """The gaps of several uses; a photo that stands twice in one block is one of them, one in two blocks says where."""
    places = Counter(photo for photo, _place in {(use.photo.pk, use.place) for use in uses})
    titles = {use: f"{use.title}, {use.place}" for use in uses if use.place and places[use.photo.pk] > 1}
    return dict.fromkeys(_of_photo(use, message, mend, part, titles.get(use, "")) for use in uses)


@rule(WITH_BODY)
def photo_without_alt_text(story):
    mend = _("Say here, or in the photo, what somebody who cannot see it needs to know.")
    uses = [use for use in photo_uses(story) if not use.alt.strip() and not use.decorative]
    yield from _of_uses(uses, _("The photo “%(title)s” has no alt text."), mend, ALT_TEXT)


@rule(WITH_BODY)
def photo_without_credit(story):
    mend = _("Say here, or in the photo, who made it.")
    uses = [use for use in photo_uses(story) if not use.credit.strip()]
    yield from _of_uses(uses, _("The photo “%(title)s” has no credit."), mend, CREDIT)


@rule(WITH_BODY)
def photo_release_open(story):
    messages = {
        ReleaseState.UNKNOWN: _("Nobody knows whether those shown in the photo “%(title)s” agree."),
        ReleaseState.REQUESTED: _("Those shown in the photo “%(title)s” were asked and have not agreed yet."),
    }
    for use in _each_photo(story):
        if message := messages.get(use.photo.release_state):
            yield _of_photo(use, message, _("Get their release and note it in the photo, or choose another photo."))


@rule(WITH_BODY, waiver=NOBODY)
def photo_release_over(story):
    for use in _each_photo(story):
        if use.photo.is_withheld:
            yield _of_photo(use, *_why_withheld(use.photo))


def _why_withheld(photo):
    """Why a photo is shown nowhere, and what to do about it."""
    if photo.release_state in OVER:
        message = _("The release of the photo “%(title)s” was declined or withdrawn, or is over.")
    elif photo.licence_is_over:
        message = _("The licence of the photo “%(title)s” is over.")
    elif photo.erased_at:
        message = _("The photo “%(title)s” was deleted for good.")
    else:
        message = _("The photo “%(title)s” is hidden until the photo desk presses “Show it again”.")
        return message, _("Ask the photo desk, or choose another photo.")
    return message, _("Choose another photo.")


@rule(WITH_BODY, Severity.NOTE)
def photo_partly_unknown(story):
    for use in _each_photo(story):
        unknown = [
            (use.photo.retouching == Retouching.UNKNOWN, _("whether it was retouched")),
            (use.photo.taken_on is None, _("when it was taken")),
        ]
        if gaps := [gap for is_unknown, gap in unknown if is_unknown]:
            message = _("The photo “%(title)s”: not known %(gaps)s.") % {
                "title": use.title,
                "gaps": listed(gaps),
            }
            yield Gap(
                message, _("Ask who made it, and note it in the photo."), use.fields[2], use.block, str(use.photo.pk)
            )


def is_result(child):
    """Whether a block of the body shows what a treatment did to somebody."""
    return child.block_type == "before_after" or bool(child.block_type == "photo" and child.value.get("elapsed"))


def shown_as_results(story):
    """The uses of photos that show what a treatment did to somebody."""
    results = {block_id(child) for child in story.body if is_result(child)} - {""}
    return [use for use in photo_uses(story) if use.block in results]


@rule(WITH_BODY, waiver=NOBODY)
def result_made_with_ai(story):
    for use in shown_as_results(story):
        if use.photo.is_made_with_ai:
            message = _("The photo “%(title)s” was made with AI: it proves no result.")
            yield _of_photo(
                use, message, _("Show a photograph of what happened, or take the time since the treatment out.")
            )


@rule(WITH_BODY, Severity.WARNING)
def result_of_nobody(story):
    uses = [use for use in shown_as_results(story) if use.photo.release_state == ReleaseState.NOT_NEEDED]
    message = _("The photo “%(title)s” shows a result, and its release says that nobody recognisable is shown.")
    mend = _("A result photo shows somebody: say in the photo who it is, the writer too.")
    yield from _of_uses(uses, message, mend, PHOTO)


@rule(WITH_BODY)
def pair_incomplete(story):
    names = {"before": _("before"), "after": _("after")}
    for child in _pairs(story):
        if missing := [name for name in names if not child.value[name].get("photo")]:
            message = _("A before/after pair has no photo %(sides)s. Readers see nothing of the pair.")
            mend = _("A change is proved by two photos: add the missing one, or show the other as a single photo.")
            sides = listed([names[name] for name in missing])
            yield Gap(message % {"sides": sides}, mend, "body", block_id(child), "-".join(missing))


@rule(WITH_BODY)
def pair_without_dates(story):
    for child in _pairs(story):
        before, after = child.value.get("before_taken_on"), child.value.get("after_taken_on")
        if not before or not after:
            message = _("A before/after pair does not say when both photos were taken.")
            yield Gap(message, _("Fill in both dates."), "body", block_id(child), "dates")
        elif before > after:
            message = _("In a before/after pair, the photo before was taken later than the photo after.")
            yield Gap(message, _("Correct the dates, or swap the photos."), "body", block_id(child), "order")


@rule(WITH_BODY, waiver=NOBODY)
def pair_retouched_after(story):
    for child in _complete_pairs(story):
        before, after = (side["photo"] for side in child.value.sides)
        if after.retouching == Retouching.RETOUCHED and before.retouching != Retouching.RETOUCHED:
            message = _("In a before/after pair, only the photo after is retouched: “%(title)s”.")
            mend = _("Show the photo as it was taken. A change made by retouching proves nothing.")
            yield Gap(message % {"title": after.title}, mend, "body", block_id(child), str(after.pk))


@rule(WITH_BODY, Severity.WARNING)
def pair_not_matched(story):
    pairs = {block_id(child): [side["photo"] for side in child.value.sides] for child in _complete_pairs(story)}
    tones = likeness.tones([photo for pair in pairs.values() for photo in pair])
    for block, (before, after) in pairs.items():
        for subject, message in _differences(before, after, tones):
            mend = _("Take a better matched photo, or make sure that the note beside the pair tells readers why.")
            yield Gap(message, mend, "body", block, subject)


@rule(WITH_BODY, Severity.NOTE)
def pair_differs(story):
    for child in _complete_pairs(story):
        if told := child.value.differences:
            message = _("Readers are told beside a before/after pair: %(sentences)s") % {"sentences": " ".join(told)}
            mend = _("Make sure that captions and the note beside the pair say nothing else, or take a matched photo.")
            yield Gap(message, mend, "body", block_id(child), "differs")


def _differences(before, after, tones):
    """Yield (what, sentence) for what the two files of a pair show to differ; see photos/likeness.py."""
    if before.pk in tones and after.pk in tones:
        exposure, warmth = (tones[after.pk][part] - tones[before.pk][part] for part in (0, 1))
        if abs(exposure) > likeness.EXPOSURE:
            words = {"stops": f"{abs(exposure):.1f}"}
            brighter = _("The photo after is %(stops)s stops brighter than the photo before.")
            darker = _("The photo after is %(stops)s stops darker than the photo before.")
            yield "exposure", (brighter if exposure > 0 else darker) % words
        if abs(warmth) > likeness.WARMTH:
            warmer = _("The light of the photo after is warmer than that of the photo before.")
            yield "warmth", warmer if warmth > 0 else _("The light of the photo after is colder than before.")
    if likeness.shapes_differ(before, after):
        yield "shape", _("The two photos of a pair are not cut to the same shape.")
    if likeness.sharpness_differs(before, after):
        yield "sharpness", _("One photo of a pair has twice as many pixels across as the other, or more.")


def _complete_pairs(story):
    return [child for child in _pairs(story) if child.value.is_complete]


def _pairs(story):
    return [child for child in story.body if child.block_type == "before_after"]
