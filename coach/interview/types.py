"""What an interview is made of. Values only: `session` moves them on, `coach.store` keeps them, the page and the terminal show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from coach.grading.types import Assessment, Status
from coach.guides.types import Category, Question
from coach.interview.revision import Revision


class Mode(StrEnum):
    """How an interview is held."""

    PRACTICE = "practice"  # feedback after each answer
    REALISTIC = "realistic"  # feedback at the end, perhaps a clock
    DRILL = "drill"  # short, only what is due or weak


class Phase(StrEnum):
    """What is expected next."""

    GREETING = "greeting"  # the plan is shown; the candidate begins
    ANSWER = "answer"  # the question was asked
    ASSESSMENT = "assessment"  # an answer was sent and is being judged
    FOLLOW_UP = "follow-up"  # a follow-up question was asked
    DONE = "done"  # the closing summary is shown


@dataclass(frozen=True, slots=True)
class FollowUpQuestion:
    """What is asked after an answer: "guide", "model" or "template" worded it; `point_id` is the gap it is at, None for a stretch after a full answer."""

    text: str
    source: str
    point_id: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an interview is to be, settled before it starts."""

    questions: tuple[Question, ...]  # no two the same
    mode: Mode = Mode.PRACTICE
    seconds: int | None = None  # for each answer, where there is a clock


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the candidate said. `asked` is None for the answer to the question itself."""

    text: str
    asked: FollowUpQuestion | None = None
    seconds: float | None = None  # used for it, where there is a clock


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with what came of it."""

    question: Question
    said: tuple[Said, ...] = ()
    assessment: Assessment | None = None  # of everything said so far; None before the first is judged, and when nothing was said
    asked: FollowUpQuestion | None = None  # the follow-up that waits for its answer, or was left without one
    hints: Mapping[str, int] = field(default_factory=dict)  # point id -> rung of the ladder that was shown, from 1; those of the session on its points
    rephrased: str | None = None  # what was asked last, in other words, when that was asked for
    given_up: bool = False  # "I don't know"; a follow-up that was given up leaves what the answer before it earned
    skipped: bool = False  # the question itself; a skipped follow-up only stays in `asked`
    revision: Revision = ()  # the improved answer, once it is written

    @property
    def follow_ups(self) -> tuple[FollowUpQuestion, ...]:
        """All that was asked after the question itself, in order, answered or not."""
        return (*(said.asked for said in self.said if said.asked), *((self.asked,) if self.asked else ()))


@dataclass(frozen=True, slots=True)
class Session:
    """An interview under way. `turns` has an entry for each question reached so far, the current one last; none during the greeting."""

    plan: Plan
    turns: tuple[Turn, ...] = ()
    phase: Phase = Phase.GREETING
    paused: bool = False
    hints: Mapping[str, int] = field(default_factory=dict)  # point id -> highest rung ever shown, also on questions that an undo has taken back
    before: "Session | None" = field(default=None, repr=False, compare=False)  # as it was when the last answer was sent, which can be taken back


@dataclass(frozen=True, slots=True)
class PointResult:
    """What came of one point in an attempt."""

    point_id: str
    status: Status
    earned: float  # 0 to 1, after hints


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question answered once, as history keeps it."""

    question_id: str
    guide_id: str
    category: Category
    at: datetime  # in UTC, aware
    score: int  # 0 to 100, after hints
    points: tuple[PointResult, ...]
