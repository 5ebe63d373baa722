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
FITTED = ("INTERCEPT", "MARGIN_WEIGHT", "LOG_ODDS_WEIGHT", "SIMILARITY_FLOOR", "COVERED_FROM", "PARTIAL_FROM", "STORY_INTERCEPT", "STORY_LOG_ODDS_WEIGHT")

cosines = st.floats(-1, 1)
gains = st.floats(-1e6, 1e6)


@given(cosines, cosines, gains)
def test_a_probability_is_one(similarity: float, margin: float, gain: float) -> None:
    assert 0 <= probability(similarity, margin, gain) <= 1
    assert 0 <= story_probability(gain) <= 1


@given(cosines, cosines, gains, gains)
def test_more_evidence_never_makes_a_point_less_likely(one: float, other: float, low: float, high: float) -> None:
    assert probability(min(one, other), 0.1, min(low, high)) <= probability(max(one, other), 0.1, max(low, high))
    assert probability(0.5, min(one, other), min(low, high)) <= probability(0.5, max(one, other), max(low, high))
    assert story_probability(min(low, high)) <= story_probability(max(low, high))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_likelier_point_never_gets_a_worse_verdict(one: float, other: float) -> None:
    assert ORDER.index(status(min(one, other))) <= ORDER.index(status(max(one, other)))


@given(st.floats(-1, SIMILARITY_FLOOR, exclude_max=True), cosines, gains)
def test_the_models_word_alone_passes_no_point(similarity: float, margin: float, gain: float) -> None:
    assert status(probability(similarity, margin, gain)) is Status.MISSED


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
