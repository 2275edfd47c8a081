"""The only home of filtering and prefetching for comments."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

# The link in a guest's letter works for two days. After a week nobody can be waiting for it.
KEPT_UNCONFIRMED = timedelta(days=7)


def visible_to(user):
    return Q(status="approved") | Q(author=user) if user.is_authenticated else Q(status="approved")


class ReaderCommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status="approved")

    def waiting(self):
        return self.filter(status="pending")

    def given_up(self):
        """What guests wrote and never confirmed, though they cannot any more: their letter's link is long dead."""
        return self.filter(status="unconfirmed", created_at__lt=timezone.now() - KEPT_UNCONFIRMED, replies=None)

    def visible_to(self, user):
        """What this person may read: approved comments, and their own whatever became of them."""
        return self.filter(visible_to(user))

    def threads_of(self, article_id, user):
        """Opening comments, newest first: visible ones, and hidden ones that still hold visible replies."""
        replies = self.model.objects.visible_to(user).filter(root=OuterRef("pk"))
        return (
            self.filter(article_id=article_id, parent=None)
            .filter(visible_to(user) | Exists(replies))
            .select_related("author")
            .order_by("-pk")
        )

    def replies_below(self, roots, user, *, at_most):
        """Visible replies, oldest first, up to a number for each thread. A parent always comes before its replies."""
        return (
            self.visible_to(user)
            .filter(root__in=roots)
            .annotate(place=Window(RowNumber(), partition_by=F("root"), order_by=F("pk").asc()))
            .filter(place__lte=at_most)
            .select_related("author", "parent__author")
            .order_by("pk")
        )

    def for_queue(self):
        """With everything a row of the moderators' queue shows."""
        return self.select_related("article", "author", "parent__author").defer("article__body")

    def count_by_status(self):
        """How many comments there are of each status, as a dict."""
        return dict(self.order_by().values_list("status").annotate(Count("pk")))
