"""Hints: a ladder for each open point, which gives nothing away before its time and costs what it says."""

import re
from dataclasses import replace

import pytest
from assessing import assessed, question
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.rubric import rubric
from coach.grading.score import score
from coach.grading.types import Assessment, Status
from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.interview.feedback import in_full
from coach.interview.gaps import gaps, unanswered
from coach.interview.grounding import REVEALING_WORDS, shared_run
from coach.interview.hints import CEILINGS, FIRST_WORDS, LAST_RUNG, Hint, ceilings, hint_at, next_hint
from coach.interview.types import FollowUpQuestion, Turn

# Words of the hints themselves too, so that chance makes a point that a fixed wording would give away.
WORDS = re.findall(
    r"\w+", "a main idea is still open it belongs in part 1 of the think look at what depends on common mistakes good practice pooling shrinks maps"
)
phrases = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
points = st.builds(
    lambda label, text, kind, group: Point("", label, text, kind, tuple(group), 1),
    phrases,
    phrases,
    st.sampled_from(PointKind),
    st.lists(phrases.filter(bool), max_size=2),
).filter(lambda point: point.statement)
questions = st.builds(
    lambda text, made, category: replace(
        question("drawn", category), text=text, points=tuple(replace(point, id=f"g/drawn#{number}") for number, point in enumerate(made))
    ),
    phrases,
    st.lists(points, min_size=1, max_size=5),
    st.sampled_from([Category.TECHNICAL, Category.BEHAVIORAL]),
)
POOLING = replace(
    question("pooling"),
    points=(
        Point("g/pooling#note", "Aliasing", "Downsampling without a low-pass filter aliases.", PointKind.CONSIDERATION, ("Key Considerations",), 1),
        Point("g/pooling#shrinks", "Shrinking", "Each window becomes one number, so maps get smaller.", PointKind.CORE, ("How It Works",), 2),
        Point("g/pooling#max", "", "The largest value of each window is kept by max pooling.", PointKind.CORE, ("How It Works", "Variants"), 3),
        Point("g/pooling#mine", "Mine", "Mine had 4 layers.", PointKind.EXAMPLE, ("Example",), 4),
    ),
)


def shown(turn: Turn) -> list[Hint]:
    """All hints that there are, in the order in which they are given."""
    given_so_far = []
    while hint := next_hint(turn):
        given_so_far.append(hint)
        turn = replace(turn, hints={**turn.hints, hint.point.id: hint.rung})
    return given_so_far


@given(questions)
def test_the_first_two_rungs_give_no_words_of_the_point_away(drawn: Question) -> None:
    for point in rubric(drawn):
        for rung in (1, 2):
            assert shared_run(hint_at(drawn, point, rung).words, point.statement, ignoring=drawn.text) < REVEALING_WORDS


@given(questions)
def test_the_third_rung_does_not_give_the_whole_point_away(drawn: Question) -> None:
    for point in rubric(drawn):
        words = len(point.statement.split())
        assert shared_run(hint_at(drawn, point, 3).words, point.statement) < words or words == 1


def test_nothing_in_our_own_guide_is_given_away_and_every_hint_says_something(guide: Guide) -> None:
    for each in guide.questions:
        for point in rubric(each):
            nudge, area, name, whole = (hint_at(each, point, rung).words for rung in CEILINGS)
            assert shared_run(nudge, point.statement, ignoring=each.text) < REVEALING_WORDS
            assert shared_run(area, point.statement, ignoring=each.text) < REVEALING_WORDS
            assert point.label.lower() not in nudge.lower() + area.lower()
            assert point.label in name
            assert in_full(point) in whole
            assert len({nudge, area, name, whole}) == LAST_RUNG
            assert "Think further." not in (nudge, area)


@given(questions)
def test_one_ladder_is_climbed_after_the_other_the_heavier_points_first(drawn: Question) -> None:
    ladder = [(hint.point.id, hint.rung) for hint in shown(Turn(drawn))]
    assert ladder == [(verdict.point.id, rung) for verdict in gaps(unanswered(drawn)) for rung in CEILINGS]


def test_the_ladder_of_a_point() -> None:
    hints = shown(Turn(POOLING))
    assert [hint.text for hint in hints[:8]] == [
        "A main idea is still open. It belongs in part 2 of the 3 that a full answer has. This point can now earn up to 90 %.",
        "Look at: How It Works. This point can now earn up to 75 %.",
        "It is about “Shrinking”. This point can now earn up to 50 %.",
        "It is this: Each window becomes one number, so maps get smaller. This point can earn nothing any more.",
        "A main idea is still open. It belongs in part 2 of the 3 that a full answer has. This point can now earn up to 90 %.",
        "Look at: How It Works › Variants. This point can now earn up to 75 %.",
        "It begins with “The largest value of …”. This point can now earn up to 50 %.",
        "It is this: The largest value of each window is kept by max pooling. This point can earn nothing any more.",
    ]
    assert {hint.point.id for hint in hints[8:]} == {"g/pooling#note"}  # the author's own example earns nothing, so there is no hint on it


def test_the_label_above_a_point_is_no_hint_where_it_is_the_points_own_name() -> None:
    named_alike = Point("g/pooling#0", "Max Pooling", "The largest value is kept.", PointKind.CORE, ("Max pooling",), 1)
    asked = replace(POOLING, text="How do maps get smaller?", points=(named_alike,))
    assert hint_at(asked, named_alike, 2).words == "Look at: the main ideas."


def test_only_what_is_open_is_hinted_at_and_what_is_wrong_first() -> None:
    half = assessed(POOLING, "They get smaller.", covered=["Shrinking"], contradicted=["Aliasing"])
    assert [hint.point.id for hint in shown(Turn(POOLING, assessment=half))] == ["g/pooling#note"] * LAST_RUNG + ["g/pooling#max"] * LAST_RUNG
    full = assessed(POOLING, "Everything.", covered=["Shrinking", "Aliasing", ""])
    assert next_hint(Turn(POOLING, assessment=full)) is None


def test_a_ladder_goes_on_after_the_answer_but_not_on_what_was_covered_since() -> None:
    begun = {"g/pooling#note": 2}
    first = next_hint(Turn(POOLING, hints=begun))
    assert first is not None
    assert (first.point.id, first.rung) == ("g/pooling#note", 3)
    after = next_hint(Turn(POOLING, hints=begun, assessment=assessed(POOLING, "It aliases.", covered=["Aliasing"])))
    assert after is not None
    assert (after.point.id, after.rung) == ("g/pooling#shrinks", 1)


def test_a_hint_on_a_follow_up_is_on_the_point_that_it_asks_for() -> None:
    asked = FollowUpQuestion("What if the signal has high frequencies?", "guide", "g/pooling#note")
    first = next_hint(Turn(POOLING, assessment=assessed(POOLING, "It shrinks."), asked=asked, hints={"g/pooling#max": 1}))
    assert first is not None
    assert (first.point.id, first.rung) == ("g/pooling#note", 1)


def test_a_question_without_points_has_no_hints() -> None:
    assert next_hint(Turn(question("empty", points=0))) is None


def test_a_story_gets_hints_on_what_its_parts_are_for() -> None:
    asked = question("conflict", Category.BEHAVIORAL, points=0)
    told = assessed(asked, "We disagreed.", covered=["Situation", "Task", "Action", "Result", "First Person", "Specificity"])
    assert [hint.words for hint in shown(Turn(asked, assessment=told))] == [
        "Something is still thin that every good story has.",
        "Look at what came after it.",
        "It is about “Reflection”.",
        "Say what you learned or would do differently next time.",
        "Something is still thin that every good story has.",
        "Look at how exact you are.",
        "It is about “Measurable Result”.",
        "Give a number that shows what came of it.",
    ]


@pytest.mark.parametrize("rung", CEILINGS)
def test_a_hinted_point_earns_what_its_hint_announced(rung: int) -> None:
    [only] = (asked := question("stride", points=1)).points
    full: Assessment = assessed(asked, "Everything.", covered=["Label 0"])
    turn = Turn(asked, assessment=full, hints={only.id: rung})
    hint = hint_at(asked, only, rung)
    assert score(full.verdicts, ceilings(turn)) == 100 * hint.ceiling
    assert f"{score(full.verdicts, ceilings(turn))} %" in hint.text or hint.ceiling == 0


def test_each_rung_lowers_the_ceiling_and_the_last_leaves_nothing() -> None:
    assert list(CEILINGS) == list(range(1, LAST_RUNG + 1))
    assert sorted(CEILINGS.values(), reverse=True) == list(CEILINGS.values())
    assert CEILINGS[1] < 1
    assert CEILINGS[LAST_RUNG] == 0


def test_nothing_said_leaves_every_point_missed() -> None:
    nothing = unanswered(POOLING)
    assert {verdict.status for verdict in nothing.verdicts} == {Status.MISSED}
    assert [verdict.point for verdict in nothing.verdicts] == list(rubric(POOLING))
    assert score(nothing.verdicts) == nothing.score == 0


@given(questions)
def test_an_unnamed_point_is_named_by_few_words(drawn: Question) -> None:
    for point in drawn.points:
        if not point.label:
            assert len(hint_at(drawn, point, 3).words.split()) <= FIRST_WORDS + 4  # It begins with …
