"""How well are questions found, and where do the two thresholds of coach/index/search.py come from? Prints the figures of docs/retrieval.md.

    python benchmarks/retrieval.py relevance
    python benchmarks/retrieval.py questions cs_short_answers_dev.csv

`relevance` searches content/computer-vision-engineer.md for the labelled queries in tests/index/queries.toml. `questions` takes graded short answers
(columns question_id, question, reference_answer, answer) and asks which question each answer is to. Peer: question and reference in one chunk.
"""

import csv
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from coach.config import EMBEDDER, load_settings
from coach.evaluation.relevance import best_threshold, error_rates
from coach.guides.library import Library, load_library
from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.index.build import open_index
from coach.index.embedder import SentenceEmbedder
from coach.index.search import RELEVANCE_THRESHOLD, UNKNOWN_QUESTION_THRESHOLD, Index
from coach.index.types import ChunkKind
from coach.models.verify import locate
from coach.text import sentences

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "tests" / "index" / "queries.toml"
HALVES = ("tune", "held-out")
ALL_QUESTIONS = 10_000


def query_scores(index: Index) -> list[tuple[str, bool, str, float]]:
    """(half, relevant, query, best cosine) of each labelled query."""
    topics = tomllib.loads(QUERIES.read_text("utf-8"))["topic"]
    return [(topic["half"], topic["relevant"], query, index.best_score(query)) for topic in topics for query in topic["queries"]]


def guide_of_answers(rows: list[dict[str, str]]) -> Guide:
    """A guide whose questions have the reference answers' sentences as points."""
    references = {row["question_id"]: (row["question"], row["reference_answer"]) for row in rows}
    questions = []
    for line, (name, (text, reference)) in enumerate(references.items(), start=1):
        points = tuple(
            Point(f"g/{name}#{number}", "", reference[start:end], PointKind.CORE, (), line) for number, (start, end) in enumerate(sentences(reference))
        )
        questions.append(Question(f"g/{name}", "g", text, Category.TECHNICAL, "", points, (), (), None, line))
    return Guide("g", Path("g.md"), "Short answers", "Short answers", (), tuple(questions))


def question_scores(index: Index, rows: list[dict[str, str]]) -> tuple[Any, Any]:
    """Scores (answers, questions) as `rank_questions` gives them, and the column of each answer's own question."""
    names = list(dict.fromkeys(f"g/{row['question_id']}" for row in rows))
    ranked = [dict(index.rank_questions(row["answer"], k=ALL_QUESTIONS)) for row in rows]
    return np.array([[scores[name] for name in names] for scores in ranked]), np.array([names.index(f"g/{row['question_id']}") for row in rows])


def relevance(embedder: SentenceEmbedder) -> None:
    """The threshold from which a search has found something."""
    library = load_library(ROOT / "content")
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(library, embedder, Path(folder), ROOT / "content").index
    scores = query_scores(index)
    parts = {(half, kind): [s for h, k, _, s in scores if (h, k) == (half, kind)] for half in HALVES for kind in (True, False)}
    derived = best_threshold(parts["tune", True], parts["tune", False])
    print(f"derived {derived:.3f}, in use {RELEVANCE_THRESHOLD}, {len(index)} passages")
    for half in HALVES:
        rates = error_rates(parts[half, True], parts[half, False], RELEVANCE_THRESHOLD)
        counts = f"{len(parts[half, True])} relevant, {len(parts[half, False])} irrelevant"
        print(f"{half:9} {counts}: false positives {rates.false_positive:.3f}, false negatives {rates.false_negative:.3f}")
    for half, kind, query, score in sorted(scores, key=lambda each: each[3]):
        if kind != (score >= RELEVANCE_THRESHOLD):
            print(f"  {'missed' if kind else 'let in'} ({half}) {score:.2f} {query}")


def questions(embedder: SentenceEmbedder, path: Path) -> None:
    """Which question an answer is to, and whether it is to any."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    guide = guide_of_answers(rows)
    with tempfile.TemporaryDirectory() as folder:
        guide_file = Path(folder) / "g.md"
        guide_file.write_text("# Short answers\n", "utf-8")
        placed = Guide(guide.id, guide_file, guide.title, guide.role, (), guide.questions)
        index = open_index(Library((placed,), ()), embedder, Path(folder) / "index", Path(folder)).index
    scores, own = question_scores(index, rows)
    print(f"{len(guide.questions)} questions, {len(rows)} answers")
    _print_ranks("best of question, answer, both", scores, own)
    whole = [chunk for chunk in index.chunks if chunk.kind is ChunkKind.WHOLE]
    similarities = embedder.encode([row["answer"] for row in rows]) @ embedder.encode([chunk.embedded_text for chunk in whole]).T
    names = [question.id for question in guide.questions]
    one_chunk = np.full_like(scores, -1)
    for column, chunk in enumerate(whole):
        name = names.index(str(chunk.question_id))
        one_chunk[:, name] = np.maximum(one_chunk[:, name], similarities[:, column])
    _print_ranks("question and answer in one chunk", one_chunk, own)

    present = scores.max(axis=1)
    others = scores.copy()
    others[np.arange(len(rows)), own] = -1
    absent = others.max(axis=1)
    tune = own % 2 == 0
    print(f"unknown question: derived {best_threshold(list(present[tune]), list(absent[tune])):.3f}, in use {UNKNOWN_QUESTION_THRESHOLD}")
    print("threshold | tune: false positives, false negatives | held-out: the same | best is right, of those known")
    for threshold in sorted({0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, UNKNOWN_QUESTION_THRESHOLD}):
        a, b = (error_rates(list(present[half]), list(absent[half]), threshold) for half in (tune, ~tune))
        right = float((scores.argmax(axis=1) == own)[present >= threshold].mean())
        numbers = f"{a.false_positive:.2f} {a.false_negative:.2f} | {b.false_positive:.2f} {b.false_negative:.2f} | {right:.2f}"
        print(f"{threshold:.2f} | {numbers}")


def _print_ranks(name: str, scores: Any, own: Any) -> None:
    ranks = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    print(f"{name:34} R@1 {(ranks < 1).mean():.3f}  R@3 {(ranks < 3).mean():.3f}  R@5 {(ranks < 5).mean():.3f}  MRR {(1 / (ranks + 1)).mean():.3f}")


if __name__ == "__main__":
    the_embedder = SentenceEmbedder(locate(EMBEDDER, load_settings().models_path))
    match sys.argv[1:]:
        case ["relevance"]:
            relevance(the_embedder)
        case ["questions", csv_path]:
            questions(the_embedder, Path(csv_path))
        case _:
            sys.exit(__doc__)
