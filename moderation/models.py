"""What only moderators have: saved filters, notes, and the second looks that say how far they agree."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.states import Queue

from .notes import ModeratorNote
from .second_look import SecondLook

__all__ = ["ModeratorNote", "SecondLook"]  # models that live elsewhere

MOST_SAVED = 50  # filters of one moderator, or of all together


class SavedFilterQuerySet(models.QuerySet):
    def usable_by(self, moderator):
        """The moderator's own, and those that all share."""
        return self.filter(Q(owner=moderator) | Q(owner=None))


class SavedFilter(models.Model):
    """A queue with a search and filters, kept under a name.

    Attributes:
        owner: whose it is; without one, all moderators'.
        query: what stands in the list's address, only ever what moderation/filters.py understands.
    """

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    queue = models.CharField(max_length=12, choices=Queue.choices)
    query = models.CharField(max_length=500)

    objects: SavedFilterQuerySet = SavedFilterQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="moderation_filter_own_name"),
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="moderation_filter_shared_name"),
            models.CheckConstraint(condition=Q(queue__in=Queue.values), name="moderation_filter_queue_valid"),
            models.CheckConstraint(condition=~Q(query=""), name="moderation_filter_says_something"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('moderation:queue', args=[self.queue])}?{self.query}"

    @property
    def terms(self):
        """What it asks for, as a QueryDict."""
        return QueryDict(self.query)
