"""Words and phrases looked up in folded text: whole words, in whatever script and disguise."""

import re
import unicodedata
from dataclasses import dataclass, field

from screening.text import folded

LONGEST_PHRASE = 5  # words
# Digits and signs that stand for letters inside a word: "h3llo".
LEET = str.maketrans("0134578@$!|+", "oieastbasiit")
SIGN_IN_WORD = re.compile(r"(?<=[a-z])[@$!|+]+(?=[a-z])|(?<![\w$])\$(?=[a-z])")
REPEATED = re.compile(r"(.)\1+")
THREE_TIMES = re.compile(r"([^\W\d_])\1\1")
# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
UNSPACED = re.compile("^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uff66-\uff9f]+$")


def entries(text):
    """A list written with strokes between its entries."""
    return [entry for part in text.split("|") if (entry := part.strip())]


def words_of(text):
    """The words of a folded text, in order. Letters, digits and vowel signs of every script make words."""
    text = SIGN_IN_WORD.sub(lambda match: match.group().translate(LEET), text)
    return "".join(sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else " " for sign in text).split()


def phrase_key(text):
    """How a word or phrase is listed: its words, folded, with one space between."""
    return " ".join(words_of(folded(text)))


def read_as_letters(word):
    """“h3llo” as “hello”; numbers stay numbers."""
    return word.translate(LEET) if re.search("[a-z]", word) else word


def squeezed(word):
    """Every letter once, however often it was typed."""
    return REPEATED.sub(r"\1", word)


def spelled_out(words):
    """Words written letter by letter: “n o p e” gives “nope”."""
    run = []
    for word in [*words, "  "]:
        if len(word) == 1:
            run.append(word)
            continue
        if len(run) > 2:
            yield "".join(run)
            yield "".join(run[1:])  # “a” and “I” are words of one letter
        run = []


@dataclass(frozen=True)
class WordList:
    """Words and phrases as {key: as listed}, ready to be looked up."""

    listed: dict[str, str] = field(default_factory=dict)
    by_letters: dict[str, str] = field(default_factory=dict)
    unspaced: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases):
        listed = {key: phrase for phrase in phrases if (key := phrase_key(phrase))}
        return cls(
            listed=listed,
            by_letters={squeezed(key): phrase for key, phrase in listed.items() if " " not in key},
            unspaced={key: phrase for key, phrase in listed.items() if UNSPACED.match(key)},
        )

    def find(self, submission, but_not=()):
        """The first listed phrase in the submission, as it is listed; None if there is none.

        Args:
            submission: with `folded` and `words`.
            but_not: keys that are allowed here.
        """
        if not self.listed:
            return None
        for key, phrase in self.matches(submission):
            if key not in but_not:
                return phrase
        return None

    def matches(self, submission):
        words = submission.words
        for sequence in (words, [read_as_letters(word) for word in words]):
            for key in phrases_in(sequence):
                if key in self.listed:
                    yield key, self.listed[key]
        for word in words:
            letters = read_as_letters(word)
            if THREE_TIMES.search(letters) and squeezed(letters) in self.by_letters:
                yield phrase_key(self.by_letters[squeezed(letters)]), self.by_letters[squeezed(letters)]
        for word in spelled_out(words):
            if word in self.listed:
                yield word, self.listed[word]
        for key, phrase in self.unspaced.items():
            if key in submission.folded:
                yield key, phrase


def phrases_in(words):
    """Every word, and every two to five words that stand together."""
    for start in range(len(words)):
        for length in range(1, LONGEST_PHRASE + 1):
            if start + length > len(words):
                break
            yield " ".join(words[start : start + length])


@dataclass(frozen=True)
class HouseWords:
    """What the house has listed: words to block, words to look at, and words that are fine here."""

    blocked: WordList = field(default_factory=WordList)
    suspect: WordList = field(default_factory=WordList)
    allowed: frozenset[str] = frozenset()
