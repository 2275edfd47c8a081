"""How long stories lie where, how often they come back, and who gets how much done. Figures only; each is one query.

Times are those of the last time a story stood at a stage: from its arrival there until the stage had its sign-offs.
What was sent back is counted in the audit log, where every leaving of a stage stands, and which outlives old versions.

Percentiles are by nearest rank: of n times in order, the median is the one at place ⌈0.5·n⌉ and the 90th percentile
the one at place ⌈0.9·n⌉. Each is a time that really was, never one between two.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, Sum, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from wagtail.models import PageLogEntry

from articles.models import ArticlePage, Byline, TopicPage
from readiness.models import Override
from review.models import SignOff, Stage, Turn

from .board import WRITER, elsewhere
from .querysets import open_turns

WRITERS_LISTED = 100
APPROVED, REJECTED = "wagtail.workflow.approve", "wagtail.workflow.reject"


@dataclass(frozen=True)
class Scope:
    """What the figures are about.

    Attributes:
        begins, ends: the period; what happens at `ends` is out of it.
        topic: a TopicPage, or None for all.
        desk: the name of a desk, or empty for all; stages are then those at which this desk is asked.
    """

    begins: datetime
    ends: datetime
    topic: TopicPage | None = None
    desk: str = ""

    def during(self, field):
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})

    def on_topic(self, page="page"):
        return Q(**{f"{page}__in": ArticlePage.objects.filter(topic=self.topic).values("pk")}) if self.topic else Q()

    def at_desk(self, name="desk_name"):
        return Q(**{name: self.desk}) if self.desk else Q()

    def stage_names(self):
        """The names of the stages at which the desk is asked, as a query."""
        return Turn.objects.filter(desk_name=self.desk).values("stage__name")


@dataclass(frozen=True)
class StageTime:
    """How long stories stood at a stage. `number`: how many of them left it, all its sign-offs given."""

    name: str
    number: int
    median: timedelta
    ninetieth: timedelta


@dataclass(frozen=True)
class Returns:
    """How often a stage sent a story back, and how often it let one go on."""

    name: str
    returned: int
    passed: int

    @property
    def share(self):
        """Of all stories that left the stage, those that were sent back: 0 to 1."""
        return self.returned / (self.returned + self.passed)


def stage_times(scope):
    """Return a StageTime for each stage that stories left in the period, in the order of the stages."""
    stages = Stage.objects.filter(scope.during("closed_at"), scope.on_topic(), opened_at__isnull=False)
    if scope.desk:
        stages = stages.filter(name__in=scope.stage_names())
    ranked = stages.order_by().annotate(
        time=ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField()),
        place=Window(RowNumber(), partition_by=F("name"), order_by=[F("time").asc(), F("pk").asc()]),
        number=Window(Count("pk"), partition_by=F("name")),
        first=Window(Min("position"), partition_by=F("name")),
    )
    # Whole numbers: (p·n + 99) / 100 is ⌈p·n / 100⌉.
    at_median, at_ninetieth = ((F("number") * percent + 99) / 100 for percent in (50, 90))
    rows = ranked.filter(Q(place=at_median) | Q(place=at_ninetieth)).order_by("first", "name", "place")
    found = {}
    for name, number, time in rows.values_list("name", "number", "time"):
        found.setdefault(name, (number, []))[1].append(time)
    return [StageTime(name, number, times[0], times[-1]) for name, (number, times) in found.items()]


def returns(scope):
    """Return a Returns for each stage that stories left in the period, the one that sent most back first."""
    entries = PageLogEntry.objects.filter(
        scope.during("timestamp"), scope.on_topic(), action__in=[APPROVED, REJECTED]
    ).annotate(stage=KT("data__workflow__task__title"))
    if scope.desk:
        entries = entries.filter(stage__in=scope.stage_names())
    counted = (
        entries.order_by()
        .values("stage")
        .annotate(returned=Count("pk", filter=Q(action=REJECTED)), passed=Count("pk", filter=Q(action=APPROVED)))
    )
    return [Returns(row["stage"], row["returned"], row["passed"]) for row in counted.order_by("-returned", "stage")]


def overdue(scope):
    """The desks that keep stories waiting now, whatever the period: (name, how many, the oldest deadline).

    A desk that has no deadline of its own goes by that of the story, as on my desk.
    """
    due = Coalesce("due_at", "page__plan__deadline")
    late = open_turns().filter(scope.on_topic(), scope.at_desk()).annotate(due=due).filter(due__lt=timezone.now())
    counted = late.order_by().values("desk_name").annotate(number=Count("pk"), oldest=Min("due"))
    return list(counted.order_by("oldest", "desk_name").values_list("desk_name", "number", "oldest"))


def overdue_with_writers(scope):
    """How many stories lie with their writers past their deadline, and the oldest one; desks have no part in these."""
    stories = ArticlePage.objects.filter(topic=scope.topic) if scope.topic else ArticlePage.objects.all()
    late = elsewhere(stories).filter(column=WRITER, due__lt=timezone.now())
    return late.aggregate(number=Count("pk"), oldest=Min("due"))


def by_desk(scope):
    """What desks signed in the period: (name, sign-offs, stories, how many of the sign-offs fell away)."""
    given = SignOff.objects.filter(scope.during("given_at"), scope.on_topic(), scope.at_desk("turn__desk_name"))
    counted = (
        given.order_by()
        .values(name=F("turn__desk_name"))
        .annotate(
            number=Count("pk"), stories=Count("page", distinct=True), fell=Count("pk", filter=Q(fell_at__isnull=False))
        )
    )
    return list(counted.order_by("-number", "name").values_list("name", "number", "stories", "fell"))


def by_writer(scope):
    """What was first published in the period: (writer, stories, words). A story of two counts for both."""
    out = Byline.objects.filter(scope.during("article__first_published_at"))
    if scope.topic:
        out = out.filter(article__topic=scope.topic)
    if scope.desk:
        out = out.filter(article__in=SignOff.objects.filter(turn__desk_name=scope.desk).values("page"))
    counted = (
        out.order_by()
        .values("person", name=F("person__title"))
        .annotate(number=Count("article"), words=Sum("article__word_count"))
    )
    return list(counted.order_by("-number", "name", "person").values_list("name", "number", "words")[:WRITERS_LISTED])


def overrides(scope):
    """How often findings were overridden in the period: (rule, how often, on how many pages)."""
    given = Override.objects.filter(scope.during("given_at"), scope.on_topic())
    if scope.desk:
        given = given.filter(page__in=Turn.objects.filter(desk_name=scope.desk).values("page"))
    counted = given.order_by().values("rule").annotate(number=Count("pk"), pages=Count("page", distinct=True))
    return list(counted.order_by("-number", "rule").values_list("rule", "number", "pages"))
