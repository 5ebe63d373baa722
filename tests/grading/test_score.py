"""The score is a function of the verdicts that anybody can check by hand."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.calibration import COVERED_FROM, PARTIAL_FROM, status
from coach.grading.score import FULL_CREDIT_FROM, NO_CREDIT_UP_TO, WEIGHTS, credit, headroom, score
from coach.grading.types import PointVerdict, Status
from coach.guides.types import Point, PointKind

CONFIDENCE = {Status.COVERED: 1.0, Status.PARTIAL: 0.4, Status.MISSED: 0.1, Status.CONTRADICTED: 0.9}
BETTER = [(Status.MISSED, Status.PARTIAL), (Status.PARTIAL, Status.COVERED), (Status.CONTRADICTED, Status.PARTIAL)]


def verdict(kind: PointKind, status: Status) -> PointVerdict:
    return PointVerdict(Point("g/q#p", "", "Pooling shrinks feature maps.", kind, (), 1), status, CONFIDENCE[status], None)


verdicts = st.lists(st.builds(verdict, st.sampled_from(PointKind), st.sampled_from(Status)), max_size=30)
some_verdicts = st.lists(st.builds(verdict, st.sampled_from(PointKind), st.sampled_from(Status)), min_size=1, max_size=30)


def all_with(them: list[PointVerdict], status: Status) -> list[PointVerdict]:
    return [verdict(each.point.kind, status) for each in them]


@given(verdicts)
def test_a_score_is_a_whole_number_from_0_to_100(them: list[PointVerdict]) -> None:
    assert score(them) in range(101)


@given(some_verdicts)
def test_everything_covered_is_100_and_everything_missed_is_0(them: list[PointVerdict]) -> None:
    assert score(all_with(them, Status.COVERED)) == 100
    assert score(all_with(them, Status.MISSED)) == 0
    assert score(all_with(them, Status.CONTRADICTED)) == 0


@given(some_verdicts)
def test_everything_partly_covered_scores_what_its_confidence_is_worth(them: list[PointVerdict]) -> None:
    assert score(all_with(them, Status.PARTIAL)) == 33  # 0.4 lies at a third of the way from 0.1 to 1


@given(some_verdicts, st.data(), st.sampled_from(BETTER))
def test_covering_more_never_lowers_the_score(them: list[PointVerdict], data: st.DataObject, step: tuple[Status, Status]) -> None:
    position = data.draw(st.integers(0, len(them) - 1))
    worse, better = list(them), list(them)
    worse[position] = verdict(them[position].point.kind, step[0])
    better[position] = verdict(them[position].point.kind, step[1])
    assert score(better) >= score(worse)


@given(some_verdicts, st.randoms())
def test_the_order_of_the_points_does_not_matter(them: list[PointVerdict], random: Random) -> None:
    shuffled = list(them)
    random.shuffle(shuffled)
    assert score(shuffled) == score(them)


@given(some_verdicts)
def test_an_example_that_nobody_gave_costs_nothing(them: list[PointVerdict]) -> None:
    core = [*them, verdict(PointKind.CORE, Status.COVERED)]
    assert score([*core, verdict(PointKind.EXAMPLE, Status.MISSED)]) == score(core)


def test_no_points_at_all_score_zero() -> None:
    assert score([]) == 0


def test_a_rubric_of_examples_only_weighs_them_alike() -> None:
    assert score([verdict(PointKind.EXAMPLE, Status.COVERED), verdict(PointKind.EXAMPLE, Status.MISSED)]) == 50


@pytest.mark.parametrize("kind", [PointKind.CONSIDERATION, PointKind.PRACTICE, PointKind.PITFALL])
def test_four_points_that_round_an_answer_off_weigh_as_much_as_one_core_point(kind: PointKind) -> None:
    four = [verdict(kind, Status.COVERED)] * 4
    assert score([verdict(PointKind.CORE, Status.MISSED), *four]) == 50
    assert score([verdict(PointKind.CORE, Status.COVERED), *all_with(four, Status.MISSED)]) == 50


def test_every_kind_of_point_has_a_weight() -> None:
    assert set(WEIGHTS) == set(PointKind)


@given(st.floats(0, 1), st.floats(0, 1))
def test_credit_rises_with_confidence_and_never_jumps(one: float, other: float) -> None:
    low, high = (credit(replace(verdict(PointKind.CORE, status(each)), confidence=each)) for each in sorted((one, other)))
    assert 0 <= low <= high <= 1
    assert high - low <= abs(one - other) / (FULL_CREDIT_FROM - NO_CREDIT_UP_TO) + 1e-9


def test_the_slope_fits_the_verdicts() -> None:
    """At the bounds of the verdicts it is a little less than they say: what may as well be covered as not earns not quite half."""
    covered, partial = (credit(replace(verdict(PointKind.CORE, status(each)), confidence=each)) for each in (COVERED_FROM, PARTIAL_FROM))
    assert 0.25 < partial < covered == pytest.approx(4 / 9)
    assert credit(replace(verdict(PointKind.CORE, Status.COVERED), confidence=FULL_CREDIT_FROM)) == 1
    assert NO_CREDIT_UP_TO < PARTIAL_FROM < COVERED_FROM < FULL_CREDIT_FROM


numbered = st.lists(st.tuples(st.sampled_from(PointKind), st.sampled_from(Status)), min_size=1, max_size=30).map(
    lambda drawn: [replace(found := verdict(*each), point=replace(found.point, id=f"g/q#{number}")) for number, each in enumerate(drawn)]
)


def ceilings_for(them: list[PointVerdict]) -> st.SearchStrategy[dict[str, float]]:
    return st.dictionaries(st.sampled_from([each.point.id for each in them]), st.floats(0, 1))


@given(numbered, st.data())
def test_no_point_earns_more_than_its_ceiling_and_a_point_without_one_earns_the_same(them: list[PointVerdict], data: st.DataObject) -> None:
    ceilings = data.draw(ceilings_for(them))
    for each in them:
        assert credit(each, ceilings) == min(credit(each), ceilings.get(each.point.id, 1.0))
    assert 0 <= score(them, ceilings) <= score(them)


@given(numbered, st.data())
def test_a_lower_ceiling_never_raises_the_score(them: list[PointVerdict], data: st.DataObject) -> None:
    ceilings = data.draw(ceilings_for(them))
    lower = {point: value * data.draw(st.floats(0, 1)) for point, value in ceilings.items()}
    assert score(them, lower) <= score(them, ceilings)


@given(numbered, st.data())
def test_score_and_headroom_add_up_to_what_can_still_be_had(them: list[PointVerdict], data: st.DataObject) -> None:
    ceilings = data.draw(ceilings_for(them))
    room = headroom(them, ceilings)
    assert min(room) >= 0
    everything = [replace(each, status=Status.COVERED, confidence=1.0) for each in them]
    assert score(them, ceilings) + sum(room) == pytest.approx(score(everything, ceilings), abs=1)  # both are rounded


def test_a_covered_point_under_a_ceiling_of_a_half_is_worth_a_half() -> None:
    [covered] = all_with([verdict(PointKind.CORE, Status.MISSED)], Status.COVERED)
    assert score([covered], {covered.point.id: 0.5}) == 50
    assert headroom([covered], {covered.point.id: 0.5}) == [0]
    assert score([covered], {"g/q#another": 0.5}) == 100
