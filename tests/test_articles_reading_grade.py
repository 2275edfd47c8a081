"""The grade against texts whose grade is known, and syllables against the CMU Pronouncing Dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.reading_grade import MINIMUM_WORDS, grade_of, reading_grade, sentences_in, syllables

GETTYSBURG = [
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty, "
    "and dedicated to the proposition that all men are created equal.",
    "Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived and so "
    "dedicated, can long endure. We are met on a great battle-field of that war. We have come to dedicate a portion of "
    "that field, as a final resting place for those who here gave their lives that that nation might live. It is "
    "altogether fitting and proper that we should do this.",
]


def test_the_formula_is_kincaids():
    """13 words, 24 syllables: the example in the encyclopaedias, said to be 11.3."""
    assert round(grade_of(sentences=1, words=13, spoken=24), 1) == 11.3


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The cat sat on the mat.", -1.45),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.26),
    ],
)
def test_known_sentences_have_their_known_grades(sentence, grade):
    assert reading_grade([sentence] * 20) == pytest.approx(grade, abs=0.01)


def test_a_known_text_has_its_known_grade():
    """5 sentences, 103 words; 145 syllables by the dictionary."""
    assert reading_grade(GETTYSBURG) == pytest.approx(grade_of(5, 103, 145))


def test_of_a_short_text_nothing_is_said():
    assert reading_grade(["Skin waits."]) is None
    assert reading_grade(["word " * (MINIMUM_WORDS - 1)]) is None
    assert reading_grade(["word " * MINIMUM_WORDS]) is not None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Dr. Ida Invented agrees. So does Prof. J. Example.", 2),
        ("It costs 2.50 a gram… and smells! Does it work?", 3),
        ("“It wakes the skin.” She laughs.", 2),
        ("A heading without a full stop", 1),
        ("See example.org for more", 1),
        ("...", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_would_say_so(text, number):
    assert len(sentences_in(text)) == number, sentences_in(text)


SYLLABLES = {
    1: "skin eye care named lines through don’t 10 smooth brushed face eyes",
    2: "serum lotion table wanted noses people makeup skincare something careful statement being layer quiet cleanser "
    "every evening science patience didn’t prism acne café safely UV lifestyle",
    3: "retinol collagen idea area museum anyone everything however exosome moisturised FDA SPF nucleus "
    "medicine reptilian creating therapist",
    4: "moisturiser dermatitis exfoliate experience january usually irritation scientific",
    5: "dermatologist hyaluronic niacinamide dermatology",
}


@pytest.mark.parametrize(("number", "word"), [(n, word) for n, words in SYLLABLES.items() for word in words.split()])
def test_words_have_the_syllables_they_are_spoken_with(number, word):
    assert syllables(word) == number


@given(st.text(min_size=1, max_size=30))
def test_every_word_has_a_syllable(word):
    assert syllables(word) >= 1


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_can_be_measured(paragraphs):
    reading_grade([*paragraphs, "word " * MINIMUM_WORDS])


def test_a_run_of_punctuation_costs_no_time_to_speak_of():
    assert len(sentences_in("?" * 50_000 + "”" * 50_000)) == 0
