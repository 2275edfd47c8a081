"""Notes that only moderators see: on a comment, or on whoever wrote it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.measures import address_key
from comments.models import ReaderComment

LONGEST_NOTE = 1000  # characters


class ModeratorNote(models.Model):
    """A note on one comment, or on an account or a guest's address. Its author never reads it.

    Attributes:
        address: a keyed hash of a guest's e-mail address, as in comments/measures.py.
    """

    comment = models.ForeignKey(
        ReaderComment, null=True, blank=True, on_delete=models.CASCADE, related_name="moderator_notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="moderator_notes"
    )
    address = models.CharField(max_length=64, blank=True)
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("moderators’ note")
        verbose_name_plural = _("moderators’ notes")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=False, author=None, address="")
                | Q(comment=None, author__isnull=False, address="")
                | (Q(comment=None, author=None) & ~Q(address="")),
                name="moderation_note_on_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="moderation_note_says_something"),
        ]
        indexes = [models.Index(fields=["address"], condition=~Q(address=""), name="moderation_note_address")]

    def __str__(self):
        return str(self.pk)


def notes_about(comment):
    """The notes on a comment and on its writer, newest first."""
    about = Q(comment=comment.pk)
    if comment.author_id:
        about |= Q(author=comment.author_id)
    elif comment.is_guest:
        about |= Q(address=address_key(comment.guest_email))
    return ModeratorNote.objects.filter(about).select_related("by")


def forget_notes(comments, writer, **_more):
    """Delete what moderators noted about comments that are erased, and about their writer: it quotes."""
    about = Q(comment__in=comments)
    if writer:
        about |= Q(address=address_key(writer.email))
        about |= Q(author=writer.account.pk) if writer.account else Q()
    ModeratorNote.objects.filter(about).delete()
