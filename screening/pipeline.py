"""What happens to a comment before any person sees it: one list of rules, read top to bottom.

A rule is a function of a Submission. The rules here always hold; they give (Outcome, reason) or None. Those of
screening/rules/ the house can switch, see rules.rule.house_rule; they give a sentence or None.
"""

import logging
import time
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .rules.author import account_rate, everyone_waits, network_rate, new_commenter, poor_history, repeats_others
from .rules.begging import begs_for_attention
from .rules.form import capitals, honeypot, no_letters, too_quick, very_long
from .rules.harm import personal_data, unsafe_advice
from .rules.learned import learned_spam
from .rules.promotion import contains_link, medical_solicitation, short_link, undeclared_promotion
from .rules.rule import HOUSE_RULES, Mode, Outcome, Profile, Submission
from .rules.words import blocked_words, suspect_words

logger = logging.getLogger(__name__)

# Seconds. All rules together take a few milliseconds; whoever makes them take longer waits for a person.
LONGEST_RULE = 1.0
LONGEST_SCREENING = 3.0


@dataclass(frozen=True)
class Note:
    """What one rule said, for the moderators. A shadow note changes nothing."""

    rule: str
    outcome: Outcome
    sentence: str
    shadow: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is to be done, which rule said so, and why, in a sentence for the writer or the moderator."""

    outcome: Outcome
    rule: str
    reason: str
    notes: tuple[Note, ...] = ()


def empty(submission):
    if not submission.body.strip():
        return Outcome.REFUSE, _("There is nothing in the box yet. Write your comment and send it again.")
    return None


def too_long(submission):
    if submission.longest and len(submission.body) > submission.longest:
        return Outcome.REFUSE, _(
            "Your comment has %(length)s characters; %(most)s fit. Your text is still in the box: shorten it, "
            "or send it in parts."
        ) % {"length": f"{len(submission.body):,}", "most": f"{submission.longest:,}"}
    return None


def repeats_own_last_comment(submission):
    if submission.body.casefold() == submission.previous_body.casefold():
        return Outcome.REFUSE, _("You have said exactly this below this story already, so it was not sent again.")
    return None


def by_staff(submission):
    if submission.by_staff:
        return Outcome.APPROVE, _("Written by staff")
    return None


SCREENS = [
    empty,
    too_long,
    repeats_own_last_comment,
    no_letters,
    by_staff,
    honeypot,
    too_quick,
    account_rate,
    network_rate,
    blocked_words,
    suspect_words,
    personal_data,
    unsafe_advice,
    medical_solicitation,
    undeclared_promotion,
    begs_for_attention,
    short_link,
    contains_link,
    learned_spam,
    repeats_others,
    poor_history,
    capitals,
    very_long,
    everyone_waits,
    new_commenter,
]


def profile_book(profile):
    """The mode and number of every rule in a profile: {name: (Mode, number or None)}."""
    return {rule.name: (rule.modes[profile], rule.numbers.get(profile)) for rule in HOUSE_RULES.values()}


def screen(submission: Submission, book=None) -> Verdict:
    """Ask all rules, and do what the strictest says: give back, hold, publish.

    A rule that breaks or takes too long cannot publish or lose anything: the comment is held, unless another rule
    refuses it. A rule gives the same comment back once: sent again, it is held.

    Args:
        submission: what the rules look at.
        book: the house's modes and numbers, see profile_book; without it, those of the profile “balanced”.
    """
    book = profile_book(Profile.BALANCED) if book is None else book
    notes, published_by, advice = [], None, {}
    started, asked = time.monotonic(), 0
    for rule in SCREENS:
        name = rule.__name__
        mode, number = book.get(name, (None, None))
        if mode == Mode.OFF:
            continue
        asked += 1
        if time.monotonic() - started > LONGEST_SCREENING:
            notes.append(Note(name, Outcome.HOLD, _("The rules took too long, so a person has to look")))
            break
        note = ask(rule, mode, number, submission, advice)
        if note is None:
            continue
        if mode is None and note.outcome is Outcome.REFUSE:
            return Verdict(note.outcome, name, note.sentence)
        if note.outcome is Outcome.APPROVE:
            published_by = note
            break
        notes.append(note)
    return strictest(notes, published_by, advice) if asked else Verdict(Outcome.HOLD, "", "")


def ask(rule, mode, number, submission, advice):
    """What one rule says, as a Note; None if nothing. What a refusal tells the writer is put into `advice`."""
    name, started, shadow = rule.__name__, time.monotonic(), mode == Mode.SHADOW
    try:
        answer = rule(submission) if number is None else rule(submission, number)
    except Exception:
        logger.exception("Screening rule %s failed; the comment is held", name)
        return Note(name, Outcome.HOLD, _("A rule failed, so a person has to look"), shadow)
    if time.monotonic() - started > LONGEST_RULE:
        logger.error("Screening rule %s took too long; the comment is held", name)
        return Note(name, Outcome.HOLD, _("A rule took too long, so a person has to look"), shadow)
    if not answer:
        return None
    if name not in HOUSE_RULES:
        outcome, sentence = answer
        return Note(name, outcome, sentence)
    refuses = mode == Mode.REFUSE and HOUSE_RULES[name].advice and name not in submission.told
    advice[name] = str(HOUSE_RULES[name].advice)
    return Note(name, Outcome.REFUSE if refuses else Outcome.HOLD, answer, shadow)


def strictest(notes, published_by, advice):
    """The verdict that follows from all notes, in the order of the list."""
    notes = tuple(notes)
    for note in notes:
        if note.outcome is Outcome.REFUSE:
            return Verdict(note.outcome, note.rule, advice.get(note.rule) or note.sentence, notes)
    for note in notes:
        if not note.shadow:
            return Verdict(Outcome.HOLD, note.rule, note.sentence, notes)
    if published_by:
        return Verdict(Outcome.APPROVE, published_by.rule, published_by.sentence, notes)
    return Verdict(Outcome.APPROVE, "", _("No rule had anything against it"), notes)
