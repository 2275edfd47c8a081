import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import screening
from comments.models import MAX_LENGTH
from comments.screening import Outcome, Submission, screen


def verdict_on(body, **fields):
    return screen(Submission(body=body, **fields))


@given(st.text(), st.text())
def test_no_reader_is_ever_published_without_a_person_looking(body, previous):
    assert verdict_on(body, previous_body=previous).outcome is not Outcome.APPROVE


@given(st.text(), st.booleans())
def test_whoever_is_refused_or_held_is_told_why(body, by_staff):
    assert verdict_on(body, by_staff=by_staff).reason


def test_an_ordinary_comment_waits_for_a_moderator():
    assert verdict_on("Does it sting?").outcome is Outcome.HOLD


def test_staff_are_published_at_once():
    assert verdict_on("Thank you all. See https://example.org", by_staff=True).outcome is Outcome.APPROVE


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("x" * (MAX_LENGTH + 1), "too_long"),
        ("👏👏👏", "no_letters"),
        ("?!…", "no_letters"),
        ("SAID before", "repeats_own_last_comment"),
    ],
)
def test_what_is_no_comment_is_refused_with_a_reason(body, rule):
    verdict = verdict_on(body, previous_body="Said before")
    assert (verdict.outcome, verdict.rule) == (Outcome.REFUSE, rule)


@pytest.mark.parametrize("body", ["Schön!", "جميل", "美しい", "हाँ", "5 stars", "x" * MAX_LENGTH])
def test_every_script_counts_as_words(body):
    assert verdict_on(body).outcome is Outcome.HOLD


def test_a_link_is_named_as_the_reason_to_hold():
    assert verdict_on("Read https://example.org").rule == "contains_link"


def broken(submission):
    raise ZeroDivisionError


def test_a_broken_rule_holds_what_it_should_have_judged(monkeypatch):
    monkeypatch.setattr(screening, "SCREENS", [broken, *screening.SCREENS])
    verdict = verdict_on("Hello there", by_staff=True)
    assert (verdict.outcome, verdict.rule) == (Outcome.HOLD, "broken")


def test_a_broken_rule_does_not_let_in_what_a_later_one_refuses(monkeypatch):
    monkeypatch.setattr(screening, "SCREENS", [broken, *screening.SCREENS])
    assert verdict_on("").outcome is Outcome.REFUSE


def test_without_any_rule_everything_is_held(monkeypatch):
    monkeypatch.setattr(screening, "SCREENS", [])
    assert verdict_on("Hello there").outcome is Outcome.HOLD
