"""The statements of a story, as its sources are asked about them: whose, on which terms, and exactly which words.

A statement is a block, or the sentences of a paragraph that a mark ascribes to somebody.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from wagtail.rich_text import RichText

from articles import prose
from articles.blocks.people import Basis, StatementBlock, StatementKind, StatementValue
from articles.citations import leaves, row_number
from people.models import PersonPage
from readiness.findings import fragment

from .models import Policy

AROUND = 600  # characters of a neighbouring paragraph: enough to see what is being talked about
MARKED = StatementBlock()  # what the values of marked sentences are of


@dataclass(frozen=True)
class Statement:
    """One statement in a version of a story.

    Attributes:
        before, after: what stands around it, without other people's statements.
        is_marked: whether it is no block of its own, but sentences of ours with a mark that says whose they are.
    """

    block_id: str
    value: StatementValue
    before: str = ""
    after: str = ""
    is_marked: bool = False

    @property
    def person(self):
        return self.value["person"]

    @property
    def key(self):
        """What answers to it are found by. A paragraph may give the words of several people."""
        return (self.block_id, self.person.pk) if self.is_marked else self.block_id

    @property
    def is_exact(self):
        """Whether words of theirs are given as they said them; in a paragraph quotation marks say so."""
        return self.value.is_quotation or (self.is_marked and '"' in prose.plain(self.value.shown_words))

    @property
    def digest(self):
        """Changes exactly when something that a source confirmed does: words, kind, and how they are credited."""
        parts = [self.value.get("kind"), self.value.basis.value, self.person and self.person.pk]
        texts = [self.value.get("lead_in"), self.value.shown_words, self.value.shown_description]
        content = json.dumps([*parts, *map(prose.plain, texts)])
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def anchor(self):
        """What leads to its block within the editor's address."""
        return fragment(f"body.{self.block_id}")

    def is_shown_under(self, policy):
        """Whether a source gets to see it. Off the record there is nothing that the house would print."""
        if not self.person or not self.value.shown_words or self.value.is_off_record or policy == Policy.NEVER:
            return False
        return policy != Policy.FACTS_ONLY or not self.is_exact


def everything_said(story):
    """Every statement of a version of a story, blocks and marked sentences, in order."""
    blocks, found, sources = iter(statements_in(story)), [], None
    for child in story.body:
        if child.block_type == "statement":
            found.append(next(blocks))
        elif sentences := _sentences_in(child):
            sources = _sources(story) if sources is None else sources
            found += _marked(child, sentences, sources)
    return found


def statements_in(story):
    """Every block of a version of a story that is a statement, in order."""
    body = list(story.body)
    return [
        Statement(child.id or "", child.value, _words_of(body[at - 1] if at else None), _words_of(_get(body, at + 1)))
        for at, child in enumerate(body)
        if child.block_type == "statement"
    ]


def _get(body, at):
    return body[at] if at < len(body) else None


def _words_of(child):
    """What a neighbouring paragraph or heading says; nothing that is somebody else's."""
    if child is None:
        return ""
    if isinstance(child.value, RichText):
        return _our_own(_sentences(child.value.source))
    return child.value["text"] if child.block_type == "heading" else ""


def _our_own(sentences):
    """Of (sentence, whose it is) the words that are ascribed to nobody, as far as they are shown around a statement."""
    return Truncator(" ".join(words for words, speakers in sentences if not speakers)).chars(AROUND)


def _sources(story):
    """Whoever is cited by name, by id, but the writers: what they say of themselves is no source’s statement."""
    writers = {byline.person_id for byline in story.bylines.all()}
    return {person.pk: person for person in story.cited_people if person.pk not in writers}


def _sentences_in(child):
    """The sentences of a block as `_sentences` gives them; none where no mark says whose they are."""
    texts = [value.source for _block, value in leaves(child.block, child.value) if isinstance(value, RichText)]
    sentences = [one for source in texts if "linktype" in source for one in _sentences(source)]
    return sentences if any(speakers for _words, speakers in sentences) else []


def _marked(child, sentences, sources):
    """What the marks in a block ascribe to sources: a Statement for each, in the order of the first marks."""
    for pk in dict.fromkeys(pk for _words, speakers in sentences for pk in speakers if pk in sources):
        theirs = [at for at, (_words, speakers) in enumerate(sentences) if pk in speakers]
        words = "\n".join(sentences[at][0] for at in theirs)
        said = {"person": sources[pk], "kind": StatementKind.PARAPHRASE, "words": words}
        before, after = _our_own(sentences[: theirs[0]]), _our_own(sentences[theirs[-1] + 1 :])
        yield Statement(child.id or "", StatementValue(MARKED, said), before, after, is_marked=True)


def _sentences(source):
    """The sentences of a rich text, each with the ids of the people to whom marks in it ascribe it: (words, [ids])."""
    text = prose.read(source)
    spans = [span for mark in text.marks if mark.kind == "person" and (span := _span(mark, text.words))]
    sentences, end = [], 0
    for paragraph in text.paragraphs:
        for words in prose.sentences(paragraph):
            start = max(end, text.words.find(words, end))
            end = start + len(words)
            ids = [pk for first, last, pk in spans if first < end and start < last]
            sentences.append((words, list(dict.fromkeys(ids))))
    return sentences


def _span(mark, text):
    """(start, end, person's id) of a mark in a text; None for a mark that names nobody."""
    start, pk = max(mark.start, text.find(mark.words, mark.start)), row_number(mark.target)
    return (start, start + len(mark.words), pk) if pk and mark.words else None


def credits_of(people):
    """How readers get to know these people, by id: as the line below a statement says it. A fixed number of queries."""
    everybody: Any = PersonPage.objects
    known = everybody.with_standing().filter(pk__in=[person.pk for person in people])
    return {person.pk: credit(person) for person in known}


def credit(person):
    name = ", ".join(filter(None, [person.title, person.credential_line]))
    work = ", ".join(filter(None, [person.specialty or person.job_title, person.affiliation]))
    return " – ".join(filter(None, [name, work]))[:500]


def credited_as(statement, credits):
    """How one statement is credited; empty where it is ascribed to nobody."""
    if statement.value.basis == Basis.ON_RECORD:
        return credits.get(statement.person.pk, statement.person.title)
    return statement.value.shown_description
