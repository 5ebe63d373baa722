"""The mean of a distribution that is given by log-weights."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.llm.types import expected_value

log_weights = st.lists(st.floats(-50, 50), min_size=1, max_size=10)


def test_equal_weights_give_the_middle() -> None:
    assert expected_value([0.0] * 6) == pytest.approx(2.5)


def test_a_certain_digit_is_the_mean() -> None:
    assert expected_value([-100.0, -100.0, 0.0, -100.0]) == pytest.approx(2.0)


@given(log_weights, st.floats(-1000, 1000))
def test_it_lies_among_the_numbers_and_only_ratios_count(weights: list[float], shift: float) -> None:
    value = expected_value(weights)
    assert 0 <= value <= len(weights) - 1
    assert math.isclose(expected_value([each + shift for each in weights]), value, rel_tol=1e-6, abs_tol=1e-6)
