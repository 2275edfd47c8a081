"""What happens to a comment before any person sees it: one list of rules, read top to bottom."""

import logging
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext as _

from .models import MAX_LENGTH
from .text import web_addresses

logger = logging.getLogger(__name__)


class Outcome(Enum):
    APPROVE = auto()
    HOLD = auto()
    REFUSE = auto()


@dataclass(frozen=True)
class Submission:
    """What the rules look at.

    Attributes:
        body: the cleaned text.
        by_staff: whether the author works here.
        previous_body: the author's newest comment below this story, if there is one.
    """

    body: str
    by_staff: bool = False
    previous_body: str = ""


@dataclass(frozen=True)
class Verdict:
    """What is to be done, which rule said so, and why, in a sentence for the writer or the moderator."""

    outcome: Outcome
    rule: str
    reason: str


def empty(submission):
    if not submission.body.strip():
        return Outcome.REFUSE, _("There is nothing in the box yet. Write your comment and send it again.")
    return None


def too_long(submission):
    if len(submission.body) > MAX_LENGTH:
        return Outcome.REFUSE, _(
            "Your comment has %(length)s characters; %(most)s fit. Your text is still in the box: shorten it, "
            "or send it in parts."
        ) % {"length": f"{len(submission.body):,}", "most": f"{MAX_LENGTH:,}"}
    return None


def repeats_own_last_comment(submission):
    if submission.body.casefold() == submission.previous_body.casefold():
        return Outcome.REFUSE, _("You have said exactly this below this story already, so it was not sent again.")
    return None


def no_letters(submission):
    if not any(character.isalnum() for character in submission.body):
        return Outcome.REFUSE, _("Add a few words: a comment of signs or emoji alone is not published.")
    return None


def by_staff(submission):
    if submission.by_staff:
        return Outcome.APPROVE, _("Written by staff")
    return None


def contains_link(submission):
    if web_addresses(submission.body):
        return Outcome.HOLD, _("Contains a link")
    return None


def everyone_waits(submission):
    return Outcome.HOLD, _("Every comment waits for a moderator")


SCREENS = [
    empty,
    too_long,
    repeats_own_last_comment,
    no_letters,
    by_staff,
    contains_link,
    everyone_waits,
]


def screen(submission: Submission) -> Verdict:
    """Ask the rules in order; the first that answers decides.

    A rule that breaks cannot publish or lose anything: the comment is held, unless a later rule refuses it.
    """
    broken = None
    for rule in SCREENS:
        name = rule.__name__
        try:
            answer = rule(submission)
        except Exception:
            logger.exception("Screening rule %s failed; the comment is held", name)
            broken = broken or Verdict(Outcome.HOLD, name, _("A rule failed, so a person has to look"))
            continue
        if answer is None:
            continue
        outcome, reason = answer
        if broken is None or outcome is Outcome.REFUSE:
            return Verdict(outcome, name, reason)
    return broken or Verdict(Outcome.HOLD, "", "")
