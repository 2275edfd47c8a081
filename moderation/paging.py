"""Pages of a queue by place instead of number: the last page costs what the first does, and none skips a comment."""

import re
from datetime import UTC, datetime, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from comments.states import TO_DO

PLACE = re.compile(r"(after|before)-(\d{1,16})-(\d{1,18})", re.ASCII)  # a time in microseconds, and a primary key
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_COUNTED = 5_000  # of what a search finds


def order_of(queue):
    """The field a queue is ordered by, and whether from the past on: what waits by urgency, the rest newest first."""
    return ("ranked_at", True) if queue in TO_DO else ("created_at", False)


def in_words(queue, by_age=""):
    """The order for those who work in it: see comments/flags.py and posting.py for the hours."""
    if by_age or queue not in TO_DO:
        return _("Oldest first.") if by_age == "created_at" else _("Newest first.")
    return _(
        "Most urgent first: what readers report as against the law, then by age, where every other report counts for "
        "up to 12 hours of waiting, and a high spam score for up to 2 hours."
    )


def stretch(comments, queue, place, size, order=None):
    """So many comments from a place on, in the queue's order or another one.

    Args:
        comments: a queryset.
        place: "after-…" or "before-…" as `place_of` gives it; anything else is the beginning.
        order: a pair like that of `order_of`, of a field that an index of queues ends with.

    Returns:
        (comments, before, after): a list, and the places where the pages before and after it are, or "".
    """
    field, ascending = order or order_of(queue)
    match = PLACE.fullmatch(place)
    backwards = bool(match) and match[1] == "before"
    if match:
        comments = beyond(comments, field, moment(match[2]), int(match[3]), upwards=ascending != backwards)
    sign = "" if ascending != backwards else "-"
    found = list(comments.order_by(f"{sign}{field}", f"{sign}pk")[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (has_more, True) if backwards else (bool(match), has_more)
    before = place_of("before", found[0], field) if found and has_before else ""
    after = place_of("after", found[-1], field) if found and has_after else ""
    return found, before, after


def beyond(comments, field, at, pk, *, upwards):
    # Not “later, or at the same time and …”: with one bound and one exception the index is entered at the right place.
    edge, same = ("gte", "lte") if upwards else ("lte", "gte")
    return comments.filter(**{f"{field}__{edge}": at}).exclude(**{field: at, f"pk__{same}": pk})


def place_of(side, comment, field, beside=0):
    """Where a comment stands, or the place so many numbers beside it, for an address."""
    return f"{side}-{(getattr(comment, field) - EPOCH) // timedelta(microseconds=1)}-{comment.pk + beside}"


def place_at(comment):
    """The place from which on the comment itself comes first in its queue."""
    field, ascending = order_of(comment.queue)
    return place_of("after", comment, field, -1 if ascending else 1)


def moment(microseconds):
    return EPOCH + timedelta(microseconds=int(microseconds))


class QueuePage:
    """Takes the place of Wagtail's page and paginator in a listing.

    Attributes:
        before, after: the places of the neighbouring pages, or "".
        known: how many comments there are in all, where it is known without counting.
    """

    number = 1
    paginator = property(lambda self: self)

    def __init__(self, comments, queue, place, size, *, order=None, known=None):
        self.comments, self.known = comments.order_by(order_of(queue)[0]), known
        self.object_list, self.before, self.after = stretch(comments, queue, place, size, order)

    def has_other_pages(self):
        return bool(self.before or self.after)

    def get_elided_page_range(self, number):
        return []

    @cached_property
    def count(self):
        return self.comments[: MOST_COUNTED + 1].count() if self.known is None else self.known

    @property
    def is_more(self):
        """Whether there are so many that nobody counted."""
        return self.known is None and self.count > MOST_COUNTED
