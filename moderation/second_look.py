"""A blind second look: some decided comments are put before another moderator, who does not learn what was decided.

Nothing changes for the comment. How often two people agree says how clear the house's rules are.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import ModerationAction, ReaderComment, Status, Verb
from comments.moderators import topics_of

# Multiplicative hashing (Knuth, The Art of Computer Programming 3, section 6.4): 40503 is 2^16 divided by the golden
# ratio, so that the picks spread evenly and nobody who reads a number knows whether it is one.
MULTIPLIER, RANGE = 40503, 65536
PICKED_BELOW = 1311  # of RANGE: 2.0 %
LOOKED_BACK = timedelta(days=30)


class Verdict(models.TextChoices):
    """What somebody would do; rejecting what waits and removing what is published come to the same."""

    APPROVE = "approve", _("Publish")
    REJECT = "reject", _("Do not publish")
    SPAM = "spam", _("Spam")


VERDICT_OF = {
    Verb.APPROVE: Verdict.APPROVE,
    Verb.REJECT: Verdict.REJECT,
    Verb.REMOVE: Verdict.REJECT,
    Verb.SPAM: Verdict.SPAM,
}


class SecondLook(models.Model):
    """What a second moderator would have decided.

    Attributes:
        action: the first decision.
        first: what it comes to, as a Verdict.
    """

    comment = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="second_looks")
    action = models.OneToOneField(ModerationAction, on_delete=models.CASCADE, related_name="second_look")
    first = models.CharField(max_length=8, choices=Verdict.choices)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="second_looks")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(first__in=Verdict.values, verdict__in=Verdict.values), name="moderation_look_verdicts_valid"
            )
        ]
        indexes = [models.Index(fields=["at"], name="moderation_look_by_time")]

    def __str__(self):
        return str(self.action_id)


def sampled(actions):
    """Of a queryset of decisions, the 2 % that get a second look: always the same ones."""
    return actions.alias(pick=F("pk") * MULTIPLIER % RANGE).filter(pick__lt=PICKED_BELOW)


def waiting_for(user):
    """The decisions of others that this moderator can look at, oldest first: on words that are still the same."""
    decisions = ModerationAction.objects.filter(
        verb__in=list(VERDICT_OF), at__gte=timezone.now() - LOOKED_BACK, undone_by=None, actor__isnull=False
    )
    unchanged = Q(comment__edited_at=None) | Q(comment__edited_at__lte=F("at"))
    theirs = sampled(decisions).filter(unchanged, second_look=None).exclude(actor=user).exclude(comment__author=user)
    theirs = theirs.exclude(comment__status__in=[Status.ERASED, Status.WITHDRAWN])
    # New words turned down: what one would be shown are the words that stayed.
    theirs = theirs.exclude(verb=Verb.REJECT, to_status=Status.APPROVED)
    if topics_of(user):
        theirs = theirs.filter(comment__article__topic__in=topics_of(user))
    return theirs.order_by("pk")


def record(action, verdict, *, by):
    """Keep what the moderator would have done. Returns False if somebody else was first.

    Raises:
        PermissionDenied: the decision is not before this moderator.
    """
    if SecondLook.objects.filter(action=action).exists():
        return False
    if not waiting_for(by).filter(pk=action.pk).exists():
        raise PermissionDenied
    try:
        with transaction.atomic():
            SecondLook.objects.create(
                comment_id=action.comment_id, action=action, first=VERDICT_OF[Verb(action.verb)], verdict=verdict, by=by
            )
    except IntegrityError:
        return False
    return True
