"""What the history shows."""

from collections.abc import Sequence

import pytest
from assessing import question
from hypothesis import given
from hypothesis import strategies as st
from practising import NOW, attempt, guide_with

from coach.guides.types import Category
from coach.interview.progress import Coverage, by_point, coverage, forecast, latest, over_time
from coach.interview.schedule import replayed

POOLING, STORY = question("pooling"), question("conflict", Category.BEHAVIORAL)
GUIDE = guide_with(POOLING, STORY, question("stride"), question("kernel"))
HISTORIES = st.lists(st.builds(attempt, st.sampled_from(GUIDE.questions), st.integers(0, 100), days_ago=st.floats(0, 30)), max_size=12)


def test_how_a_point_developed_is_told_briefly() -> None:
    assert over_time((0.0, 0.5, 1.0)) == "0% → 50% → 100%"
    assert over_time((0.1, 0.2, 0.3, 0.4, 0.5, 0.6)) == "… → 20% → 30% → 40% → 50% → 60%"


def test_the_weakest_point_is_first_and_a_recent_failure_breaks_a_tie() -> None:
    history = [
        attempt(POOLING, 50, days_ago=1, points={"Label 0": 1.0, "Label 1": 0.0}),
        attempt(POOLING, 50, points={"Label 0": 0.0, "Label 1": 1.0}),
        attempt(STORY, 10),
    ]
    points = by_point(history)
    assert [point.point_id for point in points] == [*(point.id for point in STORY.points), POOLING.points[0].id, POOLING.points[1].id]
    assert (points[-1].mean, points[-1].last, points[-1].earned) == (0.5, 1.0, (0.0, 1.0))


def test_the_last_attempt_counts_whatever_the_order() -> None:
    old, new = attempt(POOLING, 10, days_ago=1), attempt(POOLING, 90)
    assert latest([new, old]) == latest([old, new]) == {POOLING.id: new}


def test_coverage_counts_questions_by_their_last_score() -> None:
    done = coverage(GUIDE.questions, [attempt(POOLING, 90, days_ago=1), attempt(POOLING, 59), attempt(STORY, 60), attempt(question("elsewhere"), 100)])
    assert done == Coverage(questions=4, tried=2, good=1)
    assert coverage([], []) == Coverage(0, 0, 0)


@given(HISTORIES)
def test_what_goes_well_was_tried(history: Sequence) -> None:
    done = coverage(GUIDE.questions, history)
    assert 0 <= done.good <= done.tried <= done.questions


@pytest.mark.parametrize(("days_ago", "day"), [(0.5, 0), (0, 1), (30, 0)])
def test_the_forecast_says_on_which_day_a_question_comes_back(days_ago: float, day: int) -> None:
    cards = replayed([attempt(POOLING, 10, days_ago=days_ago)])
    assert forecast(GUIDE.questions, cards, NOW) == [int(each == day) for each in range(14)]


@given(HISTORIES)
def test_the_forecast_counts_no_question_twice(history: Sequence) -> None:
    ahead = forecast(GUIDE.questions, replayed(history), NOW, days=400)
    assert sum(ahead) == len({each.question_id for each in history})
