"""What is said about an assessment in words."""

from dataclasses import replace

import pytest
from assessing import assessed
from scripted import ScriptedModel

from coach.grading.rubric import rubric
from coach.guides.types import Guide, Point, PointKind, Question
from coach.index.embedder import SentenceEmbedder
from coach.interview.feedback import write_feedback
from coach.interview.grounding import foreign_terms, shared_run, supported
from coach.llm.local import LocalModel

ANSWER = (
    "A convolutional layer slides small filters over the picture and the filters are learned while training, so nobody has to design them. "
    "The first layers find edges and the deeper ones find whole objects. I think pooling makes it all completely invariant to rotation."
)
COVERED = ["Convolution", "Feature Hierarchy"]


def said(model: LocalModel | ScriptedModel, embedder: SentenceEmbedder, question: Question, **statuses: list[str]) -> list[tuple[str, bool]]:
    return [(prose.text, prose.from_template) for prose in write_feedback(assessed(question, ANSWER, **statuses), embedder, model)]


def biggest_gap(question: Question, covered: list[str]) -> Point:
    return next(point for point in rubric(question) if point.kind is PointKind.CORE and point.label not in covered)


def test_covered_points_are_named_and_the_biggest_gap_with_them(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    gap = biggest_gap(cnn_question, COVERED)
    first, *_ = said(ScriptedModel(), embedder, cnn_question, covered=COVERED)
    assert first == (f"You covered “Convolution” and “Feature Hierarchy”. What would add most: “{gap.label}”.", False)


def test_many_covered_points_are_counted_and_not_all_named(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    every_label = [point.label for point in cnn_question.points]
    [(text, _)] = said(ScriptedModel(), embedder, cnn_question, covered=every_label)
    assert text.endswith(f"and {len(every_label) - 3} more points. Nothing that counts is missing.")


def test_what_is_wrong_comes_before_what_is_missing(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    first, *_ = said(ScriptedModel(), embedder, cnn_question, covered=COVERED, contradicted=["Limited Invariance"])
    assert first[0].endswith("To correct first: “Limited Invariance”.")


def test_an_answer_that_covers_nothing_is_told_so_and_what_to_add(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    model = ScriptedModel("Well done.")
    [(text, from_template)] = said(model, embedder, cnn_question)
    assert text.startswith("Nothing in the answer covers a point of the model answer yet.")
    assert biggest_gap(cnn_question, []).text.rstrip(".") in text
    assert (from_template, model.prompts) == (False, [])


def test_the_authors_own_example_is_not_demanded(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    without_examples = [point.label for point in cnn_question.points if point.kind is not PointKind.EXAMPLE]
    [(text, _)] = said(ScriptedModel(), embedder, cnn_question, covered=without_examples)
    assert text.endswith("Nothing that counts is missing.")


def test_a_missing_part_of_a_story_gets_advice_on_the_story(guide: Guide, embedder: SentenceEmbedder) -> None:
    question = next(each for each in guide.questions if "disagreed with a colleague" in each.text)
    assert said(ScriptedModel(), embedder, question, covered=["Situation", "Task", "Action"]) == [
        ("You covered “Situation”, “Task” and “Action”. What would add most: “Result”.", False),
        ("Say how it ended, with a concrete or measurable result.", False),
    ]


def test_the_model_sees_neither_the_answer_nor_what_was_covered(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    model = ScriptedModel("Fine.")
    said(model, embedder, cnn_question, covered=COVERED)
    [prompt] = model.prompts
    assert shared_run(prompt, ANSWER, ignoring=cnn_question.text) < 4
    assert "early layers" not in prompt.lower()


@pytest.mark.parametrize(
    "words",
    [
        "You explained convolutions very well.",
        "It was invented by Google in 2015.",
        "Boil the pasta first.",
        "An activation such as ReLU follows each convolution, and without it the",
        "",
    ],
)
def test_when_no_sentence_passes_the_guides_own_text_follows_marked_as_such(cnn_question: Question, embedder: SentenceEmbedder, words: str) -> None:
    gap = biggest_gap(cnn_question, COVERED)
    _, *rest = said(ScriptedModel(words), embedder, cnn_question, covered=COVERED)
    assert rest == [(gap.text, True)]


def test_a_sentence_that_the_model_itself_finds_unsupported_is_not_shown(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    gap = biggest_gap(cnn_question, COVERED)
    _, *rest = said(ScriptedModel(gap.text, says_yes=False), embedder, cnn_question, covered=COVERED)
    assert rest == [(gap.text, True)]


def test_sentences_that_pass_are_shown_without_those_that_do_not(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    model = ScriptedModel(
        "Great job! Nonlinearity: An activation follows", " each convolution. Without it, stacked convolutions collapse into a linear filter. Well do"
    )
    question = replace(cnn_question, points=tuple(point for point in cnn_question.points if point.label in (*COVERED, "Nonlinearity")))
    _, *rest = said(model, embedder, question, covered=COVERED)
    assert rest == [("An activation follows each convolution.", False), ("Without it, stacked convolutions collapse into a linear filter.", False)]


@pytest.mark.model
def test_the_models_words_rest_on_the_gap_and_repeat_nothing_of_the_answer(
    cnn_question: Question, embedder: SentenceEmbedder, default_model: LocalModel
) -> None:
    gap = biggest_gap(cnn_question, COVERED)
    _, *rest = said(default_model, embedder, cnn_question, covered=COVERED)
    assert 1 <= len(rest) <= 2
    for text, from_template in rest:
        assert not from_template
        assert supported([text], gap.statement, embedder, default_model, context=cnn_question.text) == [text]
        assert foreign_terms(text, [gap.statement, cnn_question.text]) == []
        assert shared_run(text, ANSWER) < 8
    assert "well done" not in " ".join(text for text, _ in rest).lower()
