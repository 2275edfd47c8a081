"""Who is told by e-mail that somebody answered. comments/reply_letters.py writes the letters."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.models import Frequency, NoticePreference

REST = timedelta(minutes=2)  # in which a moderator may think better of it
DIGEST_HOUR = 8  # house time


class ReplyPreference(models.Model):
    """Whether an account is told of replies to its comments. Whoever never chose has no row and gets no e-mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="reply_preference"
    )
    replies = models.CharField(
        _("When somebody answers you"), max_length=10, choices=Frequency.choices, default=Frequency.NONE
    )

    class Meta:
        verbose_name = _("letters about replies")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(replies__in=Frequency.values), name="comments_reply_preference_valid")
        ]

    def __str__(self):
        return self.get_replies_display()

    @classmethod
    def of(cls, user):
        """What a user chose, or the default. No query where `reply_preference` was selected with the user."""
        return getattr(user, "reply_preference", None) or cls(user=user)

    @transaction.atomic
    def choose(self, frequency):
        """Choose anew. It holds for what still waits, too."""
        self.replies = frequency
        self.save()
        waiting = ReplyNotice.objects.filter(recipient=self.user_id, sent_at=None)
        if frequency == Frequency.NONE:
            waiting.delete()
        else:
            waiting.update(in_digest=frequency == Frequency.DIGEST, send_after=send_after(frequency, timezone.now()))


class ReplyNoticeQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(sent_at=None, send_after__lte=now)

    def for_letter(self):
        return self.select_related("reply__author", "reply__article", "reply__parent__author__reply_preference")


class ReplyNotice(models.Model):
    """That the writer of a comment is to hear, or has heard, of a reply. One for each reply: nobody is told twice.

    Attributes:
        recipient: the account that is told; None for a guest, whose address stands in the comment answered.
    """

    reply = models.OneToOneField(
        "comments.ReaderComment", primary_key=True, on_delete=models.CASCADE, related_name="reply_notice"
    )
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    send_after = models.DateTimeField()
    in_digest = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)

    objects: ReplyNoticeQuerySet = ReplyNoticeQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(in_digest=False) | Q(recipient__isnull=False),
                name="comments_reply_notice_digest_of_account",
            )
        ]
        indexes = [
            models.Index(
                fields=["in_digest", "send_after"], condition=Q(sent_at=None), name="comments_reply_notice_waiting"
            )
        ]

    def __str__(self):
        return str(self.reply_id)


def queue_letters(comments):
    """Write down which of these comments answer somebody who wants to hear of it.

    Called in the transaction that puts them onto the page. One that is not there any more when its time comes, or
    whose reader has changed their mind, is dropped then: see comments/reply_letters.py.
    """
    replies = [comment for comment in comments if comment.parent_id]
    if not replies:
        return
    related = replies[0].__class__.objects.select_related("author__reply_preference")
    answered = related.in_bulk({reply.parent_id for reply in replies})
    now, notices = timezone.now(), []
    for reply in replies:
        parent = answered[reply.parent_id]
        frequency = frequency_for(parent)
        if frequency != Frequency.NONE and not is_own_reply(reply, parent):
            notices.append(
                ReplyNotice(
                    reply=reply,
                    recipient_id=parent.author_id,
                    in_digest=frequency == Frequency.DIGEST,
                    send_after=send_after(frequency, now),
                )
            )
    # Approved once more after an undo, a reply rests anew; one that was told of stays told.
    ReplyNotice.objects.bulk_create(
        notices, update_conflicts=True, update_fields=["send_after"], unique_fields=["reply"], batch_size=500
    )


def frequency_for(comment):
    """How often the comment's writer wants to hear of replies to it."""
    if comment.author_id:
        return ReplyPreference.of(comment.author).replies
    return Frequency.EACH if comment.wants_letters and comment.guest_email else Frequency.NONE


def is_own_reply(reply, parent):
    """Whether somebody answered themselves, with the same account or the same guest's address."""
    if parent.author_id:
        return reply.author_id == parent.author_id
    return bool(parent.guest_email) and reply.guest_email == parent.guest_email


def send_after(frequency, now):
    """When a reply approved at `now` is told of."""
    if frequency == Frequency.DIGEST:
        return NoticePreference(digest_hour=DIGEST_HOUR).next_digest(now + REST)
    return now + REST
