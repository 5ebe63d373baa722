"""The measures that `coach eval` prints: agreement with graded data, per-status precision and recall, ranking. Pure: arrays in, numbers out."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach.grading.types import Status

Floats = npt.NDArray[np.float64]

KAPPA_LEVELS = 5  # steps of the coarse scale that weighted kappa compares grades on: the usual 0 to 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """How predicted grades agree with given ones. A measure is None where it is not defined: no spread, or too few grades."""

    n: int
    pearson: float | None
    spearman: float | None
    rmse: float | None  # on the data's own scale
    mean_error: float | None  # predicted less given, on the data's own scale: above 0 is lenient
    kappa: float | None  # quadratic weighted, on grades rounded to fifths of the scale


def agreement(predicted: Sequence[float], given: Sequence[float], most: Sequence[float]) -> Agreement:
    """Compare grades with those given, each on a scale of 0 to `most`; all three of shape (n,).

    Pearson's r compares shares of the scale, Spearman's rho their ranks. Kappa: Cohen 1968, quadratic weights.
    """
    guess, truth, scale = (np.asarray(each, dtype=float) for each in (predicted, given, most))
    if not len(guess):
        return Agreement(0, None, None, None, None, None)
    error = guess - truth
    return Agreement(
        n=len(guess),
        pearson=_pearson(guess / scale, truth / scale),
        spearman=_spearman(guess / scale, truth / scale),
        rmse=float(np.sqrt(np.mean(error**2))),
        mean_error=float(error.mean()),
        kappa=_kappa(_levels(guess / scale), _levels(truth / scale)),
    )


def _pearson(first: Floats, second: Floats) -> float | None:
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    value = float(np.corrcoef(first, second)[0, 1])
    return value if math.isfinite(value) else None  # a spread that vanishes when squared


def _spearman(first: Floats, second: Floats) -> float | None:
    from scipy.stats import rankdata

    return _pearson(rankdata(first), rankdata(second))


def _levels(shares: Floats) -> npt.NDArray[np.int_]:
    return np.floor(np.clip(shares, 0, 1) * KAPPA_LEVELS + 0.5).astype(int)


def _kappa(first: npt.NDArray[np.int_], second: npt.NDArray[np.int_]) -> float | None:
    from sklearn.metrics import cohen_kappa_score

    if len({*first.tolist(), *second.tolist()}) < 2:
        return None
    value = float(cohen_kappa_score(first, second, labels=range(KAPPA_LEVELS + 1), weights="quadratic"))
    return None if math.isnan(value) else value


@dataclass(frozen=True, slots=True)
class StatusScores:
    """How well one status is recognised. A measure is None where nothing was given or predicted as such."""

    given: int
    predicted: int
    precision: float | None
    recall: float | None
    f1: float | None


def status_scores(predicted: Sequence[Status], given: Sequence[Status]) -> dict[Status, StatusScores]:
    """Precision, recall and F1 for each status. Raises ValueError when the lengths differ."""
    hits = Counter(guess for guess, truth in zip(predicted, given, strict=True) if guess is truth)
    guesses, truths = Counter(predicted), Counter(given)
    scores = {}
    for status in Status:
        precision = hits[status] / guesses[status] if guesses[status] else None
        recall = hits[status] / truths[status] if truths[status] else None
        f1 = 2 * hits[status] / (guesses[status] + truths[status]) if guesses[status] + truths[status] else None
        scores[status] = StatusScores(truths[status], guesses[status], precision, recall, f1)
    return scores


def confusion(predicted: Sequence[Status], given: Sequence[Status]) -> dict[Status, dict[Status, int]]:
    """How often each given status (outer key) was predicted as each (inner key)."""
    counts = Counter(zip(given, predicted, strict=True))
    return {truth: {guess: counts[truth, guess] for guess in Status} for truth in Status}


@dataclass(frozen=True, slots=True)
class RankingQuality:
    """How high the right one comes, over all queries; 0 to 1."""

    n: int
    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr: float
    ndcg_at_10: float


def ranking_quality(ranks: Sequence[int | None]) -> RankingQuality:
    """From the 1-based rank of each query's one right result, None when it was not found. Raises ValueError without queries.

    With one right result nDCG is 1 / log2(1 + rank) (Järvelin and Kekäläinen 2002).
    """
    if not ranks:
        raise ValueError("there are no queries")
    found = [rank or math.inf for rank in ranks]

    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values)

    return RankingQuality(
        n=len(found),
        recall_at_1=mean([rank <= 1 for rank in found]),
        recall_at_3=mean([rank <= 3 for rank in found]),
        recall_at_5=mean([rank <= 5 for rank in found]),
        mrr=mean([1 / rank for rank in found]),
        ndcg_at_10=mean([1 / math.log2(1 + rank) if rank <= 10 else 0.0 for rank in found]),
    )
