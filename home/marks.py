"""Marks the words somebody searched for, and cuts out of a text the place where they stand."""

import re
import unicodedata

from django.utils.html import escape, format_html, format_html_join

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
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
    wanted = [folded(word) for word in words.split()]
    parts, end = [], 0
    for start, stop in hits(text, wanted):
        parts += [text[end:start], format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    if not parts:
        return escape(text)
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def excerpt(text, words):
    """What stands around the first place in a text with most of the words, marked; "" where none of them stands."""
    wanted = [folded(word) for word in words.split()]
    found = list(hits(text, wanted))
    if not found:
        return ""
    first = fullest(found, [folded(text[a:b]) for a, b in found], EXCERPT - LEAD_IN)
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
    """Yield (start, stop) of every word that is one of those wanted, begins like one, or is another form of it."""
    known: dict[str, bool] = {}  # a text has each word many times
    for found in WORD.finditer(text):
        word = found[0]
        if word not in known:
            plain = folded(word)
            known[word] = any(is_hit(plain, each) for each in wanted)
        if known[word]:
            yield found.span()


def is_hit(word, wanted):
    if word.startswith(wanted):
        return True
    return len(word) > ENDING and wanted.startswith(word) and len(wanted) - len(word) <= ENDING
