"""An interview that is kept as it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from assessing import question
from by_hand import MONDAY, WHY, HandCoach, answer, begun, clock
from happening import fitting, fitting_events, plans
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.interview import schedule
from coach.interview.coach import Coach
from coach.interview.results import results_of
from coach.interview.revision import Author, Piece, Revision
from coach.interview.session import Answered, Began, Ended, Event, GaveUp, Hinted, Paused, Resumed, Revised, Skipped, Undone, Withdrawn, allowed, apply
from coach.interview.types import Attempt, FollowUpQuestion, Mode, Phase, Plan
from coach.practice.log import from_stored
from coach.practice.ongoing import Clock, OngoingInterview
from coach.store.store import Store
from coach.store.types import Card, CardKind, Interview, Profile, State, StoredEvent

_numbers = count(1)
POOLING, STRIDE = question("pooling"), question("stride")


@dataclass(frozen=True)
class Kept:
    """All that the store has of a profile's interview."""

    interview: Interview
    events: list[Event]
    attempts: list[Attempt]
    cards: list[Card]


def kept(store: Store, profile: Profile) -> Kept:
    """Of the first interview."""
    interview = store.interview(profile, 1)
    events = [from_stored(each) for each in store.events(interview)]
    return Kept(interview, events, store.attempts(profile), store.cards(profile))


def reopened(store: Store, profile: Profile, time: Clock | None = None) -> OngoingInterview:
    """The interview as another process finds it."""
    return OngoingInterview(store, profile, store.interview(profile, 1), time or clock(MONDAY + timedelta(hours=3)))


def assess(interview: OngoingInterview, coach: HandCoach) -> None:
    assert isinstance(coach, HandCoach)
    for _ in interview.assess(coach):  # type: ignore[arg-type]  # stands in for the coach where answers are graded
        pass


def test_an_interview_begins_with_a_greeting_that_is_kept(store: Store, anna: Profile) -> None:
    made = OngoingInterview.begin(store, anna, Plan((POOLING, STRIDE), Mode.REALISTIC, 90), clock())
    assert made.session.phase is Phase.GREETING
    found = kept(store, anna)
    assert (found.interview.state, found.interview.started, found.events, found.attempts) == (State.OPEN, MONDAY, [], [])
    assert reopened(store, anna).plan == Plan((POOLING, STRIDE), Mode.REALISTIC, 90)


def test_a_plan_without_questions_leaves_nothing(store: Store, anna: Profile) -> None:
    with pytest.raises(CoachError, match="no question to ask"):
        OngoingInterview.begin(store, anna, Plan(()), clock())
    assert store.interviews(anna) == []


def test_each_step_is_in_the_store_when_it_is_done(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    steps: list[Event] = [Hinted("g/pooling#0"), Paused(), Resumed(), Answered("It shrinks the map.")]
    for number, event in enumerate(steps, start=2):
        before = kept(store, anna).events
        interview.did(event)
        assert kept(store, anna).events == [*before, event]
        assert len(interview.events) == number


def test_an_event_that_does_not_fit_is_refused_and_not_kept(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    before, session = kept(store, anna), interview.session
    with pytest.raises(CoachError, match="There is no answer to take back now"):
        interview.did(Undone())
    assert kept(store, anna) == before
    assert interview.session == session


def test_the_attempt_and_the_cards_come_with_the_verdict(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    interview.did(Answered("It shrinks the map."))
    assert (kept(store, anna).attempts, kept(store, anna).cards) == ([], [])
    assess(interview, HandCoach({"It shrinks the map.": ["Label 0"]}))
    found = kept(store, anna)
    [attempt] = found.attempts
    assert (attempt.question_id, attempt.guide_id, attempt.score) == ("g/pooling", "g", 50)
    assert [(point.point_id, point.earned) for point in attempt.points] == [("g/pooling#0", 1.0), ("g/pooling#1", 0.0)]
    assert {card.key: card.kind for card in found.cards} == {
        "g/pooling": CardKind.QUESTION,
        "g/pooling#0": CardKind.POINT,
        "g/pooling#1": CardKind.POINT,
    }
    expected = schedule.replayed([attempt])
    assert {card.key: schedule.from_json(card.fsrs) for card in found.cards} == expected
    assert {card.key: card.due for card in found.cards} == {key: each.due for key, each in expected.items()}


@pytest.mark.parametrize(("left_by", "scores"), [(Skipped(), []), (GaveUp(), [0])])
def test_giving_up_is_an_attempt_and_skipping_is_none(store: Store, anna: Profile, left_by: Event, scores: list[int]) -> None:
    begun(store, anna, POOLING, STRIDE).did(left_by)
    assert [each.score for each in store.attempts(anna)] == scores


def test_the_answer_to_a_follow_up_replaces_the_attempt(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    answer(interview, "Label 0", follow_up=WHY)
    [first] = store.attempts(anna)
    assert first.score == 50
    answer(interview, "Label 0", "Label 1")
    [second] = store.attempts(anna)
    assert second.score == 100
    assert second.at > first.at
    assert {card.key: schedule.from_json(card.fsrs) for card in store.cards(anna)} == schedule.replayed([second])


def test_a_hint_after_the_verdict_costs_what_it_gives_away(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    answer(interview, "Label 0", follow_up=WHY)
    for _ in range(4):
        interview.did(Hinted("g/pooling#0"))
    assert [each.score for each in store.attempts(anna)] == [0]


def test_taking_an_answer_back_takes_its_attempt_and_cards_back(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    answer(interview, "Label 0", follow_up=WHY)
    first = kept(store, anna)
    answer(interview, "Label 0", "Label 1")
    interview.did(GaveUp())  # stride, which then has an attempt too
    assert len(store.attempts(anna)) == 2
    interview.did(Undone())
    assert (kept(store, anna).attempts, kept(store, anna).cards) == (first.attempts, first.cards)
    assert interview.session.phase is Phase.FOLLOW_UP
    interview.did(Undone())
    assert (kept(store, anna).attempts, kept(store, anna).cards) == ([], [])
    assert interview.session.phase is Phase.ANSWER


def test_a_hint_costs_even_when_the_answer_before_it_is_taken_back(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    answer(interview, "Label 0", follow_up=WHY)
    answer(interview, "Label 0", "Label 1", follow_up=FollowUpQuestion("At what cost?", "guide"))
    for _ in range(4):
        interview.did(Hinted("g/pooling#0"))
    interview.did(Undone())
    assert [each.score for each in store.attempts(anna)] == [0]
    assert {card.key: schedule.from_json(card.fsrs) for card in store.cards(anna)} == schedule.replayed(store.attempts(anna))
    interview.did(Undone())
    answer(interview, "Label 0", "Label 1")
    assert [each.score for each in store.attempts(anna)] == [50]
    assert reopened(store, anna).session == interview.session


def test_taking_back_leaves_what_earlier_interviews_brought(store: Store, anna: Profile) -> None:
    earlier = begun(store, anna, POOLING, STRIDE)
    answer(earlier, "Label 0")
    answer(earlier, "Label 1")
    before = kept(store, anna)
    again = begun(store, anna, POOLING, at=MONDAY + timedelta(days=3))
    answer(again, "Label 0", "Label 1")
    after = {card.key: card for card in store.cards(anna)}
    assert len(store.attempts(anna)) == 3
    assert after["g/pooling"].due > next(card.due for card in before.cards if card.key == "g/pooling")
    assert after["g/stride"] in before.cards
    again.did(Undone())
    assert kept(store, anna) == before


def test_an_undone_end_is_no_end(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    answer(interview, "Label 0")
    ended = store.interview(anna, 1)
    assert (ended.state, ended.finished is not None) == (State.FINISHED, True)
    interview.did(Undone())
    assert (store.interview(anna, 1).state, store.interview(anna, 1).finished) == (State.OPEN, None)


@pytest.mark.parametrize(("events", "state"), [([Paused()], State.PAUSED), ([Paused(), Resumed()], State.OPEN), ([Ended()], State.FINISHED)])
def test_the_state_is_that_of_the_session(store: Store, anna: Profile, events: Sequence[Event], state: State) -> None:
    interview = begun(store, anna, POOLING)
    for event in events:
        interview.did(event)
    assert store.interview(anna, 1).state is state


def test_the_improved_answer_is_kept(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    answer(interview, "Label 0")
    improved = (Piece("It shrinks the map.", Author.CANDIDATE), Piece("It also …", Author.GUIDE, POOLING.points[1]))
    interview.did(Revised("g/pooling", improved))
    assert reopened(store, anna).session.turns[0].revision == improved


# Improving


def improve(interview: OngoingInterview, coach: HandCoach, number: int = 0) -> list[Revision]:
    return list(interview.improve(interview.session.turns[number], coach))  # type: ignore[arg-type]


def test_the_improved_answer_is_written_and_kept_when_it_is_whole(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    answer(interview)
    first, second = improve(interview, HandCoach())
    assert first != second
    assert reopened(store, anna).session.turns[0].revision == interview.session.turns[0].revision == second
    assert interview.turn.question == STRIDE


def test_there_is_nothing_to_improve_where_nothing_was_judged_or_nothing_is_missing(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    interview.did(GaveUp())
    assert improve(interview, HandCoach()) == []
    answer(interview, "Label 0", "Label 1")
    assert improve(interview, HandCoach(), 1) == []
    assert Revised not in map(type, interview.events)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("trouble", [Stopped(), CoachError("The model's server does not answer; start it."), RuntimeError("a bug")])
def test_an_improved_answer_that_fails_leaves_verdict_and_interview_as_they_are(store: Store, anna: Profile, trouble: Exception, mode: Mode) -> None:
    interview = OngoingInterview.begin(store, anna, Plan((POOLING,), mode), clock())
    interview.did(Began())
    answer(interview)
    before, session = kept(store, anna), interview.session
    with pytest.raises(type(trouble)):
        improve(interview, HandCoach(trouble=trouble))
    assert kept(store, anna) == before
    assert reopened(store, anna).session == interview.session == session


# Assessing


def test_an_assessment_asks_the_follow_up_that_was_not_asked_yet(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    coach = HandCoach(asks=(FollowUpQuestion("What is stride?", "model"), WHY))  # the first is a question of the plan
    interview.did(Answered("It shrinks the map."))
    assess(interview, coach)
    assert (interview.session.phase, interview.turn.asked) == (Phase.FOLLOW_UP, WHY)
    interview.did(Answered("Because."))
    assess(interview, coach)
    assert interview.turn.question == STRIDE
    assert interview.session.turns[0].assessment is not None
    assert interview.session.turns[0].assessment.answer == "It shrinks the map. Because."


def test_a_drill_asks_no_follow_up(store: Store, anna: Profile) -> None:
    interview = OngoingInterview.begin(store, anna, Plan((POOLING, STRIDE), Mode.DRILL), clock())
    interview.did(Began())
    interview.did(Answered("It shrinks the map."))
    assess(interview, HandCoach(asks=(WHY,)))
    assert interview.turn.question == STRIDE


@pytest.mark.parametrize("trouble", [Stopped(), CoachError("The model's server does not answer; start it."), RuntimeError("a bug")])
def test_an_assessment_that_is_stopped_or_fails_gives_the_answer_back(store: Store, anna: Profile, trouble: Exception) -> None:
    interview = begun(store, anna, POOLING)
    interview.did(Answered("It shrinks the map."))
    with pytest.raises(type(trouble)):
        assess(interview, HandCoach(trouble=trouble))
    assert (interview.session.phase, interview.turn.said) == (Phase.ANSWER, ())
    assert reopened(store, anna).session == interview.session
    assert Answered("It shrinks the map.") in kept(store, anna).events  # nothing that was written is lost


def test_an_answer_whose_page_is_left_while_it_is_judged_is_judged_when_the_interview_goes_on(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    interview.did(Answered("It shrinks the map."))
    judging = interview.assess(HandCoach(trouble=Stopped()))  # type: ignore[arg-type]
    next(judging)
    interview.leave()
    with pytest.raises(Stopped):
        next(judging)
    assert reopened(store, anna).session.phase is Phase.ASSESSMENT


@pytest.mark.parametrize("trouble", [KeyboardInterrupt(), None])
def test_an_answer_outlives_a_process_that_dies_while_it_is_judged(store: Store, anna: Profile, trouble: BaseException | None) -> None:
    interview = begun(store, anna, POOLING, STRIDE)
    interview.did(Answered("It shrinks the map."))
    judging = interview.assess(HandCoach(trouble=trouble))  # type: ignore[arg-type]
    next(judging)
    if trouble:
        with pytest.raises(type(trouble)):
            next(judging)
    judging.close()  # type: ignore[attr-defined]  # as when the process is killed: nothing more happens
    resumed = reopened(store, anna)
    assert (resumed.session.phase, resumed.turn.said[-1].text) == (Phase.ASSESSMENT, "It shrinks the map.")
    assess(resumed, HandCoach({"It shrinks the map.": ["Label 0", "Label 1"]}))
    assert resumed.turn.question == STRIDE
    assert [each.score for each in store.attempts(anna)] == [100]


def test_the_time_that_an_answer_took_is_kept_and_logs_without_it_can_be_read(store: Store, anna: Profile) -> None:
    interview = OngoingInterview.begin(store, anna, Plan((POOLING,), Mode.REALISTIC, seconds=60), clock(MONDAY))
    interview.did(Began())
    later = reopened(store, anna, clock(MONDAY + timedelta(seconds=95)))
    later.did(Answered("It shrinks\0 the map."))
    assert reopened(store, anna).turn.said[0].seconds == later.turn.said[0].seconds == 35.0
    assert from_stored(StoredEvent("answered", {"text": "It shrinks the map."}, MONDAY)) == Answered("It shrinks the map.")


@pytest.mark.parametrize("text", ["It shrinks\0 the map.", "It shrinks the map\ud800."])
def test_what_no_database_can_hold_is_left_out_of_an_answer(store: Store, anna: Profile, text: str) -> None:
    interview = begun(store, anna, POOLING)
    interview.did(Answered(text))
    assert reopened(store, anna).session == interview.session
    assert interview.turn.said[-1].text.startswith("It shrinks")


# Going on


@settings(max_examples=20)
@given(plans, st.lists(fitting_events, min_size=8, max_size=24))
def test_an_interview_that_is_resumed_at_any_point_is_the_one_that_went_on(store: Store, plan: Plan, stream: list[tuple[int, FollowUpQuestion | None]]) -> None:
    profile, time = store.create_profile(f"Somebody {next(_numbers)}"), clock()
    interview = OngoingInterview.begin(store, profile, plan, time)
    before_answers: list[tuple[Mapping[str, int], tuple[list[Attempt], list[Card]]]] = []
    for number, follow_up in stream:
        if not allowed(interview.session):
            break
        event = fitting(interview.session, number, follow_up)
        expected = apply(interview.session, event)
        if isinstance(event, Answered):
            before_answers.append((interview.session.hints, memory(store, profile)))
        interview.did(event)
        if isinstance(event, Undone | Withdrawn):
            hints, remembered = before_answers.pop()
            assert memory(store, profile) == remembered or interview.session.hints != hints
        resumed = reopened(store, profile, time)
        assert interview.session == resumed.session == expected
        assert interview.events == resumed.events
        check(store, profile, interview)
        check_undo(interview, resumed)
        interview = resumed if number % 2 else interview  # whichever goes on


def memory(store: Store, profile: Profile) -> tuple[list[Attempt], list[Card]]:
    return store.attempts(profile), store.cards(profile)


def check(store: Store, profile: Profile, interview: OngoingInterview) -> None:
    """What the store has of the interview is what its session says."""
    attempts = {each.question_id: each for each in store.attempts(profile)}
    results = {turn.question.id: found for turn in interview.session.turns if (found := results_of(turn))}
    assert {key: (each.score, each.points) for key, each in attempts.items()} == {key: (each.score, each.points) for key, each in results.items()}
    assert {card.key: schedule.from_json(card.fsrs) for card in store.cards(profile)} == schedule.replayed(attempts.values())
    assert (store.interview(profile, 1).state is State.FINISHED) == (interview.session.phase is Phase.DONE)


def check_undo(interview: OngoingInterview, other: OngoingInterview) -> None:
    """Both lead back to the same sessions."""
    mine, theirs = interview.session.before, other.session.before
    while mine is not None:
        assert mine == theirs
        assert theirs is not None
        mine, theirs = mine.before, theirs.before
    assert theirs is None


def test_an_interview_that_went_on_in_another_window_is_refused_with_nothing_changed(store: Store, anna: Profile) -> None:
    here = begun(store, anna, POOLING, STRIDE)
    there = reopened(store, anna)
    answer(there, "Label 0")
    before, session = kept(store, anna), here.session
    with pytest.raises(CoachError, match="gone on in another window; reload it"):
        here.did(GaveUp())
    assert kept(store, anna) == before
    assert (here.session, len(here.events)) == (session, 1)
    reopened(store, anna).did(GaveUp())  # what was reloaded goes on


def test_an_interview_that_was_deleted_meanwhile_is_refused(store: Store, anna: Profile) -> None:
    interview = begun(store, anna, POOLING)
    store.delete_interview(interview.interview)
    with pytest.raises(CoachError, match="Interview 1 was deleted; start another one"):
        interview.did(Skipped())


def test_the_stand_in_has_what_is_used_of_the_coach() -> None:
    for name in ("grade", "grade_follow_up", "follow_ups", "revise"):
        assert callable(getattr(Coach, name))
        assert callable(getattr(HandCoach, name))
