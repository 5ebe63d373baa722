"""How well does grading agree with people, and where do the constants of coach/grading/calibration.py come from? Prints the figures of docs/grading.md.

    python benchmarks/grading.py cs_short_answers_dev.csv [--cache FILE] [--per-question 6]

Takes short answers graded by people from 0 to 5 (columns question_id, question, reference_answer, answer, score); a question's points are the sentences of its
reference answer. Then the labelled answers of tests/grading/answers.toml to questions of content/computer-vision-engineer.md. Everything is measured as the
product does it. Peers: the margin alone, the model's log-odds alone, the same grade for everybody. What has been measured is kept in the cache file, so that
a run that was interrupted goes on where it stopped.
"""

import argparse
import csv
import hashlib
import inspect
import json
import random
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs
from retrieval import ROOT, guide_of_answers

from coach import prompts
from coach.config import DEFAULT_MODEL, EMBEDDER, load_settings
from coach.grading import calibration, evidence
from coach.grading.grader import Grader
from coach.grading.rubric import is_story, rubric
from coach.grading.score import score
from coach.grading.types import PointVerdict, Status
from coach.guides.parser import parse_guide
from coach.guides.types import Point, PointKind, Question
from coach.index.embedder import SentenceEmbedder
from coach.llm.local import LocalModel
from coach.models.verify import locate

GUIDE = ROOT / "content" / "computer-vision-engineer.md"
LABELLED = ROOT / "tests" / "grading" / "answers.toml"
DEFAULT_CACHE = Path(platformdirs.user_cache_dir("interview-coach", appauthor=False)) / "grading-benchmark.jsonl"
HALVES = ("tune", "held-out")
BEST_GRADE = 5
FULL_MARKS = 4.5  # mean of two graders from which an answer counts as one that states its points
MISSED_DRAWN = 6  # of an answer's missed points
FIELDS = {Status.COVERED: "covered", Status.PARTIAL: "partly", Status.CONTRADICTED: "contradicted"}
CREDIT = {Status.COVERED: 1.0, Status.PARTIAL: 0.5, Status.MISSED: 0.0, Status.CONTRADICTED: 0.0}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the product measures of an answer: one row for each point that is looked at."""

    similarities: list[float]  # cosine
    margins: list[float]  # cosine, over all points of the rubric
    gains: list[float]  # nats


class Measuring:
    """Measures answers as the product does. Keeps what it has measured in `cache`, a file of JSON lines."""

    def __init__(self, cache: Path) -> None:
        settings = load_settings()
        self._embedder = SentenceEmbedder(locate(EMBEDDER, settings.models_path))
        model = LocalModel(locate(DEFAULT_MODEL, settings.models_path), context=settings.context, threads=settings.threads)
        self._grader = Grader(self._embedder, model)
        code = [inspect.getsource(part) for part in (evidence, Grader.gains)]  # what was measured by other code is measured again
        self._version = [self._embedder.fingerprint, model.name, *prompts.UNRELATED_POINTS, prompts.JUDGE_SYSTEM, prompts.judge_probe(""), *code]
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.touch()
        self._gains: dict[str, list[float]] = {row["key"]: row["gains"] for row in map(json.loads, cache.read_text("utf-8").splitlines())}
        self._file = cache.open("a", encoding="utf-8")

    def __call__(self, question: Question, answer: str, points: Sequence[Point]) -> Measured:
        """The measurements of some points of the question's rubric. Those of the model are what takes time and is kept."""
        parts = [*self._version, question.text, answer, *(point.statement for point in points)]
        key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        if key not in self._gains:
            self._gains[key] = list(self._grader.gains(question, answer, points))
            self._file.write(json.dumps({"key": key, "gains": self._gains[key]}) + "\n")
            self._file.flush()
        whole = rubric(question)
        matches = dict(zip([point.id for point in whole], evidence.match(question.text, answer, whole, self._embedder), strict=True))
        found = [matches[point.id] for point in points]
        return Measured([each.similarity for each in found], [each.margin for each in found], self._gains[key])


def sample(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """For each question `count` of its answers that have a word in them, spread evenly over the file."""
    chosen = []
    for name in dict.fromkeys(row["question_id"] for row in rows):
        answers = [row for row in rows if row["question_id"] == name and any(map(str.isalpha, row["answer"]))]
        places = sorted({(2 * number + 1) * len(answers) // (2 * count) for number in range(count)})
        chosen += [answers[place] for place in places]
    return chosen


def features(measured: Measured, *, margin: bool = True, gain: bool = True) -> Floats:
    """Shape (points, 1 to 3): a one, then what is asked for."""
    columns = [np.ones(len(measured.gains))]
    columns += [np.array(measured.margins)] if margin else []
    columns += [np.array(measured.gains)] if gain else []
    return np.stack(columns, axis=1)


def fit(answers: Sequence[Floats], wanted: Floats, counts: Floats | None = None) -> Floats:
    """Weights of a logistic regression over points whose mean over an answer's points is closest to `wanted` (cross-entropy, gradient descent).

    `counts`, shape (answers,), says how many each answer stands for.
    """
    share = np.ones(len(answers)) / len(answers) if counts is None else counts / counts.sum()
    table = np.concatenate(answers)
    owner = np.repeat(np.arange(len(answers)), [len(each) for each in answers])
    points = np.bincount(owner)
    weights = np.zeros(table.shape[1])
    for _ in range(20_000):
        chance = 1 / (1 + np.exp(-table @ weights))
        mean = np.clip(np.bincount(owner, chance) / points, 1e-6, 1 - 1e-6)
        pull = share * (mean - wanted) / (mean * (1 - mean)) / points
        weights -= 0.5 * table.T @ (pull[owner] * chance * (1 - chance))
    return weights


def predict(answers: Sequence[Floats], weights: Floats) -> Floats:
    """Mean probability of each answer's points."""
    return np.array([np.mean(1 / (1 + np.exp(-each @ weights))) for each in answers])


def verdicts(measured: Measured, points: Sequence[Point]) -> list[PointVerdict]:
    """The product's verdicts."""
    chances = [calibration.probability(*both) for both in zip(measured.similarities, measured.margins, measured.gains, strict=True)]
    return [PointVerdict(point, calibration.status(chance), chance, None) for point, chance in zip(points, chances, strict=True)]


def report(name: str, predicted: Floats, grades: Floats, tune: npt.NDArray[np.bool_]) -> None:
    """Agreement with the grades on both halves; for the error the prediction is put on the graders' scale by a line drawn on the tune half."""
    spread = np.ptp(predicted[tune]) > 0
    line = np.polyfit(predicted[tune], grades[tune], 1) if spread else np.array([0.0, grades[tune].mean()])
    cells = []
    for half in (tune, ~tune):
        r = np.corrcoef(predicted[half], grades[half])[0, 1] if spread else float("nan")
        error = np.polyval(line, predicted[half]) - grades[half]
        cells.append(f"r {r:5.2f}  RMSE {np.sqrt(np.mean(error**2)):.2f}  mean error {error.mean():5.2f}")
    print(f"{name:46} {'   |   '.join(cells)}")


def short_answers(measuring: Measuring, path: Path, per_question: int) -> None:
    """Fits the weights on one half of the questions and tries them on the other, beside the product's."""
    with path.open(encoding="utf-8", newline="") as file:
        all_rows = list(csv.DictReader(file))
    questions = {question.id.removeprefix("g/"): question for question in guide_of_answers(all_rows).questions}
    rows = sample(all_rows, per_question)
    measured = []
    start = time.monotonic()
    for number, row in enumerate(rows, start=1):
        question = questions[row["question_id"]]
        measured.append(measuring(question, row["answer"].strip(), question.points))
        if number % 20 == 0:
            print(f"  {number} of {len(rows)} answers, {time.monotonic() - start:.0f} s", flush=True)
    grades = np.array([float(row["score"]) for row in rows])
    order = list(questions)
    tune = np.array([order.index(row["question_id"]) % 2 == 0 for row in rows])
    print(f"{len(order)} questions, {len(rows)} answers: {tune.sum()} tune (questions at even places of the file), {(~tune).sum()} held-out")
    print(f"mean grade {grades[tune].mean():.2f} | {grades[~tune].mean():.2f}; full marks {np.mean(grades[tune] >= FULL_MARKS):.2f} | ", end="")
    print(f"{np.mean(grades[~tune] >= FULL_MARKS):.2f}")
    full = (grades >= FULL_MARKS).astype(float)
    for name, columns in (
        ("the same for everybody (peer)", {"margin": False, "gain": False}),
        ("margin alone (peer)", {"margin": True, "gain": False}),
        ("log-odds alone (peer)", {"margin": False, "gain": True}),
        ("both, fitted here", {"margin": True, "gain": True}),
    ):
        answers = [features(each, **columns) for each in measured]
        weights = fit([each for each, mine in zip(answers, tune, strict=True) if mine], full[tune])
        report(f"{name} {np.round(weights, 2).tolist()}", predict(answers, weights), grades, tune)
    judged = [verdicts(each, questions[row["question_id"]].points) for each, row in zip(measured, rows, strict=True)]
    report("in use: mean confidence", np.array([np.mean([verdict.confidence for verdict in each]) for each in judged]), grades, tune)
    scores = np.array([score(each) for each in judged])
    report("in use: score", scores.astype(float), grades, tune)
    for half, mine in zip(HALVES, (tune, ~tune), strict=True):
        print(f"{half}: score / 20 less grade {np.mean(scores[mine] / 20 - grades[mine]):.2f}")


def interview_answers(measuring: Measuring) -> None:
    """Derives the constants from one half of the labelled interview answers and tries the verdicts on the other, point by point."""
    guide = parse_guide(GUIDE.read_text("utf-8"), GUIDE).guide
    assert guide is not None
    by_text = {question.text: question for question in guide.questions}
    answers: dict[str, list[Measured]] = {half: [] for half in HALVES}
    labels: dict[str, list[Status]] = {half: [] for half in HALVES}
    counts: dict[str, list[float]] = {half: [] for half in HALVES}  # how many points each one stands for
    rows = tomllib.loads(LABELLED.read_text("utf-8"))["answer"]
    for number, row in enumerate(rows):
        question = by_text[row["question"]]
        points, given, missed = chosen_points(question, row, seed=number)
        if points:
            answers[row["half"]].append(measuring(question, row["text"].strip(), points))
            labels[row["half"]] += given
            counts[row["half"]] += [missed / given.count(Status.MISSED) if label is Status.MISSED else 1.0 for label in given]
    table = {half: np.concatenate([features(each) for each in answers[half]]) for half in HALVES}
    similarities = {half: np.concatenate([each.similarities for each in answers[half]]) for half in HALVES}
    wanted = {half: np.array([CREDIT[label] for label in labels[half]]) for half in HALVES}
    stands_for = {half: np.array(counts[half]) for half in HALVES}
    weights = fit([row[None] for row in table["tune"]], wanted["tune"], stands_for["tune"])
    print(f"\nlabelled interview answers: {len(rows)}; fitted on the tune half: INTERCEPT, MARGIN_WEIGHT, LOG_ODDS_WEIGHT {np.round(weights, 2).tolist()}")
    in_use = np.array([calibration.INTERCEPT, calibration.MARGIN_WEIGHT, calibration.LOG_ODDS_WEIGHT])
    chances = {half: np.array([calibration.probability(s, *row[1:]) for s, row in zip(similarities[half], table[half], strict=True)]) for half in HALVES}
    for half in HALVES:
        is_label = {status: np.array([label is status for label in labels[half]]) for status in Status}
        columns = {"similarity": similarities[half], "margin": table[half][:, 1], "log-odds": table[half][:, 2], "both": table[half] @ in_use}
        print(f"{half}: " + ", ".join(f"{mask.sum()} {status}" for status, mask in is_label.items()))
        for name, column in columns.items():
            ranks = [auc(column[is_label[Status.COVERED]], column[is_label[status]]) for status in (Status.MISSED, Status.CONTRADICTED)]
            print(f"  {name:10} AUC covered over missed {ranks[0]:.2f}, over contradicted {ranks[1]:.2f}")
    tried = []
    for covered_from in np.arange(0.3, 0.85, 0.05):
        for partial_from in np.arange(0.15, covered_from, 0.05):
            credit = {half: np.where(each >= covered_from, 1, np.where(each >= partial_from, 0.5, 0)) for half, each in chances.items()}
            errors = (float(np.average(np.abs(credit[half] - wanted[half]), weights=stands_for[half])) for half in HALVES)
            tried.append((*errors, covered_from, partial_from))
    print("bounds with the least error of the credit on the tune half (held-out beside it):")
    for tune_error, held_error, covered_from, partial_from in sorted(tried, key=lambda each: each[0])[:6]:
        print(f"  covered from {covered_from:.2f}, partly from {partial_from:.2f}: {tune_error:.3f} | {held_error:.3f}")
    for half in HALVES:
        judged = [calibration.status(chance) for chance in chances[half]]
        error = np.average([CREDIT[each] for each in judged] - wanted[half], weights=stands_for[half])
        print(f"{half}: in use, mean error of the credit {error:+.2f}; missed points by how many they stand for")
        for status in Status:
            mine = [(each, count) for each, label, count in zip(judged, labels[half], counts[half], strict=True) if label is status]
            print(f"  {status:12} judged " + ", ".join(f"{sum(count for each, count in mine if each is other):.0f} {other}" for other in Status))


def chosen_points(question: Question, row: dict[str, Any], seed: int) -> tuple[list[Point], list[Status], int]:
    """Points of an answer to measure, with labels: all that were made in some way, and some of the missed ones, drawn at random; how many were missed.

    Parts of a story have constants of their own, and the author's own examples count for nothing.
    """
    given = {label: status for status, field in FIELDS.items() for label in row[field]}
    points = [point for point in rubric(question) if point.kind is not PointKind.EXAMPLE and not is_story(point)]
    missed = [point for point in points if point.label not in given]
    drawn = random.Random(seed).sample(missed, min(MISSED_DRAWN, len(missed)))  # noqa: S311 - a sample, no secret
    chosen = [point for point in points if point.label in given or point in drawn]
    return chosen, [given.get(point.label, Status.MISSED) for point in chosen], len(missed)


def auc(higher: Floats, lower: Floats) -> float:
    """The chance that one of the first gets more than one of the second."""
    return float(np.mean((higher[:, None] > lower[None]) + 0.5 * (higher[:, None] == lower[None])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path, help="graded short answers, CSV")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="file of what has been measured (default: %(default)s)")
    parser.add_argument("--per-question", type=int, default=6, help="answers taken of each question (default: %(default)s)")
    options = parser.parse_args()
    measuring = Measuring(options.cache)
    short_answers(measuring, options.answers, options.per_question)
    interview_answers(measuring)


if __name__ == "__main__":
    main()
