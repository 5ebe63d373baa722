"""What came of a question and of an interview, after hints."""

import pytest
from assessing import CONFIDENCE, assessed, question
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.score import credit
from coach.grading.types import Status
from coach.interview.hints import CEILINGS
from coach.interview.results import mean_score, results_of
from coach.interview.types import PointResult, Said, Turn

ASKED = question("pooling")
FIRST, SECOND = (point.id for point in ASKED.points)
HALF = assessed(ASKED, "It shrinks.", covered=["Label 0"])


def test_without_hints_the_score_is_the_assessments_own() -> None:
    results = results_of(Turn(ASKED, (Said("It shrinks."),), HALF))
    assert results is not None
    assert results.score == HALF.score == 50
    assert results.points == (PointResult(FIRST, Status.COVERED, 1.0), PointResult(SECOND, Status.MISSED, 0.0))


@given(st.dictionaries(st.sampled_from([FIRST, SECOND]), st.sampled_from(list(CEILINGS))), st.sampled_from(["covered", "partial", "contradicted"]))
def test_hints_only_lower_what_their_points_earned(hints: dict[str, int], status: str) -> None:
    judged = assessed(ASKED, "It shrinks.", **{status: ["Label 0", "Label 1"]})
    results = results_of(Turn(ASKED, assessment=judged, hints=hints))
    assert results is not None
    assert [point.status for point in results.points] == [verdict.status for verdict in judged.verdicts]
    assert [point.earned for point in results.points] == [
        min(credit(verdict), CEILINGS.get(hints.get(verdict.point.id, 0), 1.0)) for verdict in judged.verdicts
    ]
    assert results.score == round(sum(50 * point.earned for point in results.points))


def test_who_gives_up_earns_nothing_and_who_skips_is_not_judged() -> None:
    given_up = results_of(Turn(ASKED, given_up=True))
    assert given_up is not None
    assert given_up.score == 0
    assert given_up.points == (PointResult(FIRST, Status.MISSED, 0.0), PointResult(SECOND, Status.MISSED, 0.0))
    assert results_of(Turn(ASKED, skipped=True)) is None
    assert results_of(Turn(ASKED, (Said("It shrinks."),))) is None  # the interview ended before the verdict


def test_giving_up_a_follow_up_keeps_what_the_answer_earned() -> None:
    assert results_of(Turn(ASKED, (Said("It shrinks."),), HALF, given_up=True)) == results_of(Turn(ASKED, (Said("It shrinks."),), HALF))


def test_the_mean_is_over_what_has_a_score() -> None:
    half, nothing, skipped = Turn(ASKED, assessment=HALF), Turn(ASKED, given_up=True), Turn(ASKED, skipped=True)
    assert mean_score([half, skipped]) == pytest.approx(50)
    assert mean_score([half, skipped, nothing]) == pytest.approx(25)
    assert mean_score([Turn(ASKED, assessment=HALF, hints={FIRST: 3}), skipped]) == pytest.approx(25)
    assert mean_score([skipped]) is None
    assert mean_score([]) is None


def test_a_partly_covered_point_earns_its_credit_up_to_its_ceiling() -> None:
    partial = assessed(ASKED, "It shrinks.", partial=["Label 0"])
    plain, told = (results_of(Turn(ASKED, assessment=partial, hints=hints)) for hints in ({FIRST: 3}, {FIRST: 4}))
    assert plain is not None
    assert told is not None
    assert plain.points[0].earned == pytest.approx((CONFIDENCE[Status.PARTIAL] - 0.1) / 0.9)  # a third, below the ceiling of a half
    assert told.points[0].earned == 0
