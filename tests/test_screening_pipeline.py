import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.models import MAX_LENGTH
from screening import pipeline
from screening.pipeline import Outcome, Submission, profile_book, screen
from screening.rules.rule import HOUSE_RULES, Mode, Profile


def verdict_on(body, **fields):
    return screen(Submission(body=body, longest=MAX_LENGTH, **fields))


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
    monkeypatch.setattr(pipeline, "SCREENS", [broken, *pipeline.SCREENS])
    verdict = verdict_on("Hello there", by_staff=True)
    assert (verdict.outcome, verdict.rule) == (Outcome.HOLD, "broken")


def test_a_broken_rule_does_not_let_in_what_a_later_one_refuses(monkeypatch):
    monkeypatch.setattr(pipeline, "SCREENS", [broken, *pipeline.SCREENS])
    assert verdict_on("").outcome is Outcome.REFUSE


def test_without_any_rule_everything_is_held(monkeypatch):
    monkeypatch.setattr(pipeline, "SCREENS", [])
    assert verdict_on("Hello there").outcome is Outcome.HOLD


# Modes and profiles


def book(profile=Profile.OPEN, **modes):
    """A profile with some rules set otherwise."""
    start = profile_book(profile)
    return start | {name: (mode, start[name][1]) for name, mode in modes.items()}


SHOUTING = "THIS PRODUCT RUINED MY WHOLE SUMMER"
OPEN = {"approved": 3, "form_age": 60.0}


def test_in_the_open_profile_an_ordinary_comment_is_published_at_once():
    verdict = screen(Submission(body="Does it sting?", **OPEN), book())
    assert verdict.outcome is Outcome.APPROVE
    assert verdict.reason
    assert not verdict.notes


def test_in_the_balanced_and_the_strict_profile_everybody_waits():
    for profile in (Profile.BALANCED, Profile.STRICT):
        verdict = screen(Submission(body="Does it sting?", **OPEN), book(profile))
        assert (verdict.outcome, verdict.rule) == (Outcome.HOLD, "everyone_waits")


def test_a_rule_that_is_off_says_nothing():
    assert not screen(Submission(body=SHOUTING, **OPEN), book(capitals=Mode.OFF)).notes


def test_a_rule_in_shadow_leaves_its_note_and_changes_nothing():
    verdict = screen(Submission(body=SHOUTING, **OPEN), book(capitals=Mode.SHADOW))
    assert verdict.outcome is Outcome.APPROVE
    ((rule, shadow),) = [(note.rule, note.shadow) for note in verdict.notes]
    assert (rule, shadow) == ("capitals", True)


def test_a_rule_that_holds_says_why():
    verdict = screen(Submission(body=SHOUTING, **OPEN), book(capitals=Mode.HOLD))
    assert (verdict.outcome, verdict.rule, verdict.reason) == (Outcome.HOLD, "capitals", "100 % capitals")


def test_what_is_given_back_once_is_held_when_it_comes_again():
    first = screen(Submission(body=SHOUTING, **OPEN), book(capitals=Mode.REFUSE))
    assert (first.outcome, first.rule) == (Outcome.REFUSE, "capitals")
    assert first.reason == HOUSE_RULES["capitals"].advice
    again = screen(Submission(body=SHOUTING, told=frozenset({"capitals"}), **OPEN), book(capitals=Mode.REFUSE))
    assert (again.outcome, again.rule) == (Outcome.HOLD, "capitals")


def test_a_fault_of_another_kind_is_given_back_as_well():
    told = frozenset({"capitals"})
    verdict = screen(Submission(body="You wanker", told=told, **OPEN), book(blocked_words=Mode.REFUSE))
    assert (verdict.outcome, verdict.rule) == (Outcome.REFUSE, "blocked_words")


def test_what_cannot_be_stored_is_never_taken_however_often_it_comes():
    told = frozenset({"empty", "too_long"})
    for body in ("", "x" * (MAX_LENGTH + 1)):
        assert screen(Submission(body=body, longest=MAX_LENGTH, told=told), book()).outcome is Outcome.REFUSE


def test_the_strictest_answer_counts_and_all_are_noted():
    body = "You wanker, read https://example.org"
    verdict = screen(Submission(body=body, **OPEN), book(Profile.BALANCED, blocked_words=Mode.HOLD))
    assert [note.rule for note in verdict.notes] == ["blocked_words", "contains_link", "everyone_waits"]
    assert verdict.rule == "blocked_words"
    assert screen(Submission(body=body, **OPEN), book(Profile.BALANCED)).outcome is Outcome.REFUSE


def test_a_broken_rule_holds_what_would_have_been_published(monkeypatch):
    monkeypatch.setattr(pipeline, "SCREENS", [*pipeline.SCREENS, broken])
    verdict = screen(Submission(body="Does it sting?", **OPEN), book())
    assert (verdict.outcome, verdict.rule) == (Outcome.HOLD, "broken")


def test_a_broken_rule_in_shadow_changes_nothing(monkeypatch):
    monkeypatch.setattr(pipeline, "SCREENS", [*pipeline.SCREENS, broken])
    verdict = screen(Submission(body="Does it sting?", **OPEN), book() | {"broken": (Mode.SHADOW, None)})
    assert verdict.outcome is Outcome.APPROVE
    assert verdict.notes[0].shadow


def test_a_rule_that_takes_too_long_holds(monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST_RULE", -1)
    verdict = screen(Submission(body="Does it sting?", **OPEN), book())
    assert verdict.outcome is Outcome.HOLD


def test_rules_that_take_too_long_together_hold(monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST_SCREENING", -1)
    assert screen(Submission(body="Does it sting?", **OPEN), book()).outcome is Outcome.HOLD


def always_held(submission):
    return Outcome.HOLD, "A rule without a switch"


def test_a_rule_without_a_switch_always_counts(monkeypatch):
    monkeypatch.setattr(pipeline, "SCREENS", [*pipeline.SCREENS, always_held])
    verdict = screen(Submission(body="Does it sting?", **OPEN), book())
    assert (verdict.outcome, verdict.rule) == (Outcome.HOLD, "always_held")


@given(st.text(max_size=60), st.frozensets(st.sampled_from(sorted(HOUSE_RULES))))
def test_nobody_gains_by_making_up_what_they_were_told(body, told):
    honest = screen(Submission(body=body, **OPEN), book())
    forged = screen(Submission(body=body, told=told, **OPEN), book())
    assert (forged.outcome is Outcome.APPROVE) is (honest.outcome is Outcome.APPROVE)
