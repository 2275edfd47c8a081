"""Where a comment stands, and which queue that puts it in."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a comment stands. Only comments/moderation.py changes it."""

    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("Erased")


UNDECIDED = [Status.UNCONFIRMED, Status.PENDING]
ADDRESSED = [Status.REJECTED, Status.SPAM, Status.REMOVED]  # decisions against a comment, which one may appeal


class Queue(models.TextChoices):
    """The moderators' lists. Each comment is in one: a pure function of its status and of what waits beside it."""

    PENDING = "pending", _("Waiting")
    FLAGGED = "flagged", _("Flagged")
    EDITED = "edited", _("Edited")
    ESCALATED = "escalated", _("For an editor")
    APPEALED = "appealed", _("Appeals")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("Erased")


TO_DO = [Queue.PENDING, Queue.FLAGGED, Queue.EDITED, Queue.ESCALATED, Queue.APPEALED]


def queue_of(comment) -> Queue:
    """The queue of a comment as it stands in memory; `QUEUE` says the same to the database."""
    if comment.status in ADDRESSED and comment.is_appealed:
        return Queue.APPEALED
    if comment.status in {Status.PENDING, Status.APPROVED} and comment.is_escalated:
        return Queue.ESCALATED
    if comment.status == Status.APPROVED and comment.edit_body:
        return Queue.EDITED
    if comment.status == Status.APPROVED and comment.open_flags:
        return Queue.FLAGGED
    return Queue(comment.status)


QUEUE = Case(
    When(Q(status__in=ADDRESSED, is_appealed=True), then=Value(Queue.APPEALED)),
    When(Q(status__in=[Status.PENDING, Status.APPROVED], is_escalated=True), then=Value(Queue.ESCALATED)),
    When(Q(status=Status.APPROVED) & ~Q(edit_body=""), then=Value(Queue.EDITED)),
    When(Q(status=Status.APPROVED, open_flags__gt=0), then=Value(Queue.FLAGGED)),
    default=F("status"),
)
