"""What is graded by hand, at times that tests choose."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from assessing import assessed

from coach.cancel import Cancel
from coach.grading.grader import Grading
from coach.grading.types import Assessment, Status
from coach.guides.types import Question
from coach.interview.revision import Author, Piece, Revision
from coach.interview.session import Answered, Assessed, Began
from coach.interview.types import FollowUpQuestion, Plan, Session, Turn
from coach.practice.ongoing import Clock, OngoingInterview
from coach.store.store import Store
from coach.store.types import Profile

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHY = FollowUpQuestion("And why?", "guide", "g/pooling#1")


def clock(start: datetime = MONDAY) -> Clock:
    """Each look at it is a minute later."""
    minutes = count()
    return lambda: start + timedelta(minutes=next(minutes))


@dataclass
class HandCoach:
    """Stands in for the coach where answers are graded and improved: the points to find covered are given by label, and what is asked next by text."""

    covered: Mapping[str, Collection[str]] = field(default_factory=dict)  # by what was said
    asks: tuple[FollowUpQuestion, ...] = ()
    trouble: BaseException | None = None  # comes up when half is judged, or improved

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        yield from self._grading(assessed(question, answer, covered=self.covered.get(answer, ())))

    def grade_follow_up(self, before: Assessment, asked: str, text: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        already = [verdict.point.label for verdict in before.verdicts if verdict.confidence == 1]
        yield from self._grading(assessed(before.question, f"{before.answer} {text}", covered=[*already, *self.covered.get(text, ())]))

    def follow_ups(self, turn: Turn, cancel: Cancel | None = None, *, count: int = 3, avoiding: Collection[str] = ()) -> list[FollowUpQuestion]:
        return [each for each in self.asks if each.text not in avoiding][:count]

    def revise(self, assessment: Assessment, cancel: Cancel | None = None) -> Iterator[Revision]:
        pieces: Revision = (Piece(assessment.answer, Author.CANDIDATE),)
        for number, verdict in enumerate(assessment.with_status(Status.MISSED)):
            if number and self.trouble:
                raise self.trouble
            pieces = (*pieces, Piece(verdict.point.text, Author.GUIDE, verdict.point))
            yield pieces

    def _grading(self, assessment: Assessment) -> Iterator[Grading]:
        points = tuple(verdict.point for verdict in assessment.verdicts)
        yield Grading(points, (None,) * len(points), None)
        if self.trouble:
            raise self.trouble
        yield Grading(points, assessment.verdicts, assessment)


def begun(store: Store, profile: Profile, *questions: Question, at: datetime = MONDAY) -> OngoingInterview:
    """An interview that asks its first question."""
    made = OngoingInterview.begin(store, profile, Plan(questions), clock(at))
    made.did(Began())
    return made


def answer(interview: OngoingInterview, *covered: str, follow_up: FollowUpQuestion | None = None) -> Session:
    """The session after an answer with these points in it."""
    interview.did(Answered("It shrinks the map."))
    return interview.did(Assessed(assessed(interview.turn.question, "It shrinks the map.", covered=covered), follow_up))
