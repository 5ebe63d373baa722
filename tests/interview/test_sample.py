"""The guided sample: which question it takes, and what the prepared answer says of it."""

from dataclasses import replace
from pathlib import Path

from assessing import question
from practising import guide_with

from coach.guides.library import read_guide
from coach.guides.types import Category, PointKind
from coach.interview.sample import sample_question, weak_answer

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"


def test_a_technical_question_of_a_handful_of_points_is_taken() -> None:
    situational = question("a fire", Category.SITUATIONAL, points=5)
    long, short, right = question("everything", points=20), question("little", points=1), question("yeast", points=6)
    assert sample_question([guide_with(situational, long, short), guide_with(right, guide_id="h")]) == right


def test_without_one_the_closest_is_taken() -> None:
    assert sample_question([guide_with(question("everything", points=20), question("much", points=9))]) == question("much", points=9)
    assert sample_question([guide_with(question("a fire", Category.SITUATIONAL))]) == question("a fire", Category.SITUATIONAL)


def test_guides_without_points_have_no_sample() -> None:
    assert sample_question([]) is None
    assert sample_question([guide_with(question("nothing", points=0))]) is None


def test_the_answer_has_one_core_point_and_only_the_name_of_another() -> None:
    asked = question("yeast", points=4)
    first, *others = asked.points
    asked = replace(asked, points=(replace(first, kind=PointKind.PITFALL), *others))
    assert weak_answer(asked) == "About Label 1: statement 1 of yeast. I have also heard of Label 2, but I could not say much about it."


def test_abbreviations_keep_their_capitals() -> None:
    asked = question("layers", points=1)
    asked = replace(asked, points=(replace(asked.points[0], label="", text="CNNs share weights. They are small."),))
    assert weak_answer(asked) == "Well, CNNs share weights. There is more to it, but I could not say much about it."


def test_each_question_of_a_real_guide_gets_an_answer_that_leaves_most_unsaid() -> None:
    guide = read_guide(OWN_GUIDE).guide
    assert guide is not None
    for asked in guide.questions:
        if asked.points:
            answer = weak_answer(asked)
            assert "\n" not in answer
            assert sum(point.text in answer for point in asked.points if point.text) <= 1
