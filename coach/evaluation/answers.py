"""Evaluating the grader on answers that people have graded or labelled, through the same code that grades in the product."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from coach.errors import CoachError
from coach.evaluation.data import GradedAnswer, LabelledAnswer
from coach.evaluation.measures import Agreement, agreement
from coach.evaluation.results import Results
from coach.grading.rubric import rubric
from coach.grading.types import Status
from coach.guides.parser import parse_question
from coach.guides.types import Point, PointKind, Question
from coach.interview.answers import checked
from coach.interview.coach import Coach

BEST_SCORE = 100

Row = TypeVar("Row")
Report = Callable[[int, int], None]  # done, in all


@dataclass(frozen=True, slots=True)
class Graded:
    """What the product made of an answer. `refused` when it has no word in it or is too long: nothing is scored then, and 0 counts."""

    score: int  # 0 to 100
    statuses: tuple[Status, ...]
    seconds: float  # from handing the answer in to the last verdict, what belongs to the question read ahead
    refused: bool


def sample(rows: Sequence[Row], limit: int | None, seed: int) -> list[Row]:
    """At most `limit` rows, drawn at random, in the order of the file."""
    if limit is None or limit >= len(rows):
        return list(rows)
    chosen = sorted(random.Random(seed).sample(range(len(rows)), limit))  # noqa: S311 - a sample, no secret
    return [rows[place] for place in chosen]


def grade_answer(coach: Coach, question: Question, answer: str, results: Results) -> Graded:
    """Grade an answer as the product does, unless `results` holds it already. Raises CoachError when the question has no points."""

    points = rubric(question)

    def compute() -> dict[str, object]:
        try:
            checked(answer)
        except CoachError:
            return {"score": 0, "statuses": [Status.MISSED] * len(points), "seconds": 0.0, "refused": True}
        coach.grader().prepare(question)
        started = time.perf_counter()
        *_, last = coach.grade(question, answer)
        assessment = last.assessment
        assert assessment is not None  # noqa: S101 - the last state of a grading has one
        statuses = [verdict.status for verdict in assessment.verdicts]
        return {"score": assessment.score, "statuses": statuses, "seconds": time.perf_counter() - started, "refused": False}

    parts = [part for point in points for part in (point.kind, *point.group, point.label, point.text)]
    found = results.get([question.text, *parts, answer], compute)
    return Graded(found["score"], tuple(map(Status, found["statuses"])), found["seconds"], found["refused"])


def grade_all(coach: Coach, rows: Sequence[GradedAnswer], questions: Sequence[Question], results: Results, report: Report) -> Iterator[Graded]:
    """Each row graded against its question, in order."""
    for number, (row, question) in enumerate(zip(rows, questions, strict=True)):
        report(number, len(rows))
        yield grade_answer(coach, question, row.answer, results)


def questions_of(path: Path, rows: Sequence[GradedAnswer]) -> list[Question]:
    """The question of each row, with the points of its reference answer. Raises CoachError for a reference without a statement in it."""
    known: dict[tuple[str, str], Question] = {}
    for row in rows:
        key = (row.question, row.reference)
        if key not in known:
            known[key] = parse_question(row.question, row.reference, f"question {row.question_id}")
            if not known[key].points:
                raise CoachError(f"{path}:{row.line}: reference_answer has no statement that an answer could be judged by; correct it.")
    return [known[row.question, row.reference] for row in rows]


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """The answers to one question."""

    question_id: str
    question: str
    mean_given: float  # on the data's scale
    mean_predicted: float
    agreement: Agreement


def compare(rows: Sequence[GradedAnswer], graded: Sequence[Graded]) -> tuple[Agreement, list[QuestionAgreement]]:
    """Agreement in all and for each question, in the order in which they first come."""
    predicted = [each.score / BEST_SCORE * row.max_score for row, each in zip(rows, graded, strict=True)]
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.question_id, []).append(place)

    def of(chosen: Sequence[int]) -> Agreement:
        return agreement([predicted[place] for place in chosen], [rows[place].score for place in chosen], [rows[place].max_score for place in chosen])

    per_question = [
        QuestionAgreement(
            question_id,
            rows[chosen[0]].question,
            sum(rows[place].score for place in chosen) / len(chosen),
            sum(predicted[place] for place in chosen) / len(chosen),
            of(chosen),
        )
        for question_id, chosen in places.items()
    ]
    return of(range(len(rows))), per_question


def judge_all(coach: Coach, rows: Sequence[LabelledAnswer], results: Results, report: Report) -> Iterator[Graded]:
    """The verdicts on each row's points, in order."""
    for number, row in enumerate(rows):
        report(number, len(rows))
        yield grade_answer(coach, question_with(row.question, row.points), row.answer, results)


def question_with(text: str, statements: Sequence[str]) -> Question:
    """A question whose model answer is just these points."""
    question = parse_question(text, "", "question")
    points = (Point(f"question#{number}", "", statement, PointKind.CORE, (), 1) for number, statement in enumerate(statements, start=1))
    return replace(question, points=tuple(points))
