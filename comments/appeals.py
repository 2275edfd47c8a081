"""What authors say against a decision: one appeal for each, within six months."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .states import Status

LONGEST_APPEAL = 1000  # characters
TIME_TO_APPEAL = timedelta(days=183)  # at least six months: Digital Services Act, article 20(1)


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


def answer_appeals(actions):
    """A decision on an appealed comment answers the appeal; undoing it opens the appeal again."""
    for action in actions:
        if action.from_appealed and action.verb in {"approve", "reject", "spam", "remove"}:
            Appeal.objects.filter(comment=action.comment_id, answer=None).update(answer=action)
    undone = [action.undoes_id for action in actions if action.undoes_id]
    if undone:
        Appeal.objects.filter(Q(answer__in=undone)).update(answer=None)
