"""What a story still lacks. Shown to editors, never to readers; nothing is invented to fill it."""

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.blocks import StructBlock
from wagtail.blocks.stream_block import StreamBlockValidationError

from .citations import marked_ids, photos_in


def needed_before_submission(values):
    """Yield (field, sentence) for what the story's own fields lack before it can be submitted or published.

    Args:
        values: a dict with `dek`, `hero_photo`, `hero_alt_text` and `hero_credit`.
    """
    photo = values.get("hero_photo")
    if not values.get("dek"):
        yield "dek", _("The dek is empty: one or two sentences that say what the story is about.")
    if photo and photo.is_withheld:
        yield "hero_photo", _("The release of this photo has expired or was withdrawn. Choose another one.")
    if photo and not (values.get("hero_alt_text") or photo.alt_text):
        yield "hero_alt_text", _("The hero photo has no alt text. Say here, or in the photo, what it shows.")
    if photo and not (values.get("hero_credit") or photo.credit):
        yield "hero_credit", _("The hero photo has no credit. Say here, or in the photo, who made it.")


def refuse_lost_photo_marks(body, hero_photo):
    """Raise at each text in which words point to a photo that does not stand in the story.

    Args:
        body: a valid value of the body.
        hero_photo: the story's hero photo, or None.
    """
    shown = {photo.pk for photo in [hero_photo, *photos_in(body)] if photo}
    message = _("Some words here point to a photo that does not stand in the story. Add the photo or remove the mark.")
    errors = {
        index: ValidationError(message)
        for index, child in enumerate(body)
        if not shown.issuperset(marked_ids(child.block, child.value, "photo"))
    }
    if errors:
        raise StreamBlockValidationError(block_errors=errors)


def needed_from(article):
    """Return plain sentences: what refuses the story, as last saved, when it is submitted or published."""
    values = {name: getattr(article, name) for name in ("dek", "hero_photo", "hero_alt_text", "hero_credit")}
    sentences = [sentence for _field, sentence in needed_before_submission(values)]
    if not article.topic:
        sentences.insert(0, _("The topic is not chosen."))
    if not article.authors:
        sentences.insert(0, _("The byline is empty: say who wrote the story."))
    try:
        article.body.stream_block.clean(article.body)
        refuse_lost_photo_marks(article.body, article.hero_photo)
    except ValidationError as error:
        sentences += _body_sentences(article.body, error)
    return sentences


def _body_sentences(body, error):
    for index, child_error in error.block_errors.items():
        block = body[index].block
        for field, message in _messages(block, child_error):
            place = block.label if field is block else f"{block.label}, {field.label}"
            yield f"{place}: {message}"


def _messages(block, error):
    """Yield each message within a block's validation error, with the innermost block it belongs to."""
    for message in getattr(error, "non_block_errors", error.messages):
        yield block, message
    for key, inner in getattr(error, "block_errors", {}).items():
        child = block.child_blocks[key] if isinstance(block, StructBlock) else block.child_block
        yield from _messages(child, inner)


def unknown_in(article):
    """Return plain sentences, one for each person or photo of which something is not known.

    Args:
        article: an ArticlePage as the editor sees it (its latest revision).
    """
    people = {person.pk: person for person in [*article.authors, *article.cited_people]}
    photos = {photo.pk: photo for photo in photos_in(article.body)}
    if article.hero_photo:
        photos = {article.hero_photo.pk: article.hero_photo} | photos
    # What a story says of a photo itself is not looked at: the next story that uses it will not know it either.
    wordings = [
        (people, _("%(name)s: %(gaps)s not known")),
        (photos, _("%(name)s: %(gaps)s not stored with the photo")),
    ]
    sentences = [
        wording % {"name": thing, "gaps": get_text_list([str(gap) for gap in gaps], _("and"))}
        for things, wording in wordings
        for thing in things.values()
        if (gaps := thing.missing)
    ]
    if article.disclosure_answer == article.DisclosureAnswer.NOT_ASKED:
        sentences.append(_("Disclosure: the writer was not asked yet whether anything was paid for or given"))
    return sentences
