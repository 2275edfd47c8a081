"""What happened to comments month by month, kept ready for the public page. comments/month_counts.py fills it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .flags import FlagReason
from .measures import ReasonCode


class MonthlyNumbers(models.Model):
    """One month. It stays as it was counted, whatever becomes of the comments later.

    Attributes:
        month: its first day, by the house's clock.
        held: comments that waited for a person; held_by_rule: those a rule had something to say against.
        rejected_for, removed_for: how many by ground, {ReasonCode: number}; without a ground under "".
        flags_for: how many reports by reason, {FlagReason: number}.
        appeals: against decisions about comments; measure_appeals: against warnings, suspensions and bans.
        minutes: from the arrival of a comment to its first decision by a person: the median.
    """

    month = models.DateField(_("month"), unique=True)
    counted_at = models.DateTimeField(default=timezone.now)
    received = models.PositiveIntegerField(default=0)
    published = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    held_by_rule = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejected_for = models.JSONField(default=dict)
    removed = models.PositiveIntegerField(default=0)
    removed_for = models.JSONField(default=dict)
    spam = models.PositiveIntegerField(default=0)
    flags = models.PositiveIntegerField(default=0)
    flags_for = models.JSONField(default=dict)
    flags_followed = models.PositiveIntegerField(default=0)
    flags_dismissed = models.PositiveIntegerField(default=0)
    appeals = models.PositiveIntegerField(default=0)
    appeals_granted = models.PositiveIntegerField(default=0)
    appeals_refused = models.PositiveIntegerField(default=0)
    measure_appeals = models.PositiveIntegerField(default=0)
    measure_appeals_granted = models.PositiveIntegerField(default=0)
    measure_appeals_refused = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("numbers of a month")
        verbose_name_plural = _("numbers of months")
        default_permissions = ()
        ordering = ["-month"]

    def __str__(self):
        return f"{self.month:%Y-%m}"

    @property
    def rejected_parts(self):
        return named(self.rejected_for, ReasonCode)

    @property
    def removed_parts(self):
        return named(self.removed_for, ReasonCode)

    @property
    def flags_parts(self):
        return named(self.flags_for, FlagReason)

    @property
    def time_in_words(self):
        if self.minutes is None:
            return "–"
        hours, minutes = divmod(self.minutes, 60)
        days, hours = divmod(hours, 24)
        if days:
            return gettext("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
        if hours:
            return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
        return gettext("%(minutes)s min") % {"minutes": minutes}

    @property
    def share_held_by_rule(self):
        """Of what was received, how much a rule held: percent."""
        return round(100 * self.held_by_rule / self.received) if self.received else 0


def named(parts, choices):
    """The parts of a number with their names, the largest first: (name, or "" for none, number)."""
    labels = dict(choices.choices)
    found = [(labels.get(name, ""), number) for name, number in parts.items()]
    return sorted(found, key=lambda part: (-part[1], str(part[0])))
