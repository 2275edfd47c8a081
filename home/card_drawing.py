"""Draws the picture that messengers show of a story without a photo: its headline in the magazine's own type.

A headline may be in any script. Each character is drawn with the first font that has it: the magazine's, then what the
machine has installed of Noto and DejaVu. Nobody ever sees the box that stands for a missing character: symbols that no
font has are left out, and with them emoji; where letters are missing, the magazine's name takes the headline's place.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from django.conf import settings

SIZE = (1200, 630)
MARGIN = 72
WIDTH = SIZE[0] - 2 * MARGIN
# The light theme of static/css/site.css.
PAPER, INK, SOFT, HAIRLINE, ACCENT = "#fbf8f4", "#211b18", "#675c54", "#ddd3c7", "#8a2c3b"
DISPLAY = settings.BASE_DIR / "static/fonts/newsreader.woff2"
DISPLAY_WEIGHT = 300  # of the font's weights, the one for headlines
INTERFACE = settings.BASE_DIR / "static/fonts/instrument-sans.woff2"
INSTALLED = Path("/usr/share/fonts")
PATTERNS = ("NotoSerif*-Regular.*", "NotoSans*-Regular.*", "DejaVuSans.ttf")
HEADLINE_SIZES = range(92, 43, -6)
HEADLINE_HEIGHT = 330
LEADING = 1.12
# Shapes Arabic and the scripts of India, and writes from the right. Pillow brings it; it needs the machine's FriBiDi.
CAN_SHAPE = features.check("raqm")
NO_CHARACTER = "\U0010ffff"
# Drawn in the font of what stands before them, or not at all.
ATTACHED = {"Mn", "Mc", "Me", "Zs"}
JOINERS = {"\u200c", "\u200d"}  # Persian and the scripts of India need them; nothing else without a shape is kept


@dataclass(frozen=True)
class Words:
    """What stands on a card. All but the magazine's name may be empty."""

    magazine: str
    headline: str = ""
    kicker: str = ""
    label: str = ""


def draw(words):
    """Return the card as the bytes of a PNG file."""
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, SIZE[0], 12), fill=ACCENT)
    write(pen, " · ".join(filter(None, [words.label, words.kicker])), 64, INTERFACE, 28, ACCENT)
    lines, size = set_headline(words.headline)
    if not lines:
        lines, size = set_headline(words.magazine)
    top = 128
    for line in lines:
        write(pen, line, top, DISPLAY, size, INK)
        top += round(size * LEADING)
    pen.line((MARGIN, 524, SIZE[0] - MARGIN, 524), fill=HAIRLINE, width=2)
    write(pen, words.magazine, 546, DISPLAY, 40, SOFT)
    file = BytesIO()
    card.save(file, "PNG", optimize=True)
    return file.getvalue()


def write(pen, text, top, own, size, colour):
    """One line; from the right where it begins in a script that is written so. Nothing where letters are missing."""
    pieces = pieces_of(text, own)
    if not pieces:
        return
    pieces = cut(pieces, own, size)
    is_rtl = direction(text) == "rtl"
    left = SIZE[0] - MARGIN - width(pieces, size) if is_rtl else MARGIN
    for path, words in reversed(pieces) if is_rtl else pieces:
        font = font_of(path, size)
        way = {"direction": direction(words)} if CAN_SHAPE else {}
        pen.text((left, top + size), words, fill=colour, font=font, anchor="ls", **way)
        left += font.getlength(words)


def cut(pieces, own, size):
    """The pieces, without the words at the end for which there is no room."""
    text = "".join(words for _path, words in pieces)
    while width(pieces, size) > WIDTH and len(text) > 1:
        text = text[:-2].rstrip() + "…"
        pieces = pieces_of(text, own)
    return pieces


def set_headline(text):
    """The headline in lines and the largest size in which it fits; if it fits in none, shortened in the smallest."""
    if not pieces_of(text, DISPLAY):
        return [], HEADLINE_SIZES[0]
    for size in HEADLINE_SIZES:
        lines = broken(text, size)
        if len(lines) * size * LEADING <= HEADLINE_HEIGHT:
            return lines, size
    fitting = int(HEADLINE_HEIGHT / (size * LEADING))
    return [*lines[: fitting - 1], f"{lines[fitting - 1].rstrip()} …"], size


def broken(text, size):
    """The text in lines. A word that is longer than a line, as in scripts without spaces, is broken anywhere."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if fits(longer, size):
            lines[-1] = longer
        elif fits(word, size):
            lines.append(word)
        else:
            for character in f" {word}" if lines[-1] else word:
                if fits(lines[-1] + character, size) or unicodedata.category(character)[0] == "M":
                    lines[-1] += character
                else:
                    lines.append(character.strip())
    return [line for line in lines if line]


def fits(text, size):
    return width(pieces_of(text, DISPLAY), size) <= WIDTH


def width(pieces, size):
    return sum(font_of(path, size).getlength(words) for path, words in pieces)


def pieces_of(text, own):
    """The text as [(font, words)] without what no font has; empty if that would take letters away."""
    drawn = []
    for character in " ".join(text.split()):
        category = unicodedata.category(character)
        if category in ATTACHED or character in JOINERS:
            path = drawn[-1][0] if drawn else own
            if character in JOINERS or has(path, character):
                drawn.append((path, character if category != "Zs" else " "))
        elif category[0] == "C":
            continue
        elif path := font_for(character, own):
            drawn.append((path, character))
        elif category[0] in "LN":
            return []
    pieces = groupby(drawn, key=lambda pair: pair[0])
    return [(path, "".join(character for _path, character in group)) for path, group in pieces]


def direction(text):
    strong = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


@cache
def font_for(character, own):
    """The first font that has the character; None if none has. Without shaping, only our own fonts come out right."""
    fonts = [own, *installed()] if CAN_SHAPE else [own]
    return next((path for path in fonts if has(path, character)), None)


@cache
def installed():
    return [path for pattern in PATTERNS for path in sorted(INSTALLED.rglob(pattern))]


@cache
def has(path, character):
    """Whether the font draws the character as anything else than what has no picture in it."""
    if character.isspace():
        return True
    font = font_of(path, 32)
    masks = [font.getmask(each) for each in (character, NO_CHARACTER)]
    return (masks[0].size, bytes(masks[0])) != (masks[1].size, bytes(masks[1]))


@cache
def font_of(path, size):
    font = ImageFont.truetype(str(path), size)
    if path == DISPLAY:
        font.set_variation_by_axes([DISPLAY_WEIGHT])
    return font
