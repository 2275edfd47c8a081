"""Moments as the newsroom says them: a day and an hour on the house's own clock (settings.TIME_ZONE)."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

YEARS = range(2000, 2100)


def zone_name():
    """As it is shown beside every time: “Europe/London”."""
    return settings.TIME_ZONE


def on_the_clock(day, hour):
    """The moment at which the house's clock shows this hour of this day.

    Args:
        day: a datetime.date.
        hour: a datetime.time.

    Raises:
        ValidationError: there is no such moment, or there are two, because the clocks change that night; or it is
            not in this century.
    """
    refuse_other_centuries(day)
    moment = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
    if moment.utcoffset() == moment.replace(fold=1).utcoffset():
        return moment
    names = {"time": date_format(moment, "TIME_FORMAT"), "day": date_format(moment, "DATE_FORMAT"), "zone": zone_name()}
    if local(moment.astimezone(UTC)).time() != hour:
        sentence = _(
            "There is no %(time)s on %(day)s in %(zone)s: the clocks go forward over it. Choose an earlier or a later "
            "time."
        )
    else:
        sentence = _(
            "%(time)s comes twice on %(day)s in %(zone)s: the clocks go back over it. Choose an earlier or a later "
            "time."
        )
    raise ValidationError(sentence % names, code="clocks_change")


def refuse_other_centuries(day):
    """A year with a digit too few or too many is a slip, and some are beyond what dates can be counted with."""
    if day.year not in YEARS:
        names = {"first": YEARS[0], "last": YEARS[-1]}
        raise ValidationError(_("Choose a day between the years %(first)s and %(last)s.") % names, code="century")


def local(moment):
    """The same moment, as the house's clock shows it."""
    return timezone.localtime(moment, timezone.get_default_timezone())


def on_another_day(moment, day):
    """The same hour on the clock of another day, however long the nights between are. Raises ValidationError."""
    return on_the_clock(day, local(moment).time())


def midnight(day):
    """The first moment of a day: the one after the gap where the clocks go forward at midnight."""
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())


def told(moment):
    """For people: “3 December 2026, 09:00 (Europe/London)”."""
    return f"{told_briefly(moment)} ({zone_name()})"


def told_briefly(moment):
    """“3 December 2026, 09:00”, for lists that name the zone once."""
    return date_format(local(moment), "DATETIME_FORMAT")
