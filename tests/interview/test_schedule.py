"""When questions and points come back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from assessing import question
from hypothesis import given
from hypothesis import strategies as st
from practising import NOW, attempt

from coach.errors import CoachError
from coach.guides.types import Category, PointKind
from coach.interview.schedule import due, due_at, from_json, rating, replayed, review, to_json

POOLING = question("pooling")
SCORES = st.integers(0, 100)


@pytest.mark.parametrize(
    ("share", "expected"), [(0, "Again"), (0.349, "Again"), (0.35, "Hard"), (0.549, "Hard"), (0.55, "Good"), (0.849, "Good"), (0.85, "Easy"), (1, "Easy")]
)
def test_a_share_is_rated(share: float, expected: str) -> None:
    assert rating(share).name == expected


def test_an_attempt_gives_the_question_and_each_of_its_points_a_card() -> None:
    assert set(review({}, attempt(POOLING, 70))) == {POOLING.id, *(point.id for point in POOLING.points)}


def test_only_the_cards_of_the_attempt_are_given_back() -> None:
    cards = replayed([attempt(POOLING, 70), attempt(question("stride"), 70)])
    assert set(review(cards, attempt(POOLING, 70))) == {POOLING.id, *(point.id for point in POOLING.points)}
    assert len(cards) == 6


@given(lower=SCORES, higher=SCORES)
def test_a_higher_score_never_comes_back_sooner(lower: int, higher: int) -> None:
    lower, higher = sorted((lower, higher))
    assert review({}, attempt(POOLING, lower))[POOLING.id].due <= review({}, attempt(POOLING, higher))[POOLING.id].due


@given(scores=st.lists(SCORES, min_size=1, max_size=8))
def test_nothing_comes_back_within_a_day_and_the_same_history_gives_the_same_dates(scores: list[int]) -> None:
    history = [attempt(POOLING, score, days_ago=len(scores) - number) for number, score in enumerate(scores)]
    cards = replayed(history)
    assert cards[POOLING.id].due >= history[-1].at + timedelta(days=1)
    assert cards == replayed(reversed(history))


def test_intervals_grow_while_it_goes_well() -> None:
    cards = replayed([attempt(POOLING, 80)])
    waits = []
    for _ in range(4):
        at = cards[POOLING.id].due
        cards = cards | review(cards, replace(attempt(POOLING, 80), at=at))
        waits.append(cards[POOLING.id].due - at)
    assert waits == sorted(set(waits))


def test_a_missed_core_point_brings_back_a_question_that_went_well() -> None:
    well, gap = attempt(POOLING, 90), attempt(POOLING, 90, points={"Label 1": 0.0})
    tomorrow = NOW + timedelta(days=1)
    assert due([POOLING], replayed([well]), tomorrow) == []
    assert due([POOLING], replayed([gap]), tomorrow) == [POOLING]
    assert replayed([gap])[POOLING.id].due > tomorrow


def test_a_missed_example_brings_nothing_back() -> None:
    with_example = replace(POOLING, points=(POOLING.points[0], replace(POOLING.points[1], kind=PointKind.EXAMPLE)))
    cards = replayed([attempt(with_example, 90, points={"Label 1": 0.0})])
    assert due([with_example], cards, NOW + timedelta(days=1)) == []


def test_a_story_comes_back_by_its_own_points() -> None:
    story = question("conflict", Category.BEHAVIORAL)
    missed = replace(attempt(story, 90), points=(replace(attempt(story, 0).points[0], point_id=f"{story.id}#story-result"),))
    assert due([story], replayed([missed]), NOW + timedelta(days=1)) == [story]


def test_what_has_waited_longest_is_first_and_what_was_never_answered_is_not_due() -> None:
    stride, kernel = question("stride"), question("kernel")
    cards = replayed([attempt(POOLING, 20, days_ago=3), attempt(stride, 20, days_ago=9)])
    assert due([kernel, POOLING, stride], cards, NOW) == [stride, POOLING]
    assert due_at(kernel, cards) is None


def test_the_time_zone_of_an_attempt_does_not_matter() -> None:
    there = replace(attempt(POOLING, 70), at=NOW.astimezone(timezone(timedelta(hours=9))))
    assert review({}, there) == review({}, attempt(POOLING, 70))


@given(scores=st.lists(SCORES, min_size=1, max_size=5))
def test_a_card_survives_being_kept(scores: list[int]) -> None:
    card = replayed(attempt(POOLING, score, days_ago=10 - number) for number, score in enumerate(scores))[POOLING.id]
    assert from_json(json.loads(json.dumps(to_json(card)))) == card
    assert card.due.tzinfo is UTC or card.due.utcoffset() == timedelta(0)


@pytest.mark.parametrize("kept", [{}, {"card_id": "x"}, {"card_id": 1, "state": 99}])
def test_what_is_no_card_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(CoachError, match="date of repetition can't be read"):
        from_json(kept)


def test_a_long_pause_is_no_trouble() -> None:
    cards = replayed([attempt(POOLING, 100, days_ago=20_000), attempt(POOLING, 100)])
    assert NOW < cards[POOLING.id].due < datetime(2200, 1, 1, tzinfo=UTC)
