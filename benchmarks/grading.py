"""How well does grading agree with people, and where do the constants of coach/grading/calibration.py come from? Prints the figures of docs/grading.md.

    python benchmarks/grading.py cs_short_answers_dev.csv [--cache FILE] [--per-question 6]

Takes short answers graded by people from 0 to 5 (columns question_id, question, reference_answer, answer, score); a question's points are the sentences of its
reference answer. Then the labelled answers of tests/grading/answers.toml to questions of content/computer-vision-engineer.md. Everything is measured as the
product does it. Peers: each of the measurements alone, the same grade for everybody. What has been measured is kept in the cache file, so that
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs
from retrieval import ROOT, guide_of_answers
from scipy.optimize import minimize
from scipy.special import expit

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
FOLDS = 10
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
    grade: float  # of the whole answer, 0 to 5
    count: int  # points of the rubric, without parts of a story


class Measuring:
    """Measures answers as the product does. Keeps what it has measured in `cache`, a file of JSON lines."""

    def __init__(self, cache: Path) -> None:
        settings = load_settings()
        self._embedder = SentenceEmbedder(locate(EMBEDDER, settings.models_path))
        model = LocalModel(locate(DEFAULT_MODEL, settings.models_path), context=settings.context, threads=settings.threads)
        self._grader = Grader(self._embedder, model)
        asked = [*prompts.UNRELATED_POINTS, prompts.JUDGE_SYSTEM, prompts.judge_probe(""), *(message.content for message in prompts.holistic("", ""))]
        self._version = [model.name, *asked, inspect.getsource(Grader.gains)]  # what was measured by other code is measured again
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.touch()
        self._kept: dict[str, list[float]] = {row["key"]: row["values"] for row in map(json.loads, cache.read_text("utf-8").splitlines())}
        self._file = cache.open("a", encoding="utf-8")

    def __call__(self, question: Question, answer: str, points: Sequence[Point]) -> Measured:
        """The measurements of some points of the question's rubric. Those of the model are what takes time and is kept."""
        whole = rubric(question)
        matched = evidence.match(question.text, answer, whole, self._embedder)
        matches = dict(zip([point.id for point in whole], matched.matches, strict=True))
        found = [matches[point.id] for point in points]
        read = self._grader.read(question, answer, whole, matched)
        gains = self._measured("gains", question, read, points, lambda: list(self._grader.gains(question, read, points)))
        grade = self._measured("grade", question, read, whole, lambda: [self._grader.holistic_grade(question, read, whole)])
        count = sum(not is_story(point) for point in whole)
        return Measured([each.similarity for each in found], [each.margin for each in found], gains, grade[0], count)

    def _measured(self, what: str, question: Question, read: str, points: Sequence[Point], measure: Callable[[], list[float]]) -> list[float]:
        parts = [*self._version, what, question.text, read, *(point.statement for point in points)]
        key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        if key not in self._kept:
            self._kept[key] = measure()
            self._file.write(json.dumps({"key": key, "values": self._kept[key]}) + "\n")
            self._file.flush()
        return self._kept[key]


def sample(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """For each question `count` of its answers that have a word in them, spread evenly over the file."""
    chosen = []
    for name in dict.fromkeys(row["question_id"] for row in rows):
        answers = [row for row in rows if row["question_id"] == name and any(map(str.isalpha, row["answer"]))]
        places = sorted({(2 * number + 1) * len(answers) // (2 * count) for number in range(count)})
        chosen += [answers[place] for place in places]
    return chosen


@dataclass(frozen=True, slots=True)
class Example:
    """An answer with what its points should have on average, 0 to 1. `weight` is how many it stands for."""

    measured: Measured
    wanted: float
    weight: float = 1.0


COLUMNS = ("margin", "gain", "grade")
Weights = Floats  # the intercept, then for each column what it weighs in a long list of points, then what it weighs for a point alone


def features(measured: Measured, columns: Sequence[str] = COLUMNS) -> Floats:
    """Shape (points, columns)."""
    values = {"margin": measured.margins, "gain": measured.gains, "grade": [measured.grade] * len(measured.gains)}
    return np.array([values[column] for column in columns]).reshape(len(columns), len(measured.gains)).T


def chances(measured: Measured, weights: Weights, columns: Sequence[str] = COLUMNS) -> Floats:
    """Shape (points,): what weights make of the measurements; below the floor of similarity nothing, as in the product."""
    listed, alone = np.split(weights[1:], 2)
    evidence = features(measured, columns) @ (listed + (alone - listed) / measured.count)
    chance: Floats = expit(weights[0] + evidence - np.log(measured.count))
    return np.where(np.array(measured.similarities) < calibration.SIMILARITY_FLOOR, 0.0, chance)


def fit(sets: Sequence[Sequence[Example]], columns: Sequence[str] = COLUMNS) -> Floats:
    """Weights for which the mean chance of an answer's points is closest to what is wanted (cross-entropy), each set counting as much as any other."""

    def loss(weights: Floats) -> float:
        total = 0.0
        for examples in sets:
            mean = np.clip([np.mean(chances(each.measured, weights, columns)) for each in examples], 1e-4, 1 - 1e-4)
            wanted = np.array([each.wanted for each in examples])
            total -= np.average(wanted * np.log(mean) + (1 - wanted) * np.log(1 - mean), weights=[each.weight for each in examples])
        return total

    found: Floats = minimize(loss, np.zeros(1 + 2 * len(columns))).x
    return found


def verdicts(measured: Measured, points: Sequence[Point]) -> list[PointVerdict]:
    """The product's verdicts."""
    rows = zip(measured.similarities, measured.margins, measured.gains, strict=True)
    found = [calibration.probability(*row, measured.grade, measured.count) for row in rows]
    return [PointVerdict(point, calibration.status(chance), chance, None) for point, chance in zip(points, found, strict=True)]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """An answer graded by people, measured."""

    question: Question
    grade: float  # 0 to BEST_GRADE
    tune: bool
    measured: Measured


def short_answers(measuring: Measuring, path: Path, per_question: int) -> list[ShortAnswer]:
    """Measures some answers to each question."""
    with path.open(encoding="utf-8", newline="") as file:
        all_rows = list(csv.DictReader(file))
    questions = {question.id.removeprefix("g/"): question for question in guide_of_answers(all_rows).questions}
    order = list(questions)
    rows = sample(all_rows, per_question)
    answers = []
    start = time.monotonic()
    for number, row in enumerate(rows, start=1):
        question = questions[row["question_id"]]
        tune = order.index(row["question_id"]) % 2 == 0
        answers.append(ShortAnswer(question, float(row["score"]), tune, measuring(question, row["answer"].strip(), question.points)))
        if number % 20 == 0:
            print(f"  {number} of {len(rows)} short answers, {time.monotonic() - start:.0f} s", flush=True)
    return answers


@dataclass(frozen=True, slots=True)
class LabelledPoint:
    """A point of an interview answer with its label, measured."""

    half: str
    label: Status
    stands_for: float
    measured: Measured  # of this point alone


def labelled_points(measuring: Measuring) -> list[LabelledPoint]:
    """Measures the labelled interview answers, point by point."""
    guide = parse_guide(GUIDE.read_text("utf-8"), GUIDE).guide
    assert guide is not None
    by_text = {question.text: question for question in guide.questions}
    found = []
    start = time.monotonic()
    rows = tomllib.loads(LABELLED.read_text("utf-8"))["answer"]
    for number, row in enumerate(rows):
        question = by_text[row["question"]]
        points, given, missed = chosen_points(question, row, seed=number)
        if not points:
            continue
        whole = measuring(question, row["text"].strip(), points)
        share = missed / max(1, given.count(Status.MISSED))
        for place, label in enumerate(given):
            alone = Measured([whole.similarities[place]], [whole.margins[place]], [whole.gains[place]], whole.grade, whole.count)
            found.append(LabelledPoint(row["half"], label, share if label is Status.MISSED else 1.0, alone))
        if number % 20 == 0:
            print(f"  {number} of {len(rows)} interview answers, {time.monotonic() - start:.0f} s", flush=True)
    return found


def report_short(answers: Sequence[ShortAnswer], in_use: Floats) -> None:
    """Agreement with people on both halves of the questions, beside peers fitted on the tune half."""
    grades = np.array([each.grade for each in answers])
    tune = np.array([each.tune for each in answers])
    print(f"\nshort answers: {tune.sum()} tune (questions at even places of the file), {(~tune).sum()} held-out; ", end="")
    print(f"mean grade {grades[tune].mean():.2f} | {grades[~tune].mean():.2f}")
    examples = [Example(each.measured, each.grade / BEST_GRADE) for each in answers]
    to_fit = [each for each, mine in zip(examples, tune, strict=True) if mine]
    for columns in ((), ("margin",), ("gain",), ("grade",), ("margin", "gain"), COLUMNS):
        weights = fit([to_fit], columns)
        predicted = np.array([np.mean(chances(each.measured, weights, columns)) for each in answers])
        _agreement(f"{' + '.join(columns) or 'the same for everybody'}, fitted here {np.round(weights, 2).tolist()}", BEST_GRADE * predicted, grades, tune)
    predicted = np.array([np.mean(chances(each.measured, in_use)) for each in answers])
    _agreement("in use: mean confidence", BEST_GRADE * predicted, grades, tune)
    scores = np.array([score(verdicts(each.measured, each.question.points)) for each in answers])
    _agreement("in use: score", scores / 100 * BEST_GRADE, grades, tune)
    folds = np.zeros(len(answers))
    names = sorted({each.question.id for each in answers})
    for fold in range(FOLDS):
        out = np.array([names.index(each.question.id) % FOLDS == fold for each in answers])
        weights = fit([[each for each, held in zip(examples, out, strict=True) if not held]])
        folds[out] = [BEST_GRADE * np.mean(chances(each.measured, weights)) for each, held in zip(answers, out, strict=True) if held]
    _agreement(f"all three, fitted in {FOLDS} folds of questions", folds, grades, np.ones(len(answers), bool))


def _agreement(name: str, predicted: Floats, grades: Floats, tune: npt.NDArray[np.bool_]) -> None:
    cells = []
    for half in (tune, ~tune):
        if half.any():
            r = np.corrcoef(predicted[half], grades[half])[0, 1] if np.ptp(predicted[half]) > 1e-9 else float("nan")
            error = predicted[half] - grades[half]
            cells.append(f"r {r:5.2f}  RMSE {np.sqrt(np.mean(error**2)):.2f}  mean error {error.mean():+.2f}")
    print(f"{name:70} {'   |   '.join(cells)}")


def report_labelled(points: Sequence[LabelledPoint], in_use: Floats) -> None:
    """What the measurements and the verdicts make of the labels, on both halves."""
    for half in HALVES:
        mine = [each for each in points if each.half == half]
        chance = np.concatenate([chances(each.measured, in_use) for each in mine])
        columns = {
            "similarity": np.array([each.measured.similarities[0] for each in mine]),
            **{name: np.array([features(each.measured, (name,))[0, 0] for each in mine]) for name in COLUMNS},
            "all": chance,
        }
        is_label = {status: np.array([each.label is status for each in mine]) for status in Status}
        print(f"\n{half} labelled points: " + ", ".join(f"{mask.sum()} {status}" for status, mask in is_label.items()))
        for name, column in columns.items():
            ranks = [auc(column[is_label[Status.COVERED]], column[is_label[status]]) for status in (Status.MISSED, Status.CONTRADICTED)]
            print(f"  {name:10} AUC covered over missed {ranks[0]:.2f}, over contradicted {ranks[1]:.2f}")
        stands_for = np.array([each.stands_for for each in mine])
        wanted = np.array([CREDIT[each.label] for each in mine])
        print(f"  mean confidence less credit {np.average(chance - wanted, weights=stands_for):+.3f}")
        judged = [calibration.status(value) for value in chance]
        credit = np.array([CREDIT[each] for each in judged])
        print(f"  credit of the verdicts less that of the labels {np.average(credit - wanted, weights=stands_for):+.3f}; points by how many they stand for")
        for status, mask in is_label.items():
            counts = {other: sum(count for count, here, verdict in zip(stands_for, mask, judged, strict=True) if here and verdict is other) for other in Status}
            print(f"  {status:12} judged " + ", ".join(f"{count:.0f} {other}" for other, count in counts.items()))


def bounds(points: Sequence[LabelledPoint], in_use: Floats) -> None:
    """Which bounds of the verdicts make the least error of the credit on the tune half."""
    halves = []
    for half in HALVES:
        mine = [each for each in points if each.half == half]
        chance = np.concatenate([chances(each.measured, in_use) for each in mine])
        halves.append((chance, np.array([CREDIT[each.label] for each in mine]), [each.stands_for for each in mine]))
    tried = []
    for covered_from in np.arange(0.3, 0.85, 0.05):
        for partial_from in np.arange(0.15, covered_from, 0.05):
            errors = []
            for chance, wanted, weights in halves:
                credit = np.where(chance >= covered_from, 1, np.where(chance >= partial_from, 0.5, 0))
                errors += [np.average(np.abs(credit - wanted), weights=weights), np.average(credit - wanted, weights=weights)]
            tried.append((*errors, covered_from, partial_from))
    print("\nbounds with the least error of the credit on the tune half (mean of it), held-out beside it:")
    for tune_error, tune_mean, held_error, held_mean, covered_from, partial_from in sorted(tried)[:8]:
        print(f"  covered from {covered_from:.2f}, partly from {partial_from:.2f}: {tune_error:.3f} ({tune_mean:+.3f}) | {held_error:.3f} ({held_mean:+.3f})")


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
    short = short_answers(measuring, options.answers, options.per_question)
    labelled = labelled_points(measuring)
    to_fit = [
        [Example(each.measured, CREDIT[each.label], each.stands_for) for each in labelled if each.half == "tune"],
        [Example(each.measured, each.grade / BEST_GRADE) for each in short if each.tune],
    ]
    order = "INTERCEPT, MARGIN, LOG_ODDS, GRADE LISTED, the same ALONE"
    for name, sets in (("both sets", to_fit), ("interview answers alone", to_fit[:1])):
        print(f"fitted on the tune half of {name}: {order} {np.round(fit(sets), 2).tolist()}")
    listed = [calibration.MARGIN_LISTED, calibration.LOG_ODDS_LISTED, calibration.GRADE_LISTED]
    alone = [calibration.MARGIN_ALONE, calibration.LOG_ODDS_ALONE, calibration.GRADE_ALONE]
    in_use = np.array([calibration.INTERCEPT, *listed, *alone])
    report_short(short, in_use)
    report_labelled(labelled, in_use)
    bounds(labelled, in_use)


if __name__ == "__main__":
    main()
