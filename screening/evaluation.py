"""How good the spam learner is on judged texts: the figures of `manage.py comments_score evaluate`."""

import csv
import math
import random
import time
from dataclasses import dataclass

from .learner import learned_from, pack_model
from .spam_model import PLACES

SPAM_LABELS = {"1", "spam", "true", "yes"}
INNOCENT_LABELS = {"0", "ham", "innocent", "false", "no", "ok", "not spam"}
FOLDS = 5
SHUFFLES = 5
LOCAL_DECISIONS = (25, 100, 400)
RECALL = 0.85
BINS = 10


class BadFile(ValueError):
    """The file cannot be read as judged texts; the sentence says why, and where."""


@dataclass(frozen=True)
class Judged:
    text: str
    is_spam: bool
    group: str = ""


def read(path):
    """The rows of a CSV file with the columns text, label and, if there are groups, group. Raises BadFile."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = {(name or "").strip().casefold(): name for name in rows.fieldnames or []}
            missing = {"text", "label"} - set(columns)
            if missing:
                raise BadFile(
                    f"{path} has no column “{'”, “'.join(sorted(missing))}”. Its first line names the columns."
                )
            judged = [judged_row(row, columns, f"{path}, line {rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path} cannot be read: {error}") from error
    if len({row.is_spam for row in judged}) < 2:
        raise BadFile(f"{path} needs texts of both kinds, spam and innocent.")
    return judged


def judged_row(row, columns, where):
    text, label = row[columns["text"]], (row[columns["label"]] or "").strip().casefold()
    if text is None or not text.strip():
        raise BadFile(f"{where}: the text is empty.")
    if label not in SPAM_LABELS | INNOCENT_LABELS:
        raise BadFile(f"{where}: the label “{label}” is neither spam (1) nor innocent (0).")
    group = (row[columns["group"]] or "").strip() if "group" in columns else ""
    return Judged(text, label in SPAM_LABELS, group)


# Ways to ask -----------------------------------------------------------------------------------


def scored(model, rows):
    return [(model.score(row.text), row.is_spam) for row in rows]


def taught(rows):
    return learned_from([(row.text, row.is_spam) for row in rows])


def leave_one_group_out(rows):
    """Each group scored by a model that has learned from all others, as this house's decisions."""
    groups = sorted({row.group for row in rows})
    return [
        point
        for group in groups
        for point in scored(taught([row for row in rows if row.group != group]), [r for r in rows if r.group == group])
    ]


def cross_validated(rows):
    """Each fifth of the rows scored by a model that has learned from the other four."""
    rows = shuffled(rows, 0)
    return [
        point
        for fold in range(FOLDS)
        for point in scored(
            taught([row for number, row in enumerate(rows) if number % FOLDS != fold]), rows[fold::FOLDS]
        )
    ]


def after_decisions(rows, number):
    """The rest of the rows, scored after so many of them, drawn at random, were decided; over several draws."""
    points = []
    for seed in range(SHUFFLES):
        drawn = shuffled(rows, seed + 1)
        points += scored(taught(drawn[:number]), drawn[number:])
    return points


def shuffled(rows, seed):
    rows = list(rows)
    random.Random(seed).shuffle(rows)  # noqa: S311 - the same draw each time
    return rows


# Figures ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What a threshold does to scored texts. All are parts of one."""

    precision: float
    recall: float
    f1: float
    false_positive_rate: float
    auc: float
    precision_at_recall: float
    brier: float
    calibration_error: float


def figures(points, threshold):
    """The Figures of (score, is_spam) points.

    Args:
        threshold: from which score on a text is held, from 0 to 1.
    """
    spam = [score for score, is_spam in points if is_spam]
    rest = [score for score, is_spam in points if not is_spam]
    caught, disturbed = sum(s >= threshold for s in spam), sum(s >= threshold for s in rest)
    precision, recall = caught / ((caught + disturbed) or 1), caught / (len(spam) or 1)
    return Figures(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / ((precision + recall) or 1),
        false_positive_rate=disturbed / (len(rest) or 1),
        auc=area_under_curve(points),
        precision_at_recall=best_precision(points, RECALL),
        brier=sum((score - is_spam) ** 2 for score, is_spam in points) / len(points),
        calibration_error=sum(abs(said - was) * number for said, was, number in reliability(points)) / len(points),
    )


def area_under_curve(points):
    """How likely a spam text has a higher score than another one; equal scores count half."""
    ordered = sorted(points)
    ranks, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        ranks += sum(is_spam for _score, is_spam in ordered[start:end]) * (start + end + 1) / 2
        start = end
    spam = sum(is_spam for _score, is_spam in points)
    return (ranks - spam * (spam + 1) / 2) / ((spam * (len(points) - spam)) or 1)


def best_precision(points, recall):
    """The best precision of all thresholds that catch at least this part of the spam."""
    ordered = sorted(points, reverse=True)
    wanted = math.ceil(recall * sum(is_spam for _score, is_spam in points))
    best, caught = 0.0, 0
    for number, (score, is_spam) in enumerate(ordered, 1):
        caught += is_spam
        last_of_its_score = number == len(ordered) or ordered[number][0] != score
        if caught >= wanted and last_of_its_score:
            best = max(best, caught / number)
    return best


def reliability(points):
    """(mean score, part that was spam, number) for each tenth of the scores that has any."""
    bins = [[] for _ in range(BINS)]
    for score, is_spam in points:
        bins[min(int(score * BINS), BINS - 1)].append((score, is_spam))
    return [
        (sum(s for s, _ in found) / len(found), sum(is_spam for _, is_spam in found) / len(found), len(found))
        for found in bins
        if found
    ]


# The report ---------------------------------------------------------------------------------


def report(rows, threshold):
    """The lines of the whole report.

    Args:
        threshold: the percentage of the rule, as shipped or as asked for.
    """
    cut = threshold / 100
    spam = sum(row.is_spam for row in rows)
    yield f"{len(rows)} texts, {spam} of them spam; held from {threshold} % on"
    yield ""
    yield f"{'':34}precision   recall       F1  false +      AUC  prec. at recall {RECALL}    Brier  cal. error"
    yield line("the pack alone", figures(scored(pack_model(), rows), cut))
    if any(row.group for row in rows):
        points = leave_one_group_out(rows)
        yield line(f"one of {len({row.group for row in rows})} groups left out", figures(points, cut))
    else:
        points = cross_validated(rows)
        yield line(f"{FOLDS}-fold cross-validation", figures(points, cut))
    for number in LOCAL_DECISIONS:
        if number < len(rows) * 3 / 4:
            yield line(f"after {number} decisions (mean of {SHUFFLES})", figures(after_decisions(rows, number), cut))
    yield ""
    yield "How often texts with such a score were spam (of the second line above):"
    for said, was, number in reliability(points):
        yield f"  {said * 100:5.1f} % said  {was * 100:5.1f} % were  {number:6} texts"
    yield ""
    yield f"{milliseconds(rows):.2f} ms a text; {PLACES * 4 / 2**20:.1f} MiB of weights"


def line(name, found):
    return (
        f"{name:34}{found.precision:9.3f}{found.recall:9.3f}{found.f1:9.3f}{found.false_positive_rate:9.3f}"
        f"{found.auc:9.4f}{found.precision_at_recall:21.3f}{found.brier:9.3f}{found.calibration_error:12.3f}"
    )


def milliseconds(rows):
    model, started = pack_model(), time.perf_counter()
    scored(model, rows)
    return (time.perf_counter() - started) * 1000 / len(rows)
