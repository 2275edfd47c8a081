"""The statements of a story, as its sources are asked about them: whose, on which terms, and exactly which words."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from wagtail.rich_text import RichText

from articles import prose
from articles.blocks import Basis, StatementValue
from people.models import PersonPage
from readiness.findings import fragment

from .models import Policy

AROUND = 600  # characters of a neighbouring paragraph: enough to see what is being talked about


@dataclass(frozen=True)
class Statement:
    """One statement in a version of a story.

    Attributes:
        before, after: what stands around it, without other people's statements.
    """

    block_id: str
    value: StatementValue
    before: str = ""
    after: str = ""

    @property
    def person(self):
        return self.value["person"]

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
        return policy != Policy.FACTS_ONLY or not self.value.is_quotation


def statements_in(story):
    """Every statement of a version of a story, in order."""
    body = list(story.body)
    return [
        Statement(child.id or "", child.value, _words_of(body[at - 1] if at else None), _words_of(_get(body, at + 1)))
        for at, child in enumerate(body)
        if child.block_type == "statement"
    ]


def _get(body, at):
    return body[at] if at < len(body) else None


def _words_of(child):
    """What a neighbouring paragraph or heading says; nothing of a block that is somebody else's."""
    if child is None:
        return ""
    if isinstance(child.value, RichText):
        return Truncator(prose.read(child.value.source).words).chars(AROUND)
    return child.value["text"] if child.block_type == "heading" else ""


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
