"""What the scores so far say about scores to come: a normal hierarchical model. Pure; `readiness` and `choosing` read it.

    score = PRIOR_MEAN + level + category effect + question effect + noise

with independent normal effects of mean 0, one level for the candidate, one effect for each category and each question, and fixed standard
deviations (below). The posterior is exact and shrinks as it should: a question never tried is predicted from its category, a category never
tried from the level, and with no attempt at all there is the prior. An old attempt is discounted: its noise variance doubles with every
half-life. Because every effect raises the scores that it is part of, a higher score never lowers an estimate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from coach.guides.types import Category
from coach.interview.types import Attempt

Floats = npt.NDArray[np.float64]

# Assumptions, in points of 100, and no measurements: there is no data on candidates to fit them to. Between 16 and 84 lie 80 % of all scores of an
# unknown candidate, and scores within one category scatter with a standard deviation of 15. How calibrated the intervals stay when candidates
# differ from this: benchmarks/readiness.py.
PRIOR_MEAN = 50.0
LEVEL_SD = 18.0
CATEGORY_SD = 12.0
QUESTION_SD = 11.0
NOISE_SD = 10.0  # the same question answered again on the same day

HALF_LIFE_DAYS = 60.0  # an assumption too: after two months an answer tells half as much


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be estimated: the mean of a category, or one of its questions."""

    category: Category
    question_id: str | None = None


@dataclass(frozen=True, slots=True)
class Estimates:
    """A joint normal distribution of n expected scores, in points of 100 and not held within 0 to 100."""

    mean: Floats  # (n,)
    covariance: Floats  # (n, n)


def estimates(attempts: Iterable[Attempt], targets: Sequence[Target], now: datetime) -> Estimates:
    """What `attempts` say about `targets`, in their order."""
    tried, scores, noise = _summarised(attempts, now)
    prior = _covariance(targets, targets)
    if not tried:
        return Estimates(np.full(len(targets), PRIOR_MEAN), prior)
    shared = _covariance(tried, targets)
    gain = np.linalg.solve(_covariance(tried, tried) + np.diag(noise), shared)  # (tried, targets)
    return Estimates(PRIOR_MEAN + gain.T @ (scores - PRIOR_MEAN), prior - shared.T @ gain)


def _summarised(attempts: Iterable[Attempt], now: datetime) -> tuple[list[Target], Floats, Floats]:
    """The questions tried, and for each the weighted mean of its scores and the noise variance of that: all that the model needs to know."""
    weights: dict[Target, float] = {}
    sums: dict[Target, float] = {}
    for attempt in attempts:
        target = Target(attempt.category, attempt.question_id)
        age = max(0.0, (now - attempt.at).total_seconds() / 86_400)
        weight = 0.5 ** min(age / HALF_LIFE_DAYS, 60.0)  # no less than 1e-18: next to nothing, and no division by zero
        weights[target] = weights.get(target, 0.0) + weight
        sums[target] = sums.get(target, 0.0) + weight * attempt.score
    weight_of = np.array(list(weights.values()))
    return list(weights), np.array(list(sums.values())) / weight_of, NOISE_SD**2 / weight_of


def _covariance(first: Sequence[Target], second: Sequence[Target]) -> Floats:
    """Prior covariance of the expected scores, shape (len(first), len(second))."""
    (categories, questions), (other_categories, other_questions) = _keys(first), _keys(second)
    same_category = categories[:, None] == other_categories
    same_question = (questions[:, None] == other_questions) & (questions[:, None] != "")
    covariance: Floats = LEVEL_SD**2 + CATEGORY_SD**2 * same_category + QUESTION_SD**2 * same_question
    return covariance


def _keys(targets: Sequence[Target]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """Category and question id of each target, "" for none."""
    return np.array([target.category.value for target in targets], np.str_), np.array([target.question_id or "" for target in targets], np.str_)
