"""What a story said before is shown by the terms of today: who must not be named now is named in none of it.

Somebody on the record may ask later not to be named. Once a version is public that cites them without their name, their
name goes from earlier versions and from notices too, as readers get them; the rows keep what was said. It stays away
until a version is public that cites them by name again, even where later versions do not cite them at all.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from accuracy_checks.names import name_pattern
from articles import deletion_guard, prose
from articles.citations import named_ids
from articles.models import ArticlePage

from .models import WithheldName


def connect():
    deletion_guard.ALSO_NEEDED_BY.append(pages_that_need)


def pages_that_need(doomed):
    """Stories whose history must not name one of these pages: without the page, nobody would know the name."""
    ids = doomed.values("pk")
    needing = WithheldName.objects.filter(person__in=ids).exclude(article__in=ids)
    return ArticlePage.objects.filter(pk__in=needing.values("article")).order_by("draft_title")


def remember(story):
    """Keep whom a version that is public now does not name; for whom it names, all is as it was."""
    named = named_ids(story.body)
    if named:
        WithheldName.objects.filter(article=story, person__in=named).delete()
    rows = [
        WithheldName(article=story, person_id=pk, **terms)
        for pk, terms in terms_in(story)[1].items()
        if pk not in named
    ]
    if rows:
        WithheldName.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["article", "person"],
            update_fields=["basis", "public_description"],
        )


def terms_in(story):
    """The terms of statements that name nobody: by the id of the block, and for each person those of their first."""
    by_block, by_person = {}, {}
    for child in story.body:
        if child.block_type == "statement" and child.value.hides_person and child.value.get("person"):
            terms = {"basis": child.value["basis"], "public_description": child.value.get("public_description") or ""}
            by_block[child.id] = terms
            by_person.setdefault(child.value["person"].pk, terms)
    return by_block, by_person


def withheld_names(story_ids):
    """Whom stories must not name today, as {id of the story: [WithheldName]}; one query."""
    found = defaultdict(list)
    for row in WithheldName.objects.filter(article__in=story_ids).select_related("person"):
        found[row.article_id].append(row)
    return found


def masked(text, withheld):
    """A text without the names of these people. As it was typed, line by line, where there is none."""
    for row in withheld:
        pattern, plain = name_pattern(row.person), prose.plain(text)
        if pattern.search(plain):
            text = pattern.sub(_("[name withheld]"), plain)
    return text


def by_todays_terms(version, story, withheld):
    """Let an earlier version of a story cite these people as the story does today, or did last. It is not saved.

    Args:
        version: the ArticlePage as it was, and `story`: as it is.
        withheld: the WithheldName rows of the story.
    """
    by_block, by_person = terms_in(story)[0], {row.person_id: row.terms for row in withheld}
    for child in version.body:
        person = getattr(child.value, "shown_person", None)
        if person and person.pk in by_person:
            terms = by_block.get(child.id) or by_person[person.pk]
            child.value.update(terms if child.block_type == "statement" else UNNAMED)


UNNAMED = {"person": None}


def without_hidden_names(notices):
    """Notices as readers get them today. For showing: they are not saved."""
    notices = list(notices)
    hidden = withheld_names({notice.article_id for notice in notices}) if notices else {}
    for notice in notices:
        if withheld := hidden.get(notice.article_id):
            for name in ("was", "now", "text"):
                setattr(notice, name, masked(getattr(notice, name), withheld))
    return notices
