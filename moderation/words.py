"""Comments by their words and names.

On PostgreSQL an index over the expression WORDS answers; it follows each change of a row by itself, erasure included.
SQLite, for small houses, reads the rows. See docs/decisions/0020-search-in-comments.md.
"""

import re

from django.contrib.auth import get_user_model
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Q

TEXTS = ["body", "edit_body", "guest_name", "guest_email"]
NAMES = ["display_name", "first_name", "last_name", "email"]
WORDS = SearchVector(*TEXTS, config="simple")  # no language: brand names and spam are in none
WORDS_INDEX = "comments_words"

MOST_WORDS = 8
MOST_AUTHORS = 200  # whose names contain the words
NOT_IN_WORDS = re.compile(r"[\s\0\"'\\<>&|!():*]+")  # what PostgreSQL's query language would take for its own


def words_in(text):
    """The words of what was typed into a search box."""
    return [word for word in NOT_IN_WORDS.split(text) if word][:MOST_WORDS]


def with_words(comments, text):
    """Those that have each of these words, or whose author has them in name or address.

    Whole words: of beginnings PostgreSQL cannot tell how rare they are, and would read a whole queue for some.

    Args:
        comments: a queryset.
        text: what was typed; where it has no word in it, nothing is found.
    """
    words = words_in(text)
    if not words:
        return comments.none()
    comments, has_words = with_texts(comments, words)
    return comments.filter(has_words | Q(author__in=authors_named(words)))


def with_texts(comments, words):
    if connection.vendor == "postgresql":
        query = SearchQuery(" & ".join(f"'{word}'" for word in words), config="simple", search_type="raw")
        return comments.alias(words=WORDS), Q(words=query)
    has_words = Q()
    for word in words:
        has_words &= anywhere(TEXTS, word)
    return comments, has_words


def authors_named(words):
    """The primary keys of accounts whose name or address has all the words, at most MOST_AUTHORS.

    A list and no subquery, so that the database can look for the authors in one index and for the words in the other.
    """
    accounts = get_user_model().objects.all() if words else get_user_model().objects.none()
    for word in words:
        accounts = accounts.filter(anywhere(NAMES, word))
    return list(accounts.order_by("-pk").values_list("pk", flat=True)[:MOST_AUTHORS])


def anywhere(fields, word):
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found
