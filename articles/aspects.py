"""A story taken apart into what the desks sign for, each in a form that changes exactly when its meaning does.

Formatting is not meaning: white space, emphasis, lists or paragraphs, kinds of quotation marks and Unicode's two ways
to write an accent are left out (articles/prose.py). A link's target, a word, a number and the order of things stay.
Each aspect lists its own blocks only, so that a photo put between two paragraphs leaves the text as it was.

People, topics, treatments and products are named by their ids: what their own pages say is not part of the story.
The words of a photo are, as far as a story shows them, because readers see them there.
"""

import hashlib
import json
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from photos.vocabulary import Retouching
from readiness.rules import read_once

from . import prose
from .blocks.people import StatementValue
from .blocks.photos import PhotoUseValue
from .blocks.sources import SourceValue
from .citations import leaves


class Aspect(models.TextChoices):
    """What a sign-off can be about."""

    TEXT = "text", _("Text and claims")
    STATEMENTS = "statements", _("Statements")
    PHOTOS = "photos", _("Photos, captions and credits")
    DISCLOSURES = "disclosures", _("Disclosures and legal")
    METADATA = "metadata", _("Metadata")


# The fields of a story and the relations that travel with it. The body and the hero photo are taken apart below.
FIELDS = {
    Aspect.TEXT: ["title", "kicker", "dek"],
    Aspect.DISCLOSURES: ["disclosure_answer", "disclosures"],
    Aspect.METADATA: [
        "slug",
        "seo_title",
        "search_description",
        "show_in_menus",
        "topic",
        "treatments",
        "products",
        "bylines",
        "related_stories",
    ],
}

# The same for every kind of page that is signed for part by part; upper rooms add theirs.
FIELDS_OF = {"articles.ArticlePage": FIELDS}

# What nobody signs for, and why. No part of a page may be missing both here and above.
IGNORED = {
    **dict.fromkeys(["id", "page_ptr", "path", "depth", "numchild", "url_path", "content_type"], "place in the tree"),
    **dict.fromkeys(["locale", "translation_key", "alias_of"], "tie to other pages"),
    **dict.fromkeys(["live", "has_unpublished_changes", "live_revision", "latest_revision"], "state"),
    **dict.fromkeys(["first_published_at", "last_published_at", "latest_revision_created_at"], "history"),
    **dict.fromkeys(["updated_at", "retracted_at"], "history"),
    **dict.fromkeys(["go_live_at", "expire_at", "expired"], "a date moves no word; the schedule has rules of its own"),
    **dict.fromkeys(["locked", "locked_at", "locked_by", "owner"], "who works on it"),
    "wagtail_admin_comments": "editors' notes, which readers never see",
    "draft_title": "follows from title",
    "word_count": "follows from body",
    **dict.fromkeys(
        ["medical_reviewer", "medically_reviewed_on", "medical_reviewer_credentials"],
        "follow from the signed medical reviews",
    ),
    **dict.fromkeys(
        ["medical_review_specialty", "changed_since_medical_review"], "follow from the signed medical reviews"
    ),
}

# The same for the columns of the rows within a page.
IGNORED_OF_ROWS = {"articles.Disclosure.value": "for the desk and the audit; readers are not told"}

# Blocks that are not text, and the parts of a block that belong elsewhere than its rest.
BLOCKS = {
    "statement": Aspect.STATEMENTS,
    "photo": Aspect.PHOTOS,
    "before_after": Aspect.PHOTOS,
    "gallery": Aspect.PHOTOS,
    "treatment_warning": Aspect.DISCLOSURES,
}
PARTS_ELSEWHERE = {
    "product": (Aspect.DISCLOSURES, ["product"]),  # its shops may pay, and its maker may have given it
    "experience": (Aspect.DISCLOSURES, ["treatment", "treated_on", "provider", "paid_by"]),
    "pull_quote": (Aspect.STATEMENTS, ["person", "exact"]),
}


@read_once
def content_by_aspect(page):
    """Return what a version of a page says, as a dict of every Aspect and its content as plain JSON data.

    Args:
        page: a page of any type as it is at hand: for a draft, hand over `revision.as_object()`. A page of a kind that
            nobody takes apart is all text.
    """
    content: dict = {aspect: {} for aspect in Aspect}
    if page._meta.label not in FIELDS_OF:
        content[Aspect.TEXT] = {name: _part(page, name) for name in parts_of(page) if name not in IGNORED}
        return content
    for aspect, names in FIELDS_OF[page._meta.label].items():
        content[aspect] = {name: _part(page, name) for name in names}
    if page.hero_photo:
        shown = {"alt_text": page.hero_alt, "caption": page.hero_shown_caption, "credit": page.hero_shown_credit}
        is_decorative = {"decorative": _part(page, "hero_decorative")}
        content[Aspect.PHOTOS]["hero_photo"] = _photo(page.hero_photo) | _all_plain(shown) | is_decorative
    for aspect, entries in _taken_apart(page.body).items():
        if entries:
            content[aspect]["body"] = entries
    return content


def hashes_of(page):
    """Return the SHA-256 of each aspect's content, as hexadecimal digits, by the aspect's value."""
    return digests(content_by_aspect(page))


def digests(content):
    """The same, for what `content_by_aspect` has returned already."""
    return {
        aspect.value: hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()
        for aspect, part in content.items()
    }


def aspects_in(page):
    """Return the set of aspects of which this version of a page has anything to sign."""
    return {aspect for aspect, content in content_by_aspect(page).items() if content}


def parts_of(page):
    """Return the names of everything that a version of a page carries: its fields and the relations within."""
    fields = [*page._meta.concrete_fields, *page._meta.many_to_many]
    return [field.name for field in fields] + [
        relation.get_accessor_name() for relation in get_all_child_relations(type(page))
    ]


# Fields ---------------------------------------------------------------------------------------------


def _part(page, name):
    field = page._meta.get_field(name)
    if field.one_to_many:
        return [_row(child, field.field.name) for child in getattr(page, name).all()]
    if field.many_to_many:
        return sorted(thing.pk for thing in getattr(page, name).all())
    return _of_field(page, field)


def _row(child, parent):
    """A row of a relation, without what only says where it is kept."""
    kept = [field for field in child._meta.concrete_fields if not field.primary_key]
    told = [field for field in kept if field.name not in (parent, "sort_order") and str(field) not in IGNORED_OF_ROWS]
    return {field.name: _of_field(child, field) for field in told}


def _of_field(instance, field):
    value = getattr(instance, field.attname)
    if isinstance(field, StreamField):
        return _of_block(value.stream_block, value)
    if isinstance(field, RichTextField):
        return _prose(value)
    return _leaf(value, is_address=isinstance(field, models.URLField))


def _leaf(value, *, is_address=False):
    if value is None or value is False:  # a field left out, and one that a form sends empty, say the same
        return ""
    if isinstance(value, str):
        return value if is_address else prose.plain(value)
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, (bool, int)) else str(value)


def _prose(source):
    read = prose.read(source)
    links = [[mark.start, mark.words, mark.kind, mark.target] for mark in read.marks if mark.kind != "person"]
    return {"words": read.words, "links": links}


# The body -------------------------------------------------------------------------------------------


def _taken_apart(body):
    """Return a list for each aspect: its own blocks in order, each as [kind of block, content]."""
    entries: dict = {aspect: [] for aspect in Aspect}
    said = ""
    for child in body:
        for aspect, content in _shares(child):
            entries[aspect].append([child.block_type, content])
        for text in _rich_texts(child):
            read = prose.read(text.source)
            entries[Aspect.STATEMENTS] += [["attribution", one] for one in _attributions(read, said)]
            said += f"{read.words} "
    entries[Aspect.TEXT] = list(_joined(entries[Aspect.TEXT]))
    return entries


def _shares(child):
    """Yield (aspect, content) for each aspect that a block of the body has a part in."""
    kind, home = child.block_type, BLOCKS.get(child.block_type, Aspect.TEXT)
    if kind == "paragraph":
        yield home, child.value.source
        return
    content = _of_block(child.block, child.value)
    elsewhere, names = PARTS_ELSEWHERE.get(kind, (home, []))
    away = {name: content.pop(name) for name in names}
    if kind == "products":
        elsewhere, away = Aspect.DISCLOSURES, {"products": [card.pop("product") for card in content["products"]]}
    yield home, content
    if kind == "pull_quote":  # it is a statement when it is given as somebody's words: then these belong to it
        away = away | content if any(away.values()) else {}
    if away:
        yield elsewhere, away


def _rich_texts(child):
    return [value for _block, value in leaves(child.block, child.value) if isinstance(value, RichText)]


def _attributions(read, said):
    """Who says what, by marked words. The same words may stand elsewhere unmarked: counted is which these are."""
    for mark in read.marks:
        if mark.kind == "person" and mark.words:
            up_to_here = said + read.words[: mark.start + len(mark.words)]
            yield {"person": mark.target, "words": mark.words, "nth": up_to_here.count(mark.words)}


def _joined(entries):
    """Join paragraphs that follow each other: to put a photo between two, an editor splits one block into two."""
    for is_prose, neighbours in groupby(entries, key=lambda entry: entry[0] == "paragraph"):
        if not is_prose:
            yield from neighbours
        elif (text := _prose("".join(source for _kind, source in neighbours)))["words"]:
            yield ["paragraph", text]


def _of_block(block, value):
    if isinstance(block, blocks.StreamBlock):
        return [[child.block_type, _of_block(child.block, child.value)] for child in value]
    if isinstance(block, blocks.ListBlock):
        return [_of_block(block.child_block, item) for item in value or []]
    if isinstance(block, blocks.StructBlock):
        signed = {name: child for name, child in block.child_blocks.items() if name not in _private(block)}
        content = {name: _of_block(child, value.get(name)) for name, child in signed.items()}
        return content | _as_shown(value)
    if isinstance(value, RichText):
        return _prose(value.source)
    return _leaf(value, is_address=isinstance(block, blocks.URLBlock))


def _private(block):
    """What a block keeps for the desk: to complete it changes nothing of what was signed for."""
    return getattr(block, "private_names", ())


def _as_shown(value):
    """What readers see in the place of what was typed."""
    if isinstance(value, StatementValue):
        return _all_plain({"words": value.shown_words, "public_description": value.shown_description})
    if isinstance(value, SourceValue) and value.get("source"):
        return {"cited": {name: _leaf(part) for name, part in value.shown.items()}}
    if isinstance(value, PhotoUseValue):
        shown = {"alt_text": value.alt, "caption": value.shown_caption, "credit": value.shown_credit}
        return _all_plain(shown) | {"photo": _photo(value["photo"]) if value.get("photo") else None}
    return {}


def _photo(photo):
    """The photo itself, and of its own words those that every story shows."""
    return {
        "id": photo.pk,
        "file": photo.file_hash or photo.file.name,
        "retouched": prose.plain(photo.retouching_note) if photo.retouching == Retouching.RETOUCHED else None,
        "long_description": prose.plain(photo.long_description),
        "made_with_ai": photo.digital_source_type if photo.is_made_with_ai else None,
        "pledged_by": prose.plain(photo.pledged_by),
        "veiled": photo.sensitivity,
    }


def _all_plain(words):
    return {name: prose.plain(text) for name, text in words.items()}
