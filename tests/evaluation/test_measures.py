"""The measures that `coach eval` prints, against figures worked out by hand and properties that must hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.evaluation.measures import agreement, confusion, ranking_quality, status_scores
from coach.grading.types import Status

GRADES = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), min_size=1, max_size=30)


def test_agreement_by_hand() -> None:
    found = agreement([1, 2, 3, 4], [2, 2, 3, 5], [5, 5, 5, 5])
    assert found.n == 4
    assert found.pearson == pytest.approx(5 / math.sqrt(5 * 6))
    assert found.spearman == pytest.approx(4.5 / math.sqrt(5 * 4.5))
    assert found.rmse == pytest.approx(math.sqrt(0.5))
    assert found.mean_error == pytest.approx(-0.5)


def test_weighted_kappa_by_hand() -> None:
    """Grades 0, 0, 5, 5 taken for 0, 5, 5, 5: a quarter of the weight goes wrong, half of it would by chance."""
    assert agreement([0, 5, 5, 5], [0, 0, 5, 5], [5, 5, 5, 5]).kappa == pytest.approx(0.5)


def test_each_row_has_its_own_scale() -> None:
    found = agreement([0.5, 5], [0.5, 10], [1, 10])
    assert found.mean_error == pytest.approx(-2.5)
    assert found.pearson is None  # half of the scale was predicted twice


@given(GRADES)
def test_agreement_with_itself_is_perfect(pairs: list[tuple[float, float]]) -> None:
    grades = [each for each, _ in pairs]
    found = agreement(grades, grades, [5.0] * len(grades))
    assert found.rmse == 0
    assert found.mean_error == 0
    assert found.pearson is None or found.pearson == pytest.approx(1)


@given(GRADES)
def test_measures_stay_in_their_bounds(pairs: list[tuple[float, float]]) -> None:
    found = agreement([a for a, _ in pairs], [b for _, b in pairs], [5.0] * len(pairs))
    for value in (found.pearson, found.spearman, found.kappa):
        assert value is None or -1.000001 <= value <= 1.000001
    assert found.rmse is not None
    assert abs(found.mean_error or 0) <= found.rmse + 1e-9 <= 5 + 1e-6


def test_nothing_to_compare_is_no_error() -> None:
    assert agreement([], [], []).n == 0


def test_status_scores_by_hand() -> None:
    covered, missed, partial = Status.COVERED, Status.MISSED, Status.PARTIAL
    scores = status_scores([covered, covered, missed, missed], [covered, missed, missed, partial])
    assert (scores[covered].precision, scores[covered].recall) == (0.5, 1.0)
    assert scores[covered].f1 == pytest.approx(2 / 3)
    assert (scores[partial].precision, scores[partial].recall, scores[partial].f1) == (None, 0.0, 0.0)
    assert scores[Status.CONTRADICTED].f1 is None


def test_confusion_counts_every_pair_once() -> None:
    table = confusion([Status.COVERED, Status.MISSED], [Status.MISSED, Status.MISSED])
    assert table[Status.MISSED][Status.COVERED] == table[Status.MISSED][Status.MISSED] == 1
    assert sum(sum(row.values()) for row in table.values()) == 2


def test_ranking_by_hand() -> None:
    found = ranking_quality([1, 2, 4, None])
    assert (found.recall_at_1, found.recall_at_3, found.recall_at_5) == (0.25, 0.5, 0.75)
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert found.ndcg_at_10 == pytest.approx((1 + 1 / math.log2(3) + 1 / math.log2(5)) / 4)


def test_ranking_needs_queries() -> None:
    with pytest.raises(ValueError, match="no queries"):
        ranking_quality([])
