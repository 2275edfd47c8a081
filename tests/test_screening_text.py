import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.text import folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_capitals_make_no_difference(text):
    assert folded(text.upper()) == folded(text.lower())


@pytest.mark.parametrize(
    ("typed", "as_compared"),
    [
        ("Crème BRÛLÉE", "creme brulee"),
        ("ﬁne ①", "fine 1"),
        ("𝓰𝓵𝓸𝔀 ｇｌｏｗ", "glow glow"),
        ("g\u200bl\u00ado\u2060w", "glow"),
        ("glоw", "glow"),  # a Cyrillic о
        ("слово", "слово"),
        ("goooooood", "goood"),
        ("good glass", "good glass"),
        ("g̷̲l̸o̶w", "glow"),
        ("Straße", "strasse"),
        ("जाँच", "जाँच"),
        ("10 000 %", "10 000 %"),
    ],
)
def test_the_same_words_come_out_the_same(typed, as_compared):
    assert folded(typed) == folded(as_compared) == as_compared


def test_what_grows_in_folding_is_cut():
    assert len(folded("\ufdfa" * 5000)) <= 20_000
