"""An interview under way that is kept as it goes: what the candidate sends is in the store before anything is made of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from coach.cancel import Cancel
from coach.grading.grader import Grading
from coach.grading.rubric import rubric
from coach.interview import schedule
from coach.interview.answers import readable
from coach.interview.coach import Coach
from coach.interview.results import results_of
from coach.interview.revision import Revision
from coach.interview.session import Answered, Assessed, Event, Revised, Undone, Withdrawn, apply, follow_ups_left, start, texts_asked
from coach.interview.types import Attempt, Phase, Plan, Session, Turn
from coach.practice.clock import seconds_used
from coach.practice.log import from_stored, to_stored
from coach.store.store import Store
from coach.store.types import Card, CardKind, Interview, Profile, State
from coach.store.values import from_json, to_json

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


Attempts = Mapping[str, Attempt]  # by question id


class OngoingInterview:
    """One interview of a profile: `did` moves it on and keeps the step, `assess` judges what was said last, `improve` rewords it."""

    def __init__(self, store: Store, profile: Profile, interview: Interview, clock: Clock = now) -> None:
        """An interview of the store, as far as it has gone. Raises CoachError when it can't be read."""
        self._store = store
        self._profile = profile
        self._clock = clock
        self._attempts: Attempts = {}  # what this interview has put into the history
        self._earlier: list[Attempts] = []  # the same as it was before each answer that can be taken back
        self._steps: list[tuple[Event, datetime]] = []
        self._left = False
        self.interview = interview
        self.plan = from_json(Plan, interview.plan)
        self.session: Session = start(self.plan)
        for stored in store.events(interview):
            event = from_stored(stored)
            self._advance(event, stored.at, *self._step(event, stored.at))

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
        return tuple(event for event, _ in self._steps)

    def seconds_used(self) -> float:
        """Of the time for what is asked now."""
        return seconds_used(self._steps, self._clock())

    def obstacle(self, coach: Coach) -> str | None:
        """Why the interview can't go on, in a sentence: a guide of its questions is gone. It can still be ended and has its report. None when it can go on."""
        gone = sorted({question.guide_id for question in self.plan.questions} - {guide.id for guide in coach.library.guides})
        if not gone:
            return None
        return f"Interview {self.interview.number} can't go on, as there is no guide {' or '.join(gone)} any more; put it back, or end the interview."

    def did(self, event: Event) -> Session:
        """The session after the event, which is kept; an answer with the time that it took, where there is a clock.

        Raises CoachError, and changes nothing, when it does not fit or the interview has gone on elsewhere.
        """
        at = self._clock()
        if isinstance(event, Answered):
            used = seconds_used(self._steps, at) if self.plan.seconds else None
            event = replace(event, text=readable(event.text), seconds=used)  # what a terminal takes, a database may not
        session, attempts = self._step(event, at)
        made = [attempt for attempt in attempts.values() if attempt != self._attempts.get(attempt.question_id)]
        undone = self._attempts.keys() - attempts.keys()
        cards, forgotten = self._cards(made, undone)
        self._store.append(
            self.interview,
            to_stored(event, at),
            after=len(self._steps),
            attempts=made,
            undone=undone,
            cards=cards,
            forgotten=forgotten,
            state=_state(session),
        )
        self._advance(event, at, session, attempts)
        return session

    def leave(self) -> None:
        """Nobody looks on any more: an answer that is being judged is not withdrawn when that stops, but judged when the interview is continued."""
        self._left = True

    def assess(self, coach: Coach, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading of what was said last, as it proceeds; at the end its verdict is kept and the follow-up chosen.

        When it is stopped or fails, the answer is withdrawn, as if it had not been sent, unless nobody looks on any more. Raises CoachError, Stopped.
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
            self.withdraw()
            raise
        self.did(Assessed(assessment, asked[0] if asked else None))

    def improve(self, turn: Turn, coach: Coach, cancel: Cancel | None = None) -> Iterator[Revision]:
        """The improved answer to a question that is over, as it grows; it is kept once it is whole. Nothing where nothing was judged or nothing is to improve.

        Whatever goes wrong here, the verdict and the interview stay as they are. Raises CoachError, Stopped.
        """
        if turn.assessment is None:
            return
        revision: Revision = ()
        for revision in coach.revise(turn.assessment, cancel):
            yield revision
        if revision:
            self.did(Revised(turn.question.id, revision))

    def withdraw(self) -> None:
        """Take back an answer that is being judged, as if it had not been sent; not when nobody looks on any more. Does nothing when none is."""
        if self.session.phase is Phase.ASSESSMENT and not self._left:
            self.did(Withdrawn())

    def _step(self, event: Event, at: datetime) -> tuple[Session, Attempts]:
        """The session after the event, and the attempts: what is taken back leaves them as they were before it, times included, but for hints since."""
        session = apply(self.session, event)
        return session, _attempts(session, self._earlier[-1] if isinstance(event, Withdrawn | Undone) else self._attempts, at)

    def _advance(self, event: Event, at: datetime, session: Session, attempts: Attempts) -> None:
        if isinstance(event, Answered):
            self._earlier.append(self._attempts)
        elif isinstance(event, Withdrawn | Undone):
            self._earlier.pop()
        self._steps.append((event, at))
        self.session = session
        self._attempts = attempts

    def _cards(self, made: Sequence[Attempt], undone: Collection[str]) -> tuple[list[Card], list[str]]:
        """The cards of the questions that a step touches and of their points, after all attempts but this interview's former ones; and those to forget."""
        ids = {*(attempt.question_id for attempt in made), *undone}
        if not ids:
            return [], []
        former = list(self._attempts.values())
        history = [each for each in self._store.attempts(self._profile) if each.question_id in ids and each not in former]
        cards = schedule.replayed([*history, *made])
        kept = [Card(key, CardKind.QUESTION if key in ids else CardKind.POINT, schedule.to_json(card), card.due) for key, card in cards.items()]
        touched = [question for question in self.plan.questions if question.id in ids]
        keys = {key for question in touched for key in (question.id, *(point.id for point in rubric(question)))}
        return kept, sorted(keys - cards.keys())


def _attempts(session: Session, former: Attempts, at: datetime) -> Attempts:
    """What the session puts into the history: new at `at` where the results are."""
    attempts: dict[str, Attempt] = {}
    for turn in session.turns:
        if results := results_of(turn):
            question = turn.question
            same = (before := former.get(question.id)) and (before.score, before.points) == (results.score, results.points)
            attempts[question.id] = before if before and same else Attempt(question.id, question.guide_id, question.category, at, results.score, results.points)
    return attempts


def _state(session: Session) -> State:
    if session.phase is Phase.DONE:
        return State.FINISHED
    return State.PAUSED if session.paused else State.OPEN
