"""Where somebody who must not be named in a story would be named all the same.

They are looked for in everything that readers, search engines or machines get.
"""

import re
from urllib.parse import unquote

from django.utils.text import slugify

from wagtail.blocks import StreamBlock, StructBlock, URLBlock
from wagtail.rich_text import RichText

from articles import prose
from articles.blocks.photos import PhotoUseValue
from articles.blocks.sources import SourceValue
from articles.citations import marked_ids, named_ids
from sources.models import Source

from .statements import statements_in

# The fields of a story that go out, each with the field where an editor mends them.
PUBLIC_FIELDS = ["title", "kicker", "dek", "seo_title", "search_description"]


class Address(str):
    """A text in which names are written small and joined by hyphens."""


class WithPhoto(str):
    """What the library keeps with a photo and every use of it takes along."""


def hidden_people(story):
    """The people who must not be named in a version of a story, by id."""
    return {one.person.pk: one.person for one in statements_in(story) if one.value.hides_person and one.person}


def _names(person):
    """What somebody is called. Names of one letter are none."""
    return [name for name in (person.title, person.first_name, person.last_name) if len(name.strip()) > 1]


def name_pattern(person):
    """Finds a person's full, first or last name as whole words, as a text would print it.

    Case counts: of many a name, the small letters are a word.
    """
    plain = [re.escape(prose.plain(name)) for name in _names(person)]
    either = "|".join(sorted([*plain, *(name.upper() for name in plain)], key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def finder(person):
    """Return a function of a text that returns a person's name as it stands there; empty if it does not."""
    pattern = name_pattern(person)
    slugs = [slug for name in _names(person) for slug in sorted(_slugs(name)) if len(slug) > 1]

    def find(text):
        if not isinstance(text, Address):
            return found[0] if (found := pattern.search(text)) else ""
        addresses = _slugs(unquote(text))
        return next((slug for slug in slugs if any(f"-{slug}-" in f"-{one}-" for one in addresses)), "")

    return find


def _slugs(text):
    """The ways in which an address may spell a text."""
    words = re.sub(r"[\W_]+", " ", text)
    return {slugify(words), slugify(words, allow_unicode=True)} - {""}


def public_texts(story):
    """Yield (field, block's id, text) for everything typed that goes out with a story."""
    yield "slug", "", Address(story.slug or "")
    for name in PUBLIC_FIELDS:
        yield name, "", prose.plain(getattr(story, name))
    if photo := story.hero_photo:
        yield "hero_alt_text", "", prose.plain(story.hero_alt)
        yield "hero_caption", "", prose.plain(story.hero_shown_caption)
        yield "hero_credit", "", prose.plain(story.hero_shown_credit)
        yield from (("hero_photo", "", text) for text in _kept_with(photo))
    for row in story.disclosures.all():
        yield "disclosures", "", prose.plain(f"{row.party} {row.text}")
    for child in story.body:
        for text in texts_in(child.block, child.value):
            yield "body", child.id or "", type(text)(prose.plain(text))


def _kept_with(photo):
    """What goes out with a photo, in its file or below it, whatever words a story gives it."""
    told = photo.credentials_in_words
    words = [
        *(photo.long_description, photo.photographer, photo.credit, photo.copyright_notice, photo.usage_terms),
        *(photo.alt_text, told["signer"], *(one.get("signer") for one in told["ingredients"])),
        *(declared for _kind, declared in photo.declarations),
    ]
    return [Address(photo.licence_url), *(WithPhoto(prose.plain(text)) for text in words if text)]


def texts_in(block, value):
    """Every text of a block that is not for the desk alone; of a photo, the words it shows here."""
    if isinstance(value, PhotoUseValue) and value.get("photo"):
        yield from (value.alt, value.shown_caption, value.shown_credit, *_kept_with(value["photo"]))
    if isinstance(value, SourceValue):  # a chosen source is shown with what the house keeps of it
        shown = value.shown
        yield from (str(words) for name, words in shown.items() if words and name != "address")
        yield Address(shown["address"] or "")
        return
    if isinstance(block, StructBlock):
        private = {*getattr(block, "private_names", ()), "verbatim"}
        for name, child in block.child_blocks.items():
            if name not in private:
                yield from texts_in(child, value.get(name))
        return
    if not isinstance(block, StreamBlock) and hasattr(block, "child_block"):
        for item in value or []:
            yield from texts_in(block.child_block, item)
        return
    yield from _words_of(block, value)


def _words_of(block, value):
    """What a block says that holds no others."""
    if isinstance(value, RichText):
        text = prose.read(value.source)
        yield text.words
        yield from (Address(mark.target) for mark in text.marks if mark.kind == "url")
    elif isinstance(value, Source):  # where a statement or a photo is from; the list of sources shows it
        yield from (value.title, value.authors, value.publisher)
        yield Address(value.address)
    elif isinstance(value, str):
        yield Address(value) if isinstance(block, URLBlock) else value


def places_naming(story, people):
    """Yield (person's id, block's id) where one of these people is named: by a mark, a pull quote, on the record, or by
    a link to their page."""
    for child in story.body:
        named = dict.fromkeys([*named_ids([child]), *marked_ids(child.block, child.value, "page")])
        yield from ((pk, child.id or "") for pk in named if pk in people)
