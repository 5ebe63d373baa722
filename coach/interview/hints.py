"""Hints on the points that an answer still lacks. Pure.

Each point has a ladder of four rungs: a nudge, the area it is from, its name, the point itself. Each rung says more and lowers what the point can still
earn; the first two give none of its words away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.grading.rubric import is_story, rubric
from coach.guides.types import Point, PointKind, Question
from coach.interview.feedback import in_full
from coach.interview.gaps import gaps, unanswered
from coach.interview.grounding import gives_away
from coach.interview.stories import AREAS
from coach.interview.types import Turn

# By rung, the share of its weight that a point can still earn. Set by judgement: a nudge costs little, and who was told the point has not made it.
CEILINGS: Mapping[int, float] = {1: 0.9, 2: 0.75, 3: 0.5, 4: 0.0}
LAST_RUNG = max(CEILINGS)
FIRST_WORDS = 4  # of a point without a label, which stand for its name

_NUDGES: Mapping[PointKind, str] = {
    PointKind.CORE: "A main idea is still open.",
    PointKind.CONSIDERATION: "Think of what it depends on.",
    PointKind.PITFALL: "Think of what often goes wrong.",
    PointKind.EXAMPLE: "An example would help.",
    PointKind.PRACTICE: "Think of how it is done well.",
}
_STORY_NUDGE = "Something is still thin that every good story has."
_AREAS: Mapping[PointKind, str] = {
    PointKind.CORE: "the main ideas",
    PointKind.CONSIDERATION: "what has to be weighed up",
    PointKind.PITFALL: "common mistakes",
    PointKind.EXAMPLE: "an example",
    PointKind.PRACTICE: "good practice",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """One rung (from 1) of a point's ladder: what it says, and the share of its weight, 0 to 1, that the point can earn from here on."""

    point: Point
    rung: int
    words: str
    ceiling: float

    @property
    def text(self) -> str:
        """The hint with its price, for the screen."""
        price = f"This point can now earn up to {round(100 * self.ceiling)} %." if self.ceiling else "This point can earn nothing any more."
        return f"{self.words} {price}"


def next_hint(turn: Turn) -> Hint | None:
    """The next rung for the point that the follow-up is at, or one whose ladder was begun, or the most important one; None when nothing is open."""
    at_hand = turn.asked.point_id if turn.asked else None
    climbable = [verdict.point for verdict in gaps(turn.assessment or unanswered(turn.question)) if can_climb(turn, verdict.point.id)]
    first = sorted(climbable, key=lambda point: (point.id != at_hand, point.id not in turn.hints))
    return hint_at(turn.question, first[0], turn.hints.get(first[0].id, 0) + 1) if first else None


def hint_at(question: Question, point: Point, rung: int) -> Hint:
    """That rung of the ladder of one of the question's points, always in the same words. `rung` is 1 to LAST_RUNG."""
    words = {1: _nudge, 2: _area, 3: _name, 4: _whole}[rung](question, point)
    return Hint(point, rung, words, CEILINGS[rung])


def can_climb(turn: Turn, point_id: str) -> bool:
    """Whether a point's ladder has a rung that was not shown yet."""
    return turn.hints.get(point_id, 0) < LAST_RUNG


def ceilings(turn: Turn) -> dict[str, float]:
    """By its id what each hinted point can earn at most, for `grading.score`."""
    return {point_id: CEILINGS[rung] for point_id, rung in turn.hints.items()}


def _nudge(question: Question, point: Point) -> str:
    """What kind of thing is open and, where the answer has several parts, in which of them."""
    if is_story(point):
        return _STORY_NUDGE
    nudge = _NUDGES[point.kind]
    parts = list(dict.fromkeys(each.group[:1] for each in rubric(question)))
    where = f"{nudge} It belongs in part {parts.index(point.group[:1]) + 1} of the {len(parts)} that a full answer has."
    return _discreet([where, nudge] if len(parts) > 1 else [nudge], question, point)


def _area(question: Question, point: Point) -> str:
    """The labels above the point, or what kind of point it is."""
    if is_story(point):
        return f"Look at {AREAS[point.label]}."
    labels = " › ".join(point.group)
    return _discreet([*([f"Look at: {labels}."] if labels else []), f"Look at: {_AREAS[point.kind]}."], question, point)


def _name(_question: Question, point: Point) -> str:
    """The point's label, or its first few words where it has none or is nothing else."""
    if point.label and point.text:
        return f"It is about “{point.label}”."
    words = point.statement.split()
    return f"It begins with “{' '.join(words[: max(1, min(FIRST_WORDS, len(words) // 2))])} …”."


def _whole(_question: Question, point: Point) -> str:
    """What the guide says; of a story, which is the candidate's own, what to tell."""
    return in_full(point) if is_story(point) else f"It is this: {in_full(point)}"


def _discreet(wordings: Sequence[str], question: Question, point: Point) -> str:
    """The first of the wordings that gives away neither words of the point nor its label, other than the question's own; or else none of them."""
    return next((words for words in wordings if not gives_away(words, point, question.text)), "Think further.")
