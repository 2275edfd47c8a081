"""What authors say against a decision or a measure: one appeal for each, within six months."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .states import Status

LONGEST_APPEAL = 1000  # characters
TIME_TO_APPEAL = timedelta(days=183)  # at least six months: Digital Services Act, article 20(1)

NOT_POSSIBLE = _("This decision cannot be appealed here any more. Your text is below if you want to keep it.")


class AppealRefused(Exception):
    """The appeal is not taken; `reason` says why, in a sentence for its author."""

    def __init__(self, reason=NOT_POSSIBLE):
        super().__init__(reason)
        self.reason = reason


class Appeal(models.Model):
    """An author's objection to one decision. Erasing its comment erases the text here too.

    Attributes:
        decision: what is appealed against.
        answer: the decision that answered it; undoing that one opens the appeal again.
    """

    comment = models.ForeignKey("comments.ReaderComment", on_delete=models.CASCADE, related_name="appeals")
    decision = models.OneToOneField("comments.ModerationAction", on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(_("appeal"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    answer = models.OneToOneField(
        "comments.ModerationAction", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_appeal"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), LONGEST_APPEAL), name="comments_appeal_length"
            )
        ]
        indexes = [models.Index(fields=["at"], name="comments_appeal_by_time")]

    def __str__(self):
        return str(self.comment_id)

    @property
    def is_open(self):
        return self.answer_id is None

    @property
    def is_granted(self):
        return bool(self.answer) and self.answer.to_status == Status.APPROVED


class MeasureAppeal(models.Model):
    """The objection to one measure, by whom it was taken against. Erasing its writer erases the text here too.

    Attributes:
        is_granted: whether the measure was lifted for it; None until a moderator has answered.
        told: what its writer reads of the answer.
    """

    measure = models.OneToOneField("comments.AuthorMeasure", on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(_("appeal"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    is_granted = models.BooleanField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(_("what its writer reads"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("appeal against a measure")
        verbose_name_plural = _("appeals against measures")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), LONGEST_APPEAL), name="comments_measure_appeal_length"
            ),
            models.CheckConstraint(
                condition=Q(is_granted=None, answered_at=None) | Q(is_granted__isnull=False, answered_at__isnull=False),
                name="comments_measure_appeal_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(answered_at=None), name="comments_measure_appeal_open"),
            models.Index(fields=["at"], name="comments_measure_appeal_made"),
            models.Index(fields=["answered_at"], name="comments_measure_appeal_done"),
        ]

    def __str__(self):
        return str(self.measure)

    @property
    def is_open(self):
        return self.answered_at is None


def answer_appeals(actions):
    """A decision on an appealed comment answers the appeal; undoing it opens the appeal again."""
    for action in actions:
        if action.from_appealed and action.verb in {"approve", "reject", "spam", "remove"}:
            Appeal.objects.filter(comment=action.comment_id, answer=None).update(answer=action)
    undone = [action.undoes_id for action in actions if action.undoes_id]
    if undone:
        Appeal.objects.filter(Q(answer__in=undone)).update(answer=None)
