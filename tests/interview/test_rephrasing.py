"""The question in simpler words."""

from collections.abc import Iterator
from itertools import islice

import pytest
from scripted import ScriptedModel

from coach.cancel import Cancel
from coach.guides.types import Guide, Question
from coach.index.embedder import SentenceEmbedder
from coach.interview.grounding import gives_away, same_words
from coach.interview.rephrasing import MAX_WORDS, SAME_MEANING, rephrase
from coach.llm.local import LocalModel
from coach.llm.types import Prompt

SIMPLER = "How does a convolutional neural network do its job, and why does it suit pictures so well?"
SAME_TEXT = 0.999  # cosine of a question to itself, less rounding


class Hesitant(ScriptedModel):
    """Writes something else each time it is asked."""

    def stream(self, prompt: Prompt, max_tokens: int, cancel: Cancel | None = None) -> Iterator[str]:
        self.prompts.append("\n".join(message.content for message in prompt))
        yield self._words[len(self.prompts) - 1]


def test_other_words_for_the_same_question_are_passed_on(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    model = ScriptedModel(SIMPLER[:20], SIMPLER[20:], "\n")
    assert rephrase(cnn_question, embedder, model) == SIMPLER
    assert len(model.prompts) == 1
    assert cnn_question.text in model.prompts[0]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "A network slides filters over a picture.",
        "explain how convolutional neural networks work - what makes them a good fit for images?",
        "How do you boil pasta?",
        "What is a network?",
        "How do convolutional neural networks use parameter sharing to be a good fit for images?",
        "How do convolutional neural networks work, whose early layers respond to edges and colours, and why do they fit images?",
        "How should I explain how convolutional neural networks work and why they fit images?",
        "How do convolutional neural networks" + " really" * MAX_WORDS + " work on images?",
    ],
)
def test_words_that_do_not_pass_are_asked_for_again_differently_and_then_given_up(cnn_question: Question, embedder: SentenceEmbedder, words: str) -> None:
    model = ScriptedModel(words)
    assert rephrase(cnn_question, embedder, model) is None
    assert len(set(model.prompts)) == 2


def test_the_second_attempt_counts(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    assert rephrase(cnn_question, embedder, Hesitant("Networks are nice.", SIMPLER)) == SIMPLER


def test_no_two_questions_of_the_guide_pass_for_one_another(guide: Guide, embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode([question.text for question in guide.questions])
    cosines = vectors @ vectors.T
    assert cosines[cosines < SAME_TEXT].max() < SAME_MEANING


@pytest.mark.model
def test_the_model_finds_other_words(guide: Guide, embedder: SentenceEmbedder, default_model: LocalModel) -> None:
    for question in islice(guide.questions, 0, None, 20):
        words = rephrase(question, embedder, default_model)
        assert words is not None
        assert words.endswith("?")
        assert not same_words(words, question.text)
        assert not any(gives_away(words, point, question.text) for point in question.points)
