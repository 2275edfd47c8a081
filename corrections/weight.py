"""Whether a change goes near something that is never spelling alone: a statement, a claim, a number, a name.

Domain rule C1: whoever calls such a change a minor fix needs a second person. It errs on the side of asking: a
paragraph moved past another moves its numbers too.
"""

import re

from django.conf import settings

from articles.aspects import Aspect
from claims.linter import turns_in
from claims.reading import claims_in

from .models import Touched

NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
ENDS_A_SENTENCE = ".!?:…"
OPENS = "\"'([ "

# What is no text in a version taken apart: file names, ids, targets of links, and the names of choices.
NO_WORDS = {"file", "id", "links", "made_with_ai", "veiled", "disclosure_answer", "kind", "tone", "layout"}


def touched(seen, page, before, after):
    """Return the Touched values of a change, in their order.

    Args:
        seen: the version that readers see, and `page`: the one they would see.
        before: the content of the one (changes.content_read), and `after`: of the other.
    """
    was, now = list(texts_in(before)), list(texts_in(after))
    known = names_known(seen) | names_known(page)
    differs = {
        Touched.STATEMENT: before[Aspect.STATEMENTS] != after[Aspect.STATEMENTS],
        Touched.CLAIM: was != now and (turns(was) != turns(now) or claims(seen) != claims(page)),
        Touched.NUMBER: numbers_in(was) != numbers_in(now),
        Touched.NAME: before["bylines"] != after["bylines"] or names_in(was, known) != names_in(now, known),
    }
    return [thing.value for thing in Touched if differs[thing]]


def texts_in(content):
    """Yield the texts in a version taken apart, in order."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from texts_in(part)
    elif isinstance(content, dict):
        for name, part in content.items():
            if name not in NO_WORDS:
                yield from texts_in(part)


def numbers_in(texts):
    return [number for text in texts for number in NUMBER.findall(text)]


def claims(version):
    """The sentences that claim something; one of which a word differs is another claim."""
    return [claim.digest for claim in claims_in(version)]


def turns(texts):
    """Words such as “not” wherever they stand: “do use it” is not “do not use it”, and the list knows neither."""
    return [turn for text in texts for turn in turns_in(text, settings.LANGUAGE_CODE)]


def names_in(texts, known):
    """Words with a capital letter within a sentence, and at its beginning those that are known to be a name."""
    return [
        word.group()
        for text in texts
        for word in WORD.finditer(text)
        if word.group()[0].isupper() and (word.group() in known or not begins_a_sentence(text, word.start()))
    ]


def begins_a_sentence(text, position):
    before = text[:position].rstrip(OPENS)
    return not before or before[-1] in ENDS_A_SENTENCE


def names_known(page):
    """The words in the names of everybody who wrote a version or is cited in it."""
    people = [*page.authors, *page.cited_people]
    return {word for person in people for word in WORD.findall(person.title)}
