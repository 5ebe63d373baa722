"""Which question a text answers, by how close it comes to all that a guide says of each and by the words they share. Pure, given vectors."""

from collections.abc import Sequence

import numpy as np

from coach.index.types import Chunk, ChunkKind, Vectors

# What a text is held against. Where a question has no answer, its own words stand in for it.
_KINDS = (ChunkKind.QUESTION, ChunkKind.WHOLE, ChunkKind.ANSWER, ChunkKind.POINT)


class QuestionRanker:
    """Ranks the questions of the chunks for a text. `vectors` has a row of unit length for each chunk."""

    def __init__(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        rows: dict[str, dict[ChunkKind, list[int]]] = {}
        for row, chunk in enumerate(chunks):
            if chunk.question_id and chunk.kind in _KINDS:
                rows.setdefault(chunk.question_id, {}).setdefault(chunk.kind, []).append(row)
        self._questions = tuple(rows)
        if not rows:
            return
        groups = [of.get(kind, of[ChunkKind.QUESTION]) for kind in _KINDS for of in rows.values()]
        self._starts = np.cumsum([0, *map(len, groups[:-1])])  # of each group, a kind of a question, in `_vectors`
        self._common = vectors.mean(axis=0)
        self._vectors = self._centred(vectors[np.concatenate(groups)])
        own = (ChunkKind.QUESTION, ChunkKind.ANSWER)  # all its words, once
        self._words = _Words(["\n".join(chunks[row].text for kind in own for row in of.get(kind, ())) for of in rows.values()])

    def rank(self, text: str, windows: Vectors, sentences: Vectors) -> list[str]:
        """Question ids, the best first, equal ones in the order of the chunks. `windows` and `sentences` are the embedded text as it is read in each way.

        Three numbers of at most 1 are added up, so that there is no weight to choose: of the closeness to the question, to the answer, and to both, the
        greatest and the mean, and the likeness of the words. What each adds is in docs/retrieval.md.
        """
        if not self._questions:
            return []
        question, whole, answer, point = (self._closeness(windows) + self._closeness(sentences)) / 2
        closeness = np.stack([question, whole, (answer + point) / 2])
        scores = closeness.max(axis=0) + closeness.mean(axis=0) + self._words.likeness(text)
        return [self._questions[position] for position in np.argsort(-scores, kind="stable")]

    def _closeness(self, vectors: Vectors) -> Vectors:
        """Cosine of the closest chunk of each kind (row) and question (column), averaged over the vectors."""
        closest = np.maximum.reduceat(self._centred(vectors) @ self._vectors.T, self._starts, axis=1)
        return np.asarray(closest.mean(axis=0).reshape(len(_KINDS), -1))

    def _centred(self, vectors: Vectors) -> Vectors:
        """Without what all chunks have in common, which makes texts on one subject look alike; of unit length again."""
        rest = vectors - self._common
        return np.asarray(rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), np.finfo(np.float32).eps))


class _Words:
    """The words of some documents, the rarer the weightier; how often a document says a word does not count."""

    def __init__(self, documents: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(binary=True)
        has_words = any(map(self._vectorizer.build_analyzer(), documents))  # nothing but symbols is refused
        self._weights = self._vectorizer.fit_transform(documents) if has_words else None
        self._count = len(documents)

    def likeness(self, text: str) -> Vectors:
        """Cosine of each document's words to those of the text, 0 to 1."""
        if self._weights is None:
            return np.zeros(self._count, np.float32)
        return np.asarray((self._weights @ self._vectorizer.transform([text]).T).toarray()[:, 0])
