"""What a search in the real guide shows, and which question an answer is to."""

import pytest

from coach.guides.library import Library
from coach.index.build import OpenedIndex
from coach.index.embedder import SentenceEmbedder
from coach.index.search import RELEVANCE_THRESHOLD
from coach.index.types import ChunkKind

PARAPHRASES = {
    "explain how convnets process pictures": "convolutional neural networks",
    "what sets ViTs apart from CNNs": "vision transformers differ",
    "two-stage versus one-stage detection": "one-stage, two-stage",
    "how is mAP computed for a detector": "mean average precision",
    "difference between instance and semantic segmentation": "panoptic segmentation",
    "calibrating a camera": "pinhole camera",
    "get depth out of two cameras": "stereo matching",
    "what can you do against overfitting": "overfitting",
    "my classes are imbalanced": "class imbalance",
    "your deployed model got worse": "production is underperforming",
    "you disagreed with a teammate": "disagreed with a colleague",
    "automatic photo tagging": "automatically tags",
}


@pytest.mark.parametrize("query", PARAPHRASES)
def test_a_paraphrase_finds_its_question(own_index: OpenedIndex, query: str) -> None:
    result = own_index.index.search(query, k=3)
    assert result.relevant
    assert any(PARAPHRASES[query] in (hit.chunk.question or "") for hit in result.hits)


@pytest.mark.parametrize("query", ["chicken soup recipe", "who won the world cup", "configure nginx reverse proxy", "🙂", "asdfgh", "", " \n", "hello"])
def test_what_the_guide_says_nothing_about_finds_nothing(own_index: OpenedIndex, query: str) -> None:
    result = own_index.index.search(query)
    assert (result.relevant, result.hits) == (False, ())
    assert own_index.index.passages(query, k=6).hits == ()


@pytest.mark.parametrize("k", [0, 1, 5, 1000])
def test_no_more_hits_than_asked_for_the_closest_first(own_index: OpenedIndex, k: int) -> None:
    hits = own_index.index.search("batch normalisation", k=k).hits
    assert len(hits) <= k
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(score >= RELEVANCE_THRESHOLD for score in [hit.score for hit in hits[:1]])


@pytest.mark.parametrize("query", list(PARAPHRASES))
def test_each_hit_is_another_passage(own_index: OpenedIndex, query: str) -> None:
    shown: set[str] = set()
    for hit in own_index.index.search(query, k=20).hits:
        parts = set(hit.chunk.point_ids) or {hit.chunk.id}
        assert len(parts - shown) * 2 > len(parts)
        shown |= parts


def test_a_question_that_is_found_shows_its_answer(own_index: OpenedIndex, own_library: Library) -> None:
    question = own_library.guides[0].questions[3]
    [hit] = own_index.index.search(question.text, k=1).hits
    assert hit.chunk.question_id == question.id
    assert question.points[0].statement in hit.chunk.text


def test_the_later_part_of_a_long_answer_is_shown_with_its_own_line(own_index: OpenedIndex) -> None:
    later = next(chunk for chunk in own_index.index.chunks if chunk.kind is ChunkKind.WHOLE and chunk.id.endswith("whole2"))
    [hit] = own_index.index.search(later.embedded_text, k=1).hits
    assert (hit.chunk.line, hit.chunk.point_ids) == (later.line, later.point_ids)


def test_follow_ups_are_found_but_are_no_source(own_index: OpenedIndex, own_library: Library) -> None:
    follow_up = own_library.guides[0].questions[0].follow_ups[0]
    assert own_index.index.search(follow_up.text, k=1).hits[0].chunk.line == follow_up.line
    sources = own_index.index.passages(follow_up.text, k=6).hits
    assert sources
    assert all(hit.chunk.kind in (ChunkKind.POINT, ChunkKind.NOTE, ChunkKind.SECTION) for hit in sources)


def test_a_model_answer_is_recognised_as_one_to_its_question(own_index: OpenedIndex, own_library: Library, embedder: SentenceEmbedder) -> None:
    for question in own_library.guides[0].questions:
        answer = "\n".join(point.statement for point in question.points)
        assert embedder.count_tokens(answer) > embedder.max_tokens  # so it is read in windows
        assert own_index.index.rank_questions(answer, k=1)[0][0] == question.id
