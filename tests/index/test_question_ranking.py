"""The order in which questions are offered for a text: what counts in it, on made-up vectors and on real answers to the real guide."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from coach.guides.library import Library
from coach.index.build import OpenedIndex
from coach.index.embedder import SentenceEmbedder
from coach.index.questions import QuestionRanker
from coach.index.types import Chunk, ChunkKind, Vectors

ANSWERS = tomllib.loads((Path(__file__).resolve().parents[1] / "grading" / "answers.toml").read_text("utf-8"))["answer"]


def chunk(question: str, kind: ChunkKind, text: str) -> Chunk:
    return Chunk(f"{question}:{kind}", kind, text, text, ("Role",), "g", "Guide", question, question, "technical", (), "guide.md", 4)


def unit(*rows: tuple[float, ...]) -> Vectors:
    vectors = np.array(rows, np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def questions(**texts: str) -> list[Chunk]:
    return [chunk(name, ChunkKind.QUESTION, text) for name, text in texts.items()]


def ranked(chunks: list[Chunk], vectors: Vectors, text: str, embedded: Vectors) -> list[str]:
    return QuestionRanker(chunks, vectors).rank(text, embedded, embedded)


def test_what_all_chunks_have_in_common_does_not_count() -> None:
    """`near` has the greater cosine, but only because it is close to everything."""
    vectors = unit((1, 0, 0), (0.7, 0.35, 0), (0.9, 0, 0.3), (0.9, -0.2, -0.3))
    embedded = unit((0.9, 0.2, 0))
    assert vectors[0] @ embedded[0] > vectors[1] @ embedded[0]
    assert ranked(questions(near="", own="", third="", fourth=""), vectors, "", embedded)[0] == "own"


def test_shared_words_decide_between_equally_close_questions_the_rarer_more() -> None:
    chunks = questions(first="the stack", second="the queue", third="the tree")
    vectors = unit((1, 0), (1, 0), (0, 1))
    assert ranked(chunks, vectors, "The elements wait in the QUEUE.", unit((1, 0)))[:2] == ["second", "first"]


def test_equal_questions_keep_the_order_of_the_chunks() -> None:
    chunks, vectors = questions(b="What is a pointer?", c="What is a pointer?", a="What is a pointer?"), unit((1, 0), (1, 0), (1, 0))
    assert ranked(chunks, vectors, "An address.", unit((1, 0))) == ["b", "c", "a"]


def test_a_close_point_counts_beside_the_whole_answer() -> None:
    chunks = [chunk(name, kind, "") for name in ("plain", "pointed") for kind in (ChunkKind.QUESTION, ChunkKind.WHOLE, ChunkKind.ANSWER, ChunkKind.POINT)]
    vectors = unit(*[(1, 0.5)] * 4, *[(1, 0.5)] * 3, (0, 1))
    assert ranked(chunks, vectors, "", unit((0, 1))) == ["pointed", "plain"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [((0.9, 0.1, 0.1), (0.5, 0.5, 0.5)), ((0.8, 0.8, 0.8), (0.9, 0.1, 0.1))],
    ids=["close to one, though less so on average", "close to all, though less so to one"],
)
def test_both_the_closest_and_the_mean_count(better: tuple[float, ...], worse: tuple[float, ...]) -> None:
    """Cosines to question, both and answer. Every vector has its opposite, so that they have nothing in common."""
    kinds = (ChunkKind.QUESTION, ChunkKind.WHOLE, ChunkKind.ANSWER)
    chunks = [chunk(name, kind, "") for name in ("worse", "better", "opposite of worse", "opposite of better") for kind in kinds]
    vectors = np.array([(cosine, (1 - cosine**2) ** 0.5) for cosine in (*worse, *better)], np.float32)
    closest = [chunk("worse", ChunkKind.POINT, ""), chunk("better", ChunkKind.POINT, "")]
    points = np.concatenate([vectors[[2, 5]], -vectors[[2, 5]]])  # as close as the answer
    opposites = [chunk(f"opposite of {each.question_id}", ChunkKind.POINT, "") for each in closest]
    order = ranked([*chunks, *closest, *opposites], np.concatenate([vectors, -vectors, points]), "", unit((1, 0)))
    assert order.index("better") < order.index("worse")


def test_a_question_without_an_answer_can_be_found() -> None:
    chunks = [*questions(bare="What is a heap?", other="What is a tree?"), chunk("other", ChunkKind.ANSWER, "A graph without cycles.")]
    assert ranked(chunks, unit((1, 0), (0, 1), (0, 1)), "A heap.", unit((1, 0.1))) == ["bare", "other"]


@pytest.mark.parametrize("text", ["", "?", "🙂", "x", "İİ", "\ud800"])
def test_without_words_closeness_decides(text: str) -> None:
    assert ranked(questions(first=text, second=text), unit((1, 0), (0, 1)), text, unit((0, 1))) == ["second", "first"]


def test_a_single_chunk_and_none_can_be_ranked() -> None:
    assert ranked(questions(only="What?"), unit((1, 0)), "What", unit((1, 0))) == ["only"]
    assert ranked([], np.empty((0, 2), np.float32), "What", unit((1, 0))) == []


def test_what_comes_with_a_question_is_the_cosine_of_its_closest_chunk(own_index: OpenedIndex, embedder: SentenceEmbedder) -> None:
    """The thresholds are cosines, whatever the order goes by."""
    text = "It links the detections of each frame. A Kalman filter predicts where they go."
    kinds = (ChunkKind.QUESTION, ChunkKind.ANSWER, ChunkKind.WHOLE)
    vector = embedder.encode([text])[0]
    for question, score in own_index.index.rank_questions(text, k=3):
        texts = [each.embedded_text for each in own_index.index.chunks if each.question_id == question and each.kind in kinds]
        assert score == pytest.approx(float((embedder.encode(texts) @ vector).max()), abs=1e-5)


def test_real_answers_find_their_question(own_index: OpenedIndex, own_library: Library) -> None:
    """The held-out half; by the closest chunk alone 0.78 of them come first."""
    ids = {question.text: question.id for question in own_library.guides[0].questions}
    answers = [answer for answer in ANSWERS if answer["half"] == "held-out"]
    found = [[question for question, _ in own_index.index.rank_questions(answer["text"], k=3)] for answer in answers]
    own = [ids[answer["question"]] for answer in answers]
    assert sum(ranking[0] == question for ranking, question in zip(found, own, strict=True)) / len(own) >= 0.85
    assert sum(question in ranking for ranking, question in zip(found, own, strict=True)) / len(own) >= 0.95
