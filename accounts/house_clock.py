"""Days on the house's own clock (settings.TIME_ZONE), whatever zone the person at the screen has chosen."""

from django.utils import timezone


def day_of(moment):
    """The day on which something happened."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def today():
    return day_of(timezone.now())
