"""HTML of comments as this process made it last: of thirty comments below a story, one has changed since.

What was made is found by everything that stands in it, so it can never be out of date; what nobody asks for goes.
"""

import threading

from django.utils.translation import get_language

MOST = 2000  # pieces, of one or two kilobytes each
MADE: dict[tuple, object] = {}
guard = threading.Lock()


def remembered(key, make):
    """What `make` returns, or has returned for the same key."""
    key = (get_language(), *key)
    with guard:
        found = MADE.pop(key, None)
    if found is None:
        found = make()
    with guard:
        MADE[key] = found
        while len(MADE) > MOST:
            del MADE[next(iter(MADE))]  # the one that was asked for longest ago
    return found


def as_shown(comment):
    """Everything that the page of a reader without an account says of a comment and of the replies shown below it."""
    answers, page = comment.answers, comment.page_of_writer
    return (
        *(comment.pk, comment.status, comment.body, comment.created_at, comment.edited_at, comment.helpful),
        *(comment.picked_at, comment.level, comment.is_visible, str(comment.public_name), comment.badge),
        *(comment.credential, page and (page.title, page.url_path), getattr(comment, "has_more_replies", False)),
        answers and (answers.pk, answers.status, answers.is_visible, answers.is_here, str(answers.public_name)),
        tuple(map(as_shown, comment.shown_replies)),
    )
