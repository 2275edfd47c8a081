"""What happens to stories on which day: the entries of the calendar and of its feeds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import BigIntegerField, CharField, Count, DateTimeField, F, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Cast, RowNumber, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page, Revision

from articles.house_time import local, midnight


class Kind(models.TextChoices):
    """What can happen to a story, in the order in which a day tells of it."""

    PLANNED = "planned", _("Planned")
    DUE = "due", _("Due")
    EMBARGO = "embargo", _("Embargo ends")
    SCHEDULED = "scheduled", _("Goes live")
    EXPIRES = "expires", _("Expires")
    PUBLISHED = "published", _("Published")

    @property
    def icon(self):
        return ICONS[self]


ICONS = {
    Kind.PLANNED: "draft",
    Kind.DUE: "time",
    Kind.EMBARGO: "lock",
    Kind.SCHEDULED: "calendar-check",
    Kind.EXPIRES: "no-view",
    Kind.PUBLISHED: "view",
}
LATE = {Kind.DUE: _("Overdue"), Kind.SCHEDULED: _("Should be live")}


@dataclass(frozen=True)
class Entry:
    """One thing that happens to one story.

    Attributes:
        story: its page, with nothing but what this shows and what rights depend on.
        at: when; None where it is about a whole day.
        day: the day on the house's clock.
        of_day: how many entries of this kind the day has, those that are left out included.
    """

    kind: Kind
    story: Page
    at: datetime | None
    day: date
    of_day: int

    @property
    def value(self):
        """The date or time it stands at, as moves are told of it."""
        return (self.at or self.day).isoformat()

    @property
    def hour(self):
        """On the house's clock; empty where it is about a whole day."""
        return date_format(local(self.at), "TIME_FORMAT") if self.at else ""

    @property
    def is_late(self):
        """Whether it should have happened by now and has not."""
        return self.kind in (Kind.DUE, Kind.SCHEDULED) and self.at is not None and self.at < timezone.now()

    @property
    def label(self):
        return LATE[self.kind] if self.is_late else self.kind.label

    @property
    def order(self):
        """Whole days first, then by the clock."""
        clock = self.at.timestamp() if self.at else 0
        return (self.day, clock, list(Kind).index(self.kind), self.story.pk)


def entries(stories, first, last, for_each_day):
    """Everything that happens to some stories from one day to another, in order. One query.

    Args:
        stories: an ArticleQuerySet.
        first, last: dates on the house's clock, both included.
        for_each_day: how many entries of a kind to return of one day at the most.
    """
    start, end = midnight(first), midnight(last + timedelta(days=1))
    unfinished = stories.filter(Q(live=False) | Q(has_unpublished_changes=True))
    moments = {
        Kind.DUE: (unfinished, "plan__deadline"),
        Kind.EMBARGO: (stories, "plan__embargo_until"),
        Kind.SCHEDULED: (scheduled(stories, start, end), "goes_live_at"),
        Kind.EXPIRES: (stories.live(), "expire_at"),
        Kind.PUBLISHED: (stories.live(), "first_published_at"),
    }
    on_day = TruncDate("at", tzinfo=timezone.get_default_timezone())
    planned = unfinished.filter(plan__planned_for__gte=first, plan__planned_for__lte=last).annotate(
        day=F("plan__planned_for"), at=Cast(Value(None), DateTimeField())
    )
    parts = [
        rows(kind, queryset.annotate(at=F(field)).filter(at__gte=start, at__lt=end).annotate(day=on_day), for_each_day)
        for kind, (queryset, field) in moments.items()
    ]
    found = rows(Kind.PLANNED, planned, for_each_day).union(*parts, all=True)
    return sorted(map(entry, found), key=lambda entry: entry.order)


def scheduled(stories, start, end):
    """Stories with the hour of their scheduled version. Versions know their page only by its number, as text."""
    versions = Revision.page_revisions.filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end)
    numbers = versions.annotate(number=Cast("object_id", BigIntegerField())).values("number")
    of_story = versions.filter(object_id=Cast(OuterRef("pk"), CharField())).order_by("approved_go_live_at")
    return stories.filter(pk__in=numbers).annotate(goes_live_at=Subquery(of_story.values("approved_go_live_at")[:1]))


def rows(kind, stories, for_each_day):
    """The first rows of each day, with the number of all of that day: however many there are, few are fetched."""
    ranked = stories.order_by().annotate(
        kind=Value(kind.value),
        rank=Window(RowNumber(), partition_by=F("day"), order_by=[F("at").asc(), F("pk").asc()]),
        of_day=Window(Count("pk"), partition_by=F("day")),
    )
    return ranked.filter(rank__lte=for_each_day).values_list(
        "pk", "draft_title", "path", "depth", "owner_id", "kind", "at", "day", "of_day"
    )


def entry(row):
    pk, draft_title, path, depth, owner_id, kind, at, day, of_day = row
    story = Page(pk=pk, draft_title=draft_title, path=path, depth=depth, owner_id=owner_id)
    return Entry(Kind(kind), story, at, day, of_day)
