"""What came of a question and of an interview, after hints. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.grading.score import credit, score
from coach.interview.gaps import unanswered
from coach.interview.hints import ceilings
from coach.interview.types import PointResult, Turn


@dataclass(frozen=True, slots=True)
class Results:
    """A question's score, 0 to 100, and what each of its points earned, in the rubric's order."""

    score: int
    points: tuple[PointResult, ...]


def results_of(turn: Turn) -> Results | None:
    """What the answers to a question earned; nothing at all (a score of 0) when it was given up unanswered, and None when nothing was judged."""
    assessment = turn.assessment or (unanswered(turn.question) if turn.given_up else None)
    if assessment is None:
        return None
    limits = ceilings(turn)
    points = tuple(PointResult(verdict.point.id, verdict.status, credit(verdict, limits)) for verdict in assessment.verdicts)
    return Results(score(assessment.verdicts, limits), points)


def mean_score(turns: Iterable[Turn]) -> float | None:
    """Mean score, 0 to 100, of the questions that have one; None when none has. A skipped question has none."""
    scores = [results.score for turn in turns if (results := results_of(turn))]
    return sum(scores) / len(scores) if scores else None
