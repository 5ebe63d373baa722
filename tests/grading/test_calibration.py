"""From measurements to a verdict."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.grading import calibration
from coach.grading.calibration import COVERED_FROM, PARTIAL_FROM, SIMILARITY_FLOOR, probability, status, story_probability
from coach.grading.types import Status

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "grading.md"
ORDER = [Status.MISSED, Status.PARTIAL, Status.COVERED]
FITTED = (
    "INTERCEPT",
    "MARGIN_LISTED",
    "MARGIN_ALONE",
    "LOG_ODDS_LISTED",
    "LOG_ODDS_ALONE",
    "GRADE_LISTED",
    "GRADE_ALONE",
    "SIMILARITY_FLOOR",
    "ON_SUBJECT_FROM",
    "COVERED_FROM",
    "PARTIAL_FROM",
    "STORY_INTERCEPT",
    "STORY_LOG_ODDS_WEIGHT",
)

cosines = st.floats(-1, 1)
gains = st.floats(-1e6, 1e6)
grades = st.floats(0, 5)
counts = st.integers(1, 200)


@given(cosines, cosines, gains, grades, counts)
def test_a_probability_is_one(similarity: float, margin: float, gain: float, grade: float, count: int) -> None:
    assert 0 <= probability(similarity, margin, gain, grade, count) <= 1
    assert 0 <= story_probability(gain) <= 1


@given(cosines, cosines, gains, gains, grades, grades, counts)
def test_more_evidence_never_makes_a_point_less_likely(
    one: float, other: float, gain: float, other_gain: float, grade: float, other_grade: float, count: int
) -> None:
    low, high = sorted((one, other))
    less, more = sorted((gain, other_gain))
    worse, better = sorted((grade, other_grade))
    assert probability(low, 0.1, less, worse, count) <= probability(high, 0.1, more, better, count)
    assert probability(0.5, low, less, worse, count) <= probability(0.5, high, more, better, count)
    assert story_probability(less) <= story_probability(more)


@given(cosines, gains, grades, counts, counts)
def test_a_point_of_a_longer_list_is_less_likely_made(margin: float, gain: float, grade: float, one: int, other: int) -> None:
    assert probability(0.5, margin, gain, grade, max(one, other)) <= probability(0.5, margin, gain, grade, min(one, other))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_likelier_point_never_gets_a_worse_verdict(one: float, other: float) -> None:
    assert ORDER.index(status(min(one, other))) <= ORDER.index(status(max(one, other)))


@given(st.floats(-1, SIMILARITY_FLOOR, exclude_max=True), cosines, gains, grades, counts)
def test_the_models_word_alone_passes_no_point(similarity: float, margin: float, gain: float, grade: float, count: int) -> None:
    assert status(probability(similarity, margin, gain, grade, count)) is Status.MISSED


def test_the_verdicts_have_bounds_in_order() -> None:
    assert 0 < PARTIAL_FROM < COVERED_FROM < 1
    assert status(0.0) is Status.MISSED
    assert status(PARTIAL_FROM) is Status.PARTIAL
    assert status(COVERED_FROM) is Status.COVERED


@pytest.mark.parametrize("name", FITTED)
def test_the_document_gives_every_constant_as_it_is(name: str) -> None:
    stated = re.search(rf"\| {name} \| (-?[0-9.]+) \|", DOCUMENT.read_text("utf-8"))
    assert stated is not None
    assert float(stated[1]) == getattr(calibration, name)


def test_the_document_has_no_blanks() -> None:
    assert re.findall(r"^[A-Z_]{4,}$", DOCUMENT.read_text("utf-8"), re.MULTILINE) == []
