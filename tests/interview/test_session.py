"""Choosing questions, and the states of an interview."""

from collections import Counter

import pytest
from assessing import assessed, question
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.guides.types import Category, Guide, Question
from coach.interview import session as interview
from coach.interview.choosing import choose_questions
from coach.interview.session import Phase, Session

QUESTIONS = tuple(question(f"{category.value}-{number}", category) for number in range(4) for category in Category)
STEPS = st.sampled_from(["answer", "answer and be asked on", "skip", "end"])


def taken(session: Session, step: str) -> Session:
    """The session after somebody did `step`, as the page and the terminal call the transitions."""
    if step == "skip":
        return interview.skipped(session)
    if step == "end":
        return interview.ended(session)
    if session.phase is Phase.DONE:
        return session
    assessment = assessed(session.question, "an answer")
    if session.phase is Phase.FOLLOW_UP:
        return interview.followed_up(session, assessment)
    return interview.answered(session, assessment, "And why?" if step == "answer and be asked on" else None)


@given(count=st.integers(1, 8), seed=st.integers(), steps=st.lists(STEPS, max_size=30))
def test_whatever_is_done_the_interview_stays_consistent(count: int, seed: int, steps: list[str]) -> None:
    session = interview.start(choose_questions(QUESTIONS, count=count, seed=seed))
    for step in steps:
        before, session = session, taken(session, step)
        reached = [turn.question for turn in session.turns]
        assert reached == list(session.questions[: len(reached)])
        assert session.turns[: len(before.turns) - 1] == before.turns[: len(before.turns) - 1]  # what is behind stays as it was
        assert (session.phase is Phase.DONE) or before.phase is not Phase.DONE or session == before
        match session.phase:
            case Phase.ANSWER:
                assert session.question not in reached
                assert session.position == len(reached) < count
            case Phase.FOLLOW_UP:
                assert session.question == reached[-1]
                assert session.turns[-1].follow_up
                assert session.position == len(reached) - 1
            case Phase.DONE:
                assert session.position == len(reached)


@given(count=st.integers(1, 8), steps=st.lists(STEPS.filter(lambda step: step != "end"), min_size=16, max_size=16))
def test_an_interview_ends_after_its_last_question(count: int, steps: list[str]) -> None:
    session = interview.start(choose_questions(QUESTIONS, count=count, seed=1))
    for step in steps:
        session = taken(session, step)
    assert session.phase is Phase.DONE
    assert [turn.question for turn in session.turns] == list(session.questions)


def test_the_follow_up_is_judged_together_with_the_first_answer() -> None:
    [asked] = questions = [question("pooling")]
    first, both = assessed(asked, "short"), assessed(asked, "short and more", covered=["Label 0", "Label 1"])
    session = interview.followed_up(interview.answered(interview.start(questions), first, "And why?"), both)
    assert session.mean_score == both.score == 100
    assert session.turns[0].follow_up == "And why?"


def test_skipping_a_follow_up_keeps_the_verdict_on_the_answer() -> None:
    questions = [question("pooling"), question("stride")]
    answer = assessed(questions[0], "something", covered=["Label 0"])
    session = interview.skipped(interview.answered(interview.start(questions), answer, "And why?"))
    assert (session.turns[0].assessment, session.question, session.phase) == (answer, questions[1], Phase.ANSWER)


def test_skipped_questions_do_not_lower_the_mean() -> None:
    questions = [question("pooling"), question("stride")]
    session = interview.answered(interview.start(questions), assessed(questions[0], "x", covered=["Label 0"]), None)
    assert interview.skipped(session).mean_score == 50
    assert interview.skipped(interview.start(questions)).mean_score is None


@pytest.mark.parametrize("phase", [Phase.FOLLOW_UP, Phase.DONE])
def test_an_answer_where_none_is_expected_is_refused(phase: Phase) -> None:
    answer = assessed(QUESTIONS[0], "x")
    session = interview.answered(interview.start(QUESTIONS), answer, "And why?") if phase is Phase.FOLLOW_UP else interview.ended(interview.start(QUESTIONS))
    with pytest.raises(CoachError, match=f"expects a step of kind {phase}"):
        interview.answered(session, answer, None)


def test_a_follow_up_answer_without_a_follow_up_is_refused() -> None:
    with pytest.raises(CoachError, match="expects a step of kind answer here, not follow-up"):
        interview.followed_up(interview.start(QUESTIONS), assessed(QUESTIONS[0], "x"))


def test_an_interview_without_questions_is_refused() -> None:
    with pytest.raises(CoachError, match="no question to ask"):
        interview.start([])


@given(seed=st.integers(), count=st.integers(1, 30), categories=st.sets(st.sampled_from(Category)))
def test_the_chosen_questions_differ_fit_and_are_as_many_as_asked_for(seed: int, count: int, categories: set[Category]) -> None:
    chosen = choose_questions(QUESTIONS, categories=list(categories), count=count, seed=seed)
    fitting = [each for each in QUESTIONS if each.category in (categories or set(Category))]
    assert len(set(chosen)) == len(chosen) == min(count, len(fitting))
    assert set(chosen) <= set(fitting)
    assert chosen == choose_questions(QUESTIONS, categories=list(categories), count=count, seed=seed)


@given(seed=st.integers(), count=st.integers(1, 20))
def test_categories_are_mixed_evenly(seed: int, count: int) -> None:
    chosen = choose_questions(QUESTIONS, count=count, seed=seed)
    counts = Counter(dict.fromkeys(Category, 0)) + Counter(each.category for each in chosen)
    assert max(counts.values()) - min(counts.get(category, 0) for category in Category) <= 1


def test_another_seed_asks_other_questions(guide: Guide) -> None:
    assert len({choose_questions(guide.questions, count=5, seed=seed) for seed in range(10)}) > 5


def test_no_seed_is_another_interview_each_time(guide: Guide) -> None:
    assert len({choose_questions(guide.questions, count=5) for _ in range(10)}) > 5


def test_more_questions_than_the_guide_has_gives_all_of_them(guide: Guide) -> None:
    assert set(choose_questions(guide.questions, count=1000)) == set(guide.questions)


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_refused(count: int) -> None:
    with pytest.raises(CoachError, match=f"at least 1; it was {count}"):
        choose_questions(QUESTIONS, count=count)


def test_a_category_that_the_guide_lacks_is_named() -> None:
    with pytest.raises(CoachError, match="no question in behavioral"):
        choose_questions([question("pooling")], categories=[Category.BEHAVIORAL], count=1)


def test_a_question_of_a_category_that_was_not_chosen_is_never_asked(guide: Guide) -> None:
    chosen: tuple[Question, ...] = choose_questions(guide.questions, categories=[Category.SITUATIONAL], count=50)
    assert chosen
    assert {each.category for each in chosen} == {Category.SITUATIONAL}
