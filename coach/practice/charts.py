"""A history as pictures: what goes into the plots of `coach.report`. Pure but for the drawing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import fmean

from coach.guides.types import Category, Guide, Question
from coach.interview.choosing import askable
from coach.interview.progress import coverage, forecast
from coach.interview.schedule import Cards
from coach.interview.types import Attempt
from coach.practice.history import midnight
from coach.report import plots
from coach.report.document import CATEGORY_NAMES
from coach.report.plots import Coverage, DueOn, HeatMap, Scored

WEEKS = 12  # columns of the heat map, the newest


def charts(guides: Sequence[Guide], attempts: Sequence[Attempt], cards: Cards, now: datetime) -> dict[str, str]:
    """By name the pictures of these guides, as elements of a page; `now` is in the zone whose days are shown."""
    ids = {guide.id for guide in guides}
    own = [attempt for attempt in attempts if attempt.guide_id in ids]
    questions = askable(guides)
    today = now.date()
    due = [DueOn(today + timedelta(days=day), number) for day, number in enumerate(forecast(questions, cards, midnight(now)))]
    return {
        "trend": plots.trend([Scored(each.at.astimezone(now.tzinfo), each.score) for each in own], "Scores"),
        "topics": plots.heat_map(_topics(own, now), "Mean scores by week"),
        "coverage": plots.coverage(_coverage(questions, own), "Questions practised"),
        "due": plots.forecast(due, "Coming up"),
    }


def _topics(attempts: Sequence[Attempt], now: datetime) -> HeatMap:
    """The categories that were tried by weeks with an answer in them."""
    scores: dict[tuple[Category, date], list[int]] = {}
    for attempt in attempts:
        day = attempt.at.astimezone(now.tzinfo).date()
        scores.setdefault((attempt.category, day - timedelta(days=day.weekday())), []).append(attempt.score)
    rows = [category for category in Category if any(category is tried for tried, _ in scores)]
    weeks = sorted({week for _, week in scores})[-WEEKS:]
    means = tuple(tuple(fmean(scores[row, week]) if (row, week) in scores else None for week in weeks) for row in rows)
    return HeatMap(tuple(CATEGORY_NAMES[row] for row in rows), tuple(f"{week.day} {week:%b}" for week in weeks), means)


def _coverage(questions: Sequence[Question], attempts: Sequence[Attempt]) -> list[Coverage]:
    found = [(category, coverage([question for question in questions if question.category is category], attempts)) for category in Category]
    return [Coverage(CATEGORY_NAMES[category], each.questions, each.tried, each.good) for category, each in found]
