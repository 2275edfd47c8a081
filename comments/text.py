"""What readers type is plain text: cleaned on the way in, linked on the way out, never trusted as HTML."""

import re
from urllib.parse import urlsplit

from django.utils.html import escape, format_html, format_html_join

# What nobody can see, and what makes a line read differently from what was written. Zero-width joiners stay:
# emoji and Persian need them.
UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Unicode's Bidi_Control property
    "\u200b\u2060\ufeff"  # zero-width spaces
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # surrogates and noncharacters
    "]"
)

WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'“”‘’`]+", re.IGNORECASE)
ENDS_A_SENTENCE = ".,:;!?…)]}*_"


def cleaned(text: str) -> str:
    """The text without null bytes, control and bidi characters, and with at most one empty line in a row."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def paragraphs(text: str) -> list[list[str]]:
    """The text as paragraphs, each a list of lines."""
    return [block.split("\n") for block in re.split(r"\n{2,}", text)]


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


def linked(text: str):
    """The text as safe HTML: everything escaped, http(s) addresses turned into links search engines ignore."""
    pieces, end = [], 0
    for match in web_addresses(text):
        address = address_in(match)
        pieces.append(escape(text[end : match.start()]))
        pieces.append(format_html('<a href="{0}" rel="ugc nofollow noopener">{0}</a>', address))
        end = match.start() + len(address)
    pieces.append(escape(text[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
