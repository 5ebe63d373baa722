"""What one person practises: interviews to begin and to resume, what to ask next, and what the history says."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coach.cancel import Cancel
from coach.errors import CoachError
from coach.guides.types import Category, Guide, Question
from coach.interview import schedule
from coach.interview.choosing import EVEN, Choice, askable, by_settings, drill, most_needed
from coach.interview.coach import Coach, Explanation
from coach.interview.job import by_job
from coach.interview.types import Attempt, Mode, Plan
from coach.practice.ongoing import Clock, OngoingInterview, now
from coach.report.contents import Report, interview_report
from coach.store.store import Store
from coach.store.types import Lookup, Profile, State

if TYPE_CHECKING:
    from fsrs import Card


DEFAULT_COUNT = 5  # questions


class Ask(StrEnum):
    """What the questions are chosen by."""

    MIX = "mix"
    NEED = "need"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to practise. Settings that the way of choosing has no use for are left aside."""

    guides: tuple[Guide, ...]
    ask: Ask = Ask.MIX
    mode: Mode = Mode.PRACTICE
    categories: tuple[Category, ...] = ()  # none: all
    difficulty: str | None = None
    count: int | None = None  # DEFAULT_COUNT, or what fits into `minutes`
    minutes: int | None = None  # for all questions together
    job: str = ""  # the description
    seconds: int | None = None  # for each question
    seed: int | None = None


class Practice:
    """A profile's practising with a coach, kept in a store."""

    def __init__(self, coach: Coach, store: Store, profile: Profile, clock: Clock = now) -> None:
        self.coach = coach
        self.store = store
        self.profile = profile
        self._clock = clock

    def choose(self, wish: Wish, cancel: Cancel | None = None) -> list[Choice]:
        """The questions for an interview, with reasons. Raises CoachError when nothing fits, Stopped."""
        profile = self.profile  # another page may change who practises
        count = DEFAULT_COUNT if wish.count is None else wish.count
        if wish.mode is Mode.DRILL:
            attempts, cards = self.store.attempts(profile), self._cards(profile)
            return drill(self._questions(wish), attempts, cards, self._clock().astimezone(), count=count)
        match wish.ask:
            case Ask.NEED:
                attempts, cards = self.store.attempts(profile), self._cards(profile)
                return most_needed(self._questions(wish), attempts, cards, self._clock(), count=count, seed=wish.seed)
            case Ask.JOB:
                return by_job(wish.job, wish.guides, self.coach.search.wait(cancel).embedder, count=count)
            case Ask.MIX:
                mix = dict.fromkeys(wish.categories, 1.0) or EVEN
                at_most = count if wish.minutes is None else wish.count
                return by_settings(wish.guides, mix=mix, difficulty=wish.difficulty, count=at_most, minutes=wish.minutes, seed=wish.seed)

    def begin(self, choices: Sequence[Choice], wish: Wish) -> OngoingInterview:
        """An interview with these questions. Raises CoachError when there are none."""
        plan = Plan(tuple(choice.question for choice in choices), wish.mode, wish.seconds)
        return OngoingInterview.begin(self.store, self.profile, plan, self._clock)

    def begin_one(self, question: Question) -> OngoingInterview:
        """An interview of this question alone."""
        return self.begin([Choice(question, "You wanted to be asked about it.")], Wish((self.coach.guide_of(question),)))

    def look_up(self, query: str, cancel: Cancel | None = None) -> Explanation:
        """The sources for an explanation; the query is kept. Raises CoachError for an empty or overlong one, Stopped."""
        profile = self.profile  # somebody else may practise by the time that it is found
        found = self.coach.look_up(query, cancel)
        self.store.add_lookup(profile, Lookup(found.query, self._clock()))
        return found

    def looked_up(self) -> list[str]:
        """What was looked up, the newest first."""
        return [each.query for each in self.store.lookups(self.profile)]

    def forget_lookups(self) -> None:
        """Delete what was looked up."""
        self.store.delete_lookups(self.profile)

    def unfinished(self) -> OngoingInterview | None:
        """The newest interview that is not over, to be resumed, or ended where there is an `obstacle`. Raises CoachError when it can't be read."""
        interview = self.store.open_interview(self.profile)
        return OngoingInterview(self.store, self.profile, interview, self._clock) if interview else None

    def unfinished_number(self) -> int | None:
        """The number of the newest interview that is not over, None when all are."""
        interview = self.store.open_interview(self.profile)
        return interview.number if interview else None

    def attempts(self) -> list[Attempt]:
        """The history, the oldest first."""
        return self.store.attempts(self.profile)

    def cards(self) -> "dict[str, Card]":
        """When what comes up again, by question or point."""
        return self._cards(self.profile)

    def due(self) -> list[Question]:
        """The questions that are due now, those that have waited longest first."""
        return schedule.due(askable(self.coach.library.guides), self.cards(), self._clock())

    def report(self, number: int) -> Report:
        """The report on one of the profile's interviews. Raises CoachError when there is none of that number."""
        interview = self.store.interview(self.profile, number)
        ongoing = OngoingInterview(self.store, self.profile, interview, self._clock)
        if ongoing.plan.mode is Mode.REALISTIC and interview.state is not State.FINISHED:
            raise CoachError(f"Interview {number} is a realistic one and not over, so there is no word on it yet; finish it first.")
        return interview_report(
            ongoing.session,
            interview.started.astimezone(),
            interview.finished.astimezone() if interview.finished else None,
            number,
            {guide.id: guide for guide in self.coach.library.guides},
        )

    def is_new(self) -> bool:
        """Whether the profile has not practised yet."""
        return not self.store.interviews(self.profile)

    def start_over(self) -> None:
        """Delete everything of the profile; an empty one of the same name takes its place. Raises CoachError."""
        name = self.profile.name
        try:
            self.store.delete_profile(self.profile)
        finally:  # it may be gone although traces of it stay
            there = next((each for each in self.store.profiles() if each.name == name), None)
            self.profile = there or self.store.create_profile(name)

    def _cards(self, profile: Profile) -> "dict[str, Card]":
        return {card.key: schedule.from_json(card.fsrs) for card in self.store.cards(profile)}

    def _questions(self, wish: Wish) -> list[Question]:
        chosen = [question for question in askable(wish.guides) if not wish.categories or question.category in wish.categories]
        if not chosen:
            raise CoachError("There is no question in these categories in these guides; choose others.")
        return chosen
