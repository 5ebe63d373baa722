"""How a random question of a guide would go today, and how sure that is. Pure; the model is in `skill`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from coach.errors import CoachError
from coach.guides.types import Guide
from coach.interview.choosing import askable
from coach.interview.skill import NOISE_SD, Target, estimates
from coach.interview.types import Attempt

Z80 = 1.2816  # 80 % of a normal distribution lie within so many standard deviations of its mean
CHANGE_SD = 3.0  # points of 100 by which somebody who practises has changed since, one way or the other: an assumption, as those in `skill`


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 80 % of what is expected, in points of 100: 0 <= low <= high <= 100."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Readiness:
    """An estimate for one guide, from `attempts` answers to its questions."""

    mean: float  # expected score of a random question, 0 to 100
    one_question: Interval  # the score of one random question
    all_questions: Interval  # the mean score over all questions
    attempts: int

    @property
    def summary(self) -> str:
        """In a sentence."""
        between = f"4 of 5 scores would lie between {self.one_question.low:.0f} and {self.one_question.high:.0f}"
        if not self.attempts:
            return f"Not known yet, because no question of this guide has been answered; for anybody {between}."
        return f"A random question would score about {self.mean:.0f} of 100 today; {between}."


def readiness(guide: Guide, attempts: Iterable[Attempt], now: datetime) -> Readiness:
    """The estimate from those of the attempts that are at this guide. Raises CoachError for a guide without questions that can be asked.

    A random question's score varies because questions differ, because their estimates are uncertain, and by chance, and because
    the candidate has changed since: the variances add up.
    """
    questions = askable([guide])
    if not questions:
        raise CoachError(f"The guide “{guide.title}” has no questions that have an answer, so there is nothing to be ready for; choose another guide.")
    own = [attempt for attempt in attempts if attempt.guide_id == guide.id]
    found = estimates(own, [Target(question.category, question.id) for question in questions], now)
    mean = float(found.mean.mean())
    sd_of_one = float(np.sqrt(found.mean.var() + found.covariance.diagonal().mean() + NOISE_SD**2 + CHANGE_SD**2))
    sd_of_mean = float(np.sqrt(max(0.0, found.covariance.mean()) + CHANGE_SD**2))
    return Readiness(_within(mean), _interval(mean, sd_of_one), _interval(mean, sd_of_mean), len(own))


def _interval(mean: float, sd: float) -> Interval:
    return Interval(_within(mean - Z80 * sd), _within(mean + Z80 * sd))


def _within(score: float) -> float:
    return min(100.0, max(0.0, score))
