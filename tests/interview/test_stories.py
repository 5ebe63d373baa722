"""Advice and questions on a candidate's own story."""

from coach.grading.rubric import is_story, rubric
from coach.guides.types import Category, Guide
from coach.interview.stories import ADVICE, AREAS, QUESTIONS


def test_every_part_of_a_story_has_advice_a_question_and_an_area(guide: Guide) -> None:
    behavioral = next(each for each in guide.questions if each.category is Category.BEHAVIORAL)
    parts = {point.label for point in rubric(behavioral) if is_story(point)}
    assert parts == set(ADVICE) == set(QUESTIONS) == set(AREAS)
    assert all(advice.endswith(".") for advice in ADVICE.values())
    assert all(question.endswith("?") for question in QUESTIONS.values())
