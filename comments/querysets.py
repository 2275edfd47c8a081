"""The only home of filtering and prefetching for comments."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Credential, PersonPage

# The link in a guest's letter works for two days. After a week nobody can be waiting for it.
KEPT_UNCONFIRMED = timedelta(days=7)

MOST_PICKS = 3  # on top of a conversation


class Sort(models.TextChoices):
    """In which order opening comments stand."""

    NEWEST = "newest", _("Newest")
    OLDEST = "oldest", _("Oldest")
    HELPFUL = "helpful", _("Most helpful")


ORDERS = {Sort.NEWEST: ["-pk"], Sort.OLDEST: ["pk"], Sort.HELPFUL: ["-helpful", "-pk"]}


# What readers see of a comment that another answers, and of any: Django is twice as quick for it.
NAME = ["display_name", "first_name", "last_name"]
ANSWERED = ["article", "author", "guest_name", "status", *(f"author__{name}" for name in NAME)]
ON_PAGES = [
    *[*ANSWERED, "parent", "root", "person", "body", "edit_body", "version", "created_at"],
    *["edited_at", "badge", "picked_at", "is_appealed", "helpful"],
]


def visible_to(user):
    if not user.is_authenticated:
        return Q(status="approved")
    return Q(status="approved") | (Q(author=user) & ~Q(status="withdrawn"))


class ReaderCommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status="approved")

    def locked(self, pks):
        """These comments, locked until the transaction ends, in an order in which no two transactions get stuck."""
        return list(self.filter(pk__in=list(pks)).select_for_update(no_key=True).order_by("pk"))

    def waiting(self):
        return self.filter(status="pending")

    def judged(self, is_spam):
        """What moderators have called spam, or let onto the page; newest first. Rejected is not spam.

        What was published because no rule held it, nobody has judged yet.
        """
        if is_spam:
            return self.filter(status="spam").order_by("-created_at", "-pk")
        approvals = self.model._meta.get_field("history").related_model.objects.filter(verb="approve", undone_by=None)
        seen = Exists(approvals.filter(comment=OuterRef("pk")))
        return self.filter(seen, status="approved").order_by("-created_at", "-pk")

    def given_up(self):
        """What guests wrote and never confirmed, though they cannot any more: their letter's link is long dead."""
        long_ago = timezone.now() - KEPT_UNCONFIRMED
        return self.filter(status="unconfirmed", created_at__lt=long_ago, replies=None).order_by("pk")

    def visible_to(self, user):
        """What this person may read: approved comments, and their own unless they took them back."""
        return self.filter(visible_to(user))

    def threads_of(self, article_id, user):
        """Opening comments: visible ones, and hidden ones that still hold visible replies."""
        # Not Exists: PostgreSQL may answer that by reading every comment there is.
        first_reply = self.visible_replies(user).values("pk")[:1]
        return (
            self.filter(article_id=article_id, depth=0)
            .alias(first_reply=Subquery(first_reply))
            .filter(visible_to(user) | Q(first_reply__isnull=False))
        )

    def visible_replies(self, user):
        """What a thread holds, oldest first, for a subquery about opening comments."""
        return self.model.objects.visible_to(user).filter(root=OuterRef("pk")).order_by("pk")

    def in_order(self, sort, cursor=()):
        """Opening comments as sorted, from behind the cursor on.

        Args:
            cursor: the number of the last comment shown; sorted by help, before it how many readers that one helped.
        """
        threads = self.order_by(*ORDERS[sort])
        if not cursor:
            return threads
        if sort == Sort.HELPFUL:
            return threads.filter(TupleLessThan((F("helpful"), F("pk")), cursor))
        return threads.filter(pk__gt=cursor[0]) if sort == Sort.OLDEST else threads.filter(pk__lt=cursor[0])

    def with_cut(self, user, at_most):
        """Opening comments, each with the number of its first reply that is one too many (`cut`), or None."""
        return self.annotate(cut=Subquery(self.visible_replies(user).values("pk")[at_most : at_most + 1]))

    def below(self, roots, user, picks_of=None):
        """The replies that are shown below these opening comments, and the latest picks of a story."""
        wanted = Q(root__in=[root.pk for root in roots if root.cut is None])
        for root in roots:
            if root.cut is not None:
                wanted |= Q(root=root.pk, pk__lt=root.cut)
        if picks_of:
            comments = self.model.objects.order_by()
            picks = comments.approved().filter(article_id=picks_of, picked_at__isnull=False)
            picked = comments.filter(pk__in=picks.order_by("-picked_at").values("pk")[:MOST_PICKS])
            # Not "or", for which PostgreSQL would look at every comment of the house.
            wanted = Q(pk__in=comments.filter(wanted).values("pk").union(picked.values("pk")))
        return self.visible_to(user).filter(wanted).for_readers(user).order_by("pk")

    def for_readers(self, user):
        """With what the page shows of each comment; of few it shows what else `tell_writers` and `answered` find."""
        comments = self.select_related("author").only(*ON_PAGES)
        if not user.is_authenticated:
            return comments
        votes = self.model.votes.rel.related_model.objects
        return comments.annotate(voted=Exists(votes.filter(comment=OuterRef("pk"), by=user)))

    def answered(self, replies):
        """What readers are told of the comments that these replies answer, by number."""
        return self.select_related("author").only(*ANSWERED).in_bulk({reply.parent_id for reply in replies})

    def for_queue(self):
        """With everything a row of the moderators' queue shows."""
        flags = self.model.flags.rel.related_model.objects.select_related("by")
        related = self.select_related("article", "author", "parent__author").defer("article__body")
        return related.prefetch_related("notes", Prefetch("flags", flags))

    def for_their_writer(self, before=None):
        """Newest first, with what "my comments" says of each: its story, approved replies, words told to the writer.

        Args:
            before: the number of the comment behind which they go on.
        """
        replies = self.model.objects.approved().filter(parent=OuterRef("pk")).order_by().values("parent")
        history = self.model.history.rel.related_model.objects
        told = history.filter(comment=OuterRef("pk"), undone_by=None).exclude(told="").order_by("-version")
        last = self.filter(pk=before).values_list("created_at", "pk").first() if before else None
        found = self.filter(TupleLessThan((F("created_at"), F("pk")), last)) if last else self
        return (
            found.select_related("article", "author")
            .defer("article__body")
            .annotate(
                replies_number=Coalesce(Subquery(replies.annotate(number=Count("pk")).values("number")), 0),
                told=Coalesce(Subquery(told.values("told")[:1]), Value("")),
            )
            .order_by("-created_at", "-pk")
        )

    def out_of_time(self, statuses, before):
        """Those decided before a time with one of these statuses, unless something beside them still waits."""
        # Nothing is decided before it was written: this lets the index of queues by age find them.
        return self.filter(queue__in=statuses, created_at__lt=before, decided_at__lt=before)

    def for_console(self):
        """With everything a moderator reads beside one comment, but for what its author has done elsewhere."""
        history = self.model.history.rel.related_model.objects.select_related("actor")
        return self.for_queue().select_related("person").prefetch_related(Prefetch("history", history))

    @transaction.atomic
    def recounted(self):
        """Set the numbers of flags and votes to what a count gives. Returns what `miscounted` found."""
        self.locked({pk for pk, *_rest in self.miscounted()})
        found = self.miscounted()
        for pk, name, _kept, real in found:
            self.filter(pk=pk).update(**{name: real})
        return found

    def miscounted(self):
        """Comments whose numbers of open flags and votes are wrong: (pk, field, kept, counted)."""
        rows = self.annotate(
            real_flags=counted(self.model.flags.rel.related_model.objects.filter(closed_by=None)),
            real_votes=counted(self.model.votes.rel.related_model.objects),
        ).exclude(open_flags=F("real_flags"), helpful=F("real_votes"))
        return [
            (row["pk"], name, row[name], row[real])
            for row in rows.order_by("pk").values("pk", "open_flags", "helpful", "real_flags", "real_votes")
            for name, real in [("open_flags", "real_flags"), ("helpful", "real_votes")]
            if row[name] != row[real]
        ]


def counted(rows):
    """How many of the rows belong to each comment, as a subquery."""
    numbers = rows.filter(comment=OuterRef("pk")).order_by().values("comment").annotate(number=Count("pk"))
    return Coalesce(Subquery(numbers.values("number")), 0)


def tell_writers(comments):
    """Give comments of people who have a page that page, and experts' the `credential` that stands beside the name.

    Asks only if there are any.
    """
    people = {comment.person_id for comment in comments if comment.person_id}
    pages = with_credential(PersonPage.objects).in_bulk(people) if people else {}
    for comment in comments:
        comment.person = pages.get(comment.person_id)
        comment.credential = (comment.badge == "expert" and comment.person and comment.person.first_credential) or ""


def with_credential(people):
    """What readers are told of people beside their comments: their page and the first of their credentials."""
    found = Credential.objects.shown().filter(person=OuterRef("pk")).order_by("sort_order", "pk")
    short = Coalesce(NullIf("abbreviation", Value("")), "name")
    first = Subquery(found.annotate(short=short).values("short")[:1])
    return people.only("title", "live", "url_path").annotate(first_credential=first)
