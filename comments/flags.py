"""What readers report, and how much a report weighs."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .conversations import columns_of, count
from .states import Status

LONGEST_NOTE = 1000  # characters
LAST_FLAGS = 100  # of a reader, from which the weight of the next one follows
HOURS_AHEAD = 12  # that a flag of full weight moves a comment up the queue
MOST_HOURS_AHEAD = 72
LEGAL_HOURS_AHEAD = 24 * 3650  # of what may be against the law: before all else, the oldest of them first
GUEST_WEIGHT = 0.5


class FlagReason(models.TextChoices):
    ABUSE = "abuse", _("Abuse or harassment")
    SPAM = "spam", _("Advertising or spam")
    UNSAFE = "unsafe", _("Unsafe advice")
    PRIVATE = "private", _("Personal details of somebody")
    OFF_TOPIC = "off_topic", _("Nothing to do with the story")
    ILLEGAL = "illegal", _("Against the law")
    OTHER = "other", _("Something else")


class CommentFlag(models.Model):
    """One reader's report of one comment. It is open until a moderator's decision closes it, and outlives the account.

    Attributes:
        network: for visitors without an account, a keyed token of their network that changes every day.
        name, email: of a visitor who says that something is against the law, if they gave them; for an answer.
        in_good_faith: that they have said to be convinced of it (Regulation (EU) 2022/2065, article 16(2)(d)).
        weight: how often the reader was right so far, between 0 and 1.
        closed_by: the decision that answered it; undoing the decision opens it again.
        letters: what its reader was told of the outcome, or will be: see comments/legal_notices.py.
    """

    Reason = FlagReason

    comment = models.ForeignKey("comments.ReaderComment", on_delete=models.CASCADE, related_name="flags")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comment_flags"
    )
    network = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=FlagReason.choices)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    in_good_faith = models.BooleanField(default=False)
    weight = models.FloatField(default=GUEST_WEIGHT)
    at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(
        "comments.ModerationAction", null=True, blank=True, on_delete=models.SET_NULL, related_name="closed_flags"
    )

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "by"], name="comments_flag_one_per_reader"),
            models.UniqueConstraint(
                fields=["comment", "network"], condition=~Q(network=""), name="comments_flag_one_per_network"
            ),
            models.CheckConstraint(condition=Q(by=None) | Q(network=""), name="comments_flag_by_account_or_network"),
            models.CheckConstraint(condition=Q(reason__in=FlagReason.values), name="comments_flag_reason_valid"),
        ]

    def __str__(self):
        return self.get_reason_display()

    @property
    def address(self):
        """Where an answer goes, if anywhere."""
        if self.by:
            return self.by.email if self.by.is_active else ""
        return self.email


@transaction.atomic
def flag(comment, reason, *, by=None, network="", note="", **notice):
    """Report a comment that readers see.

    A reason that a moderator has looked at already, since the words last changed, opens nothing again: what was decided
    stays decided however many press the button.

    Args:
        comment: the ReaderComment.
        by: the account of the reader; without one, `network` is the token of the visitor's network.
        notice: name, email and in_good_faith, see CommentFlag.

    Returns:
        The CommentFlag, or None if this reader had reported the comment before, it is their own, or it is not on the
        page any more.
    """
    comment = comment.__class__.objects.locked([comment.pk])[0]
    if comment.status != Status.APPROVED or (by and comment.author_id == by.pk):
        return None
    new = CommentFlag(
        comment=comment, by=by, network="" if by else network, reason=reason, note=note[:LONGEST_NOTE], **notice
    )
    new.weight = weight_of(by)
    new.closed_by = settled_by(comment, reason)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return None
    if new.closed_by is None:
        before = columns_of(comment)
        comment.open_flags += 1
        ahead = hours_ahead(comment, new.weight)
        comment.__class__.objects.filter(pk=comment.pk).update(
            open_flags=F("open_flags") + 1, ranked_at=comment.created_at - timedelta(hours=ahead)
        )
        count([(comment.article_id, before, columns_of(comment))])
    return new


def hours_ahead(comment, weight):
    """Where one more open report, of this weight, puts the comment in its queue: so many hours ahead of its age."""
    ahead = min(comment.hours_ahead % LEGAL_HOURS_AHEAD + weight * HOURS_AHEAD, MOST_HOURS_AHEAD)
    is_legal = comment.flags.filter(reason=FlagReason.ILLEGAL, closed_by=None).exists()
    return ahead + (LEGAL_HOURS_AHEAD if is_legal else 0)


def settled_by(comment, reason):
    """The decision to leave the comment as it is that has answered this reason already, or None."""
    answered = comment.flags.filter(reason=reason, closed_by__to_status=Status.APPROVED, closed_by__undone_by=None)
    if comment.edited_at:
        answered = answered.filter(closed_by__at__gt=comment.edited_at)
    latest = answered.select_related("closed_by").order_by("-closed_by").first()
    return latest.closed_by if latest else None


def weight_of(reader):
    """How often the reader's last flags were followed, with one of each kind taken for granted (Laplace's rule)."""
    if reader is None:
        return GUEST_WEIGHT
    closed = CommentFlag.objects.filter(by=reader, closed_by__isnull=False).order_by("-pk")
    outcomes = list(closed.values_list("closed_by__to_status", flat=True)[:LAST_FLAGS])
    followed = sum(status != Status.APPROVED for status in outcomes)
    return (followed + 1) / (len(outcomes) + 2)
