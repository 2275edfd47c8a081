"""How well moderation goes: holds that were not needed, time to a decision, and how far two people agree.

Figures only; each is one query, whatever the number of comments. Percentiles are by nearest rank: of n times in order,
the median is the one at place ⌈0.5·n⌉, the 95th percentile the one at place ⌈0.95·n⌉. Each is a time that really was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber, TruncWeek

from comments.models import ModerationAction, ScreeningNote, Status, Verb
from comments.moderation import DECISIONS
from screening.rules.rule import Outcome

from .second_look import SecondLook


@dataclass(frozen=True)
class Period:
    """The time the figures are about; what happens at `ends` is out of it. `moderator`: only this one's, if given."""

    begins: datetime
    ends: datetime
    moderator: Any = None

    def has(self, field):
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})

    def of(self, field):
        return Q(**{field: self.moderator}) if self.moderator else Q()


@dataclass(frozen=True)
class Times:
    """How long comments waited for their first decision by a person. `key`: whose, or the week's first moment."""

    key: Any
    number: int
    median: timedelta
    ninety_fifth: timedelta


@dataclass(frozen=True)
class Agreement:
    """How often the second of two moderators would have decided as the first did.

    Attributes:
        kappa: agreement beyond chance, 1 for all and 0 for none of it; None where chance alone makes everything agree.
    """

    number: int
    agreed: int
    kappa: float | None

    @property
    def share(self):
        return self.agreed / self.number


def decisions(period):
    """What people decided in the period on comments that waited, but for what was undone."""
    found = ModerationAction.objects.filter(
        period.has("at"), verb__in=list(DECISIONS), from_status=Status.PENDING, actor__isnull=False, undone_by=None
    )
    return found.filter(period.of("actor"))


def times(period, key=None):
    """Return Times: one for all, for each "actor", or for each "week", in the order of the key."""
    confirmed = ModerationAction.objects.filter(comment=OuterRef("comment"), verb=Verb.CONFIRM).order_by("version")
    # What guests take to open their letter is not the moderators' time.
    since = Coalesce(Subquery(confirmed.values("at")[:1]), F("comment__created_at"), output_field=DateTimeField())
    groups = {None: None, "actor": F("actor"), "week": TruncWeek("at")}[key]
    ranked = decisions(period).annotate(
        time=ExpressionWrapper(F("at") - since, output_field=DurationField()),
        place=Window(RowNumber(), partition_by=groups, order_by=[F("time").asc(), F("pk").asc()]),
        number=Window(Count("pk"), partition_by=groups),
    )
    if key:
        ranked = ranked.annotate(key=groups)
    # Whole numbers: (p·n + 99) / 100 is ⌈p·n / 100⌉.
    at_median, at_ninety_fifth = ((F("number") * percent + 99) / 100 for percent in (50, 95))
    rows = ranked.filter(Q(place=at_median) | Q(place=at_ninety_fifth)).order_by("place")
    found = {}
    for name, number, time in rows.values_list(*(["key"] if key else ["verb"]), "number", "time"):
        found.setdefault(name if key else None, (number, []))[1].append(time)
    return [Times(name, number, each[0], each[-1]) for name, (number, each) in sorted(found.items(), key=by_key)]


def by_key(item):
    return (item[0] is not None, item[0] if item[0] is not None else 0)


def by_rule(period):
    """What each rule held in the period: (rule, held, decided since, of these approved: held for nothing)."""
    first = ModerationAction.objects.filter(
        comment=OuterRef("comment"), verb__in=list(DECISIONS), actor__isnull=False, undone_by=None
    )
    notes = ScreeningNote.objects.filter(
        period.has("comment__created_at"), outcome__in=[Outcome.HOLD, Outcome.REFUSE], shadow=False
    ).annotate(first=Subquery(first.order_by("version").values("to_status")[:1]))
    counted = (
        notes.order_by()
        .values("rule")
        .annotate(
            held=Count("pk"),
            decided=Count("pk", filter=Q(first__isnull=False)),
            false=Count("pk", filter=Q(first=Status.APPROVED)),
        )
    )
    return list(counted.order_by("-held", "rule").values_list("rule", "held", "decided", "false"))


def by_moderator(period):
    """What each moderator decided in the period, undone or not: {moderator: (decisions, undone since)}."""
    found = ModerationAction.objects.filter(period.has("at"), verb__in=list(DECISIONS), actor__isnull=False)
    counted = (
        found.filter(period.of("actor"))
        .order_by()
        .values("actor")
        .annotate(number=Count("pk"), undone=Count("undone_by"))
    )
    return {row["actor"]: (row["number"], row["undone"]) for row in counted}


def agreement(period):
    """Return the Agreement of the second looks taken in the period at one's decisions, or None without any."""
    looks = SecondLook.objects.filter(period.has("at"), period.of("action__actor"))
    return agreement_of(list(pairs(looks)))


def agreement_by_moderator(period):
    """The same for each moderator whose decisions were looked at: {moderator: Agreement}."""
    rows = {}
    looks = SecondLook.objects.filter(period.has("at"), period.of("action__actor"))
    for moderator, *pair in pairs(looks, "action__actor"):
        rows.setdefault(moderator, []).append(tuple(pair))
    return {moderator: agreement_of(each) for moderator, each in rows.items()}


def pairs(looks, *by):
    """How often each pair of a first and a second verdict came up: (…, first, second, number)."""
    counted = looks.order_by().values(*by, "first", "verdict").annotate(times=Count("pk"))
    return counted.values_list(*by, "first", "verdict", "times")


def agreement_of(rows):
    """Cohen's kappa: κ = (pₒ − pₑ) / (1 − pₑ), with pₒ the share of agreement and pₑ what chance would give.

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement, 1960.

    Args:
        rows: (first verdict, second verdict, how often).
    """
    number = sum(times for _first, _second, times in rows)
    if not number:
        return None
    firsts, seconds = {}, {}
    for first, second, often in rows:
        firsts[first] = firsts.get(first, 0) + often
        seconds[second] = seconds.get(second, 0) + often
    agreed = sum(often for first, second, often in rows if first == second)
    by_chance = sum(firsts[verdict] * seconds.get(verdict, 0) for verdict in firsts) / number**2
    kappa = None if by_chance == 1 else (agreed / number - by_chance) / (1 - by_chance)
    return Agreement(number, agreed, kappa)
