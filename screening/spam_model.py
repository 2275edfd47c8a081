"""How likely a text is to be spam: logistic regression on words and parts of words, in plain Python.

Words are hashed into a fixed number of places (Weinberger et al., 2009), so that a model has one size whatever it has
read. It is trained from nothing each time: the same texts give the same model, to the last bit, and a text that is
taken away leaves nothing behind.
"""

import html
import math
import random
import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from .lexicon import GROUPS_OF
from .rules.wording import words_of
from .text import folded

PLACES = 1 << 18  # 1 MiB of weights
LONGEST_READ = 2000  # characters of a text
LONGEST_WORD = 24  # letters
PARTS = range(2, 6)  # letters of a part of a word
FEW = 12  # places: a text of two words is not twice as telling as one of four

# How much the phrases, the jobs of the words, their parts and the signs weigh against each other.
PHRASES, JOBS, WORD_PARTS, SIGNS_WEIGH = 1.2, 1.5, 1.0, 0.4
STRENGTH = 2.0  # how closely the examples are followed; the C of support vector machines
INTERCEPT = 0.5  # the value of the one feature that every text has
UNSEEN = 0.5  # counted on both sides before anything was seen
TELLING = 0.7  # how much faster a place is learned that has told spam from the rest so far
PASSES = 20  # over all examples, at most
SETTLED = 0.01  # of an example's influence

MARKUP = re.compile(r"</?[a-z][^<>]{0,300}>|\[/?(?:url|link|img)[^\]]{0,300}\]", re.IGNORECASE)
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{1,300}"
    r"|\b[a-z0-9-]{2,40}(?: ?\. ?| dot |\*)"
    r"(?:com|net|org|co|shop|store|info|biz|xyz|online|site|ru|me|tv|io|example)\b(?:/\S{0,300})?"
    r"|/?watch\?v=\S{1,40}",
    re.IGNORECASE,
)
SIGNS = {
    "mail": re.compile(r"\S{1,60}@\S{1,60}\.\S{2,10}"),
    "handle": re.compile(r"(?<!\w)@ ?\w{2,}"),
    "hashtag": re.compile(r"(?<!\w)#[^\W\d]\w+"),
    "long number": re.compile(r"\+?\d[\d ()./-]{7,18}\d"),
    "price": re.compile(r"[£€$] ?\d|\d ?(?:£|€|\$|usd|eur\b|euros?\b|dollars?\b|pounds?\b)", re.IGNORECASE),
    "percent": re.compile(r"\d ?%"),
    "question": re.compile(r"\?"),
    "cries": re.compile(r"!.*!", re.DOTALL),
    "emoji": re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]"),
    "lines": re.compile(r"\n\s*\S"),
}
SENTENCE_END = re.compile(r"[.!?:;,()\"“”]+(?=\s|$)|\n| [-–] ")


@lru_cache(maxsize=1 << 15)
def place(name):
    return crc32(name.encode("utf-8", "surrogatepass")) % PLACES


def features(text):
    """What the model sees of a text: groups of places, each with one value for all of its places.

    Words (single, in pairs, around one left out), the jobs they do, their parts, and signs. The squares of each group
    add up to a fixed sum, so that a long text does not outweigh a short one.
    """
    sentences, signs = taken_apart(text)
    groups = (
        ({at for sentence in sentences for at, _words in phrases(sentence)}, PHRASES),
        ({at for sentence in sentences for at, _words in jobs(sentence)}, JOBS),
        ({at for sentence in sentences for word in sentence for at in parts_of(word)}, WORD_PARTS),
        ({place(sign) for sign in signs}, SIGNS_WEIGH),
    )
    return [(tuple(sorted(places)), value_of(places, share)) for places, share in groups]


def value_of(places, share):
    return share / math.sqrt(max(len(places), FEW))


def taken_apart(text):
    """The words of a text, sentence by sentence, and the names of its signs."""
    text = html.unescape(text[:LONGEST_READ])
    plain = MARKUP.sub(" ", text)
    links = len(ADDRESS.findall(plain))
    plain = ADDRESS.sub(link_words, plain)
    sentences = [
        [word[:LONGEST_WORD] for word in words]
        for part in SENTENCE_END.split(folded(plain))
        if (words := words_of(part))
    ]
    length = sum(map(len, sentences))
    letters = [character for character in plain if character.isalpha()]
    capitals = sum(map(str.isupper, letters)) / (len(letters) or 1)
    foreign = sum(character > "\u024f" for character in letters) / (len(letters) or 1)
    signs = [name for name, pattern in SIGNS.items() if pattern.search(plain)]
    signs += [f"links {min(links, 3)}", f"capitals {int(capitals * 5)}", f"foreign {int(foreign * 3)}"]
    signs += ["markup"] * ("href" in text or "[url" in text) + ["link"] * bool(links)
    signs += [f"length {length.bit_length()}"] + ["link alone"] * (0 < length <= 3 * links)
    return sentences, [f"sign:{sign}" for sign in signs]


def link_words(match):
    """An address as words: that there is one, and the names in its host. The path is noise."""
    host = re.sub(r"^https?://|^www\.", "", match.group().lower()).split("/")[0]
    return f" linkto {' '.join(re.split(r'[.* ]+', host)[:-1])} "


def phrases(words):
    """Single words, pairs, and pairs around a word left out, as (place, the words)."""
    plain = ["0" * min(len(word), 6) if word.isdigit() else word for word in words]
    for word, read in zip(plain, words, strict=True):
        yield place(word), (read,)
    for first, second in zip(["<", *plain], [*plain, ">"], strict=True):
        yield place(f"{first} {second}"), (first, second)
    for first, second in zip(plain, plain[2:], strict=False):
        yield place(f"{first} * {second}"), (first, second)


def jobs(words):
    """The jobs that the words do, single and two in a row, whatever stands between; as (place, the words)."""
    before, earlier = ("<", ""), ()
    last = ()
    for word in words:
        groups = [(group, word) for group in GROUPS_OF.get(word, OTHER if len(word) > 3 else ())]
        for group, _word in groups:
            yield place(f"job:{group}"), (word,)
            for other, read in last or (before,):
                yield place(f"job:{other} {group}"), (read, word)
            for other, read in earlier:
                yield place(f"job:{other} * {group}"), (read, word)
        if groups:
            earlier, last = last, groups


OTHER = ("other",)


@lru_cache(maxsize=1 << 13)
def parts_of(word):
    """The places of a word's parts; they know where the word begins and ends."""
    word = f"_{word}_"
    return tuple({place(f"~{word[at : at + size]}") for size in PARTS for at in range(len(word) - size + 1)})


@dataclass(frozen=True)
class Model:
    """A weight for each place, and the margin of a text that says nothing."""

    weights: Sequence[float]
    bias: float

    def margin(self, groups):
        weight = self.weights.__getitem__
        return self.bias + sum(value * total(weight, places) for places, value in groups)

    def score(self, text):
        """How likely the text is to be spam, from 0 to 1."""
        return likelihood(self.margin(features(text)))

    def reasons(self, text, most=6):
        """The words that moved the score most, with how much: above zero towards spam. The strongest first."""
        sentences, _signs = taken_apart(text)
        moved = defaultdict(float)
        shares = [(phrases, PHRASES), (jobs, JOBS), (parts, WORD_PARTS)]
        for seen, share in shares:
            found = {at: words for sentence in sentences for at, words in seen(sentence)}
            value = value_of(found, share)
            for at, words in found.items():
                known = [word for word in words if word not in {"<", ">", ""}]
                for word in known:
                    moved[word] += value * self.weights[at] / len(known)
        moved.pop("linkto", None)
        return sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))[:most]

    def to_bytes(self):
        """The weights as little-endian single floats."""
        weights = array("f", self.weights)
        if sys.byteorder == "big":
            weights.byteswap()
        return weights.tobytes()

    @classmethod
    def from_bytes(cls, content, bias):
        """Raises ValueError if these are not as many weights as there are places."""
        weights = array("f")
        weights.frombytes(content)
        if len(weights) != PLACES:
            raise ValueError(f"{len(weights)} weights instead of {PLACES}")
        if sys.byteorder == "big":
            weights.byteswap()
        return cls(weights, bias)


def parts(words):
    return ((at, (word,)) for word in words for at in parts_of(word))


def likelihood(margin):
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, margin))))


# Training -----------------------------------------------------------------------------------


class Example:
    """A text that was judged, as the training sees it."""

    __slots__ = ("features", "influence", "is_spam", "length", "most", "sign", "weight")

    def __init__(self, text_features, is_spam, weight=1.0):
        self.features, self.is_spam, self.weight = text_features, is_spam, weight
        self.sign = 1 if is_spam else -1
        self.most, self.influence, self.length = STRENGTH * weight, 0.0, 0.0


def trained(examples):
    """The model that fits the examples best, with weights no larger than needed.

    Dual coordinate descent for logistic regression (Yu, Huang and Lin, 2011): the influence of one example after the
    other is set right, until none changes any more.
    """
    examples = list(examples)
    random.Random(len(examples)).shuffle(examples)  # noqa: S311 - in rows of one kind they settle slowly
    pace = paces(examples)
    weights, bias = [0.0] * PLACES, 0.0
    weight_at, pace_at = weights.__getitem__, pace.__getitem__
    for example in examples:
        example.influence = 0.0
        example.length = INTERCEPT**2 + sum(value**2 * total(pace_at, at) for at, value in example.features)
    for _pass in range(PASSES):
        greatest = 0.0
        for example in examples:
            margin = bias + sum(value * total(weight_at, at) for at, value in example.features)
            change = best_influence(example, example.sign * margin) - example.influence
            if abs(change) < SETTLED * example.most / 10:
                continue
            greatest = max(greatest, abs(change) / example.most)
            example.influence += change
            bias += example.sign * change * INTERCEPT**2
            for at, value in example.features:
                step = example.sign * change * value
                for number in at:
                    weights[number] += step * pace[number]
        if greatest < SETTLED:
            break
    slope, shift = calibration(examples, Model(weights, bias))
    return Model(array("f", (slope * weight for weight in weights)), slope * bias + shift)


def total(value_at, places):
    return sum(map(value_at, places))


def paces(examples):
    """How fast the weight of each place is learned: faster, if it stands mostly in spam or mostly elsewhere.

    The log-count ratios of naive Bayes as scales (Wang and Manning, 2012), which short texts need.
    """
    spam, rest = [UNSEEN] * PLACES, [UNSEEN] * PLACES
    texts = {True: 2 * UNSEEN, False: 2 * UNSEEN}
    for example in examples:
        texts[example.is_spam] += example.weight
        counts = spam if example.is_spam else rest
        for at, _value in example.features:
            for number in at:
                counts[number] += example.weight
    even = math.log(texts[True] / texts[False])
    ratios = {
        number: abs(math.log(in_spam / in_rest) - even)
        for number, (in_spam, in_rest) in enumerate(zip(spam, rest, strict=True))
        if in_spam + in_rest > 2 * UNSEEN
    }
    mean = sum(ratios.values()) / (len(ratios) or 1) or 1.0
    pace = [0.0] * PLACES
    for number, ratio in ratios.items():
        pace[number] = (1 - TELLING + TELLING * ratio / mean) ** 2
    return pace


def best_influence(example, margin):
    """The influence that minimises the dual with all others fixed, by Newton's method on its log-odds.

    Args:
        margin: of the example, above zero if the model is right about it.
    """
    most, old, length = example.most, example.influence, example.length
    odds = math.log(old / (most - old)) if 0 < old < most else -margin
    for _step in range(10):
        part = likelihood(odds)
        step = (odds + length * (most * part - old) + margin) / (1 + length * most * part * (1 - part))
        odds -= step
        if abs(step) < 1e-4:
            break
    return most * likelihood(odds)


def calibration(examples, model):
    """The slope and shift that make likelihoods of margins (Platt, 1999).

    Each example is looked at as if it had not been among the others: its margin without its own influence.
    """
    points = [
        (model.margin(example.features) - example.sign * example.influence * example.length, example)
        for example in examples
    ]
    slope, shift = 1.0, 0.0
    for _step in range(30):
        down_slope = down_shift = across = 0.0
        bend_slope = bend_shift = 1e-6
        for margin, example in points:
            part = likelihood(slope * margin + shift)
            down = example.weight * (part - example.is_spam)
            bend = example.weight * part * (1 - part)
            down_slope, down_shift = down_slope + down * margin, down_shift + down
            bend_slope, bend_shift = bend_slope + bend * margin * margin, bend_shift + bend
            across += bend * margin
        determinant = bend_slope * bend_shift - across * across
        step = (bend_shift * down_slope - across * down_shift) / determinant
        side = (bend_slope * down_shift - across * down_slope) / determinant
        size = max(1.0, abs(step), abs(side))  # a long step may miss
        slope, shift = slope - step / size, shift - side / size
        if max(abs(step), abs(side)) < 1e-4:
            break
    return slope, shift
