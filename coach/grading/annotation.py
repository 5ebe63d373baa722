"""An answer sentence by sentence, each with what it counts for. Pure."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from coach.grading.types import Assessment, PointVerdict
from coach.text import sentences


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A sentence with the white space after it, and the verdicts that rest on it, in the rubric's order; none when it counts for no point."""

    text: str
    verdicts: tuple[PointVerdict, ...]


def annotated(assessment: Assessment) -> tuple[AnnotatedSentence, ...]:
    """The sentences of the answer, which joined are the answer. Each verdict with evidence is at one of them: where its evidence begins."""
    answer = assessment.answer
    starts = [0, *(start for start, _ in sentences(answer)[1:])]
    at = {verdict.point.id: bisect_right(starts, verdict.evidence.start) - 1 for verdict in assessment.verdicts if verdict.evidence}
    return tuple(
        AnnotatedSentence(answer[start:end], tuple(verdict for verdict in assessment.verdicts if at.get(verdict.point.id) == position))
        for position, (start, end) in enumerate(pairwise([*starts, len(answer)]))
    )
