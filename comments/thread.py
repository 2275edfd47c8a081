"""The comments below a story as readers see them: a window of threads, nested three deep."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from .conversations import StoryConversation
from .models import AuthorMeasure, ReaderComment, Status
from .querysets import MOST_PICKS, ORDERS, Sort, tell_writers

THREADS_PER_PAGE = 20
REPLIES_PER_THREAD = 10  # more are one link away, so that one heated thread does not hide the others
REPLIES_PER_PAGE = 100  # when one thread is read alone
REPLIES_BEFORE = 10  # a comment that a link leads to, where a window of its thread starts for its sake
LONGEST_NUMBER = 19  # digits; the largest number a database can hold has as many
LEVELS = 3  # deeper replies stand on the third level and say what they answer

# What stands in place of a comment that is not shown.
NOT_SHOWN = _("This comment is not shown.")
GONE = {
    Status.WITHDRAWN: _("Its writer has withdrawn this comment."),
    Status.ERASED: _("This comment was erased."),
    Status.REMOVED: _("A moderator has taken this comment off the page."),
}


@dataclass
class Window:
    """What one page shows of a story's comments.

    Attributes:
        story: the StoryConversation: whether anybody may add to it, and how many comments there are.
        sort: the Sort of the threads.
        threads: opening comments, each with `shown_replies`, a nested list.
        picks: the editor's picks that stand on top.
        more: the query of the address that shows what comes next; empty if that was all.
        one_thread: the page shows one thread instead of all.
        is_later: it shows a later part of that thread.
    """

    story: StoryConversation
    sort: Sort = Sort.NEWEST
    threads: list = field(default_factory=list)
    picks: list = field(default_factory=list)
    more: str = ""
    one_thread: bool = False
    is_later: bool = False

    @property
    def may_have_measures(self):
        """Whether the reader may have been warned or suspended: the threads, where there are any, know it."""
        return all(thread.has_measures for thread in self.threads)

    @property
    def sorts(self):
        """The ways to sort, each as (Sort, whether this is it)."""
        return [(sort, sort == self.sort) for sort in Sort]


# Reading ------------------------------------------------------------------------------------


def read_conversation(article, user, *, sort=Sort.NEWEST, cursor=(), thread=0, after=0) -> Window:
    """Read a window in two queries, whatever the number of comments, and one for a conversation that is not at hand.

    One more each where somebody with a page of their own has written, and where replies answer what is not here.

    Args:
        article: the story's page; it keeps its StoryConversation.
        cursor: show the threads behind this one, see ReaderCommentQuerySet.in_order.
        thread: show only the thread that this comment opened ...
        after: ... and of it the replies that came after this one.
    """
    window = Window(conversation_of(article), sort)
    threads = ReaderComment.objects.threads_of(article.pk, user).for_readers(user)
    if user.is_authenticated:
        threads = threads.annotate(has_measures=Exists(AuthorMeasure.objects.told_to(user.pk)))
    if thread:
        read_one_thread(window, threads.filter(pk=thread), user, after)
    if not window.one_thread:
        read_threads(window, threads, user, cursor)
    return window


def conversation_of(article):
    """The story's StoryConversation, saved or not; asked for once for each page object."""
    return getattr(article, "conversation", None) or StoryConversation(article_id=article.pk)


def read_threads(window, threads, user, cursor):
    threads = threads.in_order(window.sort, cursor).with_cut(user, REPLIES_PER_THREAD)
    found = list(threads[: THREADS_PER_PAGE + 1])
    window.threads = found[:THREADS_PER_PAGE]
    if len(found) > THREADS_PER_PAGE:
        window.more = query_behind(window.threads[-1], window.sort)
    picks_of = window.story.article_id if found and not cursor else None
    below = {comment.pk: comment for comment in ReaderComment.objects.below(window.threads, user, picks_of)}
    strays = []
    for root in window.threads:
        strays += nest(root, [reply for reply in below.values() if belongs(reply, root)], user)
        root.has_more_replies = root.cut is not None
    tell_answered(strays, user)
    shown = {root.pk for root in window.threads} | {pk for pk, comment in below.items() if hasattr(comment, "level")}
    tell_writers([*window.threads, *below.values()])
    window.picks = latest_picks(below.values()) if picks_of else []
    for pick in window.picks:
        pick.is_here = pick.pk in shown


def latest_picks(comments):
    picks = [comment for comment in comments if comment.picked_at and comment.is_approved]
    return sorted(picks, key=lambda comment: comment.picked_at, reverse=True)[:MOST_PICKS]


def belongs(reply, root):
    """Whether a comment that was read is a reply the thread shows. It may have been read as a pick only."""
    return reply.root_id == root.pk and (root.cut is None or reply.pk < root.cut)


def read_one_thread(window, threads, user, after):
    root = threads.first()
    if root is None:
        return
    window.one_thread, window.threads, window.is_later = True, [root], bool(after)
    replies = ReaderComment.objects.visible_to(user).filter(root=root, pk__gt=after).for_readers(user).order_by("pk")
    below = list(replies[: REPLIES_PER_PAGE + 1])
    if len(below) > REPLIES_PER_PAGE:
        window.more = query_of(thread=root.pk, after=below[REPLIES_PER_PAGE - 1].pk)
    root.has_more_replies = False
    tell_writers([root, *below])
    tell_answered(nest(root, below[:REPLIES_PER_PAGE], user), user)


# Nesting ------------------------------------------------------------------------------------


def nest(root, replies, user):
    """Hang each reply below its parent, or as near as the levels allow.

    Gives each comment `shown_replies`, `level` (from 1), `is_visible`, and `answers`: the comment it replies to
    where its place on the page does not say so.

    Returns:
        The replies to what is not on the page: `tell_answered` gives them theirs.
    """
    seat(root, None, user)
    seated, strays = {root.pk: root}, []
    for reply in replies:
        parent = seated.get(reply.parent_id)
        # The parent is hidden, or was shown on an earlier page: the reply hangs below the opening comment.
        above = parent or root
        while above.level >= LEVELS:
            above = above.hangs_below
        seat(reply, above, user)
        if parent is None:
            strays.append(reply)
        elif above is not parent:
            reply.answers, parent.is_here = parent, True
        seated[reply.pk] = reply
    return strays


def tell_answered(strays, user):
    """Give replies to comments that are hidden, or on another page, what they answer."""
    answered = ReaderComment.objects.answered(strays) if strays else {}
    for comment in answered.values():
        comment.is_here, comment.is_visible = False, is_visible(comment, user)
    for reply in strays:
        reply.answers = answered.get(reply.parent_id)  # it may have been deleted in between


def seat(comment, above, user):
    comment.hangs_below = above
    comment.level = above.level + 1 if above else 1
    comment.shown_replies = []
    comment.answers = None
    comment.is_visible = is_visible(comment, user)
    comment.is_own = user.is_authenticated and comment.author_id == user.pk
    if above:
        above.shown_replies.append(comment)


def is_visible(comment, user):
    is_own = user.is_authenticated and comment.author_id == user.pk
    return comment.is_approved or (is_own and comment.status != Status.WITHDRAWN)


def gone_words(comment):
    """What readers are told in place of a comment that they do not see."""
    return GONE.get(comment.status, NOT_SHOWN)


# Addresses ----------------------------------------------------------------------------------


def window_asked_for(query):
    """The arguments of `read_conversation` in the query of an address, where anything may stand."""
    sort = Sort(query["sort"]) if query.get("sort") in Sort.values else Sort.NEWEST
    thread = number_in(query.get("thread", ""))
    if thread:
        return {"sort": sort, "thread": thread, "after": number_in(query.get("after", ""))}
    cursor = tuple(number_in(number) for number in query.get(cursor_name(sort), "").split("-"))
    is_cursor = len(cursor) == len(ORDERS[sort]) and cursor[-1]
    return {"sort": sort, "cursor": cursor if is_cursor else ()}


def cursor_name(sort):
    return "after" if sort == Sort.OLDEST else "before"


def query_behind(comment, sort):
    """The query of the window that goes on behind this opening comment."""
    cursor = f"{comment.helpful}-{comment.pk}" if sort == Sort.HELPFUL else comment.pk
    return query_of(sort, **{cursor_name(sort): cursor})


def query_of(sort=Sort.NEWEST, **window):
    """The query of a window's address: what `window_asked_for` reads."""
    return urlencode(({} if sort == Sort.NEWEST else {"sort": sort.value}) | window)


def window_around(comment, user):
    """The query of the address whose page shows this comment: empty if the story's own has it.

    How readers sort makes no difference: a thread read alone stands in the order in which it was written.
    """
    root = comment.root_or_self_id
    newer_threads = ReaderComment.objects.threads_of(comment.article_id, user).filter(pk__gt=root)
    replies = ReaderComment.objects.visible_to(user).filter(root=root, pk__lt=comment.pk)
    place = replies[:REPLIES_PER_PAGE].count()
    if place < REPLIES_PER_THREAD and newer_threads[:THREADS_PER_PAGE].count() < THREADS_PER_PAGE:
        return ""
    if place < REPLIES_PER_PAGE:
        return query_of(thread=root)
    return query_of(thread=root, after=replies.order_by("-pk").values_list("pk", flat=True)[REPLIES_BEFORE])


def number_in(text):
    """The number of a comment as an address names it, or 0, which no comment has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else 0
