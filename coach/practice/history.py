"""What a history says: a line for each interview, and how a guide stands. Values for tables; pictures are in `charts`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from statistics import fmean

from coach.errors import CoachError
from coach.grading.rubric import rubric
from coach.grading.score import WEIGHTS
from coach.guides.types import Category, Guide, Point, Question
from coach.interview.choosing import askable
from coach.interview.progress import Coverage, PointProgress, by_point, coverage
from coach.interview.readiness import Readiness, readiness
from coach.interview.results import mean_score, results_of
from coach.interview.schedule import EASY_FROM
from coach.interview.session import replay
from coach.interview.types import Attempt, Mode, Plan
from coach.practice.log import from_stored
from coach.store.store import Store
from coach.store.types import Interview, Profile, State
from coach.store.values import from_json

WEAKEST = 5  # points of a guide


@dataclass(frozen=True, slots=True)
class Summary:
    """One interview in a line."""

    number: int
    started: datetime  # in UTC
    mode: Mode
    planned: int  # questions
    answered: int  # of them; one that was given up counts, as 0
    mean_score: float | None  # 0 to 100; None when nothing was answered, and before the end of a realistic one
    state: State


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An interview of which this version of the coach can't read what was kept."""

    number: int
    started: datetime  # in UTC
    problem: str  # what is wrong, in a sentence


@dataclass(frozen=True, slots=True)
class CategoryMean:
    """How the answers of one category went."""

    mean: float  # score, 0 to 100
    attempts: int


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A point that was not made every time."""

    point: Point
    question: Question
    progress: PointProgress


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with one guide."""

    guide: Guide
    readiness: Readiness
    coverage: Coverage
    categories: Mapping[Category, CategoryMean]  # those with an answer
    weakest: tuple[WeakPoint, ...]  # the weakest first


def summaries(store: Store, profile: Profile) -> list[Summary | Unreadable]:
    """All interviews of the profile by number. Raises CoachError when the store can't be used."""
    return [_summary(store, interview) for interview in store.interviews(profile)]


def _summary(store: Store, interview: Interview) -> Summary | Unreadable:
    try:
        plan = from_json(Plan, interview.plan)
        session = replay(plan, map(from_stored, store.events(interview)))
    except CoachError as error:
        return Unreadable(interview.number, interview.started, str(error))
    answered = sum(results_of(turn) is not None for turn in session.turns)
    is_open = plan.mode is Mode.REALISTIC and interview.state is not State.FINISHED  # no word before its end
    mean = None if is_open else mean_score(session.turns)
    return Summary(interview.number, interview.started, plan.mode, len(plan.questions), answered, mean, interview.state)


def practised(guides: Iterable[Guide], attempts: Iterable[Attempt]) -> list[Guide]:
    """Those guides that have a standing: something of them was tried and can still be asked."""
    tried = {attempt.guide_id for attempt in attempts}
    return [guide for guide in guides if guide.id in tried and askable([guide])]


def standing(guide: Guide, attempts: Sequence[Attempt], now: datetime) -> Standing:
    """From those of the attempts that are at this guide. Raises CoachError for a guide without questions that can be asked."""
    own = [attempt for attempt in attempts if attempt.guide_id == guide.id]
    scores = {category: [attempt.score for attempt in own if attempt.category is category] for category in Category}
    categories = {category: CategoryMean(fmean(each), len(each)) for category, each in scores.items() if each}
    questions = askable([guide])
    points = {point.id: (point, question) for question in questions for point in rubric(question) if WEIGHTS[point.kind]}
    weak = [
        WeakPoint(*points[each.point_id], each) for each in by_point(own) if each.point_id in points and each.mean < EASY_FROM
    ]  # as an answer that FSRS is told was easy
    return Standing(guide, readiness(guide, own, now), coverage(questions, own), categories, tuple(weak[:WEAKEST]))


def midnight(now: datetime) -> datetime:
    """When the day of `now` began, in its own zone: from then on `forecast` counts by days of the calendar."""
    return datetime.combine(now.date(), time(), now.tzinfo)
