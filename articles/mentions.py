"""Who is introduced where: a first reference shows the full name and the credentials, later ones the short form.

Statements and pull quotes that name their speaker introduce them. So does a text in which somebody is marked, if it
gives the name in full and the credentials as they are printed; “she adds” leaves that to the statement after it. Whom
a statement does not name (`shown_person`), it does not introduce either.
"""

from wagtail.rich_text import RichText

from . import prose
from .blocks.parts import IntroducingValue
from .citations import leaves, marked_ids


def introduce(body, people):
    """Tell each statement and pull quote of a body whether readers have met its speaker by then.

    Args:
        body: a value of the body.
        people: everyone cited in it, as PersonPage with credentials: nothing is looked up here.
    """
    by_id = {person.pk: person for person in people}
    introduced: set[int] = set()
    for child in body:
        if isinstance(child.value, IntroducingValue):
            person = child.value.shown_person
            child.value.is_later = person is not None and person.pk in introduced
            introduced.update([person.pk] if person else [])
        elif marked := (set(marked_ids(child.block, child.value, "person")) & by_id.keys()) - introduced:
            words = _words(child)
            introduced.update(pk for pk in marked if _is_introduced_by(by_id[pk], words))


def _words(child):
    texts = [text.source for _block, text in leaves(child.block, child.value) if isinstance(text, RichText)]
    return " ".join(prose.read(source).words for source in texts)


def _is_introduced_by(person, words):
    return all(prose.plain(part) in words for part in (person.title, person.credential_line))
