"""Where an interviewer digs after an answer."""

from dataclasses import replace

from assessing import CONFIDENCE, question
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.rubric import FORM_GROUP, rubric
from coach.grading.score import headroom, score
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Category, Point, PointKind
from coach.interview.digging import targets
from coach.interview.hints import LAST_RUNG, ceilings
from coach.interview.types import FollowUpQuestion, Said, Turn

kinds = st.lists(st.sampled_from(PointKind), min_size=1, max_size=6)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """A judged answer to a question of any kind, with hints given and follow-ups asked."""
    points = tuple(Point(f"g/drawn#{number}", f"Label {number}", "Text.", kind, (), 1) for number, kind in enumerate(draw(kinds)))
    asked = replace(question("drawn", draw(st.sampled_from([Category.TECHNICAL, Category.BEHAVIORAL]))), points=points)
    verdicts = tuple(PointVerdict(point, draw(st.sampled_from(Status)), draw(st.floats(0, 1)), None) for point in rubric(asked))
    ids = st.sampled_from([point.id for point in rubric(asked)])
    some = st.lists(ids, max_size=3)
    said = tuple(Said("More.", FollowUpQuestion(f"And {point}?", "model", point)) for point in draw(some))
    waiting = draw(st.none() | ids.map(lambda point: FollowUpQuestion("Well?", "guide", point)))
    hints = {point: draw(st.integers(1, LAST_RUNG)) for point in draw(some)}
    return Turn(asked, (Said("First."), *said), Assessment(asked, "First. More.", verdicts, score(verdicts)), waiting, hints)


@given(turns())
def test_only_real_gaps_are_dug_at_and_none_twice(turn: Turn) -> None:
    found = targets(turn)
    assert turn.assessment is not None
    assert len({verdict.point.id for verdict in found}) == len(found)
    for verdict in found:
        assert verdict in turn.assessment.verdicts
        assert verdict.status is not Status.COVERED
        assert verdict.point.id not in {each.point_id for each in turn.follow_ups}
        assert turn.hints.get(verdict.point.id, 0) < LAST_RUNG


@given(turns())
def test_what_is_wrong_comes_first_and_then_what_would_gain_most(turn: Turn) -> None:
    assert turn.assessment is not None
    verdicts = turn.assessment.verdicts
    room = dict(zip((verdict.point.id for verdict in verdicts), headroom(verdicts, ceilings(turn)), strict=True))
    order = [(verdict.status is Status.CONTRADICTED, room[verdict.point.id]) for verdict in targets(turn)]
    assert order == sorted(order, reverse=True)


@given(turns())
def test_every_core_point_that_is_not_covered_is_dug_at_until_it_was_asked_for_or_told(turn: Turn) -> None:
    assert turn.assessment is not None
    open_core = {verdict.point.id for verdict in turn.assessment.verdicts if verdict.point.kind is PointKind.CORE and verdict.status is not Status.COVERED}
    told = {point for point, rung in turn.hints.items() if rung == LAST_RUNG}
    assert open_core - told - {each.point_id for each in turn.follow_ups} <= {verdict.point.id for verdict in targets(turn)}


@given(turns())
def test_where_all_is_covered_there_is_nothing_to_dig_at(turn: Turn) -> None:
    assert turn.assessment is not None
    verdicts = tuple(replace(verdict, status=Status.COVERED) for verdict in turn.assessment.verdicts)
    assert targets(replace(turn, assessment=replace(turn.assessment, verdicts=verdicts))) == []


def test_before_a_verdict_there_is_nothing_to_dig_at() -> None:
    assert targets(Turn(question("pooling"), (Said("It shrinks."),))) == []


def test_a_story_without_a_number_is_asked_for_one() -> None:
    asked = question("conflict", Category.BEHAVIORAL, points=0)
    vague = ("Measurable Result", "Specificity")
    verdicts = tuple(
        PointVerdict(point, status := Status.MISSED if point.label in vague else Status.COVERED, CONFIDENCE.get(status, 0.0), None) for point in rubric(asked)
    )
    found = targets(Turn(asked, (Said("It went much better."),), Assessment(asked, "It went much better.", verdicts, score(verdicts))))
    assert [(verdict.point.label, verdict.point.group) for verdict in found] == [(label, (FORM_GROUP,)) for label in vague]
