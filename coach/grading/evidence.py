"""Which part of an answer speaks to which point, by similarity of meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coach.grading.types import Evidence
from coach.guides.types import Point
from coach.index.types import Embedder
from coach.text import Span, clauses, sentences

ECHO_SIMILARITY = 0.9  # cosine to the question from which a sentence only repeats it and is evidence of nothing


@dataclass(frozen=True, slots=True)
class Match:
    """How close an answer comes to a point, and its closest clause or sentence."""

    similarity: float  # cosine, -1 to 1
    evidence: Evidence


def match(question: str, answer: str, points: Sequence[Point], embedder: Embedder) -> list[Match]:
    """For each point the best match in `answer`, which must have a word in it. What only repeats the question matches nothing."""
    spans = _spans(answer)
    quotable = len(spans)
    sentence_spans = sentences(answer)
    # Two neighbouring sentences often make one point together; they count for closeness, the shorter spans are what is quoted.
    spans += [(first[0], second[1]) for first, second in zip(sentence_spans, sentence_spans[1:], strict=False)]
    spans.append((0, len(answer)))
    statements = [point.statement for point in points]
    vectors = embedder.encode([answer[start:end] for start, end in spans] + [question, *statements])
    said, asked, wanted = vectors[: len(spans)], vectors[len(spans)], vectors[len(spans) + 1 :]
    similarities = wanted @ said.T
    similarities[:, said @ asked >= ECHO_SIMILARITY] = 0.0
    matches = []
    for row in similarities:
        start, end = spans[int(np.argmax(row[:quotable]))]
        matches.append(Match(float(row.max()), Evidence(start, end, answer[start:end])))
    return matches


def _spans(answer: str) -> list[Span]:
    return list(dict.fromkeys([*sentences(answer), *clauses(answer)]))
