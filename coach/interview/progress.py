"""What the history shows: scores over time, strong and weak points, how much is done, what comes due. Pure; for tables and plots."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from coach.guides.types import Question
from coach.interview.schedule import Cards, due_at
from coach.interview.types import Attempt

GOOD_SCORE = 60  # from here on a question counts as going well
FORECAST_DAYS = 14
SHOWN = 5  # attempts at a point


@dataclass(frozen=True, slots=True)
class PointProgress:
    """How one point has gone so far."""

    point_id: str
    earned: tuple[float, ...]  # the share at each attempt, 0 to 1, the oldest first; at least one

    @property
    def mean(self) -> float:
        """Over all attempts."""
        return fmean(self.earned)

    @property
    def last(self) -> float:
        """At the last attempt."""
        return self.earned[-1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of some questions are done."""

    questions: int
    tried: int
    good: int  # last score at least GOOD_SCORE


def by_point(attempts: Iterable[Attempt]) -> list[PointProgress]:
    """Every point that was judged, the weakest first: by its mean, and of equals the one that earned least the last time."""
    earned: dict[str, list[float]] = {}
    for attempt in sorted(attempts, key=lambda each: each.at):
        for point in attempt.points:
            earned.setdefault(point.point_id, []).append(point.earned)
    found = [PointProgress(point_id, tuple(shares)) for point_id, shares in earned.items()]
    return sorted(found, key=lambda each: (each.mean, each.last))


def over_time(earned: Sequence[float]) -> str:
    """How shares developed, for people: the last SHOWN of them, such as "0% → 50% → 100%"."""
    earlier = "… → " if len(earned) > SHOWN else ""
    return earlier + " → ".join(f"{share:.0%}" for share in earned[-SHOWN:])


def latest(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """The last attempt at each question, by the question's id."""
    return {attempt.question_id: attempt for attempt in sorted(attempts, key=lambda each: each.at)}


def coverage(questions: Collection[Question], attempts: Iterable[Attempt]) -> Coverage:
    """What was tried of these questions and goes well."""
    last = latest(attempts)
    scores = [last[question.id].score for question in questions if question.id in last]
    return Coverage(len(questions), len(scores), sum(score >= GOOD_SCORE for score in scores))


def forecast(questions: Iterable[Question], cards: Cards, now: datetime, days: int = FORECAST_DAYS) -> list[int]:
    """How many of the questions come due within each of the next `days` times 24 hours; what is due already counts for the first."""
    ahead = Counter(max(0, (at - now).days) for question in questions if (at := due_at(question, cards)))
    return [ahead[day] for day in range(days)]
