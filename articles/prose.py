"""Words without their dress: what a text says, whatever its formatting, and what its links and marks point to."""

import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .reading_grade import ABBREVIATION, SENTENCE_END

# Typing aids and typography that change nothing about what is said. Everything else is kept.
SAME = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("\u00ad\u200b\u2060\ufeff")
)
EMPHASIS = {"b", "i", "em", "strong", "u", "s", "small", "mark", "code", "span"}
BREAKS = {"p", "br", "hr", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}


def plain(text):
    """Return text in Unicode's composed form (NFC), with straight quotes and single spaces; empty for None."""
    return " ".join(unicodedata.normalize("NFC", (text or "").translate(SAME)).split())


def sentences(text):
    """Return the sentences of a paragraph as they are written. Its end ends a sentence."""
    whole, start = ABBREVIATION.sub(lambda found: f"{found[1]}·", text), 0  # of the same length
    ends = [(end.start(), end.end()) for end in SENTENCE_END.finditer(whole)]
    found = []
    for end, next_start in [*ends, (len(text), len(text))]:
        closing = len(text[end:next_start].rstrip())  # quotation marks that belong to the sentence
        found.append(text[start : end + closing].strip())
        start = next_start
    return [sentence for sentence in found if sentence]


@dataclass
class Mark:
    """Words in rich text that point somewhere.

    Attributes:
        kind: the `linktype` ("page", "person", "photo" …), or "url" for an address.
        target: the id or the address.
        words: the marked words, plain.
        start: where they begin in the plain words of the whole text, in characters.
    """

    kind: str
    target: str
    words: str
    start: int


@dataclass
class Prose:
    """What rich text says.

    Attributes:
        words: everything that is read, plain.
        marks: the links and marks in it, in order.
        paragraphs: the words of each paragraph, list item and small heading.
    """

    words: str
    marks: list[Mark] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def read(source):
    """Return the Prose of a rich text as it is stored ("database HTML")."""
    reader = _Reader()
    reader.feed(source or "")
    reader.close()
    while reader.open:  # a browser ends what nobody ended, too
        reader.handle_endtag("a")
    text = "".join(reader.pieces)
    marks = []
    for kind, target, start, end in reader.marks:
        before, marked = ("".join(reader.pieces[slice(*span)]) for span in ((0, start), (start, end)))
        marks.append(Mark(kind, target, plain(marked), len(plain(before))))
    return Prose(plain(text), marks, [words for part in text.split(_Reader.BREAK) if (words := plain(part))])


class _Reader(HTMLParser):
    BREAK = "\x1e"  # ASCII's record separator: white space to `plain`

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.marks, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag in BREAKS:
            self.pieces.append(self.BREAK)
        elif tag == "a":
            self.open.append((dict(attrs), len(self.pieces)))
        elif tag not in EMPHASIS:
            # Something our editor does not make. Whatever it shows, it is a part of what is said.
            self.pieces.append(f"<{tag} {sorted(attrs, key=str)}>")

    def handle_endtag(self, tag):
        if tag in BREAKS:
            self.pieces.append(self.BREAK)
        elif tag == "a" and self.open:
            attributes, start = self.open.pop()
            kind = attributes.get("linktype") or "url"
            target = attributes.get("href" if kind == "url" else "id") or ""
            self.marks.append((kind, target, start, len(self.pieces)))

    def handle_data(self, data):
        self.pieces.append(data)
