"""Choosing the questions of an interview."""

from collections import Counter

import pytest
from assessing import question
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.guides.types import Category, Guide, Question
from coach.interview.choosing import choose_questions

QUESTIONS = tuple(question(f"{category.value}-{number}", category) for number in range(4) for category in Category)


@given(seed=st.integers(), count=st.integers(1, 30), categories=st.sets(st.sampled_from(Category)))
def test_the_chosen_questions_differ_fit_and_are_as_many_as_asked_for(seed: int, count: int, categories: set[Category]) -> None:
    chosen = choose_questions(QUESTIONS, categories=list(categories), count=count, seed=seed)
    fitting = [each for each in QUESTIONS if each.category in (categories or set(Category))]
    assert len(set(chosen)) == len(chosen) == min(count, len(fitting))
    assert set(chosen) <= set(fitting)
    assert chosen == choose_questions(QUESTIONS, categories=list(categories), count=count, seed=seed)


@given(seed=st.integers(), count=st.integers(1, 20))
def test_categories_are_mixed_evenly(seed: int, count: int) -> None:
    chosen = choose_questions(QUESTIONS, count=count, seed=seed)
    counts = Counter(dict.fromkeys(Category, 0)) + Counter(each.category for each in chosen)
    assert max(counts.values()) - min(counts.get(category, 0) for category in Category) <= 1


def test_another_seed_asks_other_questions(guide: Guide) -> None:
    assert len({choose_questions(guide.questions, count=5, seed=seed) for seed in range(10)}) > 5


def test_no_seed_is_another_interview_each_time(guide: Guide) -> None:
    assert len({choose_questions(guide.questions, count=5) for _ in range(10)}) > 5


def test_more_questions_than_the_guide_has_gives_all_of_them(guide: Guide) -> None:
    assert set(choose_questions(guide.questions, count=1000)) == set(guide.questions)


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_refused(count: int) -> None:
    with pytest.raises(CoachError, match=f"at least 1; it was {count}"):
        choose_questions(QUESTIONS, count=count)


def test_a_category_that_the_guide_lacks_is_named() -> None:
    with pytest.raises(CoachError, match="no question in behavioral"):
        choose_questions([question("pooling")], categories=[Category.BEHAVIORAL], count=1)


def test_a_question_of_a_category_that_was_not_chosen_is_never_asked(guide: Guide) -> None:
    chosen: tuple[Question, ...] = choose_questions(guide.questions, categories=[Category.SITUATIONAL], count=50)
    assert chosen
    assert {each.category for each in chosen} == {Category.SITUATIONAL}
