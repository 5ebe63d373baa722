"""What grading makes: evidence, a verdict for each point, an assessment."""

from dataclasses import dataclass
from enum import StrEnum

from coach.guides.types import Point, Question


class Status(StrEnum):
    """How an answer stands to a point."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSED = "missed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim stretch of the answer: `answer[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """What was found about one point."""

    point: Point
    status: Status
    confidence: float  # calibrated probability, 0 to 1, that the answer covers the point
    evidence: Evidence | None  # None when nothing in the answer speaks to the point


@dataclass(frozen=True, slots=True)
class Assessment:
    """An answer judged against a question's rubric."""

    question: Question
    answer: str
    verdicts: tuple[PointVerdict, ...]
    score: int  # 0 to 100; see score.py

    def with_status(self, *statuses: Status) -> list[PointVerdict]:
        """The verdicts that have one of these statuses, in the rubric's order."""
        return [verdict for verdict in self.verdicts if verdict.status in statuses]
