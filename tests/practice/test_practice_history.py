"""What a history says, in values and in pictures."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from assessing import question
from by_hand import answer, begun
from practising import NOW, attempt, guide_with

from coach.config import load_settings
from coach.errors import CoachError
from coach.guides.types import Category, Question
from coach.interview import schedule
from coach.interview.progress import Coverage
from coach.interview.session import Ended, GaveUp, Skipped
from coach.interview.types import Mode
from coach.practice.charts import charts
from coach.practice.history import WEAKEST, Summary, Unreadable, midnight, practised, standing, summaries
from coach.store.database import FILE
from coach.store.store import Store, open_store
from coach.store.types import Profile, State

POOLING, STRIDE, STORY = question("pooling"), question("stride"), question("story", Category.BEHAVIORAL)
GUIDE = guide_with(POOLING, STRIDE, STORY)


def test_each_interview_is_summed_up(store: Store, anna: Profile) -> None:
    assert summaries(store, anna) == []
    first = begun(store, anna, POOLING, STRIDE)
    answer(first, "Label 0")
    first.did(Skipped())
    second = begun(store, anna, POOLING, STRIDE)
    second.did(GaveUp())
    third = begun(store, anna, STRIDE)
    third.did(Ended())
    times = [each.interview.started for each in (first, second, third)]
    assert summaries(store, anna) == [
        Summary(1, times[0], Mode.PRACTICE, 2, 1, 50.0, State.FINISHED),
        Summary(2, times[1], Mode.PRACTICE, 2, 1, 0.0, State.OPEN),
        Summary(3, times[2], Mode.PRACTICE, 1, 0, None, State.FINISHED),
    ]


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE interviews SET plan = '{}' WHERE id = :id", "What was kept is no Plan"),
        ("UPDATE events SET kind = 'sang' WHERE interview_id = :id AND number = 2", "the kind “sang”"),
        ("UPDATE events SET payload = '{}' WHERE interview_id = :id AND number = 2", "What was kept is no Answered"),
        ("UPDATE events SET payload = '{\"te' WHERE interview_id = :id AND number = 2", "holds damaged data"),
        ("DELETE FROM events WHERE interview_id = :id AND number = 1", "the interview has not begun"),
    ],
)
def test_an_interview_that_can_not_be_read_hides_no_other(damage: str, problem: str, tmp_path: Path) -> None:
    with open_store(load_settings(home=tmp_path)) as store:
        me = store.default_profile()
        made = [begun(store, me, POOLING) for _ in range(3)]
        for each in made:
            answer(each, "Label 0")
        with sqlite3.connect(next(tmp_path.rglob(FILE))) as database:
            database.execute(damage, {"id": made[1].interview.id})
        first, bad, last = summaries(store, me)
        assert [each.number for each in (first, bad, last)] == [1, 2, 3]
        assert isinstance(first, Summary)
        assert isinstance(last, Summary)
        assert isinstance(bad, Unreadable)
        assert bad.started == made[1].interview.started
        assert problem in bad.problem


def test_a_guides_standing_is_of_its_own_attempts() -> None:
    other = question("other")
    history = [attempt(POOLING, 40, days_ago=9), attempt(POOLING, 80, days_ago=2), attempt(STORY, 30, days_ago=1)]
    found = standing(GUIDE, history, NOW)
    assert standing(guide_with(other, guide_id="h"), history, NOW).readiness.attempts == 0
    assert {key: (each.mean, each.attempts) for key, each in found.categories.items()} == {Category.TECHNICAL: (60, 2), Category.BEHAVIORAL: (30, 1)}
    assert (found.readiness.attempts, found.coverage) == (3, Coverage(questions=3, tried=2, good=1))


def test_the_weakest_points_are_those_that_earn_least_and_still_are_in_the_guide() -> None:
    history = [attempt(POOLING, 50, points={"Label 0": 0.2, "Label 1": 0.95}), attempt(STRIDE, 50, points={"Label 0": 0.1}), attempt(question("gone"), 0)]
    weakest = standing(GUIDE, history, NOW).weakest
    assert [(weak.question.text, weak.point.label, weak.progress.mean) for weak in weakest] == [
        ("What is stride?", "Label 0", 0.1),
        ("What is pooling?", "Label 0", 0.2),
        ("What is stride?", "Label 1", 0.5),
    ]
    many = guide_with(*(question(f"q{number}") for number in range(9)))
    assert len(standing(many, [attempt(each, 0) for each in many.questions], NOW).weakest) == WEAKEST


@pytest.mark.parametrize("questions", [(), (question("bare", points=0),)])
def test_a_guide_without_questions_that_can_be_asked_has_no_standing(questions: tuple[Question, ...]) -> None:
    with pytest.raises(CoachError, match="has no questions that have an answer"):
        standing(guide_with(*questions), [], NOW)
    assert practised([guide_with(*questions)], [attempt(POOLING, 40)]) == []


def test_a_question_that_can_not_be_asked_is_counted_nowhere() -> None:
    history = [attempt(POOLING, 80)]
    with_bare = guide_with(*GUIDE.questions, replace(question("bare", points=0), category=Category.SITUATIONAL))
    assert replace(standing(with_bare, history, NOW), guide=GUIDE) == standing(GUIDE, history, NOW)
    assert charts([with_bare], history, {}, NOW) == charts([GUIDE], history, {}, NOW)
    assert practised([GUIDE, guide_with(STRIDE, guide_id="h")], history) == [GUIDE]


def test_a_day_begins_at_midnight_where_the_reader_is() -> None:
    here = timezone(timedelta(hours=-8))
    assert midnight(datetime(2026, 3, 2, 3, tzinfo=UTC).astimezone(here)) == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_the_pictures_tell_what_the_history_holds() -> None:
    history = [attempt(POOLING, 40, days_ago=9), attempt(POOLING, 80, days_ago=2), attempt(STRIDE, 30, days_ago=2)]
    drawn = charts([GUIDE], history, schedule.replayed(history), NOW)
    assert set(drawn) == {"trend", "topics", "coverage", "due"}
    assert all(picture.startswith("<svg") for picture in drawn.values())
    assert "3 attempts from 20 February 2026 to 27 February 2026" in drawn["trend"]
    assert "Technical: 16 Feb 40, 23 Feb 55" in drawn["topics"]
    assert "Technical: 1 went well and 1 only tried, of 2; Behavioral: 0 went well and 0 only tried, of 1" in drawn["coverage"]
    assert "2 due in 14 days" in drawn["due"]


def test_pictures_are_of_the_guides_that_are_asked_for() -> None:
    other = guide_with(question("other"), guide_id="h")
    drawn = charts([other], [attempt(POOLING, 40)], {}, NOW)
    assert all(picture.startswith("<p>") for name, picture in drawn.items() if name != "coverage")
