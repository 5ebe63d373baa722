"""Where an interviewer digs after an answer. Pure."""

from coach.grading.score import headroom_by_point
from coach.grading.types import PointVerdict, Status
from coach.interview.gaps import gaps
from coach.interview.hints import can_climb, ceilings
from coach.interview.types import Turn


def targets(turn: Turn) -> list[PointVerdict]:
    """The real gaps, the best to dig at first: what was contradicted, then what would gain most. Empty when all that counts is covered: then a stretch is due.

    A story told without a number or a name has gaps too: how it is told is part of its rubric. No gap is a point that a follow-up was at already, nor one
    that the candidate was told.
    """
    if turn.assessment is None:
        return []
    room = gains(turn)
    asked = {follow_up.point_id for follow_up in turn.follow_ups}
    left = [verdict for verdict in gaps(turn.assessment) if verdict.point.id not in asked and can_climb(turn, verdict.point.id)]
    return sorted(left, key=lambda verdict: (verdict.status is not Status.CONTRADICTED, -room[verdict.point.id]))


def gains(turn: Turn) -> dict[str, float]:
    """By its id how many points of 100 each point of the rubric could still bring. Empty before the answer is judged."""
    verdicts = turn.assessment.verdicts if turn.assessment else ()
    return headroom_by_point(verdicts, ceilings(turn))
