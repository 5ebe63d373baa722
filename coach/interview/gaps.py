"""What an answer leaves open, the most important first. Pure."""

from collections.abc import Iterable

from coach.grading.rubric import rubric
from coach.grading.score import WEIGHTS
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Question


def unanswered(question: Question) -> Assessment:
    """The assessment of nothing said: every point missed, a score of 0."""
    return Assessment(question, "", tuple(PointVerdict(point, Status.MISSED, 0.0, None) for point in rubric(question)), 0)


def gaps(assessment: Assessment) -> list[PointVerdict]:
    """Points that cost something: what was contradicted first, then by weight, then in the rubric's order.

    Points without weight (the author's own examples) are no gap, unless the rubric has nothing else.
    """
    found = assessment.with_status(Status.CONTRADICTED, Status.MISSED, Status.PARTIAL)
    if any(WEIGHTS[verdict.point.kind] for verdict in assessment.verdicts):
        found = [verdict for verdict in found if WEIGHTS[verdict.point.kind]]
    return sorted(most_important(found), key=lambda verdict: verdict.status is not Status.CONTRADICTED)


def most_important(verdicts: Iterable[PointVerdict]) -> list[PointVerdict]:
    """The verdicts by the weight of their points, the heaviest first."""
    return sorted(verdicts, key=lambda verdict: -WEIGHTS[verdict.point.kind])
