"""What a text says, whatever it is dressed up as: folded for comparison, and the web addresses in it."""

import re
import unicodedata
from urllib.parse import urlsplit

# What can be left out or put in without changing a word: accents, Hebrew points, Arabic vowel signs and the stretching
# sign, and every character that has no width. Vowel signs of Indian and other scripts are letters and stay.
UNWRITTEN = re.compile(
    "["
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # combining accents
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef"
    "]"
)
# Cyrillic and Greek letters that look Latin.
LOOKALIKES = str.maketrans("аеорсухіјѕһԁԛԝкмтвнαενικορτυχ", "aeopcyxijshdqwkmtbhaevikoptux")
SAME_LETTER_OFTEN = re.compile(r"([^\W\d_])\1{3,}")  # four and more
LONGEST_FOLDED = 20_000  # characters; a few signs become many: ﷺ is 18

WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'“”‘’`]+", re.IGNORECASE)
ENDS_A_SENTENCE = ".,:;!?…)]}*_"


def folded(text: str) -> str:
    """The text as the rules compare it: however it was dressed up, the same words come out the same.

    Small letters without accents, invisible characters, typographic forms (𝓯ull-width, ①, ﬁ) and lookalikes from other
    alphabets; a letter repeated more than three times stands three times. Digits and signs stay, and so do lines.
    Folding twice changes nothing, and a text of any make takes a time that its length limits.
    """
    text = UNWRITTEN.sub("", text[:LONGEST_FOLDED])
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = UNWRITTEN.sub("", text)[:LONGEST_FOLDED]
    text = re.sub(r"\w+", latin_if_mixed, text)
    return SAME_LETTER_OFTEN.sub(r"\1\1\1", text)


def latin_if_mixed(match):
    """A word that has Latin letters and others that look Latin is a Latin word in disguise."""
    word = match.group()
    return word.translate(LOOKALIKES) if re.search("[a-z]", word) else word


def web_addresses(text: str) -> list[re.Match]:
    """Every http(s) address in the text that names a host and carries no login."""
    return [match for match in WEB_ADDRESS.finditer(text) if is_plain_address(address_in(match))]


def address_in(match):
    """The address without the full stop or bracket that belongs to the sentence around it."""
    return match.group().rstrip(ENDS_A_SENTENCE)


def is_plain_address(address):
    """Addresses like https://bank.example@trap.example are left as text: the eye reads the wrong host."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
