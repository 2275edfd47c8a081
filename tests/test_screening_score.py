"""The figures of `manage.py comments_score`."""

import csv

import pytest

from django.core.management import CommandError, call_command

from screening import evaluation, learner
from screening.evaluation import area_under_curve, best_precision, figures, reliability
from screening.spam_model import features

POINTS = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.2, False), (0.1, False)]
SPAM = ["Subscribe to my channel", "Buy followers now", "DM me for prices", "Click the link in my bio"]
TALK = ["It dried my lips", "Lovely photographs", "Which shade is that?", "My doctor said no"]


@pytest.fixture
def small_pack(monkeypatch):
    """A pack that is learned in a moment."""
    few = [(features(text), is_spam) for text, is_spam in learner.pack()[::20]]
    monkeypatch.setattr(learner, "pack_features", lambda: few)
    model = learner.learned_from([])
    monkeypatch.setattr(evaluation, "pack_model", lambda: model)


def file_of(tmp_path, rows, columns=("text", "label")):
    path = tmp_path / "judged.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return str(path)


def judged(groups=()):
    for number in range(6):
        for text in SPAM:
            yield (f"{text} {number}", "spam", *([groups[number % len(groups)]] if groups else []))
        for text in TALK:
            yield (f"{text} {number}", "ham", *([groups[number % len(groups)]] if groups else []))


def test_the_figures_are_those_of_the_textbooks():
    found = figures(POINTS, 0.65)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.f1 == pytest.approx(2 / 3)
    assert found.false_positive_rate == pytest.approx(1 / 3)
    assert found.auc == pytest.approx(8 / 9)
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.49 + 0.16 + 0.04 + 0.01) / 6)


def test_equal_scores_count_half():
    assert area_under_curve([(0.5, True), (0.5, False)]) == 0.5
    assert area_under_curve([(0.5, True), (0.5, False), (0.9, True), (0.1, False)]) == pytest.approx(3.5 / 4)


def test_precision_is_asked_where_enough_is_caught():
    assert best_precision(POINTS, 0.6) == 1
    assert best_precision(POINTS, 0.85) == 0.75
    assert best_precision([(0.5, True), (0.5, False)], 0.85) == 0.5


def test_reliability_compares_what_was_said_with_what_was():
    assert reliability([(0.92, True), (0.98, True), (0.04, False)]) == [(0.04, 0, 1), (pytest.approx(0.95), 1, 2)]


def test_a_file_with_groups_is_measured_with_each_left_out(tmp_path, capsys, monkeypatch, small_pack):
    monkeypatch.setattr(evaluation, "LOCAL_DECISIONS", (8,))
    monkeypatch.setattr(evaluation, "SHUFFLES", 1)
    path = file_of(tmp_path, judged(["lips", "hair"]), ("text", "label", "group"))
    call_command("comments_score", "evaluate", path)
    told = capsys.readouterr().out
    assert "48 texts, 24 of them spam" in told
    assert "one of 2 groups left out" in told
    assert "after 8 decisions" in told
    assert "MiB of weights" in told


def test_a_file_without_groups_is_cross_validated(tmp_path, capsys, monkeypatch, small_pack):
    monkeypatch.setattr(evaluation, "LOCAL_DECISIONS", ())
    call_command("comments_score", "evaluate", file_of(tmp_path, judged()), "--threshold", "60")
    told = capsys.readouterr().out
    assert "held from 60 % on" in told
    assert "5-fold cross-validation" in told


@pytest.mark.parametrize(
    ("rows", "columns", "told"),
    [
        ([("Hello", "1")], ("words", "label"), "no column “text”"),
        ([("Hello", "1")], ("a", "b"), "no column “label”, “text”"),
        ([("Hello", "perhaps")], ("text", "label"), "line 2: the label “perhaps”"),
        ([("Hello", "1"), ("  ", "0")], ("text", "label"), "line 3: the text is empty"),
        ([("Hello", "1")], ("text", "label"), "texts of both kinds"),
        ([], ("text", "label"), "texts of both kinds"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, rows, columns, told):
    with pytest.raises(CommandError, match=told):
        call_command("comments_score", "evaluate", file_of(tmp_path, rows, columns))


def test_a_file_that_is_not_there_or_no_text_says_so(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("comments_score", "evaluate", str(tmp_path / "nothing.csv"))
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("comments_score", "evaluate", str(tmp_path / "photo.csv"))


@pytest.mark.parametrize("label", ["1", "spam", "Spam", "TRUE"])
def test_labels_are_read_as_people_write_them(tmp_path, label):
    rows = evaluation.read(file_of(tmp_path, [("Buy", label), ("No", "not spam")]))
    assert [row.is_spam for row in rows] == [True, False]


@pytest.mark.django_db
def test_one_score_is_explained(capsys):
    call_command("comments_score", "explain", "Check out my channel")
    told = capsys.readouterr().out
    assert "% likely to be spam" in told
    assert "channel" in told
