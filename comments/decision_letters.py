"""Which decisions somebody gets a letter about, and when. comments/decision_mail.py writes the letters."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .flags import FlagReason
from .measures import MeasureKind, ReasonCode
from .states import Status

TIME_TO_UNDO = timedelta(minutes=5)  # a moderator who slips takes it back sooner


class DecisionLetter(models.Model):
    """A letter about a decision on a comment, a measure, or what came of a report. An undo in time stops it."""

    action = models.OneToOneField(
        "comments.ModerationAction", null=True, blank=True, on_delete=models.CASCADE, related_name="letter"
    )
    measure = models.OneToOneField(
        "comments.AuthorMeasure", null=True, blank=True, on_delete=models.CASCADE, related_name="letter"
    )
    # Undone and decided anew, a report has another outcome, of which its reader is told as well.
    flag = models.ForeignKey(
        "comments.CommentFlag", null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("letter about a decision")
        verbose_name_plural = _("letters about decisions")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, measure=None, flag=None)
                | Q(action=None, measure__isnull=False, flag=None)
                | Q(action=None, measure=None, flag__isnull=False),
                name="comments_letter_about_one_thing",
            )
        ]
        indexes = [models.Index(fields=["send_after"], condition=Q(sent_at=None), name="comments_letters_due")]

    def __str__(self):
        return str(self.pk)


def plan_letters(actions):
    """Plan the letters that these decisions ask for, in the transaction that makes them."""
    send_after = timezone.now() + TIME_TO_UNDO
    letters = [DecisionLetter(action=action, send_after=send_after) for action in actions if deserves_letter(action)]
    if letters:
        DecisionLetter.objects.bulk_create(letters)


def plan_letter_on(measure):
    """Plan the letter about a measure. Of silence nobody is told: see measures.py."""
    if measure.kind != MeasureKind.SHADOW:
        DecisionLetter.objects.create(measure=measure, send_after=timezone.now() + TIME_TO_UNDO)


def plan_letters_on_notices(flags):
    """Plan the letters about what came of reports, for those who said that something is against the law.

    Digital Services Act, article 16(5).
    """
    told = [flag for flag in flags if flag.reason == FlagReason.ILLEGAL and (flag.by_id or flag.email)]
    if told:
        DecisionLetter.objects.filter(flag__in=told, sent_at=None).delete()  # about a decision undone since
        send_after = timezone.now() + TIME_TO_UNDO
        DecisionLetter.objects.bulk_create(DecisionLetter(flag=flag, send_after=send_after) for flag in told)


def deserves_letter(action):
    """Whether the author is written to.

    Of an appeal's outcome always. Else of what was taken off the page, and of what was not published for a ground that
    the moderator named: without one there is nothing to state, and the author finds as much beside the comment. Never
    of spam: deceptive high-volume advertising is owed no statement (Digital Services Act, article 17(2)).
    """
    if action.verb not in {"approve", "reject", "spam", "remove"}:
        return False
    if action.from_appealed:
        return True
    if action.code == ReasonCode.SPAM:
        return False
    if action.to_status == Status.REMOVED:
        return action.from_status == Status.APPROVED
    is_rejection = action.to_status == Status.REJECTED and action.from_status == Status.PENDING
    return is_rejection and bool(action.code or action.told)
