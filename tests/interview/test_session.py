"""The states of an interview: what may happen when, and what comes of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from assessing import assessed, question
from happening import FOLLOW_UPS, IMPROVED, POINTS, QUESTIONS, fitting, fitting_events, plans
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.grading.rubric import rubric
from coach.guides.types import Category
from coach.interview.hints import LAST_RUNG
from coach.interview.session import (
    MAX_FOLLOW_UPS,
    Answered,
    Assessed,
    Began,
    Ended,
    Event,
    GaveUp,
    Hinted,
    Paused,
    Rephrased,
    Resumed,
    Revised,
    Skipped,
    Undone,
    Withdrawn,
    allowed,
    apply,
    closed,
    follow_ups_left,
    newly_closed,
    replay,
    start,
    texts_asked,
)
from coach.interview.types import FollowUpQuestion, Mode, Phase, Plan, Session

verdicts = st.builds(
    lambda asked, covered, follow_up: Assessed(
        assessed(asked, "an answer", covered=["Label 0"] if covered and asked.category != Category.BEHAVIORAL else []), follow_up
    ),
    st.sampled_from(QUESTIONS),
    st.booleans(),
    st.none() | st.sampled_from(FOLLOW_UPS),
)
SIMPLE: list[Event] = [Began(), Withdrawn(), Skipped(), GaveUp(), Paused(), Resumed(), Undone()]
unbound_events = (
    st.sampled_from([*SIMPLE, Ended()])
    | st.builds(Answered, st.sampled_from(["It slides kernels.", "They share weights.", " ", "42"]))
    | st.builds(Hinted, st.sampled_from([*POINTS, "g/another#1"]))
    | st.builds(Rephrased, st.sampled_from(["In other words?", "Put simply?"]))
    | st.builds(Revised, st.sampled_from([each.id for each in QUESTIONS]), st.just(IMPROVED))
    | verdicts
)
streams = st.lists(st.integers(0, 9).flatmap(lambda number: unbound_events if number == 0 else fitting_events), min_size=10, max_size=40)


def run(plan: Plan, stream: Sequence[Event | tuple[int, FollowUpQuestion | None]]) -> list[tuple[Session, Event, Session]]:
    """The interview's steps: the session before, the event, the session after it. Refused events change nothing and are left out."""
    session, steps = start(plan), []
    for each in stream:
        event = fitting(session, *each) if isinstance(each, tuple) else each
        try:
            after = apply(session, event)
        except CoachError:
            continue
        steps.append((session, event, after))
        session = after
    return steps


def history(session: Session) -> list[Session]:
    """The session and all that undoing it leads back to."""
    return [session] if session.before is None else [session, *history(session.before)]


def without_hints(session: Session) -> Session:
    return replace(session, turns=tuple(replace(turn, hints={}) for turn in session.turns), hints={})


def check(session: Session) -> None:
    """What holds of every interview at any time."""
    plan = session.plan
    ended = session.phase is Phase.DONE
    assert [turn.question for turn in session.turns] == list(plan.questions[: len(session.turns)])
    asked = [question.text for question in plan.questions] + [follow_up.text for turn in session.turns for follow_up in turn.follow_ups]
    assert len(set(asked)) == len(asked)
    assert bool(session.turns) is (session.phase is not Phase.GREETING) or ended
    assert not session.paused or session.phase in (Phase.ANSWER, Phase.FOLLOW_UP)
    for turn in session.turns:
        assert len(turn.follow_ups) <= (0 if plan.mode is Mode.DRILL else MAX_FOLLOW_UPS)
        assert set(turn.hints) <= {point.id for point in rubric(turn.question)}
        assert all(1 <= rung <= LAST_RUNG for rung in turn.hints.values())
        assert not turn.hints or plan.mode is not Mode.REALISTIC
        assert not turn.said or turn.said[0].asked is None
        assert all(said.asked for said in turn.said[1:])
        assert not (turn.skipped and turn.said)
        assert turn.assessment is None or turn.assessment.question == turn.question
        assert turn is session.turns[-1] or (turn.assessment is not None) + (turn.skipped) + (turn.given_up and not turn.said) == 1
    match session.phase:
        case Phase.ANSWER:
            assert not session.turns[-1].said
        case Phase.ASSESSMENT:
            assert session.turns[-1].said
            assert session.turns[-1].asked is None
        case Phase.FOLLOW_UP:
            assert session.turns[-1].asked
            assert session.turns[-1].assessment


@given(plans, streams)
def test_whatever_happens_in_whatever_order_the_interview_stays_consistent(plan: Plan, stream: list[Event]) -> None:
    check(start(plan))
    for _, _, after in run(plan, stream):
        for each in history(after):
            check(each)


@given(plans, streams)
def test_what_is_behind_stays_as_it_was_unless_an_answer_is_taken_back(plan: Plan, stream: list[Event]) -> None:
    for before, event, after in run(plan, stream):
        if isinstance(event, Revised):
            assert [replace(turn, revision=()) for turn in after.turns] == [replace(turn, revision=()) for turn in before.turns]
            assert after.phase is before.phase
        elif not isinstance(event, Undone):
            assert after.turns[: max(0, len(before.turns) - 1)] == before.turns[:-1]
            assert before.phase is not Phase.DONE


@given(plans, streams)
def test_taking_an_answer_back_restores_what_was_before_it_however_often(plan: Plan, stream: list[Event]) -> None:
    kept: list[Event] = []  # the events of an interview in which the answers that were taken back had never been sent
    for _, event, after in run(plan, stream):
        if isinstance(event, Hinted):  # which can't be taken back
            continue
        if isinstance(event, Undone | Withdrawn):
            last = max(number for number, each in enumerate(kept) if isinstance(each, Answered))
            kept = kept[:last]
        else:
            kept.append(event)
        assert [without_hints(each) for each in history(after)] == [without_hints(each) for each in history(replay(plan, kept))]


@given(plans, streams)
def test_no_sequence_of_events_lowers_a_points_rung(plan: Plan, stream: list[Event]) -> None:
    highest: dict[str, int] = {}
    for _, event, after in run(plan, stream):
        if isinstance(event, Hinted):
            highest[event.point_id] = highest.get(event.point_id, 0) + 1
        assert after.hints == highest
        for turn in after.turns:
            assert turn.hints == {point.id: highest[point.id] for point in rubric(turn.question) if point.id in highest}


@given(plans, streams, st.data())
def test_the_same_events_lead_to_the_same_interview(plan: Plan, stream: list[Event], data: st.DataObject) -> None:
    steps = run(plan, stream)
    events = [event for _, event, _ in steps]
    again = replay(plan, events)
    assert history(again) == history(steps[-1][2] if steps else start(plan))
    cut = data.draw(st.integers(0, len(events)))
    resumed = replay(plan, events[:cut])
    for event in events[cut:]:
        resumed = apply(resumed, event)
    assert resumed == again


@given(plans, streams)
def test_what_is_allowed_is_what_is_not_refused(plan: Plan, stream: list[Event]) -> None:
    for session in [start(plan), *(after for _, _, after in run(plan, stream))]:
        judged = [Assessed(assessed(session.turns[-1].question, "an answer"))] if session.turns else []
        for event in [*SIMPLE, Ended(), Answered("It slides kernels."), Rephrased("Put simply?"), *judged]:
            if type(event) in allowed(session):
                apply(session, event)
            else:
                with pytest.raises(CoachError, match=r"^[A-Z].*; .*\.$"):
                    apply(session, event)


@given(plans, streams)
def test_a_break_changes_nothing_else(plan: Plan, stream: list[Event]) -> None:
    for session in [after for _, _, after in run(plan, stream) if Paused in allowed(after)]:
        paused = apply(session, Paused())
        assert allowed(paused) == {Resumed, Ended}
        assert history(apply(paused, Resumed())) == history(session)
        assert apply(paused, Ended()) == apply(session, Ended())


@given(plans, st.lists(st.tuples(st.integers(0, 4), st.sampled_from([None, *FOLLOW_UPS])), min_size=40, max_size=40))
def test_an_interview_that_is_answered_skipped_or_given_up_ends(plan: Plan, choices: list[tuple[int, FollowUpQuestion | None]]) -> None:
    session = apply(start(plan), Began())
    for number, follow_up in choices:  # at most 5 questions with 2 follow-ups, each an answer and a verdict
        if session.phase is Phase.DONE:
            break
        if session.phase is Phase.ASSESSMENT:
            session = apply(session, Assessed(assessed(session.turns[-1].question, "an answer"), follow_up))
        else:
            session = apply(session, Skipped() if number == 0 else GaveUp() if number == 1 else Answered("It slides kernels."))
    assert session.phase is Phase.DONE
    assert len(session.turns) == len(plan.questions)


def pooling_and_stride(mode: Mode = Mode.PRACTICE) -> Plan:
    return Plan((question("pooling"), question("stride")), mode)


def verdict(session: Session, follow_up: str | None = None, covered: Sequence[str] = ()) -> Assessed:
    asked = FollowUpQuestion(follow_up, "guide") if follow_up else None
    return Assessed(assessed(session.turns[-1].question, "an answer", covered=covered), asked)


def answered(session: Session, follow_up: str | None = None, covered: Sequence[str] = ()) -> Session:
    sent = apply(session, Answered("It shrinks the map."))
    return apply(sent, verdict(sent, follow_up, covered))


def test_an_interview_from_the_greeting_to_the_end() -> None:
    session = start(pooling_and_stride())
    assert (session.phase, session.turns) == (Phase.GREETING, ())
    session = apply(session, Began())
    assert (session.phase, session.turns[-1].question.text) == (Phase.ANSWER, "What is pooling?")
    session = answered(session, "And why?")
    assert (session.phase, session.turns[-1].asked) == (Phase.FOLLOW_UP, FollowUpQuestion("And why?", "guide"))
    session = answered(session)
    assert [said.asked and said.asked.text for said in session.turns[0].said] == [None, "And why?"]
    assert (session.phase, session.turns[-1].question.text) == (Phase.ANSWER, "What is stride?")
    assert answered(session).phase is Phase.DONE


@pytest.mark.parametrize(("mode", "most"), [(Mode.PRACTICE, 2), (Mode.REALISTIC, 2), (Mode.DRILL, 0)])
def test_a_question_gets_two_follow_ups_at_most_and_none_in_a_drill(mode: Mode, most: int) -> None:
    session = apply(start(pooling_and_stride(mode)), Began())
    for number in range(most):
        assert follow_ups_left(session) == most - number
        session = answered(session, f"And why, number {number}?")
        assert session.phase is Phase.FOLLOW_UP
    session = answered(session, "And why at all?")
    assert session.turns[0].assessment is not None
    assert len(session.turns[0].follow_ups) == most
    assert session.turns[-1].question.text == "What is stride?"


@pytest.mark.parametrize("left_by", [Skipped(), GaveUp()])
def test_a_follow_up_is_not_asked_again_even_if_it_was_left_without_an_answer(left_by: Event) -> None:
    session = apply(answered(apply(start(pooling_and_stride()), Began()), "And why?"), left_by)
    assert "And why?" in texts_asked(session)
    assert answered(session, "And why?").phase is Phase.DONE
    assert answered(session, "What is pooling?").phase is Phase.DONE  # nor a question of the interview
    assert answered(session, "At what cost?").phase is Phase.FOLLOW_UP


def test_a_question_that_a_plan_names_twice_is_asked_once() -> None:
    session = apply(start(Plan((question("pooling"),) * 2)), Began())
    assert answered(session).phase is Phase.DONE


def test_the_follow_ups_answer_updates_the_assessment() -> None:
    session = answered(apply(start(pooling_and_stride()), Began()), "And why?", covered=["Label 0"])
    assert session.turns[0].assessment is not None
    assert session.turns[0].assessment.score == 50
    session = answered(session, covered=["Label 0", "Label 1"])
    assert session.turns[0].assessment is not None
    assert session.turns[0].assessment.score == 100


@pytest.mark.parametrize("left_by", [Skipped(), GaveUp()])
def test_leaving_a_follow_up_keeps_the_verdict_on_the_answer(left_by: Event) -> None:
    before = answered(apply(start(pooling_and_stride()), Began()), "And why?", covered=["Label 0"])
    session = apply(before, left_by)
    assert session.turns[0].assessment == before.turns[0].assessment
    assert (session.turns[0].skipped, session.turns[0].given_up) == (False, isinstance(left_by, GaveUp))
    assert session.turns[1].question.text == "What is stride?"


def test_a_stopped_assessment_gives_the_answer_back() -> None:
    asked = apply(start(pooling_and_stride()), Began())
    sent = apply(asked, Answered("It shrinks the map."))
    assert apply(sent, Withdrawn()) == asked
    follow_up = answered(asked, "And why?")
    assert apply(apply(follow_up, Answered("To save work.")), Withdrawn()) == follow_up


def test_an_answer_is_taken_back_when_the_next_question_is_asked_already_and_after_the_end() -> None:
    first = apply(start(pooling_and_stride()), Began())
    second = answered(first)
    assert apply(second, Undone()) == first
    done = answered(second)
    assert done.phase is Phase.DONE
    assert apply(done, Undone()) == second
    assert apply(apply(done, Undone()), Undone()) == first


@given(plans, streams)
def test_each_question_is_closed_once_and_at_the_end_all_are(plan: Plan, stream: list[Event]) -> None:
    over: list[str] = []
    for before, event, after in run(plan, stream):
        new = [turn.question.id for turn in newly_closed(before, after)]
        assert not new or plan.mode is not Mode.REALISTIC or after.phase is Phase.DONE
        over = [turn.question.id for turn in closed(after)] if isinstance(event, Undone) else [*over, *new]
        assert over == [turn.question.id for turn in closed(after)]
        assert after.phase is not Phase.DONE or len(over) == len(after.turns)


def test_hints_that_were_given_after_an_answer_keep_their_price_when_it_is_taken_back() -> None:
    first = answered(apply(start(pooling_and_stride()), Began()), "And why?", covered=["Label 0"])
    hinted = apply(first, Hinted("g/pooling#1"))
    again = apply(hinted, Undone())
    assert again.turns[-1].hints == {"g/pooling#1": 1}
    assert again.turns[-1].said == ()
    second = apply(answered(again), Hinted("g/stride#0"))
    again = apply(second, Undone())
    assert [turn.question.text for turn in again.turns] == ["What is pooling?"]
    assert [turn.hints for turn in answered(again).turns] == [{"g/pooling#1": 1}, {"g/stride#0": 1}]


def test_what_was_sent_before_the_end_is_kept_though_nobody_judged_it() -> None:
    ended = apply(apply(apply(start(pooling_and_stride()), Began()), Answered("It shrinks the map.")), Ended())
    assert ended.phase is Phase.DONE
    assert [said.text for said in ended.turns[0].said] == ["It shrinks the map."]
    assert ended.turns[0].assessment is None


def test_other_words_are_those_of_what_is_being_asked() -> None:
    session = apply(apply(start(pooling_and_stride()), Began()), Rephrased("What does pooling do?"))
    assert session.turns[-1].rephrased == "What does pooling do?"
    assert answered(session, "And why?").turns[-1].rephrased is None


def test_each_hint_on_a_point_is_one_rung_up_and_the_last_rung_is_the_end() -> None:
    session = apply(start(pooling_and_stride()), Began())
    for rung in range(1, LAST_RUNG + 1):
        session = apply(session, Hinted("g/pooling#0"))
        assert session.turns[-1].hints == {"g/pooling#0": rung}
    with pytest.raises(CoachError, match="no further hint on this point; answer the question, skip it"):
        apply(session, Hinted("g/pooling#0"))
    with pytest.raises(CoachError, match="no further hint"):
        apply(session, Hinted("g/stride#0"))


@pytest.mark.parametrize(
    ("events", "event", "sentence"),
    [
        ([], Answered("x"), "No answer is expected now; the interview has not begun: begin it, or end it."),
        ([Began()], Began(), "The interview can begin only once; answer the question, skip it, or end the interview."),
        ([Began()], Undone(), "There is no answer to take back now; answer the question, skip it, or end the interview."),
        ([Began()], Withdrawn(), "No answer is being judged now; answer the question, skip it, or end the interview."),
        ([Began(), Paused()], Answered("x"), "The interview is paused; resume it first, or end it."),
        ([Began(), Answered("x")], Skipped(), "There is no question to skip now; your answer is being judged: wait for the verdict, or stop it"),
        ([Ended()], Skipped(), "There is no question to skip now; the interview is over: start another one."),
        ([Began()], Answered("  "), "The answer is empty; write at least a sentence, or skip the question."),
    ],
)
def test_what_does_not_fit_is_refused_with_what_can_be_done_instead(events: list[Event], event: Event, sentence: str) -> None:
    with pytest.raises(CoachError) as refusal:
        apply(replay(pooling_and_stride(), events), event)
    assert str(refusal.value).startswith(sentence)


def test_a_realistic_interview_has_no_hints() -> None:
    session = apply(start(pooling_and_stride(Mode.REALISTIC)), Began())
    with pytest.raises(CoachError, match=r"^A realistic interview has no hints; answer the question"):
        apply(session, Hinted("g/pooling#0"))


def test_a_verdict_on_another_question_is_refused() -> None:
    session = apply(apply(start(pooling_and_stride()), Began()), Answered("It shrinks the map."))
    with pytest.raises(CoachError, match="on another question"):
        apply(session, Assessed(assessed(question("stride"), "an answer")))


def test_an_interview_without_questions_is_refused() -> None:
    with pytest.raises(CoachError, match="no question to ask"):
        start(Plan(()))
