"""The linter against sentences that make claims and sentences that make none.

All were written by hand for this, in tests/data: `claims_*.txt` each with the category it must be found in.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.prose import sentences
from claims import linter
from claims.linter import GAP, LANGUAGES, flags_in, lexicon_of
from claims.wordings import GROUNDS, Category

DATA = Path(__file__).parent / "data"
# Sentences to write hostile texts with: what wordings are made of, and what is none.
WORDS = st.sampled_from(
    ["increases", "the", "no", "possibility", "of", "within", "two", "six", "weeks", "never", "is", "aren't", "’", "%"]
)


def lines(name):
    return (DATA / name).read_text().splitlines()


def found(sentence, language="en"):
    return {flag.ground.category.value: sentence[flag.start : flag.end] for flag in flags_in(sentence, language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_claims_are_found(language):
    claims = [line.split(": ", 1) for line in lines(f"claims_{language}.txt")]
    missed = [sentence for category, sentence in claims if category not in found(sentence, language)]
    assert len(missed) <= len(claims) / 10, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_fewer_than_three_of_a_hundred_neutral_sentences_are_flagged(language):
    neutral = lines(f"neutral_{language}.txt")
    flagged = [sentence for sentence in neutral if found(sentence, language)]
    assert len(flagged) < len(neutral) * 0.03, flagged


def test_the_corpora_are_large_enough_to_say_something():
    assert len(lines("neutral_en.txt")) >= 300
    assert len(lines("claims_en.txt")) >= 120
    assert {line.split(":")[0] for line in lines("claims_en.txt")} == set(Category.values)


@pytest.mark.parametrize(
    ("sentence", "category", "words"),
    [
        ("Here there is no possibility of an adverse response.", "safety", "no possibility of"),
        ("The drops are just mRNA.", "safety", "are just mRNA"),
        ("They’re just mRNA in a vial.", "safety", "They’re just mRNA"),
        ("The lamp increases collagen and elastin production.", "efficacy", "increases collagen"),
        ("Expect a change within two to six weeks.", "time", "within two to six weeks"),
        ("Shampoos aren’t made with it just yet.", "time", "aren’t made with it just yet"),
        ("It comes after a laser, never on its own.", "absolute", "never on its own"),
    ],
)
def test_the_wordings_that_the_house_was_built_to_find(sentence, category, words):
    assert found(sentence)[category] == words


def test_each_ground_has_its_reason_and_each_wording_its_ground():
    assert all(str(ground.reason).endswith((".", "?")) for ground in GROUNDS.values())
    for language in LANGUAGES:
        names = {name for wordings in lexicon_of(language).wordings.values() for name, _elements in wordings}
        assert names == GROUNDS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_begins_with_a_word_that_it_can_be_found_by(language):
    for beginning, wordings in lexicon_of(language).wordings.items():
        for _name, elements in wordings:
            assert not elements[0].is_gap
            assert not elements[0].is_optional
            assert not elements[-1].is_gap
            assert all(len(start) >= 3 for start in elements[0].beginnings), beginning


def test_a_ground_is_named_once_in_a_sentence_whatever_its_wordings():
    grounds = [flag.ground for flag in flags_in("It heals acne, cures eczema and repairs damaged skin.")]
    assert len(grounds) == len(set(grounds))


def test_words_far_apart_make_no_wording():
    assert "efficacy" in found("It boosts " + "very " * (GAP - 1) + "tired collagen.")
    assert found("It boosts " + "very " * GAP + "tired collagen.") == {}


def test_hyphens_capitals_and_kinds_of_apostrophes_make_no_difference():
    for sentence in ("A GAME-CHANGER.", "A game changer."):
        assert "comparative" in found(sentence)
    assert found("It won’t irritate.").keys() == found("It won't irritate.").keys() == {"safety"}


def test_nothing_is_flagged_in_a_language_without_a_list():
    assert flags_in("Le soin est garanti.", "fr") == []
    assert found("Der Erfolg ist garantiert.", "de-at").keys() == {"absolute"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Dr. Ida Invented agrees. So does Prof. J. Example.",
            ["Dr. Ida Invented agrees.", "So does Prof. J. Example."],
        ),
        ("“It is safe.” She laughs. (So do we.) Then?", ["“It is safe.”", "She laughs.", "(So do we.)", "Then?"]),
        ("It costs 2.50 a gram", ["It costs 2.50 a gram"]),
        ("", []),
    ],
)
def test_sentences_are_kept_as_they_are_written(text, parts):
    assert sentences(text) == parts


@given(st.text(max_size=400))
def test_any_text_is_read_and_each_flag_stands_in_its_sentence(text):
    for sentence in sentences(text):
        for flag in flags_in(sentence):
            assert 0 <= flag.start < flag.end <= len(sentence)


@given(st.lists(WORDS, max_size=40), st.integers(0, 2))
def test_the_work_for_a_word_is_bounded_whatever_the_text(words, language):
    """Counted in steps and not in seconds: no arrangement of words makes the search go back further."""
    language = [*LANGUAGES, "fr"][language]
    steps = Steps(words * 25)
    flags_in(steps.sentence, language)
    assert steps.taken(language) <= 500 * max(1, len(steps.words))


class Steps:
    """How many comparisons a text costs."""

    def __init__(self, words):
        self.words, self.sentence = words, " ".join(words)

    def taken(self, language):
        count, original = 0, linter._fits

        def counted(*args):
            nonlocal count
            count += 1
            return original(*args)

        linter._fits = counted
        try:
            linter.flags_in(self.sentence, language)
        finally:
            linter._fits = original
        return count


HOSTILE = ["a" * 200_000, "no " * 20_000, "." * 50_000, "’" * 50_000, "no…" * 20_000, "\n" * 9_999]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_read_to_its_end(text):
    for sentence in sentences(text):
        flags_in(sentence)
