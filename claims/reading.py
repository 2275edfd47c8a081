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
from articles.blocks.people import Basis, StatementValue
from articles.blocks.photos import PhotoUseValue
from articles.citations import cited_in, leaned_on
from people.models import Dispute, PersonPage
from sources.models import Source

from .linter import Flag, flags_in

# The parts of blocks that are plain text and that readers read in one go.
READ = {"text", "words", "title", "note", "caption", "elapsed"}

# What is said in the magazine's own voice, or by one person. Whoever is named in the next block has not said it.
STAND_FOR_THEMSELVES = {"paragraph", "experience", "statement"}


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
        behind: the people and sources that stand behind it, by name: those of its section or, for a
            statement and for what the magazine says in its own voice, of its own block.
        decision: the ClaimDecision that lets these words stand, or None.
    """

    words: str
    flags: list[Flag]
    field: str
    block: str
    behind: list[str]
    decision: models.Model | None = None

    @property
    def digest(self):
        return digest_of(self.words)

    @property
    def state(self):
        if self.behind:
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
    """Return the claims in a version of a story, in the order of reading, with what was decided about them. Three
    queries at most.

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
    standing = Standing.of(story.body)
    behind = [_each(name for child in blocks for name in standing.behind(child)) for blocks in sections]
    # What stands above the sections sums them up: whoever is named anywhere stands behind it.
    anybody = _each(name for names in behind for name in names)
    for field in ("title", "dek"):
        yield from _in_text(getattr(story, field), field, "", anybody)
    yield from _in_text(story.hero_shown_caption, "hero_caption", "", anybody)
    for blocks, names in zip(sections, behind, strict=True):
        for child in blocks:
            if child.block_type == "source_list":
                continue
            here = anybody if child.block_type == "key_points" else names
            if child.block_type in STAND_FOR_THEMSELVES:
                here = _each(standing.behind(child))
            for text in texts_in(child.value):
                yield from _in_text(text, "body", child.id or "", here)


def _each(names):
    return list(dict.fromkeys(names))


def _sections(body):
    """Yield the blocks of each section; a heading begins one."""
    section: list = []
    for child in body:
        if child.block_type == "heading" and section:
            yield section
            section = []
        section.append(child)
    yield section


@dataclass(frozen=True)
class Standing:
    """Who of a story can stand behind a claim: nobody who is in doubt, and no source that was taken back.

    Attributes:
        people, sources: names and titles by id.
    """

    people: dict
    sources: dict

    @classmethod
    def of(cls, body):
        cited = {pk for child in body for pk in cited_in(child.block, child.value)}
        leaned = {pk for child in body for pk in leaned_on(child)}
        people = PersonPage.objects.filter(pk__in=cited).exclude(pk__in=Dispute.objects.open().values("person"))
        sources = Source.objects.filter(pk__in=leaned, retracted_on=None)
        return cls(
            dict(people.values_list("pk", "title")) if cited else {},
            dict(sources.values_list("pk", "title")) if leaned else {},
        )

    def behind(self, child):
        """Yield who says so in a block: people and sources, by a choice or by a mark in its text.

        Readers must be told of somebody: of a source on background by the words that stand for the name (domain rule
        Q5), while the desk knows why they are not named. Deep background and off the record stand behind nothing.
        """
        if isinstance(child.value, StatementValue) and child.value.basis != Basis.ON_RECORD:
            why = (child.value.get("basis_reason") or "").strip()
            person = child.value["person"]
            if person and person.pk in self.people and child.value.shown_description and why:
                yield child.value.shown_description
            return
        yield from (self.people[pk] for pk in cited_in(child.block, child.value) if pk in self.people)
        yield from (self.sources[pk] for pk in sorted(leaned_on(child)) if pk in self.sources)


def _in_text(text, field, block, behind):
    for words in prose.sentences(prose.plain(text)):
        if flags := flags_in(words, settings.LANGUAGE_CODE):
            yield Claim(words, flags, field, block, behind)


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
