"""What a book of rules would have done to comments that moderators have decided already. Changes nothing.

What a comment's words say is asked again. What was known only as it came in (the form, the network, its likeness to
others of those days) is taken from the notes the rules left then, whatever their numbers are now.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from comments.arrivals import HISTORY, RATE_WINDOW
from comments.models import ModerationAction, ReaderComment, ScreeningNote, Status, Verb
from screening.learner import current_model
from screening.pipeline import SCREENS
from screening.rulebook import arrangement
from screening.rules.rule import Mode, Submission
from screening.rules.wording import HouseWords, WordList, phrase_key

MOST_COMMENTS = 5000
WORST = 20
SHADOW_DAYS = 30
TURNED_DOWN = {Status.REJECTED, Status.SPAM, Status.REMOVED}
REMEMBERED = {"honeypot", "too_quick", "network_rate", "repeats_others"}  # known from their notes alone
NOT_ASKED = {"everyone_waits"}  # it holds everything; nothing is learned from that
ACTING = {Mode.HOLD, Mode.REFUSE}


@dataclass(frozen=True)
class Past:
    """A decided comment, as the rules would have seen it."""

    comment: ReaderComment
    submission: Submission
    noted: frozenset[str]

    @property
    def was_turned_down(self):
        return self.comment.status in TURNED_DOWN


@dataclass(frozen=True)
class Tally:
    """How many comments were held, and what moderators made of them."""

    held: int
    approved: int
    turned_down: int

    @classmethod
    def of(cls, pasts):
        turned_down = sum(past.was_turned_down for past in pasts)
        return cls(len(pasts), len(pasts) - turned_down, turned_down)

    @property
    def precision(self):
        """The part of the held comments that moderators turned down as well, in percent; None if none was held."""
        return round(100 * self.turned_down / self.held) if self.held else None


@dataclass(frozen=True)
class Trial:
    """What came out.

    Attributes:
        comments: how many were looked at.
        turned_down: how many of them moderators turned down.
        by_rule: {rule: Tally} of what each rule that is not off would have spoken about, in shadow or not.
        proposed: the Tally of what the rules would have held together.
        today: the same with the rules as they are.
        wrongly_held: up to WORST comments that moderators approved, the most innocent first.
        let_through: up to WORST comments that moderators turned down, those most like spam first.
    """

    comments: int
    turned_down: int
    by_rule: dict[str, Tally]
    proposed: Tally
    today: Tally
    wrongly_held: list[ReaderComment]
    let_through: list[ReaderComment]


def tried(book, today, word="", kind=""):
    """Ask the rules about the newest decided comments. The number of queries does not grow with them.

    Args:
        book: the proposed modes and numbers, {name: (Mode, number or None)}.
        today: those in use.
        word: a word or phrase to be tried together with the house's own, if any.
        kind: the WordKind of that word.

    Returns:
        Trial
    """
    words = arrangement().words
    pasts = decided_comments(words)
    by_today, before = spoken(pasts, today, {}), {}
    if word:
        words = with_word(words, word, kind)
        pasts = [replace(past, submission=replace(past.submission, house_words=words)) for past in pasts]
    else:
        before = {(name, today[name][1]): found for name, found in by_today.items()}
    by_rule = spoken(pasts, book, before)
    held = held_by(by_rule, book)
    return Trial(
        comments=len(pasts),
        turned_down=sum(past.was_turned_down for past in pasts),
        by_rule={name: Tally.of([pasts[number] for number in numbers]) for name, numbers in by_rule.items()},
        proposed=Tally.of([pasts[number] for number in held]),
        today=Tally.of([pasts[number] for number in held_by(by_today, today)]),
        wrongly_held=worst([pasts[number] for number in held if not pasts[number].was_turned_down], 1),
        let_through=worst(
            [past for number, past in enumerate(pasts) if number not in held and past.was_turned_down], -1
        ),
    )


def spoken(pasts, book, known):
    """{rule: the numbers of the comments it speaks about}, for every rule that is not off.

    Args:
        known: what is known already, as {(rule, number): numbers}.
    """
    found = {}
    for rule in SCREENS:
        name = rule.__name__
        mode, number = book.get(name, (Mode.OFF, None))
        if mode == Mode.OFF or name in NOT_ASKED:
            continue
        if (name, number) in known:
            found[name] = known[name, number]
        elif name in REMEMBERED:
            found[name] = {place for place, past in enumerate(pasts) if name in past.noted}
        else:
            found[name] = {place for place, past in enumerate(pasts) if speaks(rule, past.submission, number)}
    return found


def speaks(rule, submission, number):
    return bool(rule(submission) if number is None else rule(submission, number))


def held_by(by_rule, book):
    return set().union(*(numbers for name, numbers in by_rule.items() if book[name][0] in ACTING))


def worst(pasts, direction):
    pasts.sort(key=lambda past: (direction * past.submission.spam_score, -past.comment.pk))
    return [past.comment for past in pasts[:WORST]]


def with_word(words, word, kind):
    """The house's words and one more."""
    if kind == "allowed":
        return replace(words, allowed=words.allowed | {phrase_key(word)})
    listed = list(getattr(words, kind).listed.values())
    return HouseWords(**{**vars(words), kind: WordList.of([*listed, word])})


# What was known -------------------------------------------------------------------------------


def decided_comments(words):
    """The newest decided comments of readers as Past, in three queries."""
    staff = ModerationAction.objects.filter(comment=OuterRef("pk"), verb=Verb.SUBMIT, rule="by_staff")
    decided = ReaderComment.objects.filter(~Exists(staff), status__in=[Status.APPROVED, *TURNED_DOWN]).order_by("-pk")
    fields = ("pk", "body", "status", "article_id", "author_id", "guest_email", "created_at", "decided_at")
    comments = list(decided.only(*fields)[:MOST_COMMENTS])
    noted = notes_of(comments)
    histories = histories_of(comments)
    model = current_model()
    return [
        Past(
            comment,
            Submission(
                body=comment.body,
                **histories[writer(comment.author_id, comment.guest_email)].known_at(comment.created_at),
                house_words=words,
                spam_model=model,
            ),
            frozenset(noted[comment.pk]),
        )
        for comment in comments
    ]


def notes_of(comments):
    noted = defaultdict(set)
    if comments:
        notes = ScreeningNote.objects.filter(
            rule__in=REMEMBERED, comment__gte=comments[-1].pk, comment__lte=comments[0].pk
        )
        for pk, rule in notes.values_list("comment", "rule"):
            noted[pk].add(rule)
    return noted


def writer(author_id, guest_email):
    return author_id or guest_email


class History:
    """When one writer wrote, and when moderators decided what: each oldest first."""

    def __init__(self):
        self.written, self.approved, self.decided, self.refused = [], [], [], []

    def sort(self):
        for times in (self.written, self.approved, self.decided, self.refused):
            times.sort()

    def known_at(self, moment):
        """The facts of a Submission, counted as arrivals.described counts them."""
        return {
            "approved": bisect_left(self.approved, moment),
            "decided": between(self.decided, moment - HISTORY, moment),
            "refused": between(self.refused, moment - HISTORY, moment),
            "in_last_hour": between(self.written, moment - RATE_WINDOW, moment),
        }


def between(times, start, end):
    return bisect_left(times, end) - bisect_left(times, start)


def histories_of(comments):
    """The History of each writer of these comments."""
    authors = {comment.author_id for comment in comments if comment.author_id}
    guests = {comment.guest_email for comment in comments if comment.guest_email}
    own = ReaderComment.objects.filter(Q(author__in=authors) | Q(author=None, guest_email__in=guests))
    histories = defaultdict(History)
    for author_id, guest_email, status, written, decided in own.order_by().values_list(
        "author_id", "guest_email", "status", "created_at", "decided_at"
    ):
        history = histories[writer(author_id, guest_email)]
        history.written.append(written)
        if decided:
            history.decided.append(decided)
        if status == Status.APPROVED:
            history.approved.append(decided)
        elif status in (Status.REJECTED, Status.SPAM):
            history.refused.append(decided)
    for history in histories.values():
        history.sort()
    return histories


# Rules in shadow ------------------------------------------------------------------------------


def shadow_tallies():
    """What rules in shadow have said in the last days, as {rule: [noted, approved, turned down]}."""
    since = timezone.now() - timedelta(days=SHADOW_DAYS)
    notes = ScreeningNote.objects.filter(shadow=True, comment__created_at__gte=since)
    counted = (
        notes.order_by()
        .values_list("rule")
        .annotate(
            noted=Count("pk"),
            approved=Count("pk", Q(comment__status=Status.APPROVED)),
            turned_down=Count("pk", Q(comment__status__in=TURNED_DOWN)),
        )
    )
    return {rule: numbers for rule, *numbers in counted}
