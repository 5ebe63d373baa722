"""What moved between two answers to the same question. Pure."""

from dataclasses import dataclass

from coach.grading.types import Assessment, Status
from coach.guides.types import Point

_RANKS = {Status.CONTRADICTED: 0, Status.MISSED: 1, Status.PARTIAL: 2, Status.COVERED: 3}


@dataclass(frozen=True, slots=True)
class Move:
    """One point in the answer before and in the one now."""

    point: Point
    before: Status
    now: Status

    @property
    def gain(self) -> int:
        """Above 0 when it is better now, below when it was better before, 0 when nothing moved."""
        return _RANKS[self.now] - _RANKS[self.before]


def moves(before: Assessment, now: Assessment) -> tuple[Move, ...]:
    """Each point that both answers were judged by, in the rubric's order."""
    was = {verdict.point.id: verdict.status for verdict in before.verdicts}
    return tuple(Move(verdict.point, was[verdict.point.id], verdict.status) for verdict in now.verdicts if verdict.point.id in was)
