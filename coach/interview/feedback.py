"""Short prose on an assessment. What was covered is said by code; the model puts the biggest gap in words, and is held to the guide's.

The model sees neither the answer nor what was covered, so it can neither hand the candidate's words back nor praise what is missing.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.grading.rubric import is_story
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Point
from coach.index.types import Embedder
from coach.interview.gaps import gaps, most_important
from coach.interview.grounding import bare, praises, sentences_of, supported
from coach.interview.stories import ADVICE
from coach.llm.types import LanguageModel

MAX_TOKENS = 90  # two sentences; about 3 s of the default model on 2 cores
MAX_SENTENCES = 2
NAMED = 3  # covered points that are named; the others are counted
NAME_CHARACTERS = 60  # of a point without a label


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence or two. `from_template` when the model's own words did not pass and the guide's stand in."""

    text: str
    from_template: bool = False


def write_feedback(assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> Iterator[Prose]:
    """What was covered and what would add most, at once; then those of the model's sentences on that which pass.

    If none passes, the guide's own text follows, marked as such. With nothing covered at all the guide's text is all there is, and parts of
    a story get fixed advice.
    """
    missing = gaps(assessment)
    yield Prose(summary(assessment))
    if not missing or not assessment.with_status(Status.COVERED, Status.PARTIAL):
        return
    point = missing[0].point
    if is_story(point):
        yield Prose(_in_full(point))
        return
    question = assessment.question.text
    stream = model.stream(prompts.feedback(question, point.statement), MAX_TOKENS, cancel)
    written = [bare(each, point.label) for each in sentences_of(stream)]
    unpraising = [each for each in written if not praises(each)]  # praise would be for a point that is missing
    passing = supported(unpraising, point.statement, embedder, model, cancel, context=question)[:MAX_SENTENCES]
    yield from map(Prose, passing)
    if not passing:
        yield Prose(_in_full(point), from_template=True)


def summary(assessment: Assessment) -> str:
    """What can be said without a model: the covered points by name, and the biggest gap."""
    covered = most_important(assessment.with_status(Status.COVERED))
    partial = most_important(assessment.with_status(Status.PARTIAL))
    missing = gaps(assessment)
    if not covered and not partial:
        start = "Nothing in the answer covers a point of the model answer yet."
        return f"{start} The most important thing to add: {_name(missing[0])}. {_in_full(missing[0].point)}" if missing else start
    start = f"You covered {_names(covered)}." if covered else f"You came close to {_names(partial)}."
    if not missing:
        return f"{start} Nothing that counts is missing."
    biggest = missing[0]
    lead = {Status.CONTRADICTED: "To correct first", Status.PARTIAL: "What to complete first"}.get(biggest.status, "What would add most")
    return f"{start} {lead}: {_name(biggest)}."


def _in_full(point: Point) -> str:
    """What the guide says, or what is fit for a story."""
    return ADVICE[point.label] if is_story(point) else f"{(point.text or point.label).rstrip('.')}."


def _names(verdicts: Sequence[PointVerdict]) -> str:
    named = [_name(verdict) for verdict in verdicts[:NAMED]]
    if more := len(verdicts) - len(named):
        named.append(f"{more} more {'point' if more == 1 else 'points'}")
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]


def _name(verdict: PointVerdict) -> str:
    point = verdict.point
    return f"“{point.label or textwrap.shorten(point.text, NAME_CHARACTERS, placeholder=' …')}”"
