"""Marks the words somebody searched for, and cuts out of a text the place where they stand."""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import escape, format_html, format_html_join

INSIDE = "'’.-"  # marks that may stand between the letters of one word
WORD = re.compile(rf"[^\W_]+(?:[{INSIDE}][^\W_]+)*")
FOREIGN = re.compile(r"[^\x00-\x7f]")
EXCERPT = 200  # characters
LEAD_IN = 60  # of them before the first hit
ENDING = 2  # letters by which one form of a word may be longer than another: serum, serums


def folded(word):
    """A word without accents and capitals, as the databases compare it."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def marked(text, words):
    """The text as safe HTML, each hit in <mark>."""
    wanted = [letter_by_letter(word) for word in words.split()]
    parts, end = [], 0
    for start, stop in hits(text, wanted):
        parts += [text[end:start], format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    if not parts:
        return escape(text)
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def excerpt(text, words):
    """What stands around the first place in a text with most of the words, marked; "" where none of them stands."""
    found = hits(text, [letter_by_letter(word) for word in words.split()])
    if not found:
        return ""
    first = fullest(found, [letter_by_letter(text[a:b]) for a, b in found], EXCERPT - LEAD_IN)
    start = 0 if first <= LEAD_IN else text.rfind(" ", 0, first - LEAD_IN) + 1
    stop = start + EXCERPT
    stop = len(text) if stop >= len(text) else max(text.rfind(" ", first, stop), first + LEAD_IN)
    cut = marked(text[start:stop].strip(), words)
    return format_html("{}{}{}", "… " if start else "", cut, " …" if stop < len(text) else "")


def fullest(found, words, width):
    """Where the first of those stretches begins in which most different words are hit.

    Args:
        found: (start, stop) of the hits, and `words`: what stands there.
        width: of a stretch, in characters.
    """
    room = width // 2  # for so many hits at most: a letter and a space each

    def different(number):
        last = found[number][0] + width
        near = range(number, min(number + room, len(found)))
        return len({words[other] for other in near if found[other][0] < last})

    return found[max(range(len(found)), key=different)][0]


def hits(text, wanted):
    """Return (start, stop) of every word that is one of those wanted, begins like one, or is another form of it.

    Args:
        wanted: words as `letter_by_letter` has them.
    """
    plain, found = letter_by_letter(text), {}
    for beginning in {each[: max(len(each) - ENDING, ENDING + 1)] for each in wanted}:
        start = plain.find(beginning)  # leaves out most words of a text quicker than any look at each
        while start >= 0:
            word = WORD.match(plain, start) if begins_word(plain, start) else None
            if word and any(is_hit(word[0], each) for each in wanted):
                found[start] = word.end()
            start = plain.find(beginning, start + 1)
    return sorted(found.items())


def begins_word(text, at):
    before = text[max(at - 2, 0) : at]
    return not before[-1:].isalnum() and not (before[-1:] in INSIDE and before[:1].isalnum() and len(before) == 2)


def letter_by_letter(text):
    """A text without accents and capitals, in which each letter stands where it stood."""
    plain = text.lower()
    if len(plain) != len(text):
        plain = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return plain if plain.isascii() else FOREIGN.sub(lambda found: plain_letter(found[0]), plain)


@lru_cache(maxsize=2000)
def plain_letter(letter):
    plain = folded(letter)
    return plain if len(plain) == 1 else letter


def is_hit(word, wanted):
    if word.startswith(wanted):
        return True
    return len(word) > ENDING and wanted.startswith(word) and len(wanted) - len(word) <= ENDING
