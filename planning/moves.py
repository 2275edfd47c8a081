"""Moving an entry of the calendar to another time, and taking that back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wagtail.permissions import policy_registry

from articles.house_time import on_another_day, on_the_clock, told
from articles.models import ArticlePage
from readiness.actions import lock_page

from . import plans, scheduling
from .diary import Kind
from .models import Plan

MOVABLE = {Kind.PLANNED, Kind.DUE, Kind.SCHEDULED}
UNDO_WITHIN = 60 * 60 * 24  # seconds
SALT = "planning.moves"


class Overtaken(Exception):
    """Somebody else moved the entry meanwhile. Nothing was changed.

    Attributes:
        value: where it is now; None if it is not there any more.
    """

    def __init__(self, story, value):
        self.story = story
        self.value = value
        super().__init__(story, value)


@dataclass(frozen=True)
class Move:
    """That an entry went from one date or time to another."""

    kind: Kind
    story_id: int
    was: date | datetime
    now: date | datetime

    @property
    def token(self):
        """What the Undo button sends back: nobody can make one up."""
        return signing.dumps([self.kind, self.story_id, self.was.isoformat(), self.now.isoformat()], salt=SALT)


def may_move(kind, story, user):
    """Whether somebody may move an entry; what moves it asks again."""
    permissions = story.permissions_for_user(user)
    if kind == Kind.SCHEDULED:
        return permissions.can_publish()
    return kind in MOVABLE and permissions.can_edit()


def may_move_at_a_glance(kind, story, user):
    """The same for lists, without a query for each story; whose turn it is in the workflow is left out."""
    action = "publish" if kind == Kind.SCHEDULED else "change"
    return kind in MOVABLE and policy_registry.get_by_type(ArticlePage).user_has_permission_for_instance(
        user, action, story
    )


def has_hour(kind):
    return kind != Kind.PLANNED


def value_of(kind, story):
    """The date or time of an entry as it is now; None where the story has none."""
    if kind == Kind.SCHEDULED:
        version = story.scheduled_revision
        return version and version.approved_go_live_at
    plan = Plan.objects.filter(page=story.pk).first()
    return plan and (plan.planned_for if kind == Kind.PLANNED else plan.deadline)


def target(was, day, hour=None):
    """Where an entry goes: the same kind of value, on a day, at an hour or (None) at the same one as before.

    Raises:
        ValidationError: the clocks change at that hour.
    """
    if not isinstance(was, datetime):
        return day
    return on_the_clock(day, hour) if hour else on_another_day(was, day)


def move(kind, story, to, *, by, seen):
    """Move an entry.

    Args:
        to: a date or an aware datetime, as `target` returns it.
        seen: the value that the person saw.

    Returns:
        The Move.

    Raises:
        Overtaken, PermissionDenied, ValidationError (readiness.gate.NotReady among them): nothing was changed.
    """
    with transaction.atomic():
        lock_page(story.pk)
        was = value_of(kind, story)
        if was is None or was != seen:
            raise Overtaken(story, was)
        if kind == Kind.SCHEDULED:
            scheduling.reschedule(story.scheduled_revision, to, by=by)
        else:
            plans.change(story, by=by, **{"planned_for" if kind == Kind.PLANNED else "deadline": to})
    return Move(kind, story.pk, was, to)


def undo(token, *, by):
    """Put an entry back exactly where it was before a move.

    Raises:
        ValidationError: the token is not ours, or a day old; or as `move` does.
        Overtaken, PermissionDenied: as `move` does.
    """
    try:
        kind, story_id, was, now = signing.loads(token, salt=SALT, max_age=UNDO_WITHIN)
    except signing.BadSignature as error:
        raise ValidationError(_("This can be undone within a day only. Nothing was changed.")) from error
    story = ArticlePage.objects.filter(pk=story_id).first()
    if story is None:
        raise ValidationError(_("This story is not there any more. Nothing was changed."))
    return move(Kind(kind), story, value_in(was), by=by, seen=value_in(now))


def value_in(text):
    """The date or the aware datetime that a form sent; None for anything else."""
    try:
        moment = parse_datetime(text) if "T" in text else None
        return moment if moment and moment.tzinfo else parse_date(text)
    except ValueError:
        return None


def told_value(value):
    """A date or time for people."""
    return told(value) if isinstance(value, datetime) else date_format(value, "DATE_FORMAT")
