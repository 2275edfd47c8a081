"""Bulk decisions on 500 comments, and undo

One action is one transaction: rows, log, flags, numbers, audit log.
"""

import time
from statistics import median

from comments import flags, moderation, sanctions
from comments.measures import MeasureKind, ReasonCode
from comments.models import ReaderComment, Status, Verb
from comments.moderators import why_not
from tests import factories
from tests.crowd import VERBS, newsroom, some, state

from .figures import Figure

COMMENTS = 500
TURNS = 5
SEQUENCES = 1_000
LONGEST = 2.0  # seconds


def figures(size):
    crowd = newsroom(seed=1, number_of_stories=4)
    for number in range(COMMENTS):
        comment = factories.comment(
            crowd.stories[number % 4],
            by=crowd.readers[number % 3],
            status=[Status.PENDING, Status.APPROVED][number % 2],
        )
        if number % 6 == 1:
            flags.flag(comment, "spam", by=crowd.readers[3])
    pks = list(ReaderComment.objects.filter(article__in=crowd.stories).values_list("pk", flat=True))
    before, took = state(), [all_at_once(crowd, pks) for _turn in range(TURNS)]
    for place, name in enumerate(("one action on 500 comments", "undo of it")):
        seconds = median(turn[place] for turn in took)
        yield Figure(
            name,
            f"≤ {LONGEST:.0f} s",
            f"{seconds:.2f} s (longest {max(turn[place] for turn in took):.2f})",
            seconds <= LONGEST,
        )
    yield Figure(
        "undo of 500 gives back the same rows",
        f"{TURNS} of {TURNS}",
        f"{sum(turn[2] for turn in took)} of {TURNS}",
        state() == before,
    )
    sequences = max(1, int(SEQUENCES * size))
    exact = sum(is_undone_exactly(crowd) for _sequence in range(sequences))
    yield Figure(
        "random sequences undone exactly",
        f"{SEQUENCES:,} of {SEQUENCES:,}",
        f"{exact:,} of {sequences:,}",
        exact == sequences,
    )


def all_at_once(crowd, pks):
    """Mark them all as spam, then undo it: seconds of each, and whether everything is as before."""
    before = state()
    seen = dict(ReaderComment.objects.filter(pk__in=pks).values_list("pk", "version"))
    started = time.perf_counter()
    batch, _overtaken = moderation.decide_many(dict.fromkeys(pks, Verb.SPAM), by=crowd.moderator, seen=seen)
    decided = time.perf_counter()
    moderation.undo_many(batch, by=crowd.moderator)
    return decided - started, time.perf_counter() - decided, batch.number == len(pks) and state() == before


def is_undone_exactly(crowd):
    """A few things happen, then a bulk, a decision or a ban with all comments; undone, everything is as before."""
    for _step in range(crowd.dice.randint(1, 3)):
        crowd.step()
    before = state()
    crowd.dice.choice([bulk, bulk, single, ban])(crowd)
    return state() == before


def bulk(crowd):
    seen = some(crowd.dice, at_most=50)
    verbs = {pk: crowd.dice.choice(VERBS) for pk in seen}
    batch, _overtaken = moderation.decide_many(verbs, by=crowd.moderator, seen=seen)
    moderation.undo_many(batch, by=crowd.moderator)


def single(crowd):
    comment = crowd.one()
    possible = moderation.possible_decisions(comment)
    if possible and not why_not(crowd.moderator, [comment]):  # what was passed to an editor is not theirs
        action = moderation.decide(comment, crowd.dice.choice(possible), by=crowd.moderator)
        moderation.undo(action, by=crowd.moderator)


def ban(crowd):
    measure = sanctions.take(
        MeasureKind.BAN,
        by=crowd.moderator,
        code=ReasonCode.SPAM,
        author=crowd.dice.choice(crowd.readers),
        with_comments=True,
    )
    sanctions.lift(measure, by=crowd.moderator, with_comments=True)
