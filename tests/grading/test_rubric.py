"""What an answer is judged by."""

from pathlib import Path

import pytest

from coach.grading.rubric import is_story, rubric
from coach.guides.parser import parse_guide
from coach.guides.types import Category, Guide, PointKind, Question

STORY = ("Situation", "Task", "Action", "Result", "Reflection")
FORM = ("First Person", "Measurable Result", "Specificity")


def of(guide: Guide, category: Category) -> list[Question]:
    questions = [question for question in guide.questions if question.category is category]
    assert questions
    return questions


@pytest.mark.parametrize("category", [Category.TECHNICAL, Category.SITUATIONAL, Category.PROBLEM_SOLVING])
def test_an_answer_is_judged_by_the_points_of_the_guide_in_their_order(guide: Guide, category: Category) -> None:
    for question in of(guide, category):
        assert rubric(question) == question.points


def test_a_behavioural_answer_is_judged_by_its_story_first(guide: Guide) -> None:
    for question in of(guide, Category.BEHAVIORAL):
        points = rubric(question)
        assert tuple(point.label for point in points if is_story(point)) == STORY + FORM
        assert tuple(point.label for point in points[:8]) == STORY + FORM
        assert all(point.kind is PointKind.CORE for point in points[:5])


def test_nobody_has_to_tell_the_guide_authors_own_story(guide: Guide) -> None:
    for question in of(guide, Category.BEHAVIORAL):
        asked = {point.id for point in rubric(question)}
        for point in question.points:
            assert (point.id in asked) == (point.kind in (PointKind.CONSIDERATION, PointKind.PITFALL, PointKind.PRACTICE)), point.statement


def test_no_two_points_of_a_guide_share_an_id(guide: Guide) -> None:
    ids = [point.id for question in guide.questions for point in rubric(question)]
    assert len(ids) == len(set(ids))


def test_a_question_without_an_answer_has_no_points() -> None:
    parsed = parse_guide("## Technical Questions\n\n#### What is overfitting?\n", Path("g.md")).guide
    assert parsed is not None
    assert rubric(parsed.questions[0]) == ()
