"""Whether a change goes near something that is never spelling alone: a statement, a claim, a number, a name.

Domain rule C1: whoever calls such a change a minor fix needs a second person. It errs on the side of asking: a
paragraph moved past another moves its numbers too.
"""

import re
from collections.abc import Callable

from articles.aspects import Aspect

from .models import Touched

NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
ENDS_A_SENTENCE = ".!?:…"
OPENS = "\"'([ "

# English words that turn a claim round or make it absolute. “No possibility of” is not “a possibility of” (C8).
TURNS = re.compile(
    r"\b(?:no|not|never|none|nothing|nobody|without|cannot|\w+n't|always|all|every|only|must|may|might|could|can|"
    r"safe|safely|unsafe|proven|unproven|cures?|prevents?|guarantees?d?|increases?|decreases?|reduces?)\b",
    re.IGNORECASE,
)

# What is no text in a version taken apart: file names, ids, targets of links, and the names of choices.
NO_WORDS = {"file", "id", "links", "made_with_ai", "veiled", "disclosure_answer", "kind", "tone", "layout"}

# What rooms below find out about claims: each is handed two versions and says whether a claim differs between them.
CLAIMS_DIFFER: list[Callable] = []


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
        Touched.CLAIM: turns_in(was) != turns_in(now) or any(differ(seen, page) for differ in CLAIMS_DIFFER),
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


def turns_in(texts):
    return [turn.lower() for text in texts for turn in TURNS.findall(text)]


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
