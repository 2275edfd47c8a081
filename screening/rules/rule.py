"""What a rule is: a function that looks at a Submission and says nothing, or a sentence for the moderator."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from types import FunctionType

from django.db import models
from django.utils.translation import gettext_lazy as _

from screening.spam_model import Model
from screening.text import folded

from .wording import HouseWords, words_of

QUOTED = re.compile(r"\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”|«[^»\n]{1,80}»|‘[^’\n]{1,80}’")


class Outcome(models.TextChoices):
    APPROVE = "approve", _("Publish")
    HOLD = "hold", _("Hold")
    REFUSE = "refuse", _("Refuse")


class Mode(models.TextChoices):
    """What the house does when a rule speaks."""

    OFF = "off", _("Off")
    SHADOW = "shadow", _("Shadow: note it, change nothing")
    HOLD = "hold", _("Hold for a moderator")
    REFUSE = "refuse", _("Give back once, then hold")


class Profile(models.TextChoices):
    """Modes and numbers for all rules at once."""

    OPEN = "open", _("Open")
    BALANCED = "balanced", _("Balanced")
    STRICT = "strict", _("Strict")


@dataclass(frozen=True)
class Submission:
    """What the rules look at. No rule asks the database: comments/arrivals.py has done so.

    Attributes:
        body: the cleaned text.
        longest: how many characters it may have; None where nobody has set a limit.
        by_staff: whether the author works here.
        previous_body: the author's newest comment below this story, if there is one.
        approved: how many comments of the author were ever approved.
        decided: how many were decided in the last 90 days.
        refused: how many of these were rejected or marked as spam.
        in_last_hour: how many the author has written in the last hour.
        from_network: how many came from the author's network in the last hour.
        similar: how many other comments of the last 30 days share some of the words.
        overlap: how much of its words the nearest of them shares, in percent.
        form_age: seconds between handing out the form and its return; None where there was no form.
        trapped: whether the field that only programs see was filled in.
        told: the rules that have given this text back to its writer already.
        house_words: the words the house has listed itself.
        spam_model: what the house has learned of spam; None where nobody has to ask it.
    """

    body: str
    longest: int | None = None
    by_staff: bool = False
    previous_body: str = ""
    approved: int = 0
    decided: int = 0
    refused: int = 0
    in_last_hour: int = 0
    from_network: int = 0
    similar: int = 0
    overlap: int = 0
    form_age: float | None = None
    trapped: bool = False
    told: frozenset[str] = frozenset()
    house_words: HouseWords = field(default_factory=HouseWords)
    spam_model: Model | None = None

    @cached_property
    def folded(self):
        return folded(self.body)

    @cached_property
    def own_words(self):
        """The folded text without short quotations, if they are the smaller part: who quotes a seller is none."""
        rest = QUOTED.sub(" … ", self.folded)
        return rest if len(rest) * 2 > len(self.folded) else self.folded

    @cached_property
    def words(self):
        return words_of(self.folded)

    @property
    def spam_percent(self):
        """The score as a rule has asked for it, in percent; None where none did, or where the model broke."""
        score = self.__dict__.get("spam_score")
        return None if score is None else int(score * 100)

    @cached_property
    def spam_score(self):
        """How likely the text is to be spam, from 0 to 1."""
        return self.spam_model.score(self.body) if self.spam_model else 0.0


@dataclass(frozen=True)
class HouseRule:
    """A rule that the house can switch.

    Attributes:
        name: as it stands in the log.
        label: as it stands on the screen of rules.
        advice: what the writer reads when the comment is given back.
        modes: the Mode in each Profile.
        numbers: the rule's number in each Profile; empty where it has none.
        number_label: what the number counts, with its unit.
    """

    name: str
    label: str
    advice: str
    modes: dict[Profile, Mode]
    numbers: dict[Profile, int]
    number_label: str


HOUSE_RULES: dict[str, HouseRule] = {}


def house_rule(label, *, advice="", modes, numbers=(), number_label=""):
    """Let the house switch the decorated rule, which gives a sentence or None; with numbers it takes one.

    Args:
        label: what the rule looks for.
        advice: a sentence for the writer; without one the rule can hold, never refuse.
        modes: the modes in the profiles open, balanced and strict, in this order.
        numbers: the numbers in the same order.
        number_label: what the number counts.
    """

    def register(function: FunctionType):
        name = function.__name__
        HOUSE_RULES[name] = HouseRule(
            name=name,
            label=label,
            advice=advice,
            modes=dict(zip(Profile, modes, strict=True)),
            numbers=dict(zip(Profile, numbers, strict=True)) if numbers else {},
            number_label=number_label,
        )
        return function

    return register
