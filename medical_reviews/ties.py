"""Whether a story names somebody to whom its reviewer has a tie, however either of them is written."""

import re
import unicodedata

from articles.products_named import products_of
from articles.treatments_named import words_of

LETTERS = re.compile(r"[^\W_]+")
WITHIN_WORDS = str.maketrans("", "", ".'’‘´`·")  # “e.l.f.”, “L’Oréal”
# Behind a name they name nobody.
LEGAL_FORMS = {"ag", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "kg", "limited", "llc", "llp", "ltd"}
LEGAL_FORMS |= {"nv", "plc", "pty", "sa", "sas", "se", "spa", "srl"}


def tied_party(version, reviewer):
    """A brand or party to which the reviewer has a declared tie and that the story names; empty without one.

    Looked for among the brands of its products, whoever gave or paid, and in everything that readers read.
    """
    ties = [tie.brand for tie in reviewer.interests.all()]
    if not ties:
        return ""
    named = [f"{product.brand} {product.name}" for product in products_of(version)]
    named += [disclosure.party for disclosure in version.disclosures.all()]
    texts = [_tokens(text) for text in words_of(version)]
    for tie in ties:
        name = _name(tie)
        if name and (any(_is_same(name, _name(other)) for other in named) or any(_says(tie, name, t) for t in texts)):
            return tie
    return ""


def _tokens(text):
    """The words of a text without accents, and without what stands within a word; “&” is “and”."""
    letters = unicodedata.normalize("NFKD", text.translate(WITHIN_WORDS).replace("&", " and "))
    return LETTERS.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


def _name(written):
    """A name as it is compared: small letters, and no “Ltd” or “GmbH” behind it."""
    words = [word.casefold() for word in _tokens(written)]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return words


def _is_same(name, other):
    """Whether one of two names is the other, or its beginning, middle or end: “Maison Ada” and “Maison Ada Paris”."""
    return bool(other) and (_holds(name, other) or _holds(other, name))


def _holds(words, part):
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def _says(tie, name, tokens):
    """Whether a text has the name. Many a brand is a plain word as well: written with a capital, it needs one here."""
    folded = [token.casefold() for token in tokens]
    places = [at for at in range(len(folded) - len(name) + 1) if folded[at : at + len(name)] == name]
    return any(tie == tie.lower() or any(t != t.lower() for t in tokens[at : at + len(name)]) for at in places)
