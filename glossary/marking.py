"""Marking the first use of each term in the HTML of a text, and saying beside it what the word means.

A button opens the words behind it: the browser's own popover, so that it works by keyboard and touch and without
JavaScript (docs/decisions/0047-glossary.md).
"""

import re
from collections.abc import Callable, Iterable
from html import unescape
from unicodedata import combining

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from treatments.names import folded, letters, pattern_of

PIECE = re.compile(r"""(<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)  # a tag, among texts
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
SIGN = re.compile(r"&(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]*);|.", re.IGNORECASE | re.DOTALL)  # one that is read
# Words in these stay as they are: a link leads somewhere else, a heading is no sentence, a quotation is not ours.
LEFT_ALONE = {"a", "blockquote", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "q", "sub", "sup"}
INLINE = {"b", "em", "i", "mark", "s", "small", "span", "strong", "u", *LEFT_ALONE} - {"blockquote"}


class Marker:
    """Goes through the texts of one page, in the order in which they are read.

    Attributes:
        used: the terms found so far, in order.
    """

    def __init__(self, terms: Iterable, write: Callable | None = None):
        """
        Args:
            terms: GlossaryTerms that readers get, or some of them.
            write: what is put in the place of a use, given (its words as HTML, the term); by default `explained`.
        """
        self.names: dict = {}
        for term in terms:
            for name in term.shown_names:
                if key := folded(name):
                    self.names.setdefault(key, (term, name.isupper()))
        self.write = write or explained
        self.used: list = []

    def mark(self, html):
        """The HTML with the first use of each term marked that no earlier text has used."""
        # Most pages use few of hundreds of terms: what stands nowhere in the text need not be looked for in it.
        words = folded(unescape(PIECE.sub("", html)))
        here = [name for name in self.names if name in words]
        if not here:
            return html
        pattern, pieces, inside = pattern_of(here), PIECE.split(html), 0
        for place, piece in enumerate(pieces):
            if place % 2:
                inside = max(0, inside + depth(piece))
            elif not inside and "<" not in piece:
                pieces[place] = self._mark_text(piece, pattern, edges(pieces, place))
        return "".join(pieces)

    def _mark_text(self, text, pattern, edges):
        before, after = edges
        signs, starts, ends = signs_of(text)
        done, last = [], 0
        for found in pattern.finditer(before + signs + after):
            if found.start() < len(before) or found.end() > len(before) + len(signs):
                continue
            start, end = starts[found.start() - len(before)], ends[found.end() - len(before) - 1]
            term, in_capitals = self.names[found[0]]
            words = text[start:end]
            if term in self.used or (in_capitals and unescape(words) != unescape(words).upper()):
                continue
            self.used.append(term)
            done += [text[last:start], self.write(words, term)]
            last = end
        return "".join([*done, text[last:]])


def depth(tag):
    """+1 for a tag that begins something to be left alone, -1 for its end, 0 for any other."""
    found = TAG.match(tag)
    if not found or found[2].lower() not in LEFT_ALONE:
        return 0
    return -1 if found[1] else 1


def edges(pieces, place):
    """What is read directly before and after a text, each "" or one letter: half a word in bold is half a word."""
    before = next_to(pieces[:place][::-1])
    after = next_to(pieces[place + 1 :])
    return tuple("x" if re.match(r"\w", sign) else "" for sign in (before[-1:], after[:1]))


def next_to(pieces):
    """The nearest text behind tags that part no words; empty where one does."""
    for piece in pieces:
        if not piece.startswith("<"):
            if piece:
                return piece
        elif (tag := TAG.match(piece)) and tag[2].lower() not in INLINE:
            return ""
    return ""


def signs_of(text):
    """A text as names are looked for in it, and where each sign of that begins and ends in the text."""
    found: list[list] = []  # of [sign with its accents, start, end]
    for each in SIGN.finditer(text):
        sign = unescape(each[0])
        if found and combining(sign[0]):
            found[-1][0] += sign
            found[-1][2] = each.end()
        else:
            found.append([sign, *each.span()])
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for written, start, end in found:
        for sign in letters(written):
            if sign.isspace() and signs and signs[-1] == " ":
                continue
            signs.append(" " if sign.isspace() else sign)
            starts.append(start)
            ends.append(end)
    return "".join(signs), starts, ends


def explained(words, term):
    """A use of a term as HTML: the words as a button, and what it opens.

    Args:
        words: as they stand in the text, HTML already.
    """
    words = mark_safe(words)  # noqa: S308 - a piece of the text, without a tag in it
    return format_html(
        '<button type="button" class="term" popovertarget="{id}" aria-label="{label}">{words}</button>'
        '<span class="term-words" id="{id}" popover role="note"><dfn dir="auto">{title}</dfn> '
        '<span dir="auto">{definition}</span> <a href="{address}">{more}</a></span>',
        id=term.anchor,
        words=words,
        label=_("%(word)s, explained") % {"word": " ".join(unescape(words).split())},
        title=term.signed["title"],
        definition=term.signed["definition"],
        address=f"{reverse('glossary')}#{term.anchor}",
        more=_("Glossary"),
    )
