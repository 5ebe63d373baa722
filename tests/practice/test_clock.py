"""The time that was used for what is asked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.interview.session import Answered, Began, Event, GaveUp, Hinted, Paused, Rephrased, Resumed, Skipped, Undone, Withdrawn
from coach.practice.clock import seconds_used

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
EVENTS: list[Event] = [Began(), Answered("x"), Withdrawn(), Hinted("p"), Rephrased("y"), Skipped(), GaveUp(), Paused(), Resumed(), Undone()]


def at(*steps: tuple[Event, float]) -> list[tuple[Event, datetime]]:
    """Events with the seconds after the start at which they happened."""
    return [(event, START + timedelta(seconds=seconds)) for event, seconds in steps]


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_it_begins_with_the_question_and_anew_with_each() -> None:
    assert seconds_used([], after(5)) == 0
    assert seconds_used(at((Began(), 0)), after(5)) == 5
    assert seconds_used(at((Began(), 0), (Hinted("p"), 3), (Skipped(), 10)), after(12)) == 2


def test_a_break_does_not_count_and_a_verdict_that_was_stopped_neither() -> None:
    assert seconds_used(at((Began(), 0), (Paused(), 10)), after(1000)) == 10
    assert seconds_used(at((Began(), 0), (Paused(), 10), (Resumed(), 1000)), after(1005)) == 15
    assert seconds_used(at((Began(), 0), (Answered("x"), 10), (Withdrawn(), 40)), after(45)) == 15


def test_an_answer_that_is_taken_back_gets_the_whole_time_again() -> None:
    assert seconds_used(at((Began(), 0), (Answered("x"), 10), (Undone(), 60)), after(61)) == 1


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 1e6))), st.floats(-1e6, 1e6))
def test_it_is_never_negative_nor_more_than_has_passed(steps: list[tuple[Event, float]], now: float) -> None:
    ordered = sorted(steps, key=lambda step: step[1])
    used = seconds_used(at(*ordered), after(now))
    assert 0 <= used <= max([now, *(seconds for _, seconds in ordered)], default=0) - min([0.0, *(seconds for _, seconds in ordered)]) + 1e-3 or used == 0
