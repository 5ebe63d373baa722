"""An interview as a state machine: pure values, each transition a function from session to session."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coach.errors import CoachError
from coach.grading.types import Assessment
from coach.guides.types import Question


class Phase(StrEnum):
    """What the candidate is expected to do next."""

    ANSWER = "answer"
    FOLLOW_UP = "follow-up"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with what came of it. `assessment` is None when it was skipped."""

    question: Question
    assessment: Assessment | None = None
    follow_up: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """An interview under way. `turns` has an entry for each question reached so far, the current one last unless done."""

    questions: tuple[Question, ...]
    turns: tuple[Turn, ...] = ()
    phase: Phase = Phase.ANSWER

    @property
    def question(self) -> Question:
        """The question being asked, or the last one when done."""
        return self.questions[min(self.position, len(self.questions) - 1)]

    @property
    def position(self) -> int:
        """How many questions are behind, from 0."""
        return len(self.turns) - (self.phase is Phase.FOLLOW_UP)

    @property
    def mean_score(self) -> float | None:
        """Mean score of the answered questions, 0 to 100."""
        scores = [turn.assessment.score for turn in self.turns if turn.assessment]
        return sum(scores) / len(scores) if scores else None


def start(questions: Sequence[Question]) -> Session:
    """A session that is about to ask the first question. Raises CoachError when there is none."""
    if not questions:
        raise CoachError("There is no question to ask; choose another guide.")
    return Session(questions=tuple(questions))


def answered(session: Session, assessment: Assessment, follow_up: str | None) -> Session:
    """After the answer to the current question was assessed: on to its follow-up, or to the next question when there is none."""
    _expect(session, Phase.ANSWER)
    turned = replace(session, turns=(*session.turns, Turn(session.question, assessment, follow_up)))
    return replace(turned, phase=Phase.FOLLOW_UP) if follow_up else _advanced(turned)


def followed_up(session: Session, assessment: Assessment) -> Session:
    """After the follow-up was answered; `assessment` is that of both answers together."""
    _expect(session, Phase.FOLLOW_UP)
    turn = replace(session.turns[-1], assessment=assessment)
    return _advanced(replace(session, turns=(*session.turns[:-1], turn)))


def skipped(session: Session) -> Session:
    """Skip what is being asked: the follow-up, or the whole question."""
    if session.phase is Phase.DONE:
        return session
    if session.phase is Phase.FOLLOW_UP:
        return _advanced(session)
    return _advanced(replace(session, turns=(*session.turns, Turn(session.question))))


def ended(session: Session) -> Session:
    """End the interview here."""
    return replace(session, phase=Phase.DONE)


def _advanced(session: Session) -> Session:
    return replace(session, phase=Phase.DONE if len(session.turns) == len(session.questions) else Phase.ANSWER)


def _expect(session: Session, phase: Phase) -> None:
    if session.phase is not phase:
        raise CoachError(f"The interview expects a step of kind {session.phase} here, not {phase}; reload the page if this happens again.")
