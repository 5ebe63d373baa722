"""Finding the question that a pasted answer is to."""

import pytest

from coach.guides.types import Guide, Question
from coach.interview.coach import Coach

TO_BATCH_NORM = """It normalises every channel with the mean and the standard deviation of the current batch and then applies a learned scale and shift.
At inference it uses running averages instead, so the output does not depend on the other images. With very small batches the statistics get noisy,
so I'd use group normalisation."""
TO_TRACKING = """I detect objects in each frame and link the detections over time. A Kalman filter predicts where each track will be, the Hungarian algorithm
assigns detections to tracks by overlap, and appearance embeddings help to find an identity again after an occlusion."""


def containing(guide: Guide, words: str) -> Question:
    return next(each for each in guide.questions if words in each.text)


@pytest.mark.parametrize(("answer", "words"), [(TO_BATCH_NORM, "batch normalisation"), (TO_TRACKING, "multi-object tracking")])
def test_a_pasted_answer_finds_its_question(coach: Coach, guide: Guide, answer: str, words: str) -> None:
    found = coach.find_question(answer)
    assert found.candidates[0][0] == containing(guide, words)
    assert found.question == containing(guide, words)


@pytest.mark.parametrize("answer", ["Boil the pasta in salted water and add basil.", "Our team won the cup final after extra time.", "🙂 ok"])
def test_an_answer_to_none_finds_none_and_offers_the_closest(coach: Coach, answer: str) -> None:
    found = coach.find_question(answer)
    assert found.question is None
    assert len(found.candidates) == 3
    assert [score for _, score in found.candidates] == sorted((score for _, score in found.candidates), reverse=True)


def test_the_question_in_the_guides_words_is_taken_whatever_the_answer_is_to(coach: Coach, guide: Guide) -> None:
    for question in guide.questions:
        assert coach.find_question(TO_TRACKING, question.text.upper().rstrip("?.") + " ?").question == question


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("What is overfitting and how can it be avoided?", "overfitting"),
        ("Explain how a CNN works", "convolutional neural networks work"),
        ("How do you calibrate a camera?", "pinhole"),
        ("Tell us about a disagreement with a coworker on a technical matter", "disagreed with a colleague"),
    ],
)
def test_the_question_in_other_words_is_found(coach: Coach, guide: Guide, asked: str, words: str) -> None:
    assert coach.find_question("I would look at the data first.", asked).question == containing(guide, words)


@pytest.mark.parametrize("asked", ["How do you bake bread?", "Why do you want to leave your job?", "🙂", "42"])
def test_a_question_that_no_guide_has_is_not_replaced_by_another(coach: Coach, asked: str) -> None:
    assert coach.find_question(TO_BATCH_NORM, asked).question is None


@pytest.mark.parametrize("asked", ["", "  ", "\0"])
def test_a_blank_question_counts_as_none_given(coach: Coach, guide: Guide, asked: str) -> None:
    assert coach.find_question(TO_BATCH_NORM, asked).question == containing(guide, "batch normalisation")
