"""The claims of a story: each sentence that makes one, where it stands, and whether somebody stands behind it.

Read for this is everything that readers read as text: headline, dek, captions, every block with words. Statements
count too: they are claims by a person. Titles of sources do not, nor do questions.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.rich_text import RichText

from articles import prose
from articles.blocks import Basis, PhotoUseValue, StatementValue
from articles.citations import cited_in, leaned_on
from sources.models import Source

from .linter import Flag, flags_in

# The parts of blocks that are plain text and that readers read in one go.
READ = {"text", "words", "title", "note", "caption", "elapsed"}

# What is said in the magazine's own voice. Whoever is named in the next block has not said it.
OUR_OWN = {"paragraph", "experience"}


class State(models.TextChoices):
    OPEN = "open", _("Open")
    SOURCED = "sourced", _("Somebody stands behind it")
    ACCEPTED = "accepted", _("Accepted")


@dataclass
class Claim:
    """A sentence that makes a claim.

    Attributes:
        words: the sentence, plain.
        flags: the wordings found in it, at least one.
        field: the story's field ("title", "dek", "hero_caption", "body").
        block: the id of the block in the body; empty elsewhere.
        is_sourced: whether a person or a source stands behind it: named in its section or, for what the magazine says
            in its own voice, in its own block.
        decision: the ClaimDecision that lets these words stand, or None.
    """

    words: str
    flags: list[Flag]
    field: str
    block: str
    is_sourced: bool
    decision: models.Model | None = None

    @property
    def digest(self):
        return digest_of(self.words)

    @property
    def state(self):
        if self.is_sourced:
            return State.SOURCED
        return State.ACCEPTED if self.decision else State.OPEN

    @property
    def anchor(self):
        """Wagtail's "content path" of the place in the editor."""
        return f"{self.field}.{self.block}" if self.block else self.field

    @property
    def parts(self):
        """The sentence as [(words, whether they are what was found)]."""
        parts, at = [], 0
        for flag in sorted(self.flags, key=lambda flag: (flag.start, -flag.end)):
            if flag.start >= at:
                parts += [(self.words[at : flag.start], False), (self.words[flag.start : flag.end], True)]
                at = flag.end
        return [part for part in [*parts, (self.words[at:], False)] if part[0]]


def digest_of(words):
    """Return the SHA-256 of a sentence, as hexadecimal digits. Typography does not change it; every letter does."""
    return hashlib.sha256(prose.plain(words).encode()).hexdigest()


def claims_in(story):
    """Return the claims in a version of a story, in the order of reading, with what was decided about them. Two queries
    at most.

    Args:
        story: an ArticlePage as it is at hand: for a draft, hand over `revision.as_object()`.
    """
    claims = list(_claims_in(story))
    if claims and story.pk:
        decided = {decision.digest: decision for decision in story.claim_decisions.select_related("by")}
        for claim in claims:
            claim.decision = decided.get(claim.digest)
    return claims


def _claims_in(story):
    sections = list(_sections(story.body))
    sources = _standing_sources(story.body)
    sourced = [any(_names_somebody(child, sources) for child in blocks) for blocks in sections]
    # What stands above the sections sums them up: whoever is named anywhere stands behind it.
    for field in ("title", "dek"):
        yield from _in_text(getattr(story, field), field, "", any(sourced))
    yield from _in_text(story.hero_shown_caption, "hero_caption", "", any(sourced))
    for blocks, is_sourced in zip(sections, sourced, strict=True):
        for child in blocks:
            if child.block_type == "source_list":
                continue
            behind = any(sourced) if child.block_type == "key_points" else is_sourced
            if child.block_type in OUR_OWN:
                behind = _names_somebody(child, sources)
            for text in texts_in(child.value):
                yield from _in_text(text, "body", child.id or "", behind)


def _sections(body):
    """Yield the blocks of each section; a heading begins one."""
    section: list = []
    for child in body:
        if child.block_type == "heading" and section:
            yield section
            section = []
        section.append(child)
    yield section


def _standing_sources(body):
    """Ids of the sources that the text leans on, without those that whoever published them has taken back."""
    ids = {pk for child in body for pk in leaned_on(child)}
    return set(Source.objects.filter(pk__in=ids, retracted_on=None).values_list("pk", flat=True)) if ids else ids


def _names_somebody(child, sources):
    """Whether a block names a person who says so, or a source, by a choice or by a mark in its text.

    Readers must be told of somebody: of a source on background by the words that stand for the name (domain rule Q5),
    while the desk knows why they are not named. Deep background and off the record stand behind nothing.
    """
    if isinstance(child.value, StatementValue) and child.value.basis != Basis.ON_RECORD:
        why = (child.value.get("basis_reason") or "").strip()
        return bool(child.value["person"] and child.value.shown_description and why)
    return bool(cited_in(child.block, child.value)) or not sources.isdisjoint(leaned_on(child))


def _in_text(text, field, block, is_sourced):
    for words in prose.sentences(prose.plain(text)):
        if flags := flags_in(words, settings.LANGUAGE_CODE):
            yield Claim(words, flags, field, block, is_sourced)


def texts_in(value) -> Iterable[str]:
    """Yield what readers read in a block's value, paragraph by paragraph."""
    if isinstance(value, RichText):
        yield from prose.read(value.source).paragraphs
    elif isinstance(value, StatementValue):
        yield f"{value.get('lead_in') or ''} {value.shown_words}"
    elif isinstance(value, dict):
        shown = {"caption": value.shown_caption} if isinstance(value, PhotoUseValue) else {}
        for name, part in {**value, **shown}.items():
            if not isinstance(part, str):
                yield from texts_in(part)
            elif name in READ:
                yield part
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for item in value:
            yield from texts_in(item)
