"""What is decided about the comments of one story, and how many of them are in each queue."""

from collections import Counter, defaultdict
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from wagtail.contrib.frontend_cache.utils import PurgeBatch

from articles.listings import pages_showing
from articles.models import ArticlePage

from .states import TO_DO, Queue, Status, queue_of


class WhoMayComment(models.TextChoices):
    NOBODY = "nobody", _("Nobody")
    REGISTERED = "registered", _("Registered readers")
    CONFIRMED_EMAIL = "confirmed_email", _("Anyone with a confirmed e-mail address")


SOMETHING_WAITS = reduce(or_, (Q(**{f"{queue}__gt": 0}) for queue in TO_DO))


class StoryConversation(models.Model):
    """The comments of one story: who may add to them, and their numbers, kept in each comment's own transaction.

    Without a row a story has no comments and follows the site's settings.
    """

    article = models.OneToOneField(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="conversation"
    )
    is_closed = models.BooleanField(_("closed"), default=False)
    who_may_comment = models.CharField(
        _("who may comment here"), max_length=20, choices=WhoMayComment.choices, blank=True
    )
    stays_open = models.BooleanField(_("stays open whatever its age"), default=False)

    published = models.PositiveIntegerField(default=0)  # approved comments, whatever waits beside them
    # One for each Queue, by its name.
    pending = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    edited = models.PositiveIntegerField(default=0)
    escalated = models.PositiveIntegerField(default=0)
    appealed = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    unconfirmed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(who_may_comment__in=["", *WhoMayComment.values]), name="comments_conversation_who_valid"
            )
        ]
        indexes = [models.Index(fields=["article"], condition=SOMETHING_WAITS, name="comments_something_waits")]

    def __str__(self):
        return str(self.article)

    @classmethod
    def of(cls, article_id):
        """The conversation of a story, saved or not."""
        return cls.objects.filter(article=article_id).first() or cls(article_id=article_id)

    @property
    def numbers(self):
        """How many comments are in each Queue."""
        return {queue: getattr(self, queue) for queue in Queue}


def columns_of(comment):
    """The columns that count a comment as it stands in memory."""
    return [queue_of(comment).value, *(["published"] if comment.status == Status.APPROVED else [])]


def count(moves):
    """Bring the numbers up to date, inside the transaction that moves the comments and after it has locked them.

    Conversations are locked in the order of their stories, so that two transactions never wait for each other.

    Args:
        moves: triples of a story's primary key, the columns that counted the comment before, and those that do now.
    """
    steps = defaultdict(Counter)
    for article_id, before, after in moves:
        steps[article_id].subtract(before)
        steps[article_id].update(after)
    for article_id in sorted(steps):
        changes = {column: F(column) + number for column, number in steps[article_id].items() if number}
        if changes and not StoryConversation.objects.filter(article=article_id).update(**changes):
            StoryConversation.objects.bulk_create([StoryConversation(article_id=article_id)], ignore_conflicts=True)
            StoryConversation.objects.filter(article=article_id).update(**changes)


def refresh_pages(article_ids, *, numbers=False):
    """Once the transaction is through, let the caches forget the stories whose comments have changed.

    Args:
        numbers: whether lists change, too: they say how many there are, and the front page quotes some.
    """
    article_ids = set(article_ids)

    def purge():
        stories = ArticlePage.objects.filter(pk__in=article_ids, live=True).defer("body")
        batch = PurgeBatch()
        batch.add_pages(pages_showing(article_ids) if numbers else stories)
        # Of a page, nothing but the comments has changed: our own cache keeps the rest of it.
        caches = {name: told | {"COMMENTS_ONLY": True} for name, told in settings.WAGTAILFRONTENDCACHE.items()}
        batch.purge(backend_settings=caches)

    if article_ids:
        transaction.on_commit(purge, robust=True)  # what was decided is stored, and others wait their turn


def drifted(comments):
    """Stories whose numbers differ from a count of their comments: {article_id: {column: (kept, counted)}}.

    Args:
        comments: the queryset of all comments.
    """
    counted = defaultdict(Counter)
    rows = comments.order_by().values_list("article", "status", "queue").annotate(number=Count("pk"))
    for article_id, status, queue, number in rows:
        counted[article_id][queue] += number
        counted[article_id]["published"] += number if status == Status.APPROVED else 0
    columns = [*Queue.values, "published"]
    found = {}
    for row in StoryConversation.objects.values("article", *columns):
        real = counted.pop(row["article"], {})
        wrong = {column: (row[column], real.get(column, 0)) for column in columns if row[column] != real.get(column, 0)}
        if wrong:
            found[row["article"]] = wrong
    for article_id, real in counted.items():
        found[article_id] = {column: (0, number) for column, number in real.items() if number}
    return found


@transaction.atomic
def recount(comments):
    """Set every number that has drifted to what a count gives. Returns what `drifted` found.

    Whoever counts a comment waits meanwhile: their numbers come on top of the right ones.
    """
    missing = comments.filter(article__conversation=None).order_by().values_list("article", flat=True).distinct()
    StoryConversation.objects.bulk_create([StoryConversation(article_id=pk) for pk in missing], ignore_conflicts=True)
    list(StoryConversation.objects.select_for_update(no_key=True).order_by("article").values_list("pk"))
    found = drifted(comments)
    for article_id, wrong in sorted(found.items()):
        StoryConversation.objects.filter(article=article_id).update(
            **{name: real for name, (_kept, real) in wrong.items()}
        )
    return found
