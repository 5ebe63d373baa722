"""Searching the chunks: passages for a reader, passages to explain from, and the question that an answer is to."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from coach.index.questions import QuestionRanker
from coach.index.types import Chunk, ChunkKind, Embedder, Hit, SearchResult, Vectors
from coach.text import sentences

RELEVANCE_THRESHOLD = 0.43  # cosine; derived from labelled queries, see docs/retrieval.md
UNKNOWN_QUESTION_THRESHOLD = 0.63  # cosine; derived from answers with and without their question in the guides, see docs/retrieval.md
WINDOW_TOKENS = 200  # of a long pasted answer that are embedded together

_WHOLE_ANSWER = (ChunkKind.QUESTION, ChunkKind.ANSWER, ChunkKind.WHOLE)
_NO_SOURCE = (*_WHOLE_ANSWER, ChunkKind.FOLLOW_UP)  # a follow-up asks and explains nothing


class Index:
    """Exact search over all chunks. `vectors` has a row of unit length for each chunk."""

    def __init__(self, chunks: tuple[Chunk, ...], vectors: Vectors, embedder: Embedder, content_dir: Path) -> None:
        import faiss

        self._chunks = chunks
        self._embedder = embedder
        self._content_dir = content_dir
        self._faiss = faiss.IndexFlatIP(embedder.dimensions)
        self._faiss.add(vectors)
        self._answers = {chunk.question_id: chunk for chunk in reversed(chunks) if chunk.kind is ChunkKind.ANSWER}
        self._question_rows: dict[str, list[int]] = {}
        for row, chunk in enumerate(chunks):
            if chunk.question_id and chunk.kind in _WHOLE_ANSWER:
                self._question_rows.setdefault(chunk.question_id, []).append(row)
        self._ranker = QuestionRanker(chunks, vectors)

    def __len__(self) -> int:
        return len(self._chunks)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All passages."""
        return self._chunks

    def best_score(self, query: str) -> float:
        """Cosine of the closest chunk, what RELEVANCE_THRESHOLD is held against; -1 when there is none."""
        return float(self._similarities(query).max(initial=-1.0))

    def search(self, query: str, k: int = 5) -> SearchResult:
        """At most `k` different passages, the closest first; none when not even the closest is relevant."""
        similarities = self._similarities(query)
        relevant = bool(len(similarities)) and float(similarities.max()) >= RELEVANCE_THRESHOLD
        return SearchResult(tuple(islice(self._distinct(similarities), k)) if relevant else (), relevant)

    def passages(self, query: str, k: int) -> SearchResult:
        """Like `search`, but single points, notes and section parts only, a point counting half for what its question is about."""
        similarities = self._similarities(query)
        if not len(similarities) or float(similarities.max()) < RELEVANCE_THRESHOLD:
            return SearchResult((), relevant=False)
        of_question = {question: float(similarities[rows].max()) for question, rows in self._question_rows.items()}
        scored = [
            ((similarity + max(similarity, of_question.get(chunk.question_id or "", -1.0))) / 2, row)
            for row, (chunk, similarity) in enumerate(zip(self._chunks, map(float, similarities), strict=True))
            if chunk.kind not in _NO_SOURCE
        ]
        best = sorted(scored, key=lambda each: -each[0])[:k]
        return SearchResult(tuple(self._hit(row, score) for score, row in best if score >= RELEVANCE_THRESHOLD / 2), relevant=True)

    def rank_questions(self, text: str, k: int = 5) -> list[tuple[str, float]]:
        """Question ids, the best first, each with the cosine of the closest of question, answer, and both, averaged over the windows of a long text.

        The order goes by more than that cosine (see QuestionRanker), so a question may have a higher one than a question ranked before it.
        """
        if not self._question_rows:
            return []
        windows, parts = self._windows(text), [text[start:end] for start, end in sentences(text)] or [text]
        in_windows = self._embedder.encode(windows)
        in_sentences = in_windows if parts == windows else self._embedder.encode(parts)  # not in one call: sentences would be padded to the windows
        similarities = self._cosines(in_windows).mean(axis=0)
        ranked = self._ranker.rank(text, in_windows, in_sentences)[:k]
        return [(question, float(similarities[self._question_rows[question]].max())) for question in ranked]

    def _similarities(self, text: str) -> Vectors:
        """Cosine of every chunk to the text, in the order of the chunks."""
        similarities: Vectors = self._cosines(self._embedder.encode([text]))[0]
        return similarities

    def _cosines(self, vectors: Vectors) -> Vectors:
        """Cosine of every chunk (column) to each vector (row)."""
        similarities = np.empty((len(vectors), len(self._chunks)), np.float32)
        if self._chunks:
            scores, rows = self._faiss.search(vectors, len(self._chunks))
            np.put_along_axis(similarities, rows, scores, axis=1)
        return similarities

    def _windows(self, text: str) -> list[str]:
        if self._embedder.count_tokens(text) <= self._embedder.max_tokens:
            return [text]
        windows: list[str] = []
        for start, end in sentences(text):
            joined = f"{windows[-1]} {text[start:end]}" if windows else text[start:end]
            if windows and self._embedder.count_tokens(joined) <= WINDOW_TOKENS:
                windows[-1] = joined
            else:
                windows.append(text[start:end])
        return windows

    def _distinct(self, similarities: Vectors) -> Iterator[Hit]:
        """The best hits without those that show a reader what a better one shows already."""
        shown: set[str] = set()  # ids of points and of chunks without points
        for row in np.argsort(-similarities):
            chunk = self._chunks[int(row)]
            if chunk.kind is ChunkKind.QUESTION and (answer := self._answers.get(chunk.question_id)):
                chunk = answer  # the question was found; what it says is its answer
            parts = set(chunk.point_ids) or {chunk.id}
            if len(parts & shown) * 2 >= len(parts):
                continue
            shown |= parts
            yield Hit(chunk, float(similarities[row]), self._content_dir / chunk.path)

    def _hit(self, row: int, score: float) -> Hit:
        chunk = self._chunks[row]
        return Hit(chunk, score, self._content_dir / chunk.path)
