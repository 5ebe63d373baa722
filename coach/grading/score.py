"""The score: a stated function of the verdicts, never read from generated text.

score = 100 * sum(weight(point) * credit(status)) / sum(weight(point))

A covered point earns its weight, a partly covered one half of it, a missed or contradicted one nothing. What the answer has to say (core
points) counts in full; what rounds it off counts less; the author's own example is shown but nobody has to give the same one.
"""

from collections.abc import Sequence

from coach.grading.types import PointVerdict, Status
from coach.guides.types import PointKind

WEIGHTS: dict[PointKind, float] = {
    PointKind.CORE: 1.0,
    PointKind.CONSIDERATION: 0.25,
    PointKind.PRACTICE: 0.25,
    PointKind.PITFALL: 0.25,
    PointKind.EXAMPLE: 0.0,
}
CREDITS: dict[Status, float] = {Status.COVERED: 1.0, Status.PARTIAL: 0.5, Status.MISSED: 0.0, Status.CONTRADICTED: 0.0}


def score(verdicts: Sequence[PointVerdict]) -> int:
    """Points of 100, rounded. A rubric of points without weight (examples only) weighs them all alike; no points at all score 0."""
    weights = [WEIGHTS[verdict.point.kind] for verdict in verdicts]
    if not any(weights):
        weights = [1.0] * len(verdicts)
    total = sum(weights)
    earned = sum(weight * CREDITS[verdict.status] for weight, verdict in zip(weights, verdicts, strict=True))
    return round(100 * earned / total) if total else 0
