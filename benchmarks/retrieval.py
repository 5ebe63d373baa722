"""How well are questions found, and where do the two thresholds of coach/index/search.py come from? Prints the figures of docs/retrieval.md.

    python benchmarks/retrieval.py relevance
    python benchmarks/retrieval.py questions cs_short_answers_dev.csv
    python benchmarks/retrieval.py answers

`relevance` searches content/computer-vision-engineer.md for the labelled queries in tests/index/queries.toml. `questions` takes graded short answers
(columns question_id, question, reference_answer, answer) and asks which question each answer is to. Peer: question and reference in one chunk.
`answers` asks the same about the answers in tests/grading/answers.toml, whole and sentence by sentence, and content/computer-vision-engineer.md.
"""

import csv
import sys
import tempfile
import tomllib
from collections.abc import Sequence
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
ANSWERS = ROOT / "tests" / "grading" / "answers.toml"
HALVES = ("tune", "held-out")
ALL_QUESTIONS = 10_000


def own_index(embedder: SentenceEmbedder) -> Index:
    """The index of the project's own guide."""
    with tempfile.TemporaryDirectory() as folder:
        return open_index(load_library(ROOT / "content"), embedder, Path(folder), ROOT / "content").index


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


def ranked_questions(index: Index, texts: Sequence[str], names: Sequence[str]) -> tuple[Any, Any]:
    """Two tables (texts, questions) of what `rank_questions` gives: the places, 0 for the best, and the cosines."""
    ranked = [index.rank_questions(text, k=ALL_QUESTIONS) for text in texts]
    places = [{name: place for place, (name, _) in enumerate(each)} for each in ranked]
    return np.array([[each[name] for name in names] for each in places]), np.array([[dict(each)[name] for name in names] for each in ranked])


def relevance(embedder: SentenceEmbedder) -> None:
    """The threshold from which a search has found something."""
    index = own_index(embedder)
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
    print(f"{len(guide.questions)} questions, {len(rows)} answers")
    names = [question.id for question in guide.questions]
    own = np.array([names.index(f"g/{row['question_id']}") for row in rows])
    places, cosines = ranked_questions(index, [row["answer"] for row in rows], names)
    tune = own % 2 == 0
    print_ranks("in use", places, own, tune)
    asked_alike = np.array([[question.text == other.text for other in guide.questions] for question in guide.questions])
    print_ranks("  the same, a question asked twice counting once", np.where(asked_alike[own], places[np.arange(len(own)), own][:, None], places), own, tune)
    print_ranks("closest of question, answer, both", -cosines, own, tune)
    whole = [chunk for chunk in index.chunks if chunk.kind is ChunkKind.WHOLE]
    similarities = embedder.encode([row["answer"] for row in rows]) @ embedder.encode([chunk.embedded_text for chunk in whole]).T
    one_chunk = np.full_like(cosines, -1)
    for column, chunk in enumerate(whole):
        name = names.index(str(chunk.question_id))
        one_chunk[:, name] = np.maximum(one_chunk[:, name], similarities[:, column])
    print_ranks("question and answer in one chunk", -one_chunk, own, tune)
    print_thresholds(places, cosines, own, tune)


def answers(embedder: SentenceEmbedder) -> None:
    """Which question of the project's own guide an answer is to, and a sentence of it."""
    index = own_index(embedder)
    entries = tomllib.loads(ANSWERS.read_text("utf-8"))["answer"]
    names = list(dict.fromkeys(chunk.question_id for chunk in index.chunks if chunk.question_id))
    ids = {chunk.question: names.index(chunk.question_id) for chunk in index.chunks if chunk.question_id}
    parts = [(entry["text"][start:end], entry) for entry in entries for start, end in sentences(entry["text"])]
    for what, texts in (("whole answers", [(entry["text"], entry) for entry in entries]), ("sentences", parts)):
        own = np.array([ids[entry["question"]] for _, entry in texts])
        tune = np.array([entry["half"] == "tune" for _, entry in texts])
        places, cosines = ranked_questions(index, [text for text, _ in texts], names)
        print(f"{len(names)} questions, {len(texts)} {what}")
        print_ranks("in use", places, own, tune)
        print_ranks("closest of question, answer, both", -cosines, own, tune)
        if what == "whole answers":
            print_thresholds(places, cosines, own, tune)


def print_thresholds(places: Any, cosines: Any, own: Any, tune: Any) -> None:
    """What thresholds do to the cosine of the best question, each text once with its question and once without."""
    every = np.arange(len(own))
    present = cosines[every, places.argmin(axis=1)]
    others = places.copy()
    others[every, own] = ALL_QUESTIONS
    absent = cosines[every, others.argmin(axis=1)]
    print(f"unknown question: derived {best_threshold(list(present[tune]), list(absent[tune])):.3f}, in use {UNKNOWN_QUESTION_THRESHOLD}")
    print("threshold | tune: false positives, false negatives | held-out: the same | best is right, of those known")
    for threshold in sorted({0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, UNKNOWN_QUESTION_THRESHOLD}):
        a, b = (error_rates(list(present[half]), list(absent[half]), threshold) for half in (tune, ~tune))
        right = float((places.argmin(axis=1) == own)[present >= threshold].mean())
        numbers = f"{a.false_positive:.2f} {a.false_negative:.2f} | {b.false_positive:.2f} {b.false_negative:.2f} | {right:.2f}"
        print(f"{threshold:.2f} | {numbers}")


def print_ranks(name: str, order: Any, own: Any, tune: Any) -> None:
    """Quality of an order of the questions (columns, the least is best) for each text."""
    ranks = (order < order[np.arange(len(own)), own][:, None]).sum(axis=1)
    print(name)
    for half, chosen in (*zip(HALVES, (tune, ~tune), strict=True), ("all", np.full(len(own), True))):
        of = ranks[chosen]
        print(f"  {half:9} R@1 {(of < 1).mean():.3f}  R@3 {(of < 3).mean():.3f}  R@5 {(of < 5).mean():.3f}  MRR {(1 / (of + 1)).mean():.3f}")


if __name__ == "__main__":
    the_embedder = SentenceEmbedder(locate(EMBEDDER, load_settings().models_path))
    match sys.argv[1:]:
        case ["relevance"]:
            relevance(the_embedder)
        case ["questions", csv_path]:
            questions(the_embedder, Path(csv_path))
        case ["answers"]:
            answers(the_embedder)
        case _:
            sys.exit(__doc__)
