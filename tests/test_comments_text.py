import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import cleaned, linked, paragraphs

LINK = re.compile(r'<a href="([^"]*)" rel="ugc nofollow noopener">[^<>]*</a>')


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text())
def test_cleaned_text_holds_no_control_character_but_tab_and_newline(text):
    assert not [sign for sign in cleaned(text) if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("trailing   \nspaces\t", "trailing\nspaces"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth", "zerowidth"),
        ("family \U0001f469\u200d\U0001f467", "family \U0001f469\u200d\U0001f467"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("\n \u200b\n", ""),
    ],
)
def test_what_nobody_can_see_is_taken_out(typed, kept):
    assert cleaned(typed) == kept


def test_ten_thousand_empty_lines_become_one():
    assert cleaned("a" + "\n" * 10_000 + "b") == "a\n\nb"


def test_paragraphs_keep_their_lines():
    assert paragraphs("one\ntwo\n\nthree") == [["one", "two"], ["three"]]


@given(st.text(alphabet=st.sampled_from("<>\"'&:/.@ htpsjavascript\n\x0b\u202e")) | st.text())
def test_only_our_own_links_come_out_as_markup(text):
    without_links = LINK.sub("", linked(text))
    assert "<" not in without_links
    assert ">" not in without_links
    assert '"' not in without_links


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https",
        "data:text/html;base64,PHNjcmlwdD4=",
        "//trap.example/path",
        "ftp://trap.example",
        "https://bank.example@trap.example/login",
        "https://",
        "https://[::1",
        'http://"onmouseover=alert(1)//',
    ],
)
def test_nothing_but_a_plain_web_address_becomes_a_link(hostile):
    assert "<a" not in linked(hostile)


@pytest.mark.parametrize(
    ("typed", "address", "after"),
    [
        ("See https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2", "."),
        ("(http://example.org/)", "http://example.org/", ")"),
        ('https://example.org/"onclick="alert(1)', "https://example.org/", "&quot;onclick=&quot;alert(1)"),
        ("https://example.org/<b>", "https://example.org/", "&lt;b&gt;"),
        ("https://example.org/'x", "https://example.org/", "&#x27;x"),
    ],
)
def test_a_web_address_becomes_a_link_without_what_follows_it(typed, address, after):
    html = linked(typed)
    assert LINK.search(html).group(1) == address
    assert html.endswith(f"</a>{after}")
