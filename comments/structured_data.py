"""Schema.org data of the comments that a page shows: those and no others."""

from wagtail.models import Site

from articles.structured_data import known, moment

from .remembered import as_shown, remembered
from .shown import is_retracted, window_of


def structured(story, request):
    """The comments in the window at hand, and how many those are: the heading counts the other windows, too."""
    if is_retracted(story):
        return {}
    root = Site.find_for_request(request).root_url
    threads = window_of(story, request).threads
    return {
        "comment": [comment for thread in threads for comment in data_of(thread, root)],
        "commentCount": sum(map(number_shown, threads)),
    }


def data_of(thread, root):
    return remembered((root, as_shown(thread)), lambda: shown(thread, root))


def shown(comment, root):
    """A comment with the replies below it, as a list. Where it is hidden itself, the replies take its place."""
    replies = [each for reply in comment.shown_replies for each in shown(reply, root)]
    if not is_told(comment):
        return replies
    told = known(
        "Comment",
        url=root + comment.get_absolute_url(),
        author=known("Person", name=str(comment.public_name)),
        dateCreated=moment(comment.created_at),
        text=comment.body,
        upvoteCount=comment.helpful,
        comment=replies,
    )
    return [told]


def number_shown(comment):
    return is_told(comment) + sum(map(number_shown, comment.shown_replies))


def is_told(comment):
    """Not what waits and only its writer sees."""
    return comment.is_visible and comment.is_approved
