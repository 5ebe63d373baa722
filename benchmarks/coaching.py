"""How long does somebody wait after Send? Ten real answers, step by step, beside the usual way on the same model in the same run.

    python benchmarks/coaching.py [--json]

Ours: what the question needs is read ahead, as the page does while the candidate thinks; then verdicts from similarity, verdicts from the model,
follow-up, improved answer. Peer: one prompt with question, model answer and answer ("grade 0 to 10 and give feedback"), streamed. Seconds are of this machine;
the ratios to the peer's first token and last token are what to compare. Also prints the prompt's tokens, the peak memory and how
many additions of the improved answers are in the guide's words because the model's did not pass the checks.
"""

import json
import resource
import statistics
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path

from coach import prompts
from coach.cancel import Cancel
from coach.config import load_settings
from coach.grading.rubric import rubric
from coach.guides.types import Question
from coach.interview.coach import Coach
from coach.interview.revision import Author
from coach.interview.types import Said, Turn
from coach.llm.types import Message

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests" / "grading" / "answers.toml"
HOW_MANY = 10
PEER_TOKENS = 180  # a grade and some sentences of feedback


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds from Send to each step, and the sizes behind them in tokens."""

    answer_tokens: int
    prompt_tokens: int  # of all that is read after Send: the answer and each point's probe
    card: float
    first_verdict: float
    verdicts: float
    follow_up: float
    first_addition: float
    revision: float
    additions: int
    fallbacks: int  # of the additions
    peer_prompt_tokens: int
    peer_first_token: float
    peer_last_token: float


def measure(coach: Coach, number: int, question: Question, answer: str) -> Waits:
    """One answer, ours and the peer's way, nothing of it read before. `number` tells apart the answers to one question."""
    model = coach.model.wait()
    coach.prepare(question, Cancel())
    started = time.perf_counter()
    card = first_verdict = first_addition = 0.0
    closed = 0
    for grading in coach.grade(question, answer):
        judged = sum(verdict is not None for verdict in grading.verdicts)
        if not card:
            card, closed = time.perf_counter() - started, judged
        elif not first_verdict and judged > closed:
            first_verdict = time.perf_counter() - started
    verdicts = time.perf_counter() - started
    assert grading.assessment is not None
    coach.follow_ups(Turn(question, (Said(answer),), grading.assessment), count=1)
    follow_up = time.perf_counter() - started
    versions = []
    for version in coach.revise(grading.assessment):
        versions.append(version)
        first_addition = first_addition or time.perf_counter() - started
    revision = time.perf_counter() - started
    authors = [piece.author for piece in chain(*versions[-1:]) if piece.author in (Author.MODEL, Author.GUIDE)]

    prompt = usual_prompt(number, question, answer)
    started = time.perf_counter()
    peer_first = 0.0
    for _ in model.stream(prompt, PEER_TOKENS):
        peer_first = peer_first or time.perf_counter() - started
    peer_last = time.perf_counter() - started
    probes = "".join(prompts.judge_probe(point.statement) for point in rubric(question))
    return Waits(
        answer_tokens=model.count_tokens(answer),
        prompt_tokens=model.count_tokens(answer) + model.count_tokens(probes),
        card=card,
        first_verdict=first_verdict or card,
        verdicts=verdicts,
        follow_up=follow_up,
        first_addition=first_addition or revision,
        revision=revision,
        additions=len(authors),
        fallbacks=authors.count(Author.GUIDE),
        peer_prompt_tokens=sum(model.count_tokens(message.content) for message in prompt),
        peer_first_token=peer_first,
        peer_last_token=peer_last,
    )


def usual_prompt(number: int, question: Question, answer: str) -> list[Message]:
    """What most tools send: everything at once. The number keeps the model from having read the start with an earlier answer."""
    reference = "\n".join(f"- {point.statement}" for point in question.points)
    return [
        Message("system", f"Interview {number}. You are an expert interviewer. Grade the candidate's answer from 0 to 10 and give feedback."),
        Message("user", f"Question: {question.text}\n\nModel answer:\n{reference}\n\nCandidate's answer: {answer}\n\nGrade and feedback:"),
    ]


def real_answers(coach: Coach) -> Iterator[tuple[Question, str]]:
    """Ten labelled answers to ten questions, every other one short, with their questions."""
    questions = {question.text: question for guide in coach.library.guides for question in guide.questions}
    rows = tomllib.loads(ANSWERS.read_text("utf-8"))["answer"]
    chosen = dict.fromkeys(row["question"] for row in rows)
    for number, text in enumerate(islice(chosen, HOW_MANY)):
        name = ("good", "middling")[number % 2]
        yield questions[text], next(row["text"] for row in rows if (row["question"], row["name"]) == (text, name)).strip()


def main() -> None:
    """Measure and print."""
    coach = Coach(load_settings())
    started = time.perf_counter()
    coach.start()
    coach.search.wait()
    coach.model.wait()
    loading = time.perf_counter() - started
    rows = [measure(coach, number, question, answer) for number, (question, answer) in enumerate(real_answers(coach), 1)]
    median = {name: round(statistics.median(getattr(row, name) for row in rows), 2) for name in asdict(rows[0])}
    ratios = {
        "verdicts from similarity / peer's first token": median["card"] / median["peer_first_token"],
        "first verdict of the model / peer's first token": median["first_verdict"] / median["peer_first_token"],
        "all verdicts / peer's last token": median["verdicts"] / median["peer_last_token"],
        "all of it / peer's last token": median["revision"] / median["peer_last_token"],
    }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # bytes; Linux counts in KiB
    if "--json" in sys.argv[1:]:
        print(json.dumps({"loading": loading, "peak_memory": memory, "answers": [asdict(row) for row in rows], "median": median, "ratios": ratios}, indent=2))
        return
    print(f"loaded in {loading:.1f} s, peak memory {memory / 1e9:.2f} GB")
    print(f"{sum(row.fallbacks for row in rows)} of {sum(row.additions for row in rows)} additions in the guide's words")
    print("\t".join(median))
    for row in [asdict(row) for row in rows] + [median]:
        print("\t".join(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()))
    for name, ratio in ratios.items():
        print(f"{ratio:.2f}  {name}")


if __name__ == "__main__":
    main()
