"""Spaced repetition: when a question, or a single point of one, should come back. Pure; the algorithm is FSRS, from the `fsrs` package.

Every question and every point that was judged has a card, under its id. An attempt rates the question's card by the score and each point's
card by what the point earned, so a weak point comes back even when its question went well: a question is due as soon as its own card is,
or the card of one of its core points.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from coach.errors import CoachError
from coach.grading.rubric import rubric
from coach.guides.types import Point, PointKind, Question
from coach.interview.types import Attempt

if TYPE_CHECKING:
    from fsrs import Card, Rating, Scheduler
    from fsrs.card import CardDict

Cards = Mapping[str, "Card"]  # question id or point id -> its card

# From which share (of 100, or of a point) an answer is rated Hard, Good and Easy; below the first it is Again. A share counts how much of the
# model answer was said, and nobody says all of it: below a third it was not remembered, up to about half only with gaps, and the last seventh
# is mostly what rounds an answer off, so that 0.85 is as good as all.
HARD_FROM, GOOD_FROM, EASY_FROM = 0.35, 0.55, 0.85


def rating(share: float) -> "Rating":
    """How FSRS is told of a result: `share` is what was earned of what could be, 0 to 1."""
    from fsrs import Rating

    if share < HARD_FROM:
        return Rating.Again
    if share < GOOD_FROM:
        return Rating.Hard
    return Rating.Good if share < EASY_FROM else Rating.Easy


def review(cards: Cards, attempt: Attempt) -> "dict[str, Card]":
    """The cards of the attempt's question and points as they are after it: those to keep in place of the old ones. The rest stay as they are."""
    shares = {attempt.question_id: attempt.score / 100} | {point.point_id: point.earned for point in attempt.points}
    at = attempt.at.astimezone(UTC)
    return {key: _scheduler().review_card(cards.get(key) or _new_card(at), rating(share), at)[0] for key, share in shares.items()}


def replayed(attempts: Iterable[Attempt]) -> "dict[str, Card]":
    """All cards, as they are after these attempts."""
    cards: dict[str, Card] = {}
    for attempt in sorted(attempts, key=lambda each: each.at):
        cards |= review(cards, attempt)
    return cards


def due_at(question: Question, cards: Cards) -> datetime | None:
    """When a question should come back: when the first of its own card and its core points' cards is due. None when it was never answered."""
    return min((card.due for key in (question.id, *(point.id for point in core_points(question))) if (card := cards.get(key))), default=None)


def due(questions: Sequence[Question], cards: Cards, now: datetime) -> list[Question]:
    """The questions that should come back by now, those that have waited longest first."""
    waiting = [(at, question) for question in questions if (at := due_at(question, cards)) and at <= now]
    return [question for _, question in sorted(waiting, key=lambda each: each[0])]


def core_points(question: Question) -> list[Point]:
    """What an answer has to say; what merely rounds it off brings no question back by itself."""
    return [point for point in rubric(question) if point.kind is PointKind.CORE]


def to_json(card: "Card") -> dict[str, Any]:
    """The card as a plain object to keep."""
    return dict(card.to_dict())


def from_json(plain: Mapping[str, Any]) -> "Card":
    """The card from `to_json`. Raises CoachError for an object that is none."""
    from fsrs import Card

    try:
        return Card.from_dict(cast("CardDict", dict(plain)))
    except (KeyError, TypeError, ValueError) as error:
        raise CoachError(f"A saved date of repetition can't be read ({error!r}); restore your history from a backup or an export.") from error


def _new_card(at: datetime) -> "Card":
    from fsrs import Card

    return Card(card_id=0, due=at)  # the id in the mapping names it; without one fsrs makes one from the clock and sleeps


@cache
def _scheduler() -> "Scheduler":
    """Without steps of minutes, which are for flash cards: an answer takes minutes to give, so nothing comes back within a day. Without chance."""
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
