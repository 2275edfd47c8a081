"""Which pages have the words of a search, the best match first."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from wagtail.search.models import IndexEntry

from articles.models import ArticlePage

# Wagtail's own query ranks each hit by searching for it once more: among ten thousand stories that takes minutes. This
# one ranks all at once, by the same numbers: BM25, counting titles the more the shorter they are. Of a word that stands
# in more pages than RANKED, those indexed last are ranked: a search takes no longer in a larger house.
RANKED = 2000
DRAFTS, FEW_DRAFTS = 100, 10  # so many more are looked at: some that were found are drafts, or private
SQLITE = """
    SELECT object_id FROM (
        SELECT entry.id, entry.object_id, bm25({index}_fts) * (entry.title_norm + 1) AS score
        FROM {index}_fts JOIN {index} entry ON entry.id = {index}_fts.rowid
        WHERE {index}_fts MATCH %s AND {these} ORDER BY {index}_fts.rowid DESC LIMIT %s
    ) ORDER BY score, id DESC
"""
# Of a type with few pages their entries are listed first. The plus keeps SQLite from searching once for each of them.
MANY = "entry.content_type_id IN ({types})"
FEW = "+{index}_fts.rowid IN (SELECT id FROM {index} WHERE content_type_id IN ({types}))"
IN_TEXTS, IN_NAMES = "{title body} : (%s)", "{autocomplete} : (%s)"


def best(pages, models, words, at_most, *columns):
    """The pages that have all the words; else those with words that begin like the last one.

    Args:
        pages: a queryset of those that readers can see, of these models.
        words: from `search_words`.

    Returns:
        For each, its number and these columns, as a tuple.
    """
    for only_beginning in (False, True):
        found = with_words(pages, models, words, at_most + DRAFTS, only_beginning)
        rows = {row[0]: row for row in pages.filter(pk__in=found).values_list("pk", *columns)} if found else {}
        if rows:
            return [rows[pk] for pk in found if pk in rows][:at_most]
    return []


def beginning(pages, models, words, at_most):
    """The same as pages, and only those with words that begin like the last one."""
    found = with_words(pages, models, words, at_most + FEW_DRAFTS, only_beginning=True)
    rows = pages.in_bulk(found)
    return [rows[pk] for pk in found if pk in rows][:at_most]


def with_words(pages, models, words, at_most, only_beginning):
    """The numbers of pages, the best match first; on SQLite, those that readers cannot see are among them."""
    if settings.SEARCH_URL or connection.vendor != "sqlite":
        found = (pages.autocomplete(words) if only_beginning else pages.search(words))[:at_most]
        if settings.SEARCH_URL:  # only results of the database are a queryset
            return [page.pk for page in found]
        return list(found.get_queryset().values_list("pk", flat=True))
    query = IN_NAMES % (" ".join(quoted(words)) + "*") if only_beginning else IN_TEXTS % " ".join(quoted(words))
    return in_index(models, query)[:at_most]


def quoted(words):
    return [f'"{word}"' for word in words.split()]


def in_index(models, query):
    types = [each.pk for each in ContentType.objects.get_for_models(*models).values()]
    names = {"index": IndexEntry._meta.db_table, "types": ", ".join(["%s"] * len(types))}
    these = (MANY if ArticlePage in models else FEW).format(**names)
    with connection.cursor() as cursor:
        cursor.execute(SQLITE.format(**names, these=these), [query, *types, RANKED])
        return [int(pk) for (pk,) in cursor.fetchall()]
