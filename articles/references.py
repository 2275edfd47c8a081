"""Sources of a story by number: in its lists, and behind the words that lean on them.

Lists number their rows in the order of the story, those typed and those chosen alike. Words marked with a source that
stands in a list get its number, small and raised, which leads there; so does a statement that names where its words
stand, and a photo that names where it is from. The row leads back to each of them.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wagtail.rich_text import RichText

from .citations import leaned_on, leaves, taken_from

# As articles/rich_text.py writes it. It has no address, so that without a number the words stay plain.
MARK = re.compile(r'<a data-source="([0-9]{1,18})">(.*?)</a>', re.DOTALL)


def rows_in(body):
    """The rows of all source lists, in order."""
    return [row for child in body if child.block_type == "source_list" for row in child.value["sources"]]


def sources_in(body):
    """The sources chosen in lists, in order."""
    return [row["source"] for row in rows_in(body) if row.get("source")]


def number_references(body):
    """Number the rows, and write the numbers into the `expanded` HTML of the rich texts, to statements and photos.

    Each row gets `number` and `places`, the ids of the words that lean on it.
    """
    rows = {}
    for number, row in enumerate(rows_in(body), 1):
        row.number, row.places = number, []
        if row.get("source"):
            rows.setdefault(row["source"].pk, row)
    for child in body:
        for _block, text in leaves(child.block, child.value):
            if isinstance(text, RichText) and "data-source" in getattr(text, "expanded", ""):
                text.expanded = mark_safe(MARK.sub(lambda found: _numbered(found, rows), text.expanded))  # noqa: S308
        for value in taken_from(child.block, child.value):
            value.source_number = "" if value.hides_source else _number(value["source"].pk, rows)


def _numbered(found, rows):
    """The marked words with their number; what is put in is escaped, and the words were safe before."""
    return found[2] + _number(int(found[1]), rows)


def _number(pk, rows):
    """The number of a source as HTML; empty where it stands in no list."""
    if pk not in rows:
        return ""
    row = rows[pk]
    row.places.append(f"reference-{pk}-{len(row.places) + 1}")
    return format_html(
        '<sup class="reference"><a id="{}" href="#source-{}" aria-label="{}">{}</a></sup>',
        row.places[-1],
        row.number,
        _("Source %(number)d") % {"number": row.number},
        row.number,
    )


def lost_references(body):
    """Yield each block in which words lean on a source that stands in no list of the story."""
    listed = {source.pk for source in sources_in(body)}
    for child in body:
        if not listed.issuperset(leaned_on(child)):
            yield child
