"""Readers say which comments helped them."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .conversations import refresh_pages
from .states import Status


class HelpfulVote(models.Model):
    """“This helped me”: one for each reader and comment. It goes with the account: see comments/erasing.py."""

    comment = models.ForeignKey("comments.ReaderComment", on_delete=models.CASCADE, related_name="votes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="helpful_votes")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("helpful vote")
        verbose_name_plural = _("helpful votes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="comments_vote_one_per_reader")]

    def __str__(self):
        return str(self.comment_id)


@transaction.atomic
def vote(comment, helpful, *, by):
    """Say that a comment helped, or take that back. Saying it twice counts once.

    Returns:
        Whether anything changed: nobody votes for their own words, or for what is not on the page.
    """
    comments = comment.__class__.objects
    comment = comments.locked([comment.pk])[0]
    if comment.status != Status.APPROVED or comment.author_id == by.pk:
        return False
    votes = HelpfulVote.objects.filter(comment=comment, by=by)
    if helpful == votes.exists():
        return False
    if helpful:
        HelpfulVote.objects.create(comment=comment, by=by)
    else:
        votes.delete()
    comments.filter(pk=comment.pk).update(helpful=F("helpful") + (1 if helpful else -1))
    refresh_pages([comment.article_id])
    return True


def to_how_many(readers):
    """Goes on behind “Helpful”: “to 2”, or nothing."""
    return gettext("to %(number)s") % {"number": readers} if readers else ""
