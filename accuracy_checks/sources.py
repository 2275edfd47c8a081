"""A story's statements by the people who made them, for the desk's screens."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from people.models import PersonPage

from .asking import AGAIN, ON_THE_LETTER
from .models import AccuracyCheck, CheckedStatement
from .standing import Standing, disputes_left, standings


@dataclass
class Source:
    """Somebody whose words stand in a story.

    Attributes:
        standings: their statements, each with where it stands.
        gone: their disputes that wait for a decision, though no block of the version has the words any more.
        left_out: how many of them the house's policy does not show to sources.
        check: the newest check of this story that they were sent, or None.
        may_be_asked: whether a letter would have anything to ask.
    """

    person: PersonPage
    standings: list[Standing] = field(default_factory=list)
    gone: list[CheckedStatement] = field(default_factory=list)
    left_out: int = 0
    check: AccuracyCheck | None = None
    may_be_asked: bool = False
    form: Any = None

    @property
    def anchor(self):
        return f"source-{self.person.pk}"


def sources_of(story, policy):
    """The sources of a version of a story, in order of appearance, in a fixed number of queries."""
    sources: dict = {}
    for one in standings(story):
        if person := one.statement.person:
            source = sources.setdefault(person.pk, Source(person))
            source.standings.append(one)
            shown = one.statement.is_shown_under(policy)
            source.left_out += not shown
            source.may_be_asked |= shown and one.state in ON_THE_LETTER | AGAIN
    for dispute in disputes_left(story):
        person = dispute.check_of.person
        sources.setdefault(person.pk, Source(person)).gone.append(dispute)
    prefetch_related_objects([source.person for source in sources.values()], "disputes")
    checks = AccuracyCheck.objects.filter(story=story.pk).select_related("asked_by", "noted_by", "decided_by")
    for check in checks.order_by("sent_at", "pk"):
        if check.person_id in sources:
            sources[check.person_id].check = check
    return list(sources.values())
