"""What a story said before is shown by the terms of today: who must not be named now is named in none of it.

Somebody on the record may ask later not to be named. Once a version is public that cites them without their name, their
name goes from earlier versions and from notices too, as readers get them; the rows keep what was said.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from accuracy_checks.names import name_pattern
from articles import prose
from articles.models import Citation


def hidden_people(story_ids):
    """Whom stories cite today and must not name, as {id of the story: [PersonPage]}; one query."""
    found = defaultdict(list)
    hidden = Citation.objects.filter(article__in=story_ids, in_live=True, by_name=False)
    for citation in hidden.select_related("person"):
        found[citation.article_id].append(citation.person)
    return found


def masked(text, people):
    """A text without the names of these people."""
    for person in people:
        text = name_pattern(person).sub(_("[name withheld]"), prose.plain(text))
    return text


def by_todays_terms(version, story, people):
    """Let an earlier version of a story cite these people as the story does today. For showing: it is not saved.

    Args:
        version: the ArticlePage as it was, and `story`: as it is.
    """
    hidden, terms = {person.pk for person in people}, {}
    for child in story.body:
        if child.block_type == "statement" and child.value.hides_person and child.value.get("person"):
            now = {name: child.value[name] for name in ("basis", "public_description")}
            terms[child.id] = now
            terms.setdefault(child.value["person"].pk, now)
    for child in version.body:
        person = getattr(child.value, "shown_person", None)
        if person and person.pk in hidden:
            child.value.update(terms.get(child.id) or terms[person.pk] if child.block_type == "statement" else UNNAMED)


UNNAMED = {"person": None}


def without_hidden_names(notices):
    """Notices as readers get them today. For showing: they are not saved."""
    notices = list(notices)
    hidden = hidden_people({notice.article_id for notice in notices}) if notices else {}
    for notice in notices:
        if people := hidden.get(notice.article_id):
            for name in ("was", "now", "text"):
                setattr(notice, name, masked(getattr(notice, name), people))
    return notices
