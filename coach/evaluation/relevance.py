"""Where to draw the line between scores of things that belong and of things that do not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Shares, 0 to 1, of what a threshold gets wrong."""

    false_positive: float  # of the irrelevant that reach the threshold
    false_negative: float  # of the relevant that do not

    @property
    def mean(self) -> float:
        """Both kinds of error weighed alike, however many there are of each: one less balanced accuracy."""
        return (self.false_positive + self.false_negative) / 2


def error_rates(relevant: Sequence[float], irrelevant: Sequence[float], threshold: float) -> ErrorRates:
    """What goes wrong when scores from `threshold` up count as relevant. Raises ValueError when either kind is missing."""
    if not relevant or not irrelevant:
        raise ValueError("scores of both kinds are needed")
    return ErrorRates(
        false_positive=sum(score >= threshold for score in irrelevant) / len(irrelevant),
        false_negative=sum(score < threshold for score in relevant) / len(relevant),
    )


def best_threshold(relevant: Sequence[float], irrelevant: Sequence[float]) -> float:
    """The threshold with the least mean of both error rates (Youden's index, 1950).

    Every threshold between two neighbouring scores does the same; the middle of the best such gap is taken, of equally good gaps the widest.
    Raises ValueError when either kind of score is missing.
    """
    scores = sorted({*relevant, *irrelevant})
    gaps = list(pairwise(scores)) or [(score, score) for score in scores]

    def quality(gap: tuple[float, float]) -> tuple[float, float]:
        low, high = gap
        return error_rates(relevant, irrelevant, high).mean, low - high

    if not gaps:
        raise ValueError("scores of both kinds are needed")
    low, high = min(gaps, key=quality)
    return (low + high) / 2
