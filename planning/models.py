"""When a story is due and meant to run, what was promised about it, and what the clock could not do."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import CalendarTokenQuerySet, ScheduleFailureQuerySet


class Plan(models.Model):
    """What the newsroom has in mind for a story. It belongs to the story, not to one version of it.

    The hour at which a version goes live is Wagtail's (`go_live_at`, `approved_go_live_at`). Only planning/embargo.py
    writes the two fields of the embargo.
    """

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="plan")
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True, db_index=True)
    planned_for = models.DateField(
        _("planned for"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The day on which the story is meant to run."),
    )
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True, db_index=True)
    embargo_agreed_with = models.CharField(_("agreed with"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        default_permissions = ()
        permissions = [
            ("change_embargo", _("Can set and lift embargoes")),
            ("view_workflow_report", _("Can see how long stories take")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(embargo_until__isnull=True, embargo_agreed_with="")
                | models.Q(embargo_until__isnull=False) & ~models.Q(embargo_agreed_with=""),
                name="planning_embargo_is_agreed_with_somebody",
            )
        ]

    def __str__(self):
        return str(self.page)

    def under_embargo(self, when=None):
        """Whether the story may not be public at a moment, now if none is given."""
        return self.embargo_until is not None and (when or timezone.now()) < self.embargo_until


class ScheduleFailure(models.Model):
    """That the clock could not do something when its time had come. Open until it is done or no longer wanted."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="schedule_failures")
    revision = models.ForeignKey(  # empty where an expired page could not be taken down
        "wagtailcore.Revision", null=True, on_delete=models.CASCADE, related_name="schedule_failures"
    )
    reason = models.TextField(_("reason"), help_text=_("One sentence on each line."))
    is_refusal = models.BooleanField(default=False)  # the gate's: only people can mend it
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    first_at = models.DateTimeField(_("first attempt"))
    last_at = models.DateTimeField(_("last attempt"))
    next_at = models.DateTimeField(_("next attempt"))
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects: ScheduleFailureQuerySet = ScheduleFailureQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("failed schedule")
        verbose_name_plural = _("failed schedules")
        default_permissions = ()
        ordering = ["first_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=models.Q(resolved_at__isnull=True),
                name="planning_schedule_failure_once",
            ),
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(resolved_at__isnull=True, revision__isnull=True),
                name="planning_takedown_failure_once",
            ),
        ]
        indexes = [models.Index(fields=["resolved_at", "next_at"], name="planning_schedule_failure_due")]

    def __str__(self):
        return f"{self.page}: {self.reason}"

    @property
    def is_open(self):
        return self.resolved_at is None

    @property
    def is_takedown(self):
        return self.revision_id is None

    @property
    def reasons(self):
        return self.reason.splitlines()


class CalendarToken(models.Model):
    """The secret in the address of somebody's calendar feed. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_tokens")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256, in hexadecimal digits
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: CalendarTokenQuerySet = CalendarTokenQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("calendar address")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(revoked_at__isnull=True),
                name="planning_calendar_token_one_for_each_user",
            )
        ]

    def __str__(self):
        return f"{self.user} ({self.created_at:%Y-%m-%d})"
