"""The comments below a story as readers see them: a window of threads, nested three deep."""

from dataclasses import dataclass, field

from .models import ReaderComment, StoryConversation

THREADS_PER_PAGE = 20
REPLIES_PER_THREAD = 10  # more are one link away, so that one heated thread does not hide the others
REPLIES_PER_PAGE = 100  # when one thread is read alone
LONGEST_NUMBER = 19  # digits; the largest number a database can hold has as many
LEVELS = 3  # deeper replies stand on the third level and say what they answer


@dataclass
class Conversation:
    """What one page shows of a story's comments.

    Attributes:
        is_closed: nobody may add to it.
        number: approved comments in all.
        threads: opening comments, each with `shown_replies`, a nested list.
        more_before: where the next window of threads starts, if there is one.
        one_thread: the page shows one thread instead of all.
        more_after: where the next window of replies of that one thread starts, if there is one.
    """

    is_closed: bool
    number: int
    threads: list = field(default_factory=list)
    more_before: int | None = None
    one_thread: bool = False
    more_after: int | None = None


def read_conversation(article_id, user, *, before=None, thread=None, after=None) -> Conversation:
    """Read a window in three queries, whatever the number of comments.

    Args:
        before: show the threads older than this comment.
        thread: show only the thread that this comment opened ...
        after: ... and of it the replies that came after this one.
    """
    conversation = Conversation(*StoryConversation.objects.state_of(article_id))
    threads = ReaderComment.objects.threads_of(article_id, user)
    if thread:
        read_one_thread(conversation, threads.filter(pk=thread), user, after or 0)
    if not conversation.one_thread:
        read_threads(conversation, threads.filter(pk__lt=before) if before else threads, user)
    return conversation


def read_threads(conversation, threads, user):
    found = list(threads[: THREADS_PER_PAGE + 1])
    conversation.threads = found[:THREADS_PER_PAGE]
    if len(found) > THREADS_PER_PAGE:
        conversation.more_before = conversation.threads[-1].pk
    replies = ReaderComment.objects.replies_below(conversation.threads, user, at_most=REPLIES_PER_THREAD + 1)
    for root, below in by_thread(conversation.threads, replies):
        root.has_more_replies = len(below) > REPLIES_PER_THREAD
        nest(root, below[:REPLIES_PER_THREAD], user)


def read_one_thread(conversation, threads, user, after):
    root = threads.first()
    if root is None:
        return
    conversation.one_thread, conversation.threads = True, [root]
    replies = ReaderComment.objects.filter(pk__gt=after).replies_below([root], user, at_most=REPLIES_PER_PAGE + 1)
    below = list(replies)
    if len(below) > REPLIES_PER_PAGE:
        conversation.more_after = below[REPLIES_PER_PAGE - 1].pk
    root.has_more_replies = False
    nest(root, below[:REPLIES_PER_PAGE], user)


def by_thread(roots, replies):
    """Pairs of an opening comment and its replies."""
    below = {root.pk: [] for root in roots}
    for reply in replies:
        below[reply.root_id].append(reply)
    return [(root, below[root.pk]) for root in roots]


def nest(root, replies, user):
    """Hang each reply below its parent, or as near as the levels allow.

    Gives each comment `shown_replies`, `level` (from 0), `is_visible`, and `answers`: the comment it replies to
    where its place on the page does not say so.
    """
    seat(root, None, user)
    seated = {root.pk: root}
    for reply in replies:
        parent = seated.get(reply.parent_id)
        # The parent is hidden, or was shown on an earlier page: the reply hangs below the opening comment.
        above = parent or root
        while above.level >= LEVELS - 1:
            above = above.hangs_below
        seat(reply, above, user)
        if above is not parent:
            reply.answers = parent or reply.parent
            reply.answers.is_visible = is_visible(reply.answers, user)
        seated[reply.pk] = reply


def seat(comment, above, user):
    comment.hangs_below = above
    comment.level = above.level + 1 if above else 0
    comment.shown_replies = []
    comment.answers = None
    comment.is_visible = is_visible(comment, user)
    comment.is_own = user.is_authenticated and comment.author_id == user.pk
    if above:
        above.shown_replies.append(comment)


def is_visible(comment, user):
    return comment.is_approved or (user.is_authenticated and comment.author_id == user.pk)


def window_around(comment, user):
    """The arguments of read_conversation that show this comment: none if the first page has it."""
    root = comment.root_or_self_id
    newer_threads = ReaderComment.objects.threads_of(comment.article_id, user).filter(pk__gt=root)
    earlier_replies = ReaderComment.objects.visible_to(user).filter(root=root, pk__lt=comment.pk)
    place = earlier_replies[:REPLIES_PER_PAGE].count()
    if place < REPLIES_PER_THREAD and newer_threads[:THREADS_PER_PAGE].count() < THREADS_PER_PAGE:
        return {}
    if place < REPLIES_PER_PAGE:
        return {"thread": root}
    return {"thread": root, "after": comment.pk - 1}


def number_in(text):
    """The number of a comment as an address names it, or 0, which no comment has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else 0
