"""The score: a stated function of the verdicts, never read from generated text.

score = 100 * sum(weight(point) * credit(verdict)) / sum(weight(point))

What the answer has to say (core points) counts in full; what rounds it off counts less; the author's own example is shown but nobody has to
give the same one. A point's credit rises with the confidence that the answer makes it, from nothing at NO_CREDIT_UP_TO to all of it at
FULL_CREDIT_FROM: the score is how much of the model answer was probably said, and a verdict that just misses a bound costs little. A contradicted
point earns nothing. How this compares with steps at the bounds of the verdicts: docs/grading.md.

Where a candidate was helped, a point earns at most its ceiling: a share of its weight, 0 to 1, by the point's id; a point without one can earn all of it.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from coach.grading.types import PointVerdict, Status
from coach.guides.types import PointKind

WEIGHTS: dict[PointKind, float] = {
    PointKind.CORE: 1.0,
    PointKind.CONSIDERATION: 0.25,
    PointKind.PRACTICE: 0.25,
    PointKind.PITFALL: 0.25,
    PointKind.EXAMPLE: 0.0,
}
NO_CEILINGS: Mapping[str, float] = MappingProxyType({})
NO_CREDIT_UP_TO, FULL_CREDIT_FROM = 0.1, 1.0  # confidence that is as good as none, and certainty


def credit(verdict: PointVerdict, ceilings: Mapping[str, float] = NO_CEILINGS) -> float:
    """The share of its weight that a point earns, 0 to 1."""
    if verdict.status is Status.CONTRADICTED:
        return 0.0
    earned = (verdict.confidence - NO_CREDIT_UP_TO) / (FULL_CREDIT_FROM - NO_CREDIT_UP_TO)
    return min(_ceiling(verdict, ceilings), max(0.0, earned))


def score(verdicts: Sequence[PointVerdict], ceilings: Mapping[str, float] = NO_CEILINGS) -> int:
    """Points of 100, rounded. A rubric of points without weight (examples only) weighs them all alike; no points at all score 0."""
    return round(math.fsum(share * credit(verdict, ceilings) for share, verdict in zip(_shares(verdicts), verdicts, strict=True)))


def headroom(verdicts: Sequence[PointVerdict], ceilings: Mapping[str, float] = NO_CEILINGS) -> list[float]:
    """For each verdict how many points of 100 the answer would gain if the point were covered in full."""
    return [share * (_ceiling(verdict, ceilings) - credit(verdict, ceilings)) for share, verdict in zip(_shares(verdicts), verdicts, strict=True)]


def headroom_by_point(verdicts: Sequence[PointVerdict], ceilings: Mapping[str, float] = NO_CEILINGS) -> dict[str, float]:
    """The same by the point's id."""
    return dict(zip((verdict.point.id for verdict in verdicts), headroom(verdicts, ceilings), strict=True))


def _ceiling(verdict: PointVerdict, ceilings: Mapping[str, float]) -> float:
    return ceilings.get(verdict.point.id, 1.0)


def _shares(verdicts: Sequence[PointVerdict]) -> list[float]:
    """What each point can earn, in points of 100."""
    weights = [WEIGHTS[verdict.point.kind] for verdict in verdicts]
    if not any(weights):
        weights = [1.0] * len(verdicts)
    total = math.fsum(weights)
    return [100 * weight / total for weight in weights]
