"""What moved between two answers to a question."""

from assessing import assessed, question
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.types import Status
from coach.interview.comparison import moves

ASKED = question("pooling", points=4)
LABELS = [point.label for point in ASKED.points]


def test_each_point_is_gained_lost_or_the_same() -> None:
    before = assessed(ASKED, "Before.", covered=["Label 0", "Label 1"], contradicted=["Label 2"])
    now = assessed(ASKED, "Now.", covered=["Label 0"], partial=["Label 1"])
    assert [(each.point.label, each.before, each.now) for each in moves(before, now)] == [
        ("Label 0", Status.COVERED, Status.COVERED),
        ("Label 1", Status.COVERED, Status.PARTIAL),
        ("Label 2", Status.CONTRADICTED, Status.MISSED),
        ("Label 3", Status.MISSED, Status.MISSED),
    ]
    gains = [each.gain for each in moves(before, now)]
    assert gains[0] == gains[3] == 0
    assert gains[1] < 0 < gains[2]


@given(st.sets(st.sampled_from(LABELS)), st.sets(st.sampled_from(LABELS)))
def test_what_is_gained_one_way_is_lost_the_other(one: set[str], other: set[str]) -> None:
    before, now = assessed(ASKED, "One.", covered=one), assessed(ASKED, "Other.", partial=other)
    assert [each.gain for each in moves(before, now)] == [-each.gain for each in moves(now, before)]
