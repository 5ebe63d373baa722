"""Which question a text belongs to: the product's search beside its peers, on the real guide."""

from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.evaluation.data import Query
from coach.evaluation.retrieval import evaluate
from coach.guides.library import load_library
from coach.index.build import open_index
from coach.index.embedder import SentenceEmbedder


def test_three_ways_of_searching_are_compared(own_home: Path, embedder: SentenceEmbedder) -> None:
    library = load_library(own_home / "content")
    index = open_index(library, embedder, own_home / "index", own_home / "content").index
    questions = library.guides[0].questions
    queries = [Query(2, question.text, question.id) for question in questions[:8]]
    queries += [
        Query(10, questions[8].points[0].text, questions[8].id.rpartition("/")[2]),
        Query(11, "why is my validation loss going up again", questions[11].text),
    ]
    progress: list[tuple[int, int]] = []
    found = evaluate(library, index, embedder, queries, Path("q.csv"), lambda done, total: progress.append((done, total)))
    assert [each.method for each in found] == ["coach", "dense", "bm25"]
    for each in found:
        assert each.quality.n == 10
        assert each.quality.recall_at_1 >= 0.7
        assert 0 < each.latency_p50 <= each.latency_p95
    assert progress[-1] == (29, 30)
    with pytest.raises(CoachError, match=r"q\.csv:7: no guide has the question “no/such”"):
        evaluate(library, index, embedder, [Query(7, "words", "no/such")], Path("q.csv"), lambda done, total: None)
