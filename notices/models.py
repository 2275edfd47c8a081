"""What is told to whom: letters to colleagues, and webhooks to other systems. Rows first, delivery by the worker."""

import secrets
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from outside.exchange import Refused

from . import targets
from .querysets import NoticeQuerySet

SECRET_BYTES = 32  # as many as the SHA-256 that it keys


class Interest(models.TextChoices):
    """What people can choose letters about. Each value is a field of NoticePreference."""

    WAITING = "waiting", _("What waits for me")
    MINE = "mine", _("My stories")
    SIGNED = "signed", _("What I signed for")
    TROUBLE = "trouble", _("What went wrong")


class Kind(models.TextChoices):
    """What a notice says. Where a letter holds several, the first in this order gives it its subject."""

    SCHEDULE_FAILED = "schedule_failed", _("Not published at its time")
    TAKEDOWN_FAILED = "takedown_failed", _("Not taken down at its time")
    SENT_BACK = "sent_back", _("Came back to its writer")
    RETURNED = "returned", _("Came back to a desk")
    ASSIGNED = "assigned", _("Given to somebody")
    FELL_AWAY = "fell_away", _("A sign-off fell away")
    ASKED = "asked", _("Waits for a desk")
    ASKED_AGAIN = "asked_again", _("Waits for a desk again")
    NOBODY_THERE = "nobody_there", _("Waits where nobody can sign")
    OVERRIDDEN = "overridden", _("A blocker was overridden")
    SENT_BACK_LATER = "sent_back_later", _("Sent back after it was signed")
    CANCELLED = "cancelled", _("Called back")
    OVERTAKEN = "overtaken", _("Published without a desk")
    PUBLISHED = "published", _("Published")
    CHANGES_PUBLISHED = "changes_published", _("Changes published")
    RETRACTED = "retracted", _("Retracted")
    SCHEDULED = "scheduled", _("Goes live at a set time")
    CORRECTION_ASKED = "correction_asked", _("Said to be wrong")
    WORDS_TO_MEND = "words_to_mend", _("Words to mend")

    @property
    def interest(self):
        return INTERESTS[self]


INTERESTS = {
    Kind.ASKED: Interest.WAITING,
    Kind.ASKED_AGAIN: Interest.WAITING,
    Kind.ASSIGNED: Interest.WAITING,
    Kind.RETURNED: Interest.WAITING,
    Kind.CANCELLED: Interest.WAITING,
    Kind.OVERTAKEN: Interest.WAITING,
    Kind.SENT_BACK: Interest.MINE,
    Kind.PUBLISHED: Interest.MINE,
    Kind.CHANGES_PUBLISHED: Interest.MINE,
    Kind.RETRACTED: Interest.MINE,
    Kind.SCHEDULED: Interest.MINE,
    Kind.CORRECTION_ASKED: Interest.MINE,
    Kind.WORDS_TO_MEND: Interest.MINE,
    Kind.FELL_AWAY: Interest.SIGNED,
    Kind.SENT_BACK_LATER: Interest.SIGNED,
    Kind.SCHEDULE_FAILED: Interest.TROUBLE,
    Kind.TAKEDOWN_FAILED: Interest.TROUBLE,
    Kind.NOBODY_THERE: Interest.TROUBLE,
    Kind.OVERRIDDEN: Interest.TROUBLE,
}


class Frequency(models.TextChoices):
    EACH = "each", _("An e-mail each time")
    DIGEST = "digest", _("In one e-mail a day")
    NONE = "none", _("No e-mail")


class NoticePreference(models.Model):
    """Which letters a person wants. Whoever never chose has no row and gets each letter."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    waiting = models.CharField(
        Interest.WAITING.label,
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.EACH,
        help_text=_("A story came to your desk, was given to you, or was called back."),
    )
    mine = models.CharField(
        Interest.MINE.label,
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.EACH,
        help_text=_("A story of yours came back, was published, was given its time, or is said to be wrong."),
    )
    signed = models.CharField(
        Interest.SIGNED.label,
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.EACH,
        help_text=_("Your sign-off no longer holds, or a later desk sent the story back."),
    )
    trouble = models.CharField(
        Interest.TROUBLE.label,
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.EACH,
        help_text=_("A story missed its time, a blocker was overridden, a desk has nobody to sign."),
    )
    digest_hour = models.PositiveSmallIntegerField(_("the daily e-mail comes at"), default=8)  # house time

    class Meta:
        verbose_name = _("letters about stories")
        constraints = [
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{interest}__in": Frequency.values}),
                    name=f"notices_preference_{interest}_valid",
                )
                for interest in Interest.values
            ),
            models.CheckConstraint(condition=models.Q(digest_hour__lt=24), name="notices_preference_digest_hour_valid"),
        ]

    def __str__(self):
        return str(self.user)

    @classmethod
    def of(cls, user):
        """What a user chose, or the defaults. No query where `notice_preference` was selected with the user."""
        return getattr(user, "notice_preference", None) or cls(user=user)

    def frequency_of(self, kind):
        return getattr(self, Kind(kind).interest)

    def next_digest(self, now):
        """The first moment after `now` at which this person's digest is due.

        An hour that the clocks leave out is that long after midnight by the old clock; of an hour that they repeat,
        the first one counts.
        """
        zone = timezone.get_default_timezone()
        today = now.astimezone(zone).date()
        hours = (
            datetime.combine(today + timedelta(days=days), time(self.digest_hour), tzinfo=zone).astimezone(UTC)
            for days in range(3)
        )
        return next(hour for hour in hours if hour > now)

    def apply_to_waiting(self):
        """Let what was chosen now hold for notices that still wait."""
        now = timezone.now()
        for interest in Interest.values:
            kinds = [kind for kind in Kind if kind.interest == interest]
            notices = Notice.objects.waiting().filter(recipient=self.user, kind__in=kinds)
            frequency = getattr(self, interest)
            if frequency == Frequency.NONE:
                notices.delete()
            elif frequency == Frequency.DIGEST:
                notices.update(in_digest=True, send_after=self.next_digest(now))
            else:
                notices.filter(in_digest=True).update(in_digest=False, send_after=now)


class Notice(models.Model):
    """One thing that one person is to hear about one story. notices/letters.py makes letters of them.

    It is written in the transaction of what it tells of, so that it exists exactly if that happened.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="notices")
    turn = models.ForeignKey("review.Turn", null=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=100)  # the same for everything that one notice is enough for
    data = models.JSONField(default=dict)  # what notices/wording.py fills its sentences with
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField()
    in_digest = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, db_index=True)

    objects: NoticeQuerySet = NoticeQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=models.Q(sent_at__isnull=True), name="notices_notice_waits_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="notices_notice_kind_valid"),
        ]
        indexes = [
            models.Index(
                fields=["in_digest", "send_after"],
                condition=models.Q(sent_at__isnull=True),
                name="notices_notice_waiting",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.page}"


class Event(models.TextChoices):
    """What a webhook can be told of. Each value but the last is a signal of the engine."""

    SUBMITTED = "submitted", _("A story was handed in")
    TURN_OPENED = "turn_opened", _("A desk was asked")
    ASSIGNED = "assigned", _("A story was given to somebody")
    SIGNED = "signed", _("Somebody signed")
    SENT_BACK = "sent_back", _("A story was sent back")
    FELL_AWAY = "fell_away", _("A sign-off fell away")
    CANCELLED = "cancelled", _("A story was called back")
    OVERRIDDEN = "overridden", _("A blocker was overridden")
    SCHEDULED = "scheduled", _("A story was given its time")
    PUBLISHED = "published", _("A story was published")
    SCHEDULE_FAILED = "schedule_failed", _("A story was not published, or not taken down, at its time")
    TEST = "test", _("Test")

    @classmethod
    def to_choose(cls):
        return [(event.value, event.label) for event in cls if event is not cls.TEST]


def new_secret():
    return f"whsec_{secrets.token_urlsafe(SECRET_BYTES)}"


class Webhook(models.Model):
    """An address of another system that is told what happens to stories."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("tell of"), default=list)
    secret = models.CharField(_("secret"), max_length=200, default=new_secret)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    quiet_until = models.DateTimeField(null=True, editable=False)  # it did not answer: no need to ask for each event

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        chosen = {value for value, _label in Event.to_choose()}
        if not self.events or not set(self.events) <= chosen:
            raise ValidationError({"events": _("Choose what it is told of.")})
        if self.active:  # switching off is always possible, wherever the address leads by now
            try:
                targets.check(self.url)
            except Refused as refused:
                raise ValidationError({"url": str(refused)}) from refused


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


class WebhookDelivery(models.Model):
    """One event on its way to one webhook, with the result of the latest attempt. See notices/webhooks.py."""

    webhook = models.ForeignKey(Webhook, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField(_("id of the event"))
    event = models.CharField(_("event"), max_length=20, choices=Event.choices)
    story = models.CharField(_("story"), max_length=255)
    body = models.TextField(_("what is sent"))  # the very bytes that are signed
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempt = models.PositiveSmallIntegerField(_("attempts"), default=0)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True)
    duration_ms = models.PositiveIntegerField(_("milliseconds"), null=True)
    response = models.CharField(_("beginning of the answer"), max_length=500, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("happened"), default=timezone.now, db_index=True)
    attempted_at = models.DateTimeField(_("last attempt"), null=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="notices_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="notices_delivery_state_valid"
            ),
            models.CheckConstraint(
                # Only what waits is tried again, and it always is.
                condition=models.Q(state=DeliveryState.WAITING, next_attempt_at__isnull=False)
                | (~models.Q(state=DeliveryState.WAITING) & models.Q(next_attempt_at__isnull=True)),
                name="notices_delivery_waiting_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="notices_delivery_waiting")]

    def __str__(self):
        return f"{self.get_event_display()}: {self.story}"
