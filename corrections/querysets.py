from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from articles.models import ArticlePage


class CorrectionQuerySet(models.QuerySet):
    def pending(self):
        """Declared for a change that is not public yet."""
        return self.filter(published_at=None)

    def told(self):
        """The published ones that have a notice, the newest first."""
        return self.filter(published_at__isnull=False).exclude(kind="minor_fix").order_by("-published_at", "-pk")

    def public(self):
        """What readers are told. Notices from before a retraction quote what was retracted, and go with it.

        They come back with the story: a retraction that was lifted is on the page until something else is published.
        """
        later = self.model.objects.filter(
            Q(lifted_at=None) | Q(revision=F("article__live_revision")),
            kind="retraction",
            article=OuterRef("article"),
            published_at__gt=OuterRef("published_at"),
        )
        return self.told().exclude(Exists(later))

    def to_put_right(self):
        """Those that a further notice may put right: each once, then that further notice."""
        done = self.model.objects.filter(of=OuterRef("pk"), published_at__isnull=False)
        return self.public().exclude(kind="retraction").exclude(Exists(done))

    def standing_retractions(self):
        return self.filter(kind="retraction", published_at__isnull=False, lifted_at=None)

    def for_log(self):
        """The public ones of stories that everybody can open, with what the log says of the stories."""
        stories = ArticlePage.objects.live().public()
        return (
            self.public()
            .filter(article__in=stories.values("pk"))
            .select_related("article", "of")
            .defer("article__body")
        )


class PublishedVersionQuerySet(models.QuerySet):
    def shown(self):
        """Those in the public history, in the order in which readers saw them."""
        return self.filter(withheld_at=None).select_related("correction").order_by("published_at", "pk")
