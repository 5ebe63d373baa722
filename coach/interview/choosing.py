"""Which questions are asked, and why: by settings, where they are needed most, or as a drill. Pure; by a job description: `job`.

`most_needed` asks first what is due (see `schedule`), then what went badly before today, then what tells most about where the candidate is weakest.
The last is best-arm identification, the arms being the categories and the best one the weakest. After one question of each category the next is about
the one that looks weakest or its likeliest challenger, whichever tells their difference more: a top-two algorithm with information-directed selection
(You, Qin, Wang and Yang 2023), on the posterior of `skill`. How many questions that saves: benchmarks/choosing.py.
"""

import random
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

import numpy as np

from coach.errors import CoachError
from coach.grading.rubric import rubric
from coach.guides.types import Category, Guide, Point, Question
from coach.interview.progress import latest
from coach.interview.schedule import GOOD_FROM, HARD_FROM, Cards, core_points, due, due_at
from coach.interview.skill import NOISE_SD, QUESTION_SD, Floats, Target, estimates
from coach.interview.types import Attempt

# Minutes that a question takes, an estimate and no measurement: some 200 words typed at 40 a minute or spoken and thought about, a follow-up and
# reading the feedback; a problem is worked through aloud.
MINUTES: Mapping[Category, int] = {
    Category.TECHNICAL: 6,
    Category.BEHAVIORAL: 6,
    Category.SITUATIONAL: 6,
    Category.PROBLEM_SOLVING: 10,
    Category.OTHER: 6,
}
EVEN: Mapping[Category, float] = dict.fromkeys(Category, 1.0)
NAME_CHARACTERS = 60  # of a point without a label
REST = timedelta(hours=12)  # what was answered today isn't asked again today unless it is due or drilled


@dataclass(frozen=True, slots=True)
class Choice:
    """A question to ask, and why in a sentence for the screen."""

    question: Question
    why: str


def askable(guides: Iterable[Guide]) -> list[Question]:
    """The questions that an answer can be judged on, in the order of the guides."""
    return [question for guide in guides for question in guide.questions if rubric(question)]


def by_settings(
    guides: Sequence[Guide],
    *,
    mix: Mapping[Category, float] = EVEN,
    difficulty: str | None = None,
    count: int | None = None,
    minutes: int | None = None,
    seed: int | None = None,
) -> list[Choice]:
    """Different questions of these guides, as many as `count` and `minutes` allow.

    `mix` says in which proportion the categories occur, those that it lacks or gives nothing not at all. `difficulty` is one of
    `difficulties(guides)`. Raises CoachError when nothing fits.
    """
    _expect_positive(count)
    pool = askable(guides)
    if difficulty is not None:
        pool = [question for question in pool if question.difficulty == difficulty.strip().lower()]
        if not pool:
            known = ", ".join(difficulties(guides))
            there_are = f"they have {known}" if known else "they mark no difficulty at all"
            raise CoachError(f"No question of these guides is marked “{difficulty}”; {there_are}: choose another difficulty or leave it open.")
    chosen = _mixed(pool, mix, seed)
    if minutes is not None:
        chosen = _within(chosen, minutes)
    titles = {guide.id: guide.role for guide in guides}
    marked = f", marked {difficulty.strip().lower()}" if difficulty else ""
    return [Choice(each, f"A {each.category} question for {titles[each.guide_id]}{marked}, drawn at random.") for each in chosen[:count]]


def difficulties(guides: Iterable[Guide]) -> list[str]:
    """The difficulties that questions of these guides are marked with, in alphabetical order. Guides word them as they like."""
    return sorted({question.difficulty for question in askable(guides) if question.difficulty})


def most_needed(
    questions: Sequence[Question], attempts: Sequence[Attempt], cards: Cards, now: datetime, *, count: int, seed: int | None = None
) -> list[Choice]:
    """`count` different questions, or as many as there are: what is due, then what went badly before today, then what tells most.

    Raises CoachError when `count` is below 1 or there are no questions.
    """
    _expect_positive(count)
    if not questions:
        raise CoachError("There is no question to choose from; choose another guide.")
    last = latest(attempts)
    rested = [question for question in questions if question.id in last and now - last[question.id].at >= REST]
    chosen = _distinct([*_due(questions, last, cards, now), *_weak(rested, last)])[:count]
    taken = {choice.question.id for choice in chosen}
    left = [question for question in questions if question.id not in taken]
    return chosen + _telling(left, attempts, now, count - len(chosen), random.Random(seed))  # noqa: S311 - a fair draw, not a secret


def drill(questions: Sequence[Question], attempts: Sequence[Attempt], cards: Cards, now: datetime, *, count: int) -> list[Choice]:
    """At most `count` different questions that are due or went badly, the first due first, then the weakest.

    Raises CoachError when there are none, saying when the next is due (the date in the time zone of `now`).
    """
    _expect_positive(count)
    last = latest(attempts)
    chosen = _distinct([*_due(questions, last, cards, now), *_weak(questions, last)])
    if chosen:
        return chosen[:count]
    coming = min((at for question in questions if (at := due_at(question, cards))), default=None)
    if coming is None:
        raise CoachError("Nothing has been practised here yet, so nothing is due or weak; hold an interview first.")
    day = coming.astimezone(now.tzinfo)
    raise CoachError(f"Nothing is due or weak; the next question is due on {day.day} {day:%B %Y}: practise new questions until then.")


def _due(questions: Sequence[Question], last: Mapping[str, Attempt], cards: Cards, now: datetime) -> list[Choice]:
    return [Choice(question, _why_due(question, last.get(question.id), cards, now)) for question in due(questions, cards, now)]


def _why_due(question: Question, attempt: Attempt | None, cards: Cards, now: datetime) -> str:
    when = f"; you answered it {_ago(now - attempt.at)} and scored {attempt.score} of 100" if attempt else ""
    card = cards.get(question.id)
    if card and card.due <= now:
        return f"Due for repetition{when}."
    point = next(point for point in core_points(question) if point.id in cards and cards[point.id].due <= now)
    return f"Its point “{_name(point)}” is due for repetition{when}."


def _weak(questions: Sequence[Question], last: Mapping[str, Attempt]) -> list[Choice]:
    """Those that scored low the last time, or lacked a core point, the lowest score first."""
    found: list[tuple[int, Choice]] = []
    for question in questions:
        attempt = last.get(question.id)
        if attempt is None:
            continue
        earned = {point.point_id: point.earned for point in attempt.points}
        lacking = next((point for point in core_points(question) if earned.get(point.id, 1.0) < HARD_FROM), None)
        if attempt.score < 100 * GOOD_FROM:
            found.append((attempt.score, Choice(question, f"Your last answer to it scored {attempt.score} of 100.")))
        elif lacking:
            found.append((attempt.score, Choice(question, f"Your last answer lacked the point “{_name(lacking)}”.")))
    return [choice for _, choice in sorted(found, key=lambda each: each[0])]


def _telling(questions: Sequence[Question], attempts: Sequence[Attempt], now: datetime, count: int, rng: random.Random) -> list[Choice]:
    """`count` questions that tell most about where the candidate is weakest, of each category those not tried first, then those tried longest ago."""
    last = latest(attempts)
    shuffled = rng.sample(questions, len(questions))
    categories = list(dict.fromkeys(question.category for question in shuffled))
    left = {
        category: sorted(
            (question for question in shuffled if question.category is category),
            key=lambda question: last[question.id].at.timestamp() if question.id in last else 0.0,
        )
        for category in categories
    }
    skill = estimates(attempts, [Target(category) for category in categories], now)
    mean, covariance = skill.mean, skill.covariance
    answered = {attempt.category for attempt in attempts}
    unknown = [column for column, category in enumerate(categories) if category not in answered]
    chosen: list[Choice] = []
    while len(chosen) < min(count, len(questions)):
        column = unknown.pop(0) if unknown else _most_telling(mean, covariance, [bool(left[category]) for category in categories])
        question = left[categories[column]].pop(0)
        chosen.append(Choice(question, _why_telling(question, question.category in answered, question.id in last)))
        answered.add(question.category)
        covariance = _after_one_answer(covariance, column)  # whatever its score will be
    return chosen


def _most_telling(mean: Floats, covariance: Floats, is_open: Sequence[bool]) -> int:
    """The column of the category that tells most: of the weakest and its likeliest challenger, the one that makes their difference surer.

    `mean` (n,) and `covariance` (n, n) are those of the categories; of those not open nothing is left to ask.
    """
    weakest = int(mean.argmin())
    sd = np.sqrt(_variance_of_differences(covariance, weakest))
    others = [column for column in range(len(mean)) if column != weakest]
    if not others:
        return weakest
    challenger = min(others, key=lambda column: (mean[column] - mean[weakest]) / sd[column])
    candidates = [column for column in (weakest, challenger) if is_open[column]] or [column for column, open_ in enumerate(is_open) if open_]
    variances = [float(_variance_of_differences(_after_one_answer(covariance, column), weakest)[challenger]) for column in candidates]
    return candidates[int(np.argmin(np.round(variances, 6)))]  # rounded, so that of equal ones it is the weakest


def _variance_of_differences(covariance: Floats, column: int) -> Floats:
    """Of each category to that of `column`, shape (n,)."""
    variance: Floats = covariance[column, column] + covariance.diagonal() - 2 * covariance[column]
    return variance


def _after_one_answer(covariance: Floats, column: int) -> Floats:
    """The covariance (n, n) once one more new question of the category is answered. It doesn't depend on the score."""
    shrunk: Floats = covariance - np.outer(covariance[:, column], covariance[column]) / (covariance[column, column] + QUESTION_SD**2 + NOISE_SD**2)
    return shrunk


def _why_telling(question: Question, category_answered: bool, question_answered: bool) -> str:
    if not category_answered:
        return f"You have answered no {question.category} question yet."
    which = "the one you answered longest ago" if question_answered else "one you have not answered yet"
    return f"Another {question.category} answer tells most about where you are weakest, and this is {which}."


def _mixed(questions: Sequence[Question], mix: Mapping[Category, float], seed: int | None) -> list[Question]:
    """All questions of these categories, so that every stretch from the start is mixed as it should be, the guides taking turns in a category."""
    pool = [question for question in questions if mix.get(question.category, 0.0) > 0]
    if not pool:
        wanted = ", ".join(category for category, share in mix.items() if share > 0) if mix is not EVEN else "any category"
        raise CoachError(f"There is no question in {wanted or 'no category'} in this guide; choose other categories or another guide.")
    shuffled = random.Random(seed).sample(pool, len(pool))  # noqa: S311 - a fair mix, not a secret
    left = {category: _by_turns([each for each in shuffled if each.category is category], lambda each: each.guide_id) for category in Category}
    given = dict.fromkeys(Category, 0)
    mixed: list[Question] = []
    while open_ := [category for category in Category if left[category]]:
        category = max(open_, key=lambda each: mix[each] / (2 * given[each] + 1))  # Sainte-Laguë: seats in proportion to votes
        given[category] += 1
        mixed.append(left[category].pop(0))
    return mixed


def _by_turns(questions: Sequence[Question], key: Callable[[Question], str]) -> list[Question]:
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(key(question), []).append(question)
    return [question for turn in zip_longest(*groups.values()) for question in turn if question is not None]


def _within(questions: Sequence[Question], minutes: int) -> list[Question]:
    """Those that fit into the time one after the other. Raises CoachError when not even one does."""
    left = minutes
    fitting: list[Question] = []
    for question in questions:
        if MINUTES[question.category] <= left:
            left -= MINUTES[question.category]
            fitting.append(question)
    if not fitting:
        shortest = min(MINUTES[question.category] for question in questions)
        raise CoachError(f"No question fits into {minutes} minutes; allow at least {shortest}.")
    return fitting


def _distinct(choices: Iterable[Choice]) -> list[Choice]:
    """Each question once, with the first reason given."""
    first: dict[str, Choice] = {}
    for choice in choices:
        first.setdefault(choice.question.id, choice)
    return list(first.values())


def _name(point: Point) -> str:
    return textwrap.shorten(point.label or point.text, NAME_CHARACTERS, placeholder=" …")


def _ago(age: timedelta) -> str:
    return "today" if age.days < 1 else "yesterday" if age.days == 1 else f"{age.days} days ago"


def _expect_positive(count: int | None) -> None:
    if count is not None and count < 1:
        raise CoachError(f"The number of questions must be at least 1; it was {count}.")
