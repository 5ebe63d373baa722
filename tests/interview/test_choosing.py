"""Which questions are asked, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from assessing import question
from hypothesis import given
from hypothesis import strategies as st
from practising import NOW, attempt, guide_with, simulation

from coach.errors import CoachError
from coach.guides.types import Category, Question
from coach.interview.choosing import MINUTES, Choice, askable, by_settings, difficulties, drill, most_needed
from coach.interview.schedule import due, replayed
from coach.interview.types import Attempt


def questions_of(guide_id: str, *, each: int = 4) -> list[Question]:
    made = [question(f"{category.value}-{number}", category) for category in Category for number in range(each)]
    return [replace(one, id=f"{guide_id}/{one.id}", guide_id=guide_id) for one in made]


QUESTIONS = questions_of("g")
GUIDES = [guide_with(*QUESTIONS), guide_with(*questions_of("h"), guide_id="h", role="Smith")]
HISTORIES = st.lists(st.builds(attempt, st.sampled_from(QUESTIONS), st.integers(0, 100), days_ago=st.floats(0, 60)), max_size=10)
MIXES = st.dictionaries(st.sampled_from(Category), st.floats(0.1, 10), min_size=1)


def asked(choices: Sequence[Choice]) -> list[Question]:
    return [choice.question for choice in choices]


def expect_sound(choices: Sequence[Choice], pool: Sequence[Question], count: int) -> None:
    assert len({choice.question.id for choice in choices}) == len(choices) <= count
    assert set(asked(choices)) <= set(pool)
    assert all(choice.why.endswith(".") and "\n" not in choice.why for choice in choices)


# By settings


@given(mix=MIXES, count=st.integers(1, 50), seed=st.integers())
def test_settings_are_kept_to(mix: dict[Category, float], count: int, seed: int) -> None:
    chosen = by_settings(GUIDES, mix=mix, count=count, seed=seed)
    pool = [each for each in askable(GUIDES) if each.category in mix]
    expect_sound(chosen, pool, count)
    assert len(chosen) == min(count, len(pool))
    assert chosen == by_settings(GUIDES, mix=mix, count=count, seed=seed)


def test_categories_come_in_proportion_and_guides_take_turns() -> None:
    chosen = asked(by_settings(GUIDES, mix={Category.TECHNICAL: 2, Category.BEHAVIORAL: 1}, count=9, seed=1))
    assert Counter(each.category for each in chosen) == {Category.TECHNICAL: 6, Category.BEHAVIORAL: 3}
    assert Counter(each.guide_id for each in chosen if each.category is Category.TECHNICAL) == {"g": 3, "h": 3}


@given(minutes=st.integers(6, 200), seed=st.integers())
def test_the_time_is_kept_and_used(minutes: int, seed: int) -> None:
    chosen = asked(by_settings(GUIDES, minutes=minutes, seed=seed))
    left = minutes - sum(MINUTES[each.category] for each in chosen)
    assert left >= 0
    assert len(chosen) == 40 or left < min(MINUTES.values()) or {each.category for each in askable(GUIDES) if each not in chosen} == {Category.PROBLEM_SOLVING}


def test_too_little_time_says_how_much_is_needed() -> None:
    with pytest.raises(CoachError, match="No question fits into 5 minutes; allow at least 6"):
        by_settings(GUIDES, minutes=5)


def test_a_difficulty_is_kept_to_and_named() -> None:
    hard = replace(QUESTIONS[0], difficulty="senior")
    guide = guide_with(hard, replace(QUESTIONS[1], difficulty="junior"), QUESTIONS[2])
    [choice] = by_settings([guide], difficulty=" Senior", count=5)
    assert choice == Choice(hard, "A technical question for Baker, marked senior, drawn at random.")
    assert difficulties([guide]) == ["junior", "senior"]
    with pytest.raises(CoachError, match="marked “expert”; they have junior, senior"):
        by_settings([guide], difficulty="expert")
    with pytest.raises(CoachError, match="no difficulty at all"):
        by_settings(GUIDES, difficulty="senior")


def test_a_question_without_a_model_answer_is_never_asked() -> None:
    assert askable([guide_with(question("bare", points=0), QUESTIONS[0])]) == [QUESTIONS[0]]


def test_a_mix_of_categories_that_are_not_there_is_refused() -> None:
    with pytest.raises(CoachError, match="no question in situational"):
        by_settings([guide_with(question("pooling"))], mix={Category.SITUATIONAL: 1})
    with pytest.raises(CoachError, match="no question in any category"):
        by_settings([], count=1)


@pytest.mark.parametrize("count", [0, -1])
def test_no_way_takes_a_count_below_one(count: int) -> None:
    for way in (
        lambda: by_settings(GUIDES, count=count),
        lambda: most_needed(QUESTIONS, [], {}, NOW, count=count),
        lambda: drill(QUESTIONS, [], {}, NOW, count=count),
    ):
        with pytest.raises(CoachError, match=f"at least 1; it was {count}"):
            way()


# Where it is needed most


@given(history=HISTORIES, count=st.integers(1, 30), seed=st.integers())
def test_what_is_due_comes_first_and_as_many_as_asked_for(history: list[Attempt], count: int, seed: int) -> None:
    cards = replayed(history)
    chosen = most_needed(QUESTIONS, history, cards, NOW, count=count, seed=seed)
    expect_sound(chosen, QUESTIONS, count)
    assert len(chosen) == min(count, len(QUESTIONS))
    waiting = due(QUESTIONS, cards, NOW)
    assert asked(chosen)[: len(waiting)] == waiting[:count]
    assert chosen == most_needed(QUESTIONS, history, cards, NOW, count=count, seed=seed)


def test_the_order_is_due_then_weak_then_new() -> None:
    overdue, weak, good = QUESTIONS[0], QUESTIONS[1], QUESTIONS[2]
    history = [attempt(overdue, 70, days_ago=30), attempt(weak, 30, days_ago=0.9), attempt(good, 95, days_ago=1)]
    first, second, *rest = most_needed(QUESTIONS, history, replayed(history), NOW, count=6)
    assert first == Choice(overdue, "Due for repetition; you answered it 30 days ago and scored 70 of 100.")
    assert second == Choice(weak, "Your last answer to it scored 30 of 100.")
    assert not {each.question.id for each in rest} & {overdue.id, weak.id, good.id}


def test_a_weak_point_is_named_when_it_brings_a_question_back() -> None:
    history = [attempt(QUESTIONS[0], 95, days_ago=2, points={"Label 1": 0.0})]
    [choice] = most_needed(QUESTIONS[:1], history, replayed(history), NOW, count=1)
    assert choice.why == "Its point “Label 1” is due for repetition; you answered it 2 days ago and scored 95 of 100."


def test_a_weak_answer_of_an_hour_ago_is_not_asked_again_while_there_is_something_new() -> None:
    history = [attempt(QUESTIONS[0], 5, days_ago=1 / 24)]
    chosen = most_needed(QUESTIONS, history, replayed(history), NOW, count=len(QUESTIONS))
    assert chosen[-1].question.category is not QUESTIONS[0].category or chosen[-1].question == QUESTIONS[0]
    assert asked(chosen).index(QUESTIONS[0]) >= 3


@given(seed=st.integers())
def test_a_new_candidate_is_asked_about_every_category_in_turn(seed: int) -> None:
    chosen = most_needed(QUESTIONS, [], {}, NOW, count=5, seed=seed)
    assert {each.question.category for each in chosen} == set(Category)
    assert all(each.why == f"You have answered no {each.question.category} question yet." for each in chosen)


def test_another_seed_asks_other_questions_first() -> None:
    assert len({most_needed(QUESTIONS, [], {}, NOW, count=1, seed=seed)[0].question.id for seed in range(20)}) > 5


@pytest.mark.parametrize("weak", Category)
def test_the_weak_category_is_asked_about_most(weak: Category) -> None:
    history = [attempt(each, 40 if each.category is weak else 85, days_ago=0.01) for each in QUESTIONS if each.id.endswith(("-0", "-1"))]
    chosen = most_needed(QUESTIONS, history, replayed(history), NOW, count=2, seed=0)
    assert chosen[0].question.category is weak
    assert chosen[0].why == f"Another {weak} answer tells most about where you are weakest, and this is one you have not answered yet."


def test_without_questions_there_is_nothing_to_choose_from() -> None:
    with pytest.raises(CoachError, match="no question to choose from"):
        most_needed([], [], {}, NOW, count=1)


def test_the_weakest_category_is_named_twice_as_fast_as_by_chance() -> None:
    choosing = simulation("choosing")
    sizes = choosing.GUIDES["as shipped"]
    (named, sure), (by_chance, sure_by_chance) = (choosing.medians(way, sizes, 20.0, 60) for way in ("most needed", "at random"))
    assert by_chance >= 2 * named
    assert sure_by_chance >= 1.4 * sure


# A drill


@given(history=HISTORIES, count=st.integers(1, 30))
def test_a_drill_has_only_what_is_due_or_weak(history: list[Attempt], count: int) -> None:
    cards = replayed(history)
    try:
        chosen = drill(QUESTIONS, history, cards, NOW, count=count)
    except CoachError:
        assert not due(QUESTIONS, cards, NOW)
        assert all(each.score >= 55 for each in history if not any(other.question_id == each.question_id for other in history if other is not each))
        return
    expect_sound(chosen, QUESTIONS, count)
    tried = {each.question_id for each in history}
    assert all(each.question.id in tried for each in chosen)


def test_a_drill_asks_again_what_went_badly_just_now_the_weakest_first() -> None:
    history = [attempt(QUESTIONS[0], 50), attempt(QUESTIONS[1], 10), attempt(QUESTIONS[2], 95), attempt(QUESTIONS[3], 90, points={"Label 0": 0.2})]
    chosen = drill(QUESTIONS, history, replayed(history), NOW, count=9)
    assert asked(chosen) == [QUESTIONS[1], QUESTIONS[0], QUESTIONS[3]]
    assert chosen[-1].why == "Your last answer lacked the point “Label 0”."


def test_a_drill_with_nothing_to_do_says_when_there_will_be() -> None:
    history = [attempt(QUESTIONS[0], 95)]
    cards = replayed(history)
    at = cards[QUESTIONS[0].id].due
    with pytest.raises(CoachError, match=f"the next question is due on {at.day} {at:%B %Y}:"):
        drill(QUESTIONS, history, cards, NOW, count=5)
    assert asked(drill(QUESTIONS, history, cards, at + timedelta(seconds=1), count=5)) == [QUESTIONS[0]]


def test_a_drill_before_any_practice_says_so() -> None:
    with pytest.raises(CoachError, match="Nothing has been practised here yet"):
        drill(QUESTIONS, [], {}, NOW, count=5)
