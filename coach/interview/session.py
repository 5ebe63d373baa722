"""An interview as a fold over events: `apply` makes the next session of a session and what happened. Pure values, nothing is changed in place.

Repeating or explaining a question is no event, since nothing changes by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from coach.errors import CoachError
from coach.grading.rubric import rubric
from coach.grading.types import Assessment
from coach.guides.types import Question
from coach.interview.answers import checked
from coach.interview.hints import can_climb
from coach.interview.revision import Revision
from coach.interview.types import FollowUpQuestion, Mode, Phase, Plan, Said, Session, Turn

MAX_FOLLOW_UPS = 2  # for each question; none in a drill


@dataclass(frozen=True, slots=True)
class Began:
    """The candidate has read the plan: the first question is asked."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was sent, to the question or to the follow-up."""

    text: str
    seconds: float | None = None  # used for it, where there is a clock


@dataclass(frozen=True, slots=True)
class Assessed:
    """All that was said to the question was judged; `follow_up` is what to ask next about it. One that may not be asked any more is passed over."""

    assessment: Assessment
    follow_up: FollowUpQuestion | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """The improved answer to a question was written; the interview may be at the next one already."""

    question_id: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The assessment was stopped or failed: it is as if the answer had not been sent."""


@dataclass(frozen=True, slots=True)
class Hinted:
    """The next rung of a point's ladder was shown."""

    point_id: str


@dataclass(frozen=True, slots=True)
class Rephrased:
    """What is being asked was put in other words."""

    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """The follow-up was skipped, or the question."""


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The candidate does not know: the question is over, and what was asked last earns nothing."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The candidate takes a break."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The break is over."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The last answer was taken back, with all that came of it and after it, but for hints: what was shown keeps its price."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The candidate ends the interview here."""


Event = Began | Answered | Assessed | Revised | Withdrawn | Hinted | Rephrased | Skipped | GaveUp | Paused | Resumed | Undone | Ended

_WHILE_ASKED = frozenset({Answered, Revised, Hinted, Rephrased, Skipped, GaveUp, Paused, Undone, Ended})
_FITTING: Mapping[Phase, frozenset[type[Event]]] = {
    Phase.GREETING: frozenset({Began, Ended}),
    Phase.ANSWER: _WHILE_ASKED,
    Phase.ASSESSMENT: frozenset({Assessed, Withdrawn, Ended}),
    Phase.FOLLOW_UP: _WHILE_ASKED,
    Phase.DONE: frozenset({Revised, Undone}),
}
_INSTEAD: Mapping[Phase, str] = {
    Phase.GREETING: "the interview has not begun: begin it, or end it",
    Phase.ANSWER: "answer the question, skip it, or end the interview",
    Phase.ASSESSMENT: "your answer is being judged: wait for the verdict, or stop it and change your answer",
    Phase.FOLLOW_UP: "answer the follow-up, skip it, or end the interview",
    Phase.DONE: "the interview is over: start another one",
}
_MISFIT: Mapping[type[Event], str] = {
    Began: "The interview can begin only once",
    Answered: "No answer is expected now",
    Assessed: "No answer is being judged now",
    Revised: "There is no answer to improve yet",
    Withdrawn: "No answer is being judged now",
    Hinted: "There is no hint now",
    Rephrased: "There is no question to rephrase now",
    Skipped: "There is no question to skip now",
    GaveUp: "There is no question to give up now",
    Paused: "The interview can't be paused now",
    Resumed: "The interview is not paused",
    Undone: "There is no answer to take back now",
    Ended: "The interview can't be ended again",
}


def start(plan: Plan) -> Session:
    """An interview that greets the candidate. Raises CoachError when the plan has no question."""
    if not plan.questions:
        raise CoachError("There is no question to ask; choose another guide.")
    return Session(plan)


def replay(plan: Plan, events: Iterable[Event]) -> Session:
    """Where an interview stands after these events. Raises CoachError at the first that does not fit."""
    return reduce(apply, events, start(plan))


def allowed(session: Session) -> frozenset[type[Event]]:
    """The kinds of event that fit now. `apply` still refuses an empty answer, a point without a further hint, a verdict on another question."""
    if session.paused:
        return frozenset({Resumed, Ended})
    unfit: set[type[Event]] = set()
    if session.plan.mode is Mode.REALISTIC:
        unfit.add(Hinted)
    if session.before is None:
        unfit.add(Undone)
    if not any(turn.assessment for turn in session.turns):
        unfit.add(Revised)
    return _FITTING[session.phase] - unfit


def expect(session: Session, kind: type[Event]) -> None:
    """Raises CoachError, saying what can be done instead, when events of this kind do not fit now."""
    if kind not in allowed(session):
        raise CoachError(_refusal(session, kind))


def expect_explanation(session: Session) -> None:
    """Raises CoachError when nothing is explained in this interview, which would give answers away."""
    if session.plan.mode is Mode.REALISTIC and session.phase is not Phase.DONE:
        raise CoachError("A realistic interview has no explanations; ask when it is over.")


def follow_ups_left(session: Session) -> int:
    """How many more follow-ups the current question may get."""
    most = 0 if session.plan.mode is Mode.DRILL else MAX_FOLLOW_UPS
    return most - len(session.turns[-1].follow_ups)


def texts_asked(session: Session) -> frozenset[str]:
    """What may not be asked as a follow-up: what was one already, and what is a question of this interview."""
    return frozenset(question.text for question in session.plan.questions) | {each.text for turn in session.turns for each in turn.follow_ups}


def closed(session: Session) -> tuple[Turn, ...]:
    """The questions that are over and may be spoken of: those behind, and all of them at the end; none before the end of a realistic interview."""
    if session.phase is Phase.DONE:
        return session.turns
    return () if session.plan.mode is Mode.REALISTIC else session.turns[:-1]


def newly_closed(before: Session, after: Session) -> tuple[Turn, ...]:
    """The questions that were closed between two moments of an interview, as they are `after`: what is left to do is to improve the answers to them."""
    already = {turn.question.id for turn in closed(before)}
    return tuple(turn for turn in closed(after) if turn.question.id not in already)


def apply(session: Session, event: Event) -> Session:
    """The session after the event. Raises CoachError, saying what can be done instead, when the event does not fit."""
    expect(session, type(event))
    match event:
        case Began():
            return _on_to_next(session)
        case Answered(text, seconds):
            said = Said(checked(text), session.turns[-1].asked, seconds)
            sent = _changed(session, said=(*session.turns[-1].said, said), asked=None)
            return replace(sent, phase=Phase.ASSESSMENT, before=session)
        case Assessed(assessment, follow_up):
            return _assessed(session, assessment, follow_up)
        case Revised(question_id, revision):
            return _revised(session, question_id, revision)
        case Withdrawn() | Undone():
            assert session.before is not None  # noqa: S101 - or it would not be allowed
            return _with_hints(session.before, session.hints)
        case Hinted(point_id):
            return _hinted(session, point_id)
        case Rephrased(text):
            return _changed(session, rephrased=text)
        case Skipped():
            return _on_to_next(session if session.phase is Phase.FOLLOW_UP else _changed(session, skipped=True))
        case GaveUp():
            return _on_to_next(_changed(session, given_up=True))
        case Paused():
            return replace(session, paused=True)
        case Resumed():
            return replace(session, paused=False)
        case Ended():
            return replace(session, phase=Phase.DONE, paused=False)


def _assessed(session: Session, assessment: Assessment, follow_up: FollowUpQuestion | None) -> Session:
    if assessment.question.id != session.turns[-1].question.id:
        raise CoachError("This verdict is on another question than the one that was answered; stop it and send the answer again.")
    judged = _changed(session, assessment=assessment, revision=())
    if follow_up is None or not follow_ups_left(session) or follow_up.text in texts_asked(session):
        return _on_to_next(judged)
    return replace(_changed(judged, asked=follow_up, rephrased=None), phase=Phase.FOLLOW_UP)


def _revised(session: Session, question_id: str, revision: Revision) -> Session:
    if not any(turn.question.id == question_id and turn.assessment for turn in session.turns):
        raise CoachError(f"{_MISFIT[Revised]}; {_INSTEAD[session.phase]}.")
    return replace(session, turns=tuple(replace(turn, revision=revision) if turn.question.id == question_id else turn for turn in session.turns))


def _hinted(session: Session, point_id: str) -> Session:
    turn = session.turns[-1]
    if point_id not in {point.id for point in rubric(turn.question)} or not can_climb(turn, point_id):
        raise CoachError(f"There is no further hint on this point; {_INSTEAD[session.phase]}.")
    return _with_hints(session, {**session.hints, point_id: turn.hints.get(point_id, 0) + 1})


def _with_hints(session: Session, hints: Mapping[str, int]) -> Session:
    """The session after these hints and no others, each with the question that it was on."""
    return replace(session, turns=tuple(replace(turn, hints=_hints_on(turn.question, hints)) for turn in session.turns), hints=hints)


def _hints_on(question: Question, hints: Mapping[str, int]) -> Mapping[str, int]:
    return {point.id: hints[point.id] for point in rubric(question) if point.id in hints}


def _on_to_next(session: Session) -> Session:
    """The next question of the plan that was not asked yet, or the end."""
    reached = {turn.question.id for turn in session.turns}
    following = next((question for question in session.plan.questions if question.id not in reached), None)
    if following is None:
        return replace(session, phase=Phase.DONE)
    return replace(session, turns=(*session.turns, Turn(following, hints=_hints_on(following, session.hints))), phase=Phase.ANSWER)


def _changed(session: Session, **changes: Any) -> Session:
    """The session with other values in the current turn."""
    return replace(session, turns=(*session.turns[:-1], replace(session.turns[-1], **changes)))


def _refusal(session: Session, kind: type[Event]) -> str:
    if session.paused:
        return "The interview is paused; resume it first, or end it."
    if kind is Hinted and session.plan.mode is Mode.REALISTIC:
        return f"A realistic interview has no hints; {_INSTEAD[session.phase]}."
    return f"{_MISFIT[kind]}; {_INSTEAD[session.phase]}."
