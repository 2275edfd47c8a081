"""Deadlines and waiting times in words, short enough for lists; house_time.py has the clock they go by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.house_time import local, midnight


def today():
    """Today in the house, as two moments: its beginning, and that of tomorrow."""
    day = local(timezone.now()).date()
    return midnight(day), midnight(day + timedelta(days=1))


def this_week():
    """The present week of the house, Monday to Sunday, as two moments: its beginning, and that of the next."""
    day = local(timezone.now()).date()
    monday = day - timedelta(days=day.weekday())
    return midnight(monday), midnight(monday + timedelta(days=7))


def clock(moment):
    """A moment as people in the newsroom say it, with the zone: “Fri 27 Nov, 17:00 GMT”. The year only if another."""
    there = local(moment)
    this_year = there.year == local(timezone.now()).year
    return date_format(
        there,
        pgettext("date format", "D j M, H:i T") if this_year else pgettext("date format", "D j M Y, H:i T"),
    )


def day_or_hour(moment):
    """A moment in the past, as exactly as one asks: the hour if it was today, else the day."""
    there = local(moment)
    is_today = there.date() == local(timezone.now()).date()
    return date_format(there, "H:i T" if is_today else pgettext("date format", "D j M"))


def span(delta):
    """How long something takes or took, in the unit in which people would say it: “5 hours”, “12 days”."""
    minutes = int(delta.total_seconds() // 60)
    if minutes < 1:
        return _("under a minute")
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    days = hours // 24
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}


@dataclass(frozen=True)
class Deadline:
    """When something is due, held against the present."""

    at: datetime

    @cached_property
    def _now(self):
        return timezone.now()

    @property
    def is_overdue(self):
        return self.at < self._now

    @property
    def is_today(self):
        return local(self.at).date() == local(self._now).date()

    @property
    def words(self):
        """What colour alone must not say."""
        if self.is_overdue:
            return _("Overdue by %(time)s") % {"time": span(self._now - self.at)}
        if self.is_today:
            return _("Due today")
        return _("Due in %(time)s") % {"time": span(self.at - self._now)}

    def __str__(self):
        return clock(self.at)
