"""Which pages have the words of a search, the best match first."""

import json

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from wagtail.search.models import IndexEntry

from articles.models import ArticlePage

# Wagtail's own queries grow with the house: on SQLite each hit is ranked by searching for it once more, on PostgreSQL
# every entry is read. These rank by the same numbers, and at most RANKED hits: of a word that stands in more pages,
# those that came into the index last. docs/decisions/0050-ranking-all-hits-at-once.md has the rest.
RANKED = 1000
# SQLite counts titles the more the shorter they are. Of a type with few pages their entries are listed first; the plus
# keeps SQLite from searching once for each of them.
SQLITE = """
    SELECT CAST(entry.object_id AS INTEGER) AS page, -bm25({index}_fts) * (entry.title_norm + 1) AS score
    FROM {index}_fts JOIN {index} entry ON entry.id = {index}_fts.rowid
    WHERE {index}_fts MATCH %s AND {these} ORDER BY {index}_fts.rowid DESC LIMIT %s
"""
MANY = "entry.content_type_id IN ({types})"
FEW = "+{index}_fts.rowid IN (SELECT id FROM {index} WHERE content_type_id IN ({types}))"
IN_TEXTS, IN_NAMES = "{title body} : (%s)", "{autocomplete} : (%s)"
# The index of PostgreSQL is home/migrations/0003_indexes.py. The plus keeps the server from going through the
# newest entries one by one instead.
POSTGRESQL = """
    SELECT CAST(object_id AS integer) AS page, {rank} AS score FROM (
        SELECT object_id, title_norm, {texts} FROM {index}
        WHERE {where} @@ to_tsquery({language}%s) AND content_type_id IN ({types}) ORDER BY id + 0 DESC LIMIT %s
    ) entry, to_tsquery({language}%s) asked
"""
BY_TEXTS = {
    "rank": "ts_rank(CAST(%s AS float4[]), title, asked) * title_norm + ts_rank(CAST(%s AS float4[]), body, asked)",
    "texts": "title, body",
    "where": "(title || body)",
    "language": "",
}
BY_NAMES = {
    "rank": "ts_rank(CAST(%s AS float4[]), autocomplete, asked)",
    "texts": "autocomplete",
    "where": "autocomplete",
    "language": "'simple', ",
}
# Who wrote each story or is quoted in it by name. One list for all stories: to write 500 numbers into a statement takes
# longer than it takes to answer.
PEOPLE = """
    SELECT article_id, person_id FROM articles_byline WHERE article_id {among}
    UNION SELECT article_id, person_id FROM articles_citation WHERE by_name AND article_id {among}
"""
VISIBLE = "SELECT seen.* FROM ({hits}) hit JOIN ({pages}) seen ON seen.pk = hit.page ORDER BY score DESC, seen.pk DESC"


def best(pages, models, words, at_most, *columns):
    """The pages that have all the words; else those with words that begin like the last one.

    Args:
        pages: a queryset of those that readers can see, of these models.
        words: from `search_words`.

    Returns:
        For each, its number and these columns, as a tuple: as the database has them.
    """
    exact = with_words(pages, models, words, at_most, columns)
    return exact or with_words(pages, models, words, at_most, columns, only_beginning=True)


def beginning(pages, models, words, at_most):
    """The same as pages, and only those with words that begin like the last one."""
    found = [pk for (pk,) in with_words(pages, models, words, at_most, only_beginning=True)]
    rows = pages.in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def with_words(pages, models, words, at_most, columns=(), *, only_beginning=False):
    rows = pages.values_list("pk", *columns)
    if settings.SEARCH_URL:
        found = (pages.autocomplete(words) if only_beginning else pages.search(words))[:at_most]
        numbers = [page.pk for page in found]
        by_number = {row[0]: row for row in rows.filter(pk__in=numbers)}
        return [by_number[pk] for pk in numbers if pk in by_number]
    hits, asked = (in_sqlite if connection.vendor == "sqlite" else in_postgresql)(models, words, only_beginning)
    visible, of_visible = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{VISIBLE.format(hits=hits, pages=visible)} LIMIT %s", [*asked, *of_visible, at_most])
        return cursor.fetchall()


def people_of(stories):
    """The people who wrote each of these or are quoted in it by name: {story: set of ids}."""
    if connection.vendor == "sqlite":
        among, numbers = "IN (SELECT value FROM json_each(%s))", json.dumps(stories)
    else:
        among, numbers = "= ANY(%s)", stories
    found: dict = {story: set() for story in stories}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(among=among), [numbers, numbers])
        for story, person in cursor.fetchall():
            found[story].add(person)
    return found


def in_sqlite(models, words, only_beginning):
    """The statement that ranks entries of the index, and its parameters."""
    names, types = index_of(models)
    these = (MANY if ArticlePage in models else FEW).format(**names)
    quoted = " ".join(f'"{word}"' for word in words.split())
    query = IN_NAMES % f"{quoted}*" if only_beginning else IN_TEXTS % quoted
    return SQLITE.format(**names, these=these), [query, *types, RANKED]


def in_postgresql(models, words, only_beginning):
    from modelsearch.backends.database.postgres.weights import get_sql_weights  # which only PostgreSQL has filled

    names, types = index_of(models)
    kind = BY_NAMES if only_beginning else BY_TEXTS
    quoted = " & ".join("'{}'".format(word.replace("'", "''")) for word in words.replace("-", " ").split())
    query = f"{quoted}:*" if only_beginning else quoted
    weights = [get_sql_weights()] * kind["rank"].count("%s")
    return POSTGRESQL.format(**kind, **names), [*weights, query, *types, RANKED, query]


def index_of(models):
    types = [each.pk for each in ContentType.objects.get_for_models(*models).values()]
    return {"index": IndexEntry._meta.db_table, "types": ", ".join(["%s"] * len(types))}, types
