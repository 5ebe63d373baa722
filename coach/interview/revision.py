"""An improved version of the candidate's answer: their own words kept, what is wrong put right, what is missing added where it belongs.

The model never sees the answer, so it can't rewrite what was right, and a small one would: it words one missing point at a time, and each sentence is held to
the guide's text of that point.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coach import prompts
from coach.cancel import Cancel
from coach.grading.rubric import is_story
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Point
from coach.index.types import Embedder
from coach.interview.feedback import in_full
from coach.interview.gaps import gaps
from coach.interview.grounding import bare, praises, sentences_of, supported
from coach.llm.types import LanguageModel
from coach.text import Span, sentences

ADDED = 2  # points that are added at most; each costs about 3 s of the default model on 2 cores
MAX_TOKENS = 70  # for each: two short sentences
MAX_SENTENCES = 2


class Author(StrEnum):
    """Who worded a piece of a revision."""

    CANDIDATE = "candidate"
    MODEL = "model"
    GUIDE = "guide"  # the model's words did not pass the checks
    ADVICE = "advice"  # what only the candidate can tell: a part of their own story


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a revision. `point` is what they add or put right, None for the candidate's own; `removed` when they should go."""

    text: str
    author: Author
    point: Point | None = None
    removed: bool = False


Revision = tuple[Piece, ...]


def revise(assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> Iterator[Revision]:
    """The revision as it grows, by one point each time; nothing when there is nothing to add, or nothing to add it to. Raises Stopped."""
    missing = gaps(assessment)[:ADDED]
    if not missing or not assessment.with_status(Status.COVERED, Status.PARTIAL):
        return
    said = sentences(assessment.answer)
    places = _places(assessment, said, missing, embedder)
    added: list[tuple[int, Piece]] = []
    for verdict, place in zip(missing, places, strict=True):
        added.append((place, _worded(assessment.question.text, verdict.point, embedder, model, cancel)))
        yield _joined(assessment, said, added)


def spaced(answer: str, revision: Revision) -> Iterator[tuple[str, Piece]]:
    """The pieces, each with the white space that goes before it: the candidate's own as in `answer`, of which the revision was made."""
    position = 0
    for piece in revision:
        if piece.author is Author.CANDIDATE:
            start = answer.index(piece.text, position)
            yield answer[position:start], piece
            position = start + len(piece.text)
        else:
            yield " ", piece


def improved(answer: str, revision: Revision) -> str:
    """The revision as an answer to go on with: without what is wrong, and without advice, which only the candidate can follow."""
    kept = (f"{space}{piece.text}" for space, piece in spaced(answer, revision) if not piece.removed and piece.author is not Author.ADVICE)
    return "".join(kept).strip()


def _worded(question: str, point: Point, embedder: Embedder, model: LanguageModel, cancel: Cancel | None) -> Piece:
    """A missing point in the model's words where they pass, otherwise in the guide's."""
    if is_story(point):
        return Piece(in_full(point), Author.ADVICE, point)
    stream = model.stream(prompts.addition(question, point.statement), MAX_TOKENS, cancel)
    written = [bare(each, point.label) for each in sentences_of(stream)]
    unpraising = [each for each in written if not praises(each)]
    passing = supported(unpraising, point.statement, embedder, model, cancel, context=question)[:MAX_SENTENCES]
    return Piece(" ".join(passing), Author.MODEL, point) if passing else Piece(in_full(point), Author.GUIDE, point)


def _places(assessment: Assessment, said: Sequence[Span], missing: Sequence[PointVerdict], embedder: Embedder) -> list[int]:
    """After which sentence each missing point belongs: the one it corrects, or else the closest to it in meaning."""
    vectors = embedder.encode([*(assessment.answer[start:end] for start, end in said), *(verdict.point.statement for verdict in missing)])
    similarities = vectors[len(said) :] @ vectors[: len(said)].T
    return [
        max(number for number, (start, _) in enumerate(said) if start <= verdict.evidence.start)
        if verdict.status is Status.CONTRADICTED and verdict.evidence
        else int(row.argmax())
        for verdict, row in zip(missing, similarities, strict=True)
    ]


def _joined(assessment: Assessment, said: Sequence[Span], added: Sequence[tuple[int, Piece]]) -> Revision:
    """The candidate's sentences in their order, each followed by what was added after it; wrong parts of them marked for removal."""
    wrong = sorted((verdict.evidence.start, verdict.evidence.end) for verdict in assessment.with_status(Status.CONTRADICTED) if verdict.evidence)
    pieces: list[Piece] = []
    for number, (start, end) in enumerate(said):
        position = start
        for first, last in wrong:
            if position <= first < end:
                pieces += [_own(assessment, position, first), _own(assessment, first, min(last, end), removed=True)]
                position = min(last, end)
        pieces.append(_own(assessment, position, end))
        pieces += [piece for place, piece in added if place == number]
    return tuple(piece for piece in pieces if piece.text)


def _own(assessment: Assessment, start: int, end: int, *, removed: bool = False) -> Piece:
    return Piece(assessment.answer[start:end].strip(), Author.CANDIDATE, removed=removed)
