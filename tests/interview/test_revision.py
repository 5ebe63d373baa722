"""The improved version of an answer."""

from dataclasses import replace

import pytest
from assessing import assessed
from scripted import ScriptedModel

from coach.grading.rubric import rubric
from coach.grading.types import Assessment, Evidence, Status
from coach.guides.types import Guide, Point, PointKind, Question
from coach.index.embedder import SentenceEmbedder
from coach.interview.grounding import foreign_terms, shared_run, supported
from coach.interview.revision import Author, Piece, Revision, revise
from coach.llm.local import LocalModel
from coach.text import sentences

SENTENCES = (
    "A convolutional layer slides small filters over the picture and the filters are learned while training.",
    "The first layers find edges and the deeper ones find whole objects.",
    "I think pooling makes it all completely invariant to rotation.",
)
ANSWER = " ".join(SENTENCES)
COVERED = ["Convolution", "Feature Hierarchy"]


def biggest_gaps(question: Question, covered: list[str]) -> list[Point]:
    return [point for point in rubric(question) if point.kind is PointKind.CORE and point.label not in covered][:2]


def revised(model: LocalModel | ScriptedModel, embedder: SentenceEmbedder, assessment: Assessment) -> Revision:
    *_, last = revise(assessment, embedder, model)
    return last


def test_the_candidates_sentences_are_all_kept_in_their_order(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    revision = revised(ScriptedModel("Nonsense."), embedder, assessed(cnn_question, ANSWER, covered=COVERED))
    own = [piece for piece in revision if piece.author is Author.CANDIDATE]
    assert own == [Piece(text, Author.CANDIDATE) for text in SENTENCES]


def test_it_grows_by_one_point_at_a_time(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    steps = list(revise(assessed(cnn_question, ANSWER, covered=COVERED), embedder, ScriptedModel("Nonsense.")))
    first, second = biggest_gaps(cnn_question, COVERED)
    assert [[piece.point for piece in step if piece.point] for step in steps] in ([[first], [first, second]], [[first], [second, first]])


def test_an_addition_stands_after_the_sentence_that_it_is_closest_to(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    every_other = [point.label for point in cnn_question.points if point.label != "Limited Invariance"]
    revision = revised(ScriptedModel("Nonsense."), embedder, assessed(cnn_question, ANSWER, covered=every_other))
    assert [piece.author for piece in revision] == [*[Author.CANDIDATE] * 3, Author.GUIDE]


def test_what_is_wrong_is_marked_for_removal_and_put_right_in_its_place(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    quote = "nobody knows why"
    answer = f"It slides filters over the picture, and {quote}. The first layers find edges."
    made = assessed(cnn_question, answer, covered=["Feature Hierarchy"], contradicted=["Convolution"])
    start = answer.index(quote)
    evidence = Evidence(start, start + len(quote), quote)
    made = replace(made, verdicts=tuple(replace(each, evidence=evidence) if each.status is Status.CONTRADICTED else each for each in made.verdicts))
    first, *_ = revise(made, embedder, ScriptedModel("Nonsense."))
    [point] = [point for point in cnn_question.points if point.label == "Convolution"]
    assert first == (
        Piece("It slides filters over the picture, and", Author.CANDIDATE),
        Piece(quote, Author.CANDIDATE, removed=True),
        Piece(".", Author.CANDIDATE),
        Piece(point.text, Author.GUIDE, point),
        Piece("The first layers find edges.", Author.CANDIDATE),
    )


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
def test_what_does_not_pass_is_replaced_by_the_guides_words_marked_as_such(cnn_question: Question, embedder: SentenceEmbedder, words: str) -> None:
    revision = revised(ScriptedModel(words), embedder, assessed(cnn_question, ANSWER, covered=COVERED))
    added = {(piece.text, piece.author) for piece in revision if piece.point}
    assert added == {(point.text, Author.GUIDE) for point in biggest_gaps(cnn_question, COVERED)}


def test_a_sentence_that_the_model_itself_finds_unsupported_is_not_added(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    gap = biggest_gaps(cnn_question, COVERED)[0]
    revision = revised(ScriptedModel(gap.text, says_yes=False), embedder, assessed(cnn_question, ANSWER, covered=COVERED))
    assert {piece.author for piece in revision} == {Author.CANDIDATE, Author.GUIDE}


def test_sentences_that_pass_are_added_without_those_that_do_not(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    model = ScriptedModel(
        "Great job! Nonlinearity: An activation follows", " each convolution. Without it, stacked convolutions collapse into a linear filter. Well do"
    )
    question = replace(cnn_question, points=tuple(point for point in cnn_question.points if point.label in (*COVERED, "Nonlinearity")))
    revision = revised(model, embedder, assessed(question, ANSWER, covered=COVERED))
    [added] = [piece for piece in revision if piece.point]
    assert added.text == "An activation follows each convolution. Without it, stacked convolutions collapse into a linear filter."
    assert added.author is Author.MODEL


def test_a_missing_part_of_a_story_is_left_for_the_candidate_to_tell(guide: Guide, embedder: SentenceEmbedder) -> None:
    question = next(each for each in guide.questions if "disagreed with a colleague" in each.text)
    model = ScriptedModel()
    revision = revised(model, embedder, assessed(question, ANSWER, covered=["Situation", "Task", "Action"]))
    assert Piece("Say how it ended, with a concrete or measurable result.", Author.ADVICE, _part(question, "Result")) in revision
    assert model.prompts == []


def _part(question: Question, label: str) -> Point:
    return next(point for point in rubric(question) if point.label == label)


def test_nothing_is_made_of_an_answer_that_covers_nothing_or_everything(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    every_label = [point.label for point in cnn_question.points]
    for assessment in (assessed(cnn_question, ANSWER), assessed(cnn_question, ANSWER, covered=every_label)):
        assert list(revise(assessment, embedder, ScriptedModel("Nonsense."))) == []


def test_the_model_does_not_see_the_answer(cnn_question: Question, embedder: SentenceEmbedder) -> None:
    model = ScriptedModel("Nonsense.")
    revised(model, embedder, assessed(cnn_question, ANSWER, covered=COVERED))
    assert len(model.prompts) == 2
    for prompt in model.prompts:
        assert shared_run(prompt, ANSWER, ignoring=cnn_question.text) < 4


@pytest.mark.model
def test_the_models_additions_rest_on_the_gaps_and_repeat_nothing_of_the_answer(
    cnn_question: Question, embedder: SentenceEmbedder, default_model: LocalModel
) -> None:
    revision = revised(default_model, embedder, assessed(cnn_question, ANSWER, covered=COVERED))
    added = [piece for piece in revision if piece.point]
    assert [piece.author for piece in added] == [Author.MODEL, Author.MODEL]
    for piece in added:
        assert piece.point is not None
        written = [piece.text[start:end] for start, end in sentences(piece.text)]
        assert 1 <= len(written) <= 2
        assert supported(written, piece.point.statement, embedder, default_model, context=cnn_question.text) == written
        assert foreign_terms(piece.text, [piece.point.statement, cnn_question.text]) == []
        assert shared_run(piece.text, ANSWER) < 8
        assert "candidate" not in piece.text.lower()
