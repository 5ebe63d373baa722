"""Explanations: every sentence rests on a source, and without sources there is none."""

import pytest
from scripted import ScriptedModel

from coach.errors import CoachError
from coach.guides.types import PointKind
from coach.index.embedder import SentenceEmbedder
from coach.index.types import ChunkKind
from coach.interview.coach import Coach, Explanation
from coach.interview.explain import PASSAGES, Explained, explain
from coach.interview.grounding import foreign_terms, supported
from coach.llm.local import LocalModel

ASKED = ("What is a receptive field?", "RANSAC")

Told = dict[str, tuple[Explanation, list[Explained]]]


@pytest.fixture(scope="module")
def told(coach: Coach) -> Told:
    """Each query with what was found and what the default model made of it."""
    found = {query: coach.look_up(query) for query in ASKED}
    return {query: (explanation, list(coach.explain(explanation))) for query, explanation in found.items()}


@pytest.mark.model
@pytest.mark.parametrize("query", ASKED)
def test_every_sentence_cites_a_source_that_supports_it(told: Told, embedder: SentenceEmbedder, default_model: LocalModel, query: str) -> None:
    explanation, sentences = told[query]
    assert sentences
    by_number = {source.n: source.hit.chunk.text for source in explanation.sources}
    for sentence in sentences:
        assert not sentence.quoted
        assert supported([sentence.text], by_number[sentence.n], embedder, default_model, context=query) == [sentence.text]


@pytest.mark.model
@pytest.mark.parametrize("query", ASKED)
def test_no_sentence_has_a_name_or_number_that_its_source_has_not(told: Told, query: str) -> None:
    explanation, sentences = told[query]
    by_number = {source.n: source.hit.chunk.text for source in explanation.sources}
    assert [foreign_terms(sentence.text, [query, by_number[sentence.n]]) for sentence in sentences] == [[]] * len(sentences)


@pytest.mark.model
@pytest.mark.parametrize("query", ASKED)
def test_it_is_short_and_says_nothing_twice(told: Told, query: str) -> None:
    _, sentences = told[query]
    assert len({sentence.text for sentence in sentences}) == len(sentences) <= 3 * PASSAGES
    assert all(len(sentence.text) < 400 for sentence in sentences)


@pytest.mark.parametrize("query", ASKED)
def test_sources_are_numbered_and_can_be_opened_where_they_stand(coach: Coach, query: str) -> None:
    sources = coach.look_up(query).sources
    assert [source.n for source in sources] == list(range(1, len(sources) + 1))
    for source in sources:
        chunk = source.hit.chunk
        assert chunk.kind in (ChunkKind.POINT, ChunkKind.NOTE, ChunkKind.SECTION)
        line = source.hit.path.read_text("utf-8").splitlines()[chunk.line - 1]
        assert chunk.text.split()[0].strip(":").lower() in line.lower()


@pytest.mark.parametrize(
    "query",
    [
        "chicken soup recipe",
        "who won the football world cup",
        "🙂",
        "?!",
        "\0",
        "\ud800",
        "\u200b",
        "asdfgh",
        "can you explain GANs",
        "Explain Docker",
        "'; DROP TABLE guides; --",
    ],
)
def test_what_the_guide_holds_nothing_on_is_declined(coach: Coach, query: str) -> None:
    if query == "\0":
        with pytest.raises(CoachError, match="nothing to explain"):
            coach.look_up(query)
    else:
        assert coach.look_up(query).declined


@pytest.mark.parametrize("query", ["EXPLAIN OVERFITTING", "5 ways to avoid overfitting", "Overfitting in Keras and PyTorch, or any CNN"])
def test_capitals_numbers_and_some_unknown_names_are_no_reason_to_decline(coach: Coach, query: str) -> None:
    assert not coach.look_up(query).declined


@pytest.mark.parametrize("query", ["", " \n"])
def test_an_empty_query_is_refused(unloaded_coach: Coach, query: str) -> None:
    with pytest.raises(CoachError, match="nothing to explain: write a concept or a question"):
        unloaded_coach.look_up(query)


def test_a_megabyte_of_query_is_refused_at_once(unloaded_coach: Coach) -> None:
    with pytest.raises(CoachError, match="has 1,000,000 characters and the coach reads up to 1,000; shorten it"):
        unloaded_coach.look_up("x" * 1_000_000)
    assert unloaded_coach.search.progress.message == "Search: waiting"


def scripted(coach: Coach, embedder: SentenceEmbedder, words: str) -> tuple[Explanation, list[Explained]]:
    found = coach.look_up(ASKED[0])
    return found, list(explain(found.query, found.sources, embedder, ScriptedModel(words)))


def test_each_sentence_is_cited_by_code_and_said_once(coach: Coach, embedder: SentenceEmbedder) -> None:
    sentence = "The receptive field is the region of the input that can influence one output unit"
    _, told = scripted(coach, embedder, f"{sentence} [5]. {sentence}.")
    assert told == [Explained(f"{sentence}.", 1)]


@pytest.mark.parametrize("words", ["Google invented it in 2012.", "Cut the onions and fry them in butter.", "The receptive field is the region of the", ""])
def test_when_no_sentence_passes_the_guide_is_quoted_and_marked_as_such(coach: Coach, embedder: SentenceEmbedder, words: str) -> None:
    found, sentences = scripted(coach, embedder, words)
    assert sentences == [Explained(source.hit.chunk.text, source.n, quoted=True) for source in found.sources]


def test_what_a_thing_is_comes_before_advice_about_it(coach: Coach) -> None:
    kinds = {point.id: point.kind for guide in coach.library.guides for question in guide.questions for point in question.points}
    for query in ("how to handle class imbalance", "why does batch normalisation help"):
        chosen = [kinds[point] for source in coach.look_up(query).sources for point in source.hit.chunk.point_ids]
        assert chosen.count(PointKind.CORE) >= 3
