"""A magazine with a million comments, made by the PostgreSQL server itself in about a minute.

Which story, writer and status a comment has follows from its number alone, so every run is the same.
"""

import itertools
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connection

from articles.models import ArticlePage
from comments.conversations import recount
from comments.flags import CommentFlag
from comments.models import ModerationAction, ReaderComment, ScreeningNote, Verb
from screening.rules.rule import Outcome
from tests import factories

STORIES = 2_000  # a multiple of 100: a reply finds its opening comment so many numbers before it
READERS = 5_000
WORDS = (  # noqa: SIM905
    "serum retinol cleanser barrier redness glow pigment texture patch sunscreen niacinamide peel toner mask cheek "
    "eyelid brow balm mist fragrance shade undertone finish dewy matte primer follicle collagen keratin lamella"
).split()
RARE = "squalane"  # in ten comments of a million

PLACED = """
    SELECT g,
        CASE WHEN g %% 10 = 0 THEN %(big)s WHEN g %% 100 = 1 THEN %(middle)s
            WHEN g < 100 AND g %% 10 = 2 THEN %(small)s
            ELSE (%(stories)s::bigint[])[1 + (g * 7919) %% %(number_of_stories)s] END AS story,
        CASE WHEN g %% 10 = 0 THEN 10 WHEN g %% 100 = 1 THEN 100
            WHEN g < 100 AND g %% 10 = 2 THEN 10 ELSE %(number_of_stories)s END AS step,
        abs(hashint8(g)::bigint) %% 1000 AS h,
        now() - interval '2 years' + g * interval '2 years' / %(number)s AS written
    FROM generate_series(1::bigint, %(number)s) AS g
"""
# Three of four are replies: `back` leads to the opening comment of the same story.
LAID_OUT = (
    f"SELECT *, step * (g / step %% 4) AS back, h BETWEEN 120 AND 124 OR g %% 10 = 3 AS guest FROM ({PLACED}) AS p"
)
STATUS = """CASE WHEN h < 40 THEN 'pending' WHEN h < 80 THEN 'spam' WHEN h < 110 THEN 'rejected'
    WHEN h < 120 THEN 'removed' WHEN h < 125 THEN 'unconfirmed' WHEN h < 130 THEN 'withdrawn' ELSE 'approved' END"""
BODY = " || ' ' || ".join(
    ["'Thought ' || g"]
    + [f"(%(words)s::text[])[1 + abs(hashint8(g * 16 + {n})::bigint) %% {len(WORDS)}]" for n in range(14)]
)
COMMENT = {
    "id": "%(first)s + g",
    "article_id": "story",
    "parent_id": "CASE WHEN back > 0 THEN %(first)s + g - back END",
    "root_id": "CASE WHEN back > 0 THEN %(first)s + g - back END",
    "depth": "CASE WHEN back > 0 THEN 1 ELSE 0 END",
    "author_id": "CASE WHEN NOT guest THEN %(first_reader)s + g %% %(readers)s END",
    "guest_name": "CASE WHEN guest THEN 'Guest ' || g %% 5000 ELSE '' END",
    "guest_email": "CASE WHEN guest THEN 'guest' || g %% 5000 || '@example.org' ELSE '' END",
    "body": f"{BODY} || CASE WHEN g %% 100000 = 77 THEN ' {RARE}' ELSE '' END",
    "status": STATUS,
    "created_at": "written",
    "ranked_at": "written - CASE WHEN h BETWEEN 130 AND 134 THEN interval '6 hours' ELSE interval '0' END",
    "decided_at": "CASE WHEN h >= 40 AND h NOT BETWEEN 120 AND 124 THEN written + interval '1 hour' END",
    "open_flags": "CASE WHEN h BETWEEN 130 AND 134 THEN 1 ELSE 0 END",
    "edit_body": "CASE WHEN h = 135 THEN 'Put differently' ELSE '' END",
    "is_escalated": "h = 136",
    "is_appealed": "h = 40",
    "submission": "gen_random_uuid()",
}


@dataclass
class Magazine:
    """Stories by how many comments they have."""

    small: ArticlePage  # 10
    middle: ArticlePage  # a hundredth of all
    big: ArticlePage  # a tenth of all
    empty: ArticlePage


def fill(number):
    """Make so many comments with their log, notes and flags, count them, and let the server take stock."""
    small, middle, big, empty = (factories.article() for _name in range(4))
    factories.number = itertools.count(1)  # `copies` counts in four signs; no other copies are here
    stories = factories.copies(empty, STORIES)
    readers = get_user_model().objects.bulk_create(
        get_user_model()(email=f"reader{n}@example.org", display_name=f"Reader {n}") for n in range(READERS)
    )
    values = {
        "number": number,
        "first": ReaderComment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "small": small.pk,
        "middle": middle.pk,
        "big": big.pk,
        "stories": stories,
        "number_of_stories": STORIES,
        "first_reader": readers[0].pk,
        "readers": READERS,
        "words": WORDS,
    }
    comments = f"comments_readercomment WHERE id > {values['first']}"
    with connection.cursor() as cursor:
        # What refers to what is right by construction; checking each of the million rows takes minutes.
        cursor.execute("SET session_replication_role = replica")
        insert(cursor, ReaderComment, COMMENT, LAID_OUT, values)
        log = {
            "comment_id": "id",
            "verb": f"'{Verb.SUBMIT}'",
            "version": "1",
            "to_status": "status",
            "at": "created_at",
            "actor_id": "author_id",
        }
        latest = f"SELECT * FROM {comments} AND created_at > now() - interval '10 weeks'"
        insert(cursor, ModerationAction, log, latest, values)  # the log of the last tenth says enough
        note = {
            "comment_id": "id",
            "rule": "'new_commenter'",
            "outcome": f"'{Outcome.HOLD}'",
            "sentence": "'A first comment'",
        }
        insert(cursor, ScreeningNote, note, f"SELECT * FROM {comments} AND status = 'pending'", values)
        flag = {"comment_id": "id", "by_id": str(readers[0].pk), "reason": "'abuse'"}
        insert(cursor, CommentFlag, flag, f"SELECT * FROM {comments} AND open_flags > 0", values)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('comments_readercomment', 'id'), max(id)) FROM comments_readercomment"
        )
        recount(ReaderComment.objects.all())
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself, after a while
    return Magazine(small, middle, big, empty)


def insert(cursor, model, expressions, rows, values):
    """Insert one row of the model for each of `rows`; what is not said has the field's default."""
    columns, selected, values = [], [], dict(values)
    for field in model._meta.local_concrete_fields:
        if field.generated or (field.primary_key and field.column not in expressions):
            continue
        columns.append(f'"{field.column}"')
        values[field.column] = (
            None if field.column in expressions else field.get_db_prep_save(field.get_default(), connection)
        )
        selected.append(expressions.get(field.column, f"%({field.column})s"))
    # Table and columns are the model's own; everything else is above.
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(selected)} FROM ({rows}) AS r",
        values,
    )
