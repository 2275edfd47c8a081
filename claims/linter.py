"""Finds wording that makes a claim, sentence by sentence. It flags; what becomes of the sentence is for people to say.

Lists of wordings, and no model that guesses: see docs/decisions/0030-a-list-of-wordings.md.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from .wordings import GROUNDS, Ground

LANGUAGES = ["en", "de"]
GAP = 5  # words that `…` stands for at most

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|%")
GOES_ON = re.compile(r"\|\n +")
QUESTION = re.compile(r"""\?["'“”‘’»)]{0,3}$""")
DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class Flag:
    """A wording found in a sentence.

    Attributes:
        ground: why it is looked at, a Ground.
        start, end: where it stands in the sentence, in characters.
    """

    ground: Ground
    start: int
    end: int


@dataclass(frozen=True)
class Element:
    """One place in a wording: the words that may stand there."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    is_number: bool
    is_optional: bool
    is_gap: bool


@dataclass(frozen=True)
class Lexicon:
    """A language's wordings, by how they begin: a word, three letters and a star ("hea*"), or "#" for a number.

    Attributes:
        wordings: {beginning: [(name of the ground, elements)]}.
        numbers: what counts as a number besides digits.
        turns: what turns a sentence round, or makes it absolute.
    """

    wordings: dict[str, list[tuple[str, list[Element]]]]
    numbers: frozenset[str]
    turns: frozenset[str]


def flags_in(sentence, language="en"):
    """Return what in a sentence makes a claim, each ground once, in the order of the words.

    Args:
        sentence: one sentence, plain text.
        language: a language's code, such as "en" or "de-at". Nothing is flagged in one that has no list.

    Returns:
        A list of Flag, empty for a question.
    """
    lexicon = lexicon_of(language)
    if lexicon is None or QUESTION.search(sentence):
        return []
    spans = [found.span() for found in WORD.finditer(sentence)]
    words = [_folded(sentence[start:end]) for start, end in spans]
    found: dict[str, Flag] = {}
    for at, word in enumerate(words):
        for name, elements in _candidates(lexicon, word):
            if name not in found and (end := _end(elements, words, at, lexicon.numbers)):
                found[name] = Flag(GROUNDS[name], spans[at][0], spans[end - 1][1])
    return list(found.values())


def turns_in(text, language="en"):
    """Return the words of a text that turn it round or make it absolute, such as “not”, in their order."""
    lexicon = lexicon_of(language)
    words = map(_folded, WORD.findall(text)) if lexicon else ()
    return [word for word in words if word in lexicon.turns]


def _folded(word):
    return word.replace("’", "'").casefold()


def _candidates(lexicon, word):
    yield from lexicon.wordings.get(word, ())
    yield from lexicon.wordings.get(f"{word[:3]}*", ())
    if _is_number(word, lexicon.numbers):
        yield from lexicon.wordings.get("#", ())


def _is_number(word, numbers):
    return word in numbers or bool(DIGITS.match(word))


def _end(elements, words, at, numbers, index=0):
    """Return where the wording ends that begins at this word, as the index of the word after it; else None.

    Each `…` tries at most GAP + 1 places, so the work is bounded by the wording, whatever the text.
    """
    if index == len(elements):
        return at
    element = elements[index]
    if element.is_gap:
        tries = (_end(elements, words, at + skipped, numbers, index + 1) for skipped in range(GAP + 1))
        return next((end for end in tries if end), None)
    fits = at < len(words) and _fits(element, words[at], numbers)
    if fits and (end := _end(elements, words, at + 1, numbers, index + 1)):
        return end
    return _end(elements, words, at, numbers, index + 1) if element.is_optional else None


def _fits(element, word, numbers):
    if word in element.words or (element.beginnings and word.startswith(element.beginnings)):
        return True
    return element.is_number and _is_number(word, numbers)


@cache
def lexicon_of(language):
    """Return the Lexicon of a language, such as "en" or "de-at"; None where nobody keeps a list for it."""
    language = language.partition("-")[0].lower()
    if language not in LANGUAGES:
        return None
    module = import_module(f"{__package__}.wordings.{language}")
    wordings: dict[str, list] = {}
    for name, lines in module.WORDINGS.items():
        for line in filter(str.strip, GOES_ON.sub("|", lines).splitlines()):
            elements = [_element(part) for part in line.split()]
            for beginning in _beginnings(elements[0]):
                wordings.setdefault(beginning, []).append((name, elements))
    return Lexicon(wordings, frozenset(module.NUMBERS.split()), frozenset(map(_folded, module.TURNS.split())))


def _beginnings(element):
    return element.words | {f"{beginning[:3]}*" for beginning in element.beginnings}


def _element(written):
    """Read one place of a wording as claims/wordings writes it."""
    options = written.rstrip("?").casefold().split("|")
    return Element(
        words=frozenset(option for option in options if not option.endswith("*")),
        beginnings=tuple(option[:-1] for option in options if option.endswith("*")),
        is_number="#" in options,
        is_optional=written.endswith("?"),
        is_gap=written == "…",
    )
