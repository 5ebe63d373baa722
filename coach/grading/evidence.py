"""Which part of an answer speaks to which point, by similarity of meaning."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coach.grading.calibration import ON_SUBJECT_FROM, TALK_FROM, TALK_LEAD
from coach.grading.claims import TALK, legible, plain, repeats
from coach.grading.types import Evidence
from coach.guides.types import Point
from coach.index.types import Embedder, Vectors
from coach.text import MIN_CLAUSE_WORDS, Span, clauses, sentences

# What is subtracted for a point's margin is a mean over the other points, and over so many imagined ones that are as close as sentences
# on one subject usually are: where a model answer has but one or two points, there is little else to compare with.
_IMAGINED_POINTS = 3
_USUAL_SIMILARITY = 0.3  # cosine


@dataclass(frozen=True, slots=True)
class Match:
    """How close an answer comes to a point, and the clause or sentence that speaks of it."""

    similarity: float  # cosine, -1 to 1, of the closest part of the answer
    margin: float  # by how much a part of the answer is closer to this point than to the others, at most
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Matched:
    """The best match of each point, and what of the answer may be read: what the candidate claims, and those claims that are on the subject of a point."""

    answer: str
    matches: tuple[Match, ...]
    claims: str  # as long as the answer, with spaces in place of everything else
    on_subject: str  # only the sentences

    def quote(self, start: int, end: int) -> Evidence:
        """That stretch of the answer."""
        return Evidence(start, end, self.answer[start:end])


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The vectors that answers are held against, which do not depend on them: unit vectors of 384 dimensions for the default embedder."""

    question: Vectors  # (1, dimensions)
    subjects: Vectors  # (points, dimensions), of the points' texts
    statements: Vectors  # (points, dimensions), of their labels and texts
    talk: Vectors  # (sentences, dimensions)


def yardstick(question: str, points: Sequence[Point], embedder: Embedder) -> Yardstick:
    """What answers to a question are held against."""
    vectors = embedder.encode([question, *map(subject, points), *(point.statement for point in points), *TALK])
    return Yardstick(*np.split(vectors, [1, 1 + len(points), 1 + 2 * len(points)]))


def match(
    question: str, answer: str, points: Sequence[Point], embedder: Embedder, against: Yardstick | None = None, *, follow_up: str | None = None
) -> Matched:
    """For each point the best match in `answer`, which must have a word in it. What only repeats what was asked, or is talk to the grader, matches nothing.

    Any sentence on the subject is somewhat close to every point of it. What tells that it makes one of them is that it is closer to that
    one than to the others: the margin. docs/grading.md compares the two. `against` is the question's and the points' yardstick, where it is there;
    `follow_up` is what was asked last, where that was not the question itself.
    """
    measured = plain(answer, question, follow_up or "")
    asked = f"{question} {follow_up}" if follow_up else question
    whole_sentences, parts_of_them = sentences(measured), clauses(measured)
    quotable = list(dict.fromkeys([*whole_sentences, *parts_of_them]))
    if not points or not quotable:
        return Matched(answer, (Match(0.0, -1.0, Evidence(0, len(answer), answer)),) * len(points), " " * len(answer), "")
    spoken = [legible(measured[start:end]) for start, end in quotable]
    against = against or yardstick(asked, points, embedder)
    vectors = embedder.encode(spoken)
    closest = (vectors @ np.vstack([against.question, against.subjects, against.statements]).T).max(axis=1)
    talk = (vectors @ against.talk.T).max(axis=1)
    is_claim = [
        not repeats(asked, text) and not (to_grader >= TALK_FROM and to_grader - to_subject >= TALK_LEAD)
        for text, to_grader, to_subject in zip(spoken, talk, closest, strict=True)
    ]
    claimed = {span for span, claim in zip(quotable, is_claim, strict=True) if claim}
    parts = {span: _claims_of(span, [part for part in parts_of_them if _within(part, span)], claimed) for span in whole_sentences}
    said = [_text(measured, mine) for mine in parts.values() if mine]
    # Two neighbouring sentences often make one point together, and so does the whole answer; they count for closeness, the shorter spans are what is quoted.
    together = [f"{first} {second}" for first, second in pairwise(said)] + ([" ".join(said)] if said else [])
    if together:
        vectors = np.vstack([vectors, embedder.encode(together)])
    similarities, with_label = against.subjects @ vectors.T, against.statements @ vectors.T
    closeness = (similarities + with_label) / 2  # the label helps to tell the points apart
    others = (closeness.sum(axis=0) - closeness + _IMAGINED_POINTS * _USUAL_SIMILARITY) / (len(points) - 1 + _IMAGINED_POINTS)
    margins = closeness - others
    no_claim = [position for position, claim in enumerate(is_claim) if not claim]
    similarities[:, no_claim] = with_label[:, no_claim] = 0.0
    margins[:, no_claim] = -1.0
    closest = np.maximum(similarities, with_label).max(axis=0)
    speaking = [span for span, cosine in zip(quotable, closest, strict=False) if cosine >= ON_SUBJECT_FROM]
    on_subject = [_text(measured, mine) for mine in parts.values() if any(_within(part, whole) for part in speaking for whole in mine)]
    matches = []
    for similarity, margin in zip(similarities, margins, strict=True):
        start, end = quotable[int(np.argmax(margin[: len(quotable)]))]
        matches.append(Match(float(similarity.max()), float(margin.max()), Evidence(start, end, answer[start:end])))
    return Matched(answer, tuple(matches), _only(measured, [part for mine in parts.values() for part in mine]), " ".join(on_subject))


def subject(point: Point) -> str:
    """What an answer is compared with: the point's text. Its label often names just what the question names, so that any answer would come close to it."""
    return point.text if len(point.text.split()) >= MIN_CLAUSE_WORDS else point.statement


def _claims_of(sentence: Span, parts: Sequence[Span], claimed: Collection[Span]) -> list[Span]:
    """What of a sentence is claimed: all of it, or those of its `parts` that are; nothing when the sentence as a whole is no claim."""
    if sentence not in claimed:
        return []
    kept = [part for part in parts if part in claimed]
    return [sentence] if len(kept) == len(parts) else kept


def _text(measured: str, spans: Sequence[Span]) -> str:
    return "; ".join(legible(measured[start:end]) for start, end in spans)


def _only(measured: str, spans: Sequence[Span]) -> str:
    kept = ["\n" if letter == "\n" else " " for letter in measured]  # a line break still parts what is left
    for start, end in spans:
        kept[start:end] = measured[start:end]
    return "".join(kept)


def _within(part: Span, whole: Span) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1]
