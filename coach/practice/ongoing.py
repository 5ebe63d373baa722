"""An interview under way that is kept as it goes: what the candidate sends is in the store before anything is made of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from coach.cancel import Cancel
from coach.grading.grader import Grading
from coach.grading.rubric import rubric
from coach.interview import schedule
from coach.interview.coach import Coach
from coach.interview.results import results_of
from coach.interview.session import Assessed, Event, Withdrawn, apply, follow_ups_left, start, texts_asked
from coach.interview.types import Attempt, Phase, Plan, Session, Turn
from coach.practice.log import from_stored, to_stored
from coach.store.store import Store
from coach.store.types import Card, CardKind, Interview, Profile, State
from coach.store.values import from_json, to_json

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class OngoingInterview:
    """One interview of a profile: `did` moves it on and keeps the step, `assess` judges what was said last."""

    def __init__(self, store: Store, profile: Profile, interview: Interview, clock: Clock = now) -> None:
        """An interview of the store, as far as it has gone. Raises CoachError when it can't be read."""
        self._store = store
        self._profile = profile
        self._clock = clock
        self._attempts: dict[str, Attempt] = {}  # question id -> what this interview has put into the history
        self._events: list[Event] = []
        self.interview = interview
        self.plan = from_json(Plan, interview.plan)
        self.session: Session = start(self.plan)
        for stored in store.events(interview):
            event = from_stored(stored)
            self._advance(event, _step(self.session, event, stored.at))

    @classmethod
    def begin(cls, store: Store, profile: Profile, plan: Plan, clock: Clock = now) -> "OngoingInterview":
        """A new interview, which greets the candidate. Raises CoachError when the plan has no question."""
        start(plan)
        return cls(store, profile, store.start_interview(profile, to_json(plan), clock()), clock)

    @property
    def turn(self) -> Turn:
        """The current turn; there is none during the greeting."""
        return self.session.turns[-1]

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened so far, in order."""
        return tuple(self._events)

    def did(self, event: Event) -> Session:
        """The session after the event, which is kept. Raises CoachError, and changes nothing, when it does not fit or the interview has gone on elsewhere."""
        at = self._clock()
        step = _step(self.session, event, at)
        cards, forgotten = self._cards(step)
        self._store.append(
            self.interview,
            to_stored(event, at),
            after=len(self._events),
            attempts=list(step.made.values()),
            undone=step.undone,
            cards=cards,
            forgotten=forgotten,
            state=_state(step.session),
        )
        self._advance(event, step)
        return self.session

    def assess(self, coach: Coach, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading of what was said last, as it proceeds; at the end its verdict is kept and the follow-up chosen.

        When it is stopped or fails, the answer is withdrawn: it is as if it had not been sent. Raises CoachError, Stopped.
        """
        turn = self.turn
        said = turn.said[-1]
        try:
            if turn.assessment is not None and said.asked is not None:
                progress = coach.grade_follow_up(turn.assessment, said.asked.text, said.text, cancel)
            else:
                progress = coach.grade(turn.question, said.text, cancel)
            assessment = None
            for grading in progress:
                assessment = grading.assessment
                yield grading
            assert assessment is not None  # noqa: S101 - the last grading always has one
            judged = replace(turn, assessment=assessment)
            asked = coach.follow_ups(judged, cancel, count=1, avoiding=texts_asked(self.session)) if follow_ups_left(self.session) else []
        except Exception:
            self.did(Withdrawn())
            raise
        self.did(Assessed(assessment, asked[0] if asked else None))

    def _advance(self, event: Event, step: "_Step") -> None:
        self._events.append(event)
        self.session = step.session
        self._attempts = {key: attempt for key, attempt in self._attempts.items() if key not in step.undone} | step.made

    def _cards(self, step: "_Step") -> tuple[list[Card], list[str]]:
        """The cards of the questions that the step touches and of their points, after all attempts but this interview's former ones; and those to forget."""
        ids = {*step.made, *step.undone}
        if not ids:
            return [], []
        former = list(self._attempts.values())
        history = [each for each in self._store.attempts(self._profile) if each.question_id in ids and each not in former]
        cards = schedule.replayed([*history, *step.made.values()])
        kept = [Card(key, CardKind.QUESTION if key in ids else CardKind.POINT, schedule.to_json(card), card.due) for key, card in cards.items()]
        touched = [turn.question for turn in self.session.turns if turn.question.id in ids]
        keys = {key for question in touched for key in (question.id, *(point.id for point in rubric(question)))}
        return kept, sorted(keys - set(cards))


@dataclass(frozen=True, slots=True)
class _Step:
    """What an event brings about: the next session, the attempts it made, and the questions that have none any more."""

    session: Session
    made: dict[str, Attempt]
    undone: tuple[str, ...]


def _step(session: Session, event: Event, at: datetime) -> _Step:
    following = apply(session, event)
    before = {turn.question.id: results_of(turn) for turn in session.turns}
    after = {turn.question.id: results_of(turn) for turn in following.turns}
    made = {
        turn.question.id: Attempt(turn.question.id, turn.question.guide_id, turn.question.category, at, results.score, results.points)
        for turn in following.turns
        if (results := after[turn.question.id]) and results != before.get(turn.question.id)
    }
    return _Step(following, made, tuple(question_id for question_id, results in before.items() if results and not after.get(question_id)))


def _state(session: Session) -> State:
    if session.phase is Phase.DONE:
        return State.FINISHED
    return State.PAUSED if session.paused else State.OPEN
