"""Values as HTML: whatever somebody wrote stays text."""

from dataclasses import replace
from pathlib import Path

import pytest
from elements import Elements
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.grader import Grading
from coach.grading.score import WEIGHTS
from coach.grading.types import Evidence, PointVerdict, Status
from coach.guides.library import Library
from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.interview.choosing import Choice
from coach.interview.feedback import Remark
from coach.interview.hints import Hint
from coach.interview.revision import Author, Piece
from coach.interview.types import FollowUpQuestion, Phase, Plan, Session, Turn
from coach.web import render
from coach.web.render.assessment import SHARES

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>", "a\n\n<i>b", "&lt;u&gt;", "</p></div><svg onload=x>", "[x](javascript:x)"]
    ),
)
OURS = {"ol", "ul", "li", "div", "p", "span", "strong", "ins", "del", "br", "details", "summary", "mark"}
POINT = Point("g/q#p", "Label", "Text.", PointKind.CORE, (), 7)
GUIDE = Guide("g", Path("guide.md"), "Guide", "Role", (), ())


def question_of(text: str) -> Question:
    """A question in these words."""
    return Question("g/q", "g", text, Category.TECHNICAL, "", (), (), (), None, 1)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_what_somebody_wrote_makes_no_element(one: str, other: str, label: str) -> None:
    point = Point("g/q#p", label, other, PointKind.CORE, (), 7)
    verdict = PointVerdict(point, Status.COVERED, 0.9, Evidence(0, len(one), one))
    for fragment in (
        render.remarks([Remark(one, point), Remark(other)], GUIDE),
        render.revision((Piece(one, Author.CANDIDATE), Piece(one, Author.CANDIDATE, removed=True), Piece(other, Author.GUIDE, point)), GUIDE),
        render.revision((Piece(one, Author.ADVICE, point), Piece(other, Author.MODEL, point)), GUIDE),
        render.follow_ups([FollowUpQuestion(one, "guide"), FollowUpQuestion(other, "guide")], "Follow-up"),
        render.grading(Grading((point,), (verdict,), None), GUIDE),
        render.plan([Choice(question_of(one), other)], Library((replace(GUIDE, role=label),), ())),
        render.hint(Hint(point, 2, one, 0.75)),
        render.rephrased(one),
        render.model_answer(replace(question_of(one), points=(point,)), GUIDE),
        render.summary(Session(Plan((question_of(one),)), (Turn(question_of(one), skipped=True),), Phase.DONE), 3),
    ):
        found = Elements(fragment)
        assert found.tags <= OURS
        assert found.attributes <= {"class"}
        assert "\n\n" not in fragment


def test_additions_are_told_from_the_candidates_words_and_cite_their_place() -> None:
    found = render.revision(
        (Piece("I said this.", Author.CANDIDATE), Piece("Not that.", Author.CANDIDATE, removed=True), Piece("Add this.", Author.MODEL, POINT)), GUIDE
    )
    assert "I said this. <del>Not that.</del> <ins>Add this.</ins>" in found
    assert "Added from guide.md: Label (line 7)." in found
    assert "own words" not in found


def test_where_the_guides_words_stand_in_it_is_said() -> None:
    assert "what the model wrote did not pass the checks: Label." in render.revision((Piece("Add this.", Author.GUIDE, POINT),), GUIDE)


def test_a_card_says_what_counts() -> None:
    points = tuple(Point(f"p{number}", "L", "T", kind, (), 1) for number, kind in enumerate(PointKind))
    found = Elements(render.grading(Grading(points, (None,) * len(points), None), GUIDE)).text
    assert "1 point at full weight, 3 points at a quarter" in found
    assert "1 point at nothing" in found


def test_every_weight_has_its_words() -> None:
    assert set(SHARES) == set(WEIGHTS.values())


@pytest.mark.parametrize(("left", "said"), [(None, ""), (125, "2:05 minutes left"), (1, "0:01 minutes left"), (0, "time is over"), (-9, "time is over")])
def test_the_clock_says_how_much_time_is_left(left: int | None, said: str) -> None:
    found = render.clock(left)
    assert said in found
    assert bool(found) is (left is not None)


def test_a_summary_says_what_was_skipped_and_what_was_given_up() -> None:
    turns = (Turn(question_of("One?"), skipped=True), Turn(question_of("Two?"), given_up=True))
    found = Elements(render.summary(Session(Plan((question_of("One?"), question_of("Two?"))), turns, Phase.DONE), 7)).text
    assert "One? — skipped" in found
    assert "Two? — given up" in found
    assert "coach report 7" in found
