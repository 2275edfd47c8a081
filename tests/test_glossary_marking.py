"""The first use of a word is marked, wherever it may be, and nothing else of the text changes."""

import re
from html import escape, unescape
from types import SimpleNamespace
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.marking import Marker, explained
from treatments.names import folded

BIDI = "\u202e\u2066\u200f\u061c"


def term(title, *names, pk=1, definition="What it means."):
    signed = {"title": title, "names": list(names), "definition": definition, "source": None}
    return SimpleNamespace(pk=pk, anchor=f"term-{pk}", signed=signed, shown_names=[title, *names])


def marked(html, *terms):
    """The text with marked words in double square brackets."""
    return Marker(terms, write=lambda words, term: f"[[{words}]]").mark(html)


@pytest.mark.parametrize(
    "text",
    [
        "An exosome is small.",
        "EXOSOME",
        "Exosomes’ day",
        "the exo\u00adsome",
        "an <b>exosome</b>",
        "<p>exosome-based</p>",
        "(exosome)",
        "e\u0301 exosome",
        "exosome &amp; more",
        "&quot;exosome&quot;",
    ],
)
def test_a_word_is_marked_however_it_is_typed(text):
    found = marked(text, term("Exosome", "exosomes"))
    assert found.count("[[") == 1
    assert found.replace("[[", "").replace("]]", "") == text


@pytest.mark.parametrize(
    "text",
    [
        "nonexosome",
        "exosomelike",
        "exo some",
        "exosome_1",
        'a <a href="/exosome/">exosome</a>',
        '<a href="/x/"><b>exosome</b></a>',
        "<h3>The exosome</h3>",
        "<blockquote><p>An exosome</p></blockquote>",
        '<img alt="exosome">',
        "<!-- exosome -->",
        "half in <b>exosome</b>s bold",
        "pre<i>exosome</i>",
        "5 < exosome",
        "exosomé",
        "exosome\u0301",
    ],
)
def test_what_is_no_use_of_the_word_in_our_own_sentence_stays_as_it_is(text):
    assert marked(text, term("Exosome")) == text


def test_words_with_spaces_hyphens_and_signs_are_found():
    double = term("Double-blind")
    assert marked("a double blind trial", double) == "a [[double blind]] trial"
    assert marked("a double–\n blind trial", double) == "a [[double–\n blind]] trial"
    assert marked("a double&nbsp;blind trial", double) == "a [[double&nbsp;blind]] trial"
    assert marked("vitamin A&amp;D here", term("A&D")) == "vitamin [[A&amp;D]] here"
    assert marked("the c+ (20%) [x]", term("C+ (20%) [x]")) == "the [[c+ (20%) [x]]]"
    assert marked("a cafe\u0301 au lait spot", term("Café-au-lait spot")) == "a [[cafe\u0301 au lait spot]]"
    assert marked("die Straße dort", term("STRASSE mit Namen", "Straße")) == "die [[Straße]] dort"


def test_the_longest_name_counts():
    laser, hair = term("Laser"), term("Laser hair removal", pk=2)
    assert marked("Laser hair removal is no laser.", laser, hair) == "[[Laser hair removal]] is no [[laser]]."


def test_only_the_first_use_on_the_page_is_marked():
    marker = Marker([term("Exosome", "exosomes"), term("Elastin", pk=2)], write=lambda words, term: f"[[{words}]]")
    assert marker.mark("<p>Exosomes, an exosome</p><p>exosomes</p>") == "<p>[[Exosomes]], an exosome</p><p>exosomes</p>"
    assert marker.mark("<p>No exosome, but elastin</p>") == "<p>No exosome, but [[elastin]]</p>"
    assert [used.signed["title"] for used in marker.used] == ["Exosome", "Elastin"]


def test_a_use_in_a_link_does_not_count_as_the_first():
    text = '<p><a href="/x/">Exosomes</a> and exosomes</p>'
    assert marked(text, term("Exosome", "exosomes")) == '<p><a href="/x/">Exosomes</a> and [[exosomes]]</p>'


def test_a_name_in_capitals_is_found_in_capitals_alone():
    assert marked("An ALA is no ala.", term("ALA")) == "An [[ALA]] is no ala."
    assert marked("It was ala carte", term("ALA")) == "It was ala carte"
    assert marked("spf 30", term("SPF", "sun protection factor")) == "spf 30"
    assert marked("sun protection factor", term("SPF", "sun protection factor")) == "[[sun protection factor]]"


def test_whoever_names_a_term_cannot_break_out_of_the_page():
    bad = term('<script>"x', definition="</span><script>alert(1)</script>" + BIDI)
    html = Marker([bad]).mark("<p>a &lt;script&gt;&quot;x here</p>")
    assert "<script" not in html
    assert "&lt;/span&gt;&lt;script&gt;" in html
    assert html.count('dir="auto"') == 2  # what turns the direction of writing ends with it


def test_the_words_beside_it_are_the_browsers_own_popover():
    html = explained("exosomes", term("Exosome", pk=7))
    assert 'popovertarget="term-7" aria-label="exosomes, explained">exosomes</button>' in html
    assert 'id="term-7" popover role="note"' in html
    assert "/glossary/#term-7" in html


name = st.text(min_size=1, max_size=120).filter(folded)
texts = st.lists(
    st.one_of(st.text(max_size=30), st.sampled_from([BIDI, "\u00ad", "e\u0301", "ﬁ", "ß", "İ", "&", "<b>"]))
)


@given(name, texts, texts)
def test_any_name_is_found_and_nothing_else_of_a_text_changes(title, before, after):
    begin, end = "\ue000", "\ue001"  # which nobody types
    text = escape(f"{''.join(before)} {title} {''.join(after)}").replace(begin, "").replace(end, "")
    found = Marker([term(title)], write=lambda words, term: f"{begin}{words}{end}").mark(text)
    assert found.replace(begin, "").replace(end, "") == text
    for words in re.findall(f"{begin}(.*?){end}", found, re.DOTALL):
        assert folded(unescape(words)) == folded(title)


printed = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=120).filter(folded)


@given(printed)
def test_any_name_that_can_be_printed_is_found_as_it_is_written(title):
    title = normalize("NFC", title)
    text = escape(f"<> {title} <>", quote=False).strip()
    assert Marker([term(title)], write=lambda words, term: "").mark(f"<p>{text}</p>") != f"<p>{text}</p>"


@given(st.lists(name, min_size=1, max_size=5), st.text(max_size=200))
def test_no_text_and_no_name_is_too_odd(titles, html):
    terms = [term(title, pk=number) for number, title in enumerate(titles)]
    assert marked(html, *terms).replace("[[", "").replace("]]", "") == html.replace("[[", "").replace("]]", "")
