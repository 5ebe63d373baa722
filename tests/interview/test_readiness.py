"""How a random question would go, and how sure that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from assessing import question
from hypothesis import given
from hypothesis import strategies as st
from practising import NOW, attempt, guide_with, simulation

from coach.errors import CoachError
from coach.guides.types import Category
from coach.interview.readiness import readiness
from coach.interview.skill import Target, estimates
from coach.interview.types import Attempt

QUESTIONS = [question(f"{category.value}-{number}", category) for category in list(Category)[:3] for number in range(4)]
GUIDE = guide_with(*QUESTIONS)
HISTORIES = st.lists(st.builds(attempt, st.sampled_from(QUESTIONS), st.integers(0, 100), days_ago=st.floats(0, 400)), min_size=1, max_size=10)


def test_without_attempts_it_is_not_known_yet() -> None:
    unknown = readiness(GUIDE, [attempt(replace(question("other"), guide_id="other"), 90)], NOW)
    assert unknown.summary.startswith("Not known yet")
    assert (unknown.mean, unknown.attempts) == (50, 0)
    assert (round(unknown.one_question.low), round(unknown.one_question.high)) == (16, 84)


def test_a_guide_without_questions_is_refused() -> None:
    with pytest.raises(CoachError, match="has no questions"):
        readiness(guide_with(), [], NOW)


def test_the_summary_names_estimate_and_interval() -> None:
    found = readiness(GUIDE, [attempt(each, 80) for each in QUESTIONS], NOW)
    assert found.mean > 75
    between = f"{found.one_question.low:.0f} and {found.one_question.high:.0f}"
    assert found.summary == f"A random question would score about {found.mean:.0f} of 100 today; 4 of 5 scores would lie between {between}."


@given(HISTORIES)
def test_intervals_are_ordered_and_within_the_scale(history: list[Attempt]) -> None:
    found = readiness(GUIDE, history, NOW)
    assert 0 <= found.one_question.low <= found.all_questions.low <= found.mean <= found.all_questions.high <= found.one_question.high <= 100


@given(HISTORIES, st.data())
def test_a_higher_score_never_lowers_an_estimate(history: list[Attempt], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(history) - 1))
    raised = [*history]
    raised[index] = replace(history[index], score=data.draw(st.integers(history[index].score, 100)))
    targets = [*(Target(category) for category in Category), *(Target(each.category, each.id) for each in QUESTIONS)]
    before, after = (estimates(each, targets, NOW).mean for each in (history, raised))
    assert (after >= before - 1e-6).all()


@given(HISTORIES)
def test_the_order_of_attempts_does_not_matter(history: list[Attempt]) -> None:
    found, other = readiness(GUIDE, history, NOW), readiness(GUIDE, history[::-1], NOW)
    assert found.mean == pytest.approx(other.mean)
    assert found.one_question.low == pytest.approx(other.one_question.low)


@given(HISTORIES)
def test_more_answers_never_make_it_less_sure(history: list[Attempt]) -> None:
    targets = [Target(each.category, each.id) for each in QUESTIONS]
    fewer, more = (estimates(each, targets, NOW).covariance for each in (history[:-1], history))
    assert (more.diagonal() <= fewer.diagonal() + 1e-6).all()
    assert np.linalg.eigvalsh(more).min() > -1e-6


def test_a_question_is_predicted_from_itself_then_its_category_then_the_rest() -> None:
    answered, same, other = QUESTIONS[0], QUESTIONS[1], QUESTIONS[-1]
    found = estimates([attempt(answered, 90)], [Target(each.category, each.id) for each in (answered, same, other)], NOW).mean
    assert 90 > found[0] > found[1] > found[2] > 50


def test_an_old_answer_tells_less_and_an_ancient_one_nothing() -> None:
    means = [readiness(GUIDE, [attempt(each, 90, days_ago=days) for each in QUESTIONS], NOW).mean for days in (0, 60, 600, 200_000 / 3)]
    assert means == sorted(means, reverse=True)
    assert means[-1] == pytest.approx(50, abs=0.1)


def test_an_attempt_of_a_clock_that_is_ahead_counts_as_one_of_now() -> None:
    ahead = replace(attempt(QUESTIONS[0], 90), at=NOW + timedelta(days=3))
    assert readiness(GUIDE, [ahead], NOW).mean == readiness(GUIDE, [attempt(QUESTIONS[0], 90)], NOW).mean


@pytest.mark.parametrize("practised", [3, 10, 30])
def test_the_score_of_a_random_question_is_in_its_interval_four_times_of_five(practised: int) -> None:
    readiness_benchmark = simulation("readiness")
    one, mean, _ = readiness_benchmark.held(readiness_benchmark.World(), practised, candidates=600)
    assert 0.75 <= one <= 0.85
    assert 0.7 <= mean <= 0.92


def test_candidates_who_all_are_strong_are_told_so() -> None:
    readiness_benchmark = simulation("readiness")
    guide: object = readiness_benchmark.guide_of()
    found: Sequence = [readiness_benchmark.outcome(guide, readiness_benchmark.World(mean=80.0), 10, seed)[0].mean for seed in range(50)]
    assert 70 < np.mean(found) < 85
