"""What is asked after an assessment."""

from dataclasses import replace

import pytest
from assessing import assessed
from scripted import ScriptedModel

from coach.grading.rubric import rubric
from coach.grading.types import Assessment
from coach.guides.types import Guide, PointKind, Question
from coach.index.embedder import SentenceEmbedder
from coach.interview.follow_up import PLAIN_QUESTION, FollowUpQuestion, follow_ups
from coach.interview.grounding import REVEALING_WORDS, shared_run
from coach.llm.local import LocalModel

ANSWER = "It slides kernels over the image."
NO_MODEL = ScriptedModel()


def next_question(assessment: Assessment, embedder: SentenceEmbedder, model: ScriptedModel | LocalModel) -> FollowUpQuestion | None:
    return next(follow_ups(assessment, embedder, model), None)


def without_follow_ups(question: Question) -> Question:
    return replace(question, follow_ups=())


def labels(question: Question) -> list[str]:
    return [point.label for point in rubric(question) if point.kind is PointKind.CORE]


def test_the_guides_own_follow_up_closest_to_a_gap_is_asked(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    [activation] = [each.text for each in cnn_question.follow_ups if "activation functions" in each.text]
    everything_else = [point.label for point in cnn_question.points if point.label != "Nonlinearity"]
    asked = next_question(assessed(cnn_question, ANSWER, covered=everything_else), embedder, NO_MODEL)
    assert asked is not None
    assert (asked.text, asked.source) == (activation, "guide")


def test_the_guides_questions_that_lead_to_covered_points_are_not_asked(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    [activation] = [each.text for each in cnn_question.follow_ups if "activation functions" in each.text]
    [receptive] = [each.text for each in cnn_question.follow_ups if "receptive field" in each.text]
    asked = [each.text for each in follow_ups(assessed(cnn_question, ANSWER, covered=["Nonlinearity"]), embedder, NO_MODEL)]
    assert receptive in asked
    assert activation not in asked


def test_a_complete_answer_is_asked_the_guides_first_follow_up_or_nothing(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    every_label = [point.label for point in cnn_question.points]
    asked = next_question(assessed(cnn_question, ANSWER, covered=every_label), embedder, NO_MODEL)
    assert asked is not None
    assert asked.text == cnn_question.follow_ups[0].text
    assert next_question(assessed(without_follow_ups(cnn_question), ANSWER, covered=every_label), embedder, NO_MODEL) is None


@pytest.mark.parametrize(
    "words",
    [
        "It grows with depth.",
        "How does the candidate's answer relate to the receptive field?",
        "How do you boil pasta?",
        "",
    ],
)
def test_a_question_that_does_not_pass_is_replaced_by_a_standard_one(cnn_question: Question, embedder: SentenceEmbedder, words: str) -> None:
    _, hidden, *_ = labels(cnn_question)
    revealing = f"Did you know that {next(p.text for p in cnn_question.points if p.label == hidden).lower().rstrip('.')}?"
    for written in (words, revealing):
        asked = next_question(assessed(without_follow_ups(cnn_question), ANSWER), embedder, ScriptedModel(written))
        assert asked is not None
        assert (asked.text, asked.source) == (PLAIN_QUESTION, "template")


def test_a_question_about_a_covered_point_is_not_asked(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    covered = assessed(without_follow_ups(cnn_question), ANSWER, covered=["Parameter Sharing"])
    asked = next_question(covered, embedder, ScriptedModel("Why are the weights of a kernel shared between positions?"))
    assert asked is not None
    assert asked.source == "template"


def test_a_missing_part_of_a_story_is_asked_for(guide: Guide, embedder: SentenceEmbedder) -> None:
    question = next(each for each in guide.questions if "disagreed with a colleague" in each.text)
    told = assessed(without_follow_ups(question), "We once disagreed.", covered=["Situation", "Task", "Action"])
    asked = next_question(told, embedder, NO_MODEL)
    assert asked is not None
    assert asked.text == "What did you learn from it, and what would you do differently today?"


@pytest.mark.model
@pytest.mark.parametrize("covered", [1, 5])
def test_the_models_question_asks_one_thing_and_keeps_the_point_to_itself(
    cnn_question: Question, embedder: SentenceEmbedder, default_model: LocalModel, covered: int
) -> None:
    assessment = assessed(without_follow_ups(cnn_question), ANSWER, covered=labels(cnn_question)[:covered])
    asked = next_question(assessment, embedder, default_model)
    assert asked is not None
    assert asked.text.endswith("?")
    assert len(asked.text.split()) <= 40
    for point in cnn_question.points:
        assert shared_run(asked.text, point.statement, ignoring=cnn_question.text) < REVEALING_WORDS
