"""Evaluating the search for the question that a text belongs to, beside plain BM25 and plain dense search on the same data."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import numpy as np

from coach.errors import CoachError
from coach.evaluation.data import Query
from coach.evaluation.measures import RankingQuality, ranking_quality
from coach.guides.library import Library
from coach.index.search import Index
from coach.index.types import ChunkKind, Embedder

Ranker = Callable[[str], Sequence[str]]  # a text to question ids, the best first


@dataclass(frozen=True, slots=True)
class MethodResult:
    """How one way of searching did."""

    method: str
    quality: RankingQuality
    latency_p50: float  # milliseconds a query
    latency_p95: float


def evaluate(
    library: Library, index: Index, embedder: Embedder, queries: Sequence[Query], path: Path, report: Callable[[int, int], None]
) -> list[MethodResult]:
    """The product's search first, then the peers. Raises CoachError naming the line in `path` of the first query whose question is not in the guides."""
    wanted = [_question_id(library, query, path) for query in queries]
    everything = len({chunk.question_id for chunk in index.chunks if chunk.question_id})
    rankers: dict[str, Ranker] = {
        "coach": lambda text: [question_id for question_id, _ in index.rank_questions(text, k=everything)],
        "dense": _dense(index, embedder),
        "bm25": _bm25(index),
    }
    embedder.encode(["The first text that is embedded takes longer than others."])
    found = []
    for number, (method, ranker) in enumerate(rankers.items()):
        ranks: list[int | None] = []
        times = []
        for position, (query, question_id) in enumerate(zip(queries, wanted, strict=True)):
            report(number * len(queries) + position, len(rankers) * len(queries))
            started = time.perf_counter()
            ranked = ranker(query.text)
            times.append(1000 * (time.perf_counter() - started))
            ranks.append(ranked.index(question_id) + 1 if question_id in ranked else None)
        cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
        found.append(MethodResult(method, ranking_quality(ranks), cuts[9], cuts[18]))
    return found


def _question_id(library: Library, query: Query, path: Path) -> str:
    """The id of a query's question, which is named by its id, the last part of it, or its words."""
    for guide in library.guides:
        for question in guide.questions:
            if query.question_id in (question.id, question.id.rpartition("/")[2], question.text):
                return question.id
    raise CoachError(f"{path}:{query.line}: no guide has the question “{query.question_id}”; give its words or its id as `coach search --json` shows them.")


def _whole_answers(index: Index) -> tuple[list[str], list[str]]:
    """Question ids and texts of the passages that hold question and answer together."""
    whole = [chunk for chunk in index.chunks if chunk.kind is ChunkKind.WHOLE]
    return [chunk.question_id or "" for chunk in whole], [chunk.embedded_text for chunk in whole]


def _dense(index: Index, embedder: Embedder) -> Ranker:
    """Question and answer embedded together, the closest first."""
    ids, texts = _whole_answers(index)
    vectors = embedder.encode(texts)

    def rank(text: str) -> list[str]:
        return _best_first(ids, vectors @ embedder.encode([text])[0])

    return rank


def _bm25(index: Index) -> Ranker:
    """BM25 as in Lucene (the library's default) over the same passages."""
    import bm25s

    ids, texts = _whole_answers(index)
    retriever = bm25s.BM25()
    if not any(re.search(r"\w\w", text) for text in texts):
        raise CoachError("No question in these guides has an answer, so there is nothing to search; add answers.")
    retriever.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    def rank(text: str) -> list[str]:
        words = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)[0]
        known = [word for word in words if word in retriever.vocab_dict]
        return _best_first(ids, np.asarray(retriever.get_scores(known)) if known else np.zeros(len(ids)))

    return rank


def _best_first(ids: Sequence[str], scores: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> list[str]:
    """Without those that have no word in common: their order would be the guide's."""
    return list(dict.fromkeys(ids[int(row)] for row in np.argsort(-scores, kind="stable") if scores[row] > 0))
