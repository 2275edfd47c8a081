"""Counting what happened to comments in a month, for the public page (comments/numbers.py)."""

from datetime import date, timedelta

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.house_time import local, midnight

from .appeals import Appeal, MeasureAppeal
from .flags import CommentFlag
from .models import ModerationAction, Status, Verb
from .numbers import MonthlyNumbers

STILL_COUNTED = timedelta(days=10)  # after its end, a month's decisions can still be undone
BY_PEOPLE = [Verb.APPROVE, Verb.REJECT, Verb.SPAM, Verb.REMOVE]
NOT_A_RULE = ["", "everyone_waits"]  # a comment waits because all do


def count_months():
    """Count this month, and the last one while it is fresh or was never counted whole. Older months stay."""
    today = local(timezone.now()).date()
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    count_month(this_month)
    is_fresh = today - this_month < STILL_COUNTED
    whole = MonthlyNumbers.objects.filter(month=last_month, counted_at__gte=midnight(this_month))
    if is_fresh or not whole.exists():
        count_month(last_month)


def count_month(month):
    """Count one month and keep its row. Returns the MonthlyNumbers, or None where nothing at all happened.

    Args:
        month: the first day of the month, a datetime.date.
    """
    numbers = numbers_of(month)
    if not any(numbers.values()):
        return None
    row, _created = MonthlyNumbers.objects.update_or_create(
        month=month, defaults=numbers | {"counted_at": timezone.now()}
    )
    return row


def within(month, field):
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return Q(**{f"{field}__gte": midnight(month), f"{field}__lt": midnight(following)})


def numbers_of(month):
    """The figures of a month by the names of the fields of MonthlyNumbers. A handful of queries, each over an index."""
    standing = ModerationAction.objects.filter(within(month, "at"), undone_by=None).exclude(verb=Verb.UNDO)
    figures = standing.aggregate(
        received=Count("pk", filter=Q(verb=Verb.SUBMIT)),
        published=Count("pk", filter=Q(to_status=Status.APPROVED) & ~Q(from_status=Status.APPROVED)),
        held=Count("pk", filter=arrived_held()),
        held_by_rule=Count("pk", filter=arrived_held() & ~Q(rule__in=NOT_A_RULE)),
        spam=Count("pk", filter=Q(verb=Verb.SPAM) & ~Q(from_status=Status.SPAM)),
    )
    rejected = by(standing.filter(verb=Verb.REJECT, from_status=Status.PENDING), "code")
    removed = by(standing.filter(verb=Verb.REMOVE, from_status=Status.APPROVED), "code")
    flags = by(CommentFlag.objects.filter(within(month, "at")), "reason")
    return {
        "rejected": sum(rejected.values()),
        "rejected_for": rejected,
        "removed": sum(removed.values()),
        "removed_for": removed,
        "flags": sum(flags.values()),
        "flags_for": flags,
        "minutes": median_minutes(standing),
        **figures,
        **flags_decided(month),
        **appeals_decided(month),
        **measure_appeals_decided(month),
    }


def arrived_held():
    return Q(verb__in=[Verb.SUBMIT, Verb.CONFIRM], to_status=Status.PENDING)


def by(rows, field):
    return dict(rows.order_by().values_list(field).annotate(number=Count("pk")))


def flags_decided(month):
    decided = CommentFlag.objects.filter(within(month, "closed_by__at"))
    return decided.aggregate(
        flags_followed=Count("pk", filter=~Q(closed_by__to_status=Status.APPROVED)),
        flags_dismissed=Count("pk", filter=Q(closed_by__to_status=Status.APPROVED)),
    )


def appeals_decided(month):
    return Appeal.objects.filter(within(month, "at") | within(month, "answer__at")).aggregate(
        appeals=Count("pk", filter=within(month, "at")),
        appeals_granted=Count("pk", filter=within(month, "answer__at") & Q(answer__to_status=Status.APPROVED)),
        appeals_refused=Count("pk", filter=within(month, "answer__at") & ~Q(answer__to_status=Status.APPROVED)),
    )


def measure_appeals_decided(month):
    return MeasureAppeal.objects.filter(within(month, "at") | within(month, "answered_at")).aggregate(
        measure_appeals=Count("pk", filter=within(month, "at")),
        measure_appeals_granted=Count("pk", filter=within(month, "answered_at") & Q(is_granted=True)),
        measure_appeals_refused=Count("pk", filter=within(month, "answered_at") & Q(is_granted=False)),
    )


def median_minutes(standing):
    """From the arrival of a comment to its decision by a person: the median by nearest rank, or None."""
    confirmed = ModerationAction.objects.filter(comment=OuterRef("comment"), verb=Verb.CONFIRM)
    since = Coalesce(Subquery(confirmed.values("at")[:1]), F("comment__created_at"), output_field=DateTimeField())
    decided = standing.filter(verb__in=BY_PEOPLE, from_status=Status.PENDING, actor__isnull=False)
    number = decided.count()
    if not number:
        return None
    times = decided.annotate(time=ExpressionWrapper(F("at") - since, output_field=DurationField()))
    time = times.order_by("time").values_list("time", flat=True)[(number + 1) // 2 - 1]
    return int(time.total_seconds() // 60)
