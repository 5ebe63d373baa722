"""What is said about an assessment in words: what was good, what is wrong and what is right, what would add most. Pure: no model writes any of it.

Praise and facts are where small models invent, so the sentences are made from the verdicts, the candidate's own words and the guide's. What the
model does word, an improved version of the answer, is in revision.py.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.grading.rubric import is_story
from coach.grading.score import NO_CEILINGS, headroom_by_point
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Point
from coach.interview.gaps import gaps, most_important
from coach.interview.stories import ADVICE

NAMED = 3  # covered points that are named; the others are counted
GAPS_NAMED = 2
CORRECTED = 2  # wrong statements at most
NAME_CHARACTERS = 60  # of a point without a label
QUOTE_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence or two. `cited` is the guide's point whose text they give, None where they give none."""

    text: str
    cited: Point | None = None


def remarks(assessment: Assessment, ceilings: Mapping[str, float] = NO_CEILINGS) -> list[Remark]:
    """What was good, what was wrong, what would add most, in this order; `ceilings` are what hinted points can earn. Never empty."""
    good = most_important(assessment.with_status(Status.COVERED))
    close = most_important(assessment.with_status(Status.PARTIAL))
    missing = [verdict for verdict in gaps(assessment) if verdict.status is not Status.CONTRADICTED]
    said = [_praise(good, assessment)] if good else [Remark(f"You came close to {_names(close)}.")] if close else []
    said += [_correction(verdict) for verdict in assessment.with_status(Status.CONTRADICTED)[:CORRECTED]]
    if not said:
        said = [Remark("Nothing in the answer covers a point of the model answer yet.")]
        if missing:
            point = missing[0].point
            said.append(Remark(f"The most important thing to add: {_name(point)}. {in_full(point)}", None if is_story(point) else point))
        return said
    worth = _worth(missing, assessment, ceilings)
    told = "What is missing you were told." if missing else "Nothing that counts is missing."
    said.append(Remark(f"What would add most: {worth}." if worth else told))
    return said


def in_full(point: Point) -> str:
    """What the guide says, or what is fit for a story."""
    return ADVICE[point.label] if is_story(point) else f"{(point.text or point.label).rstrip('.')}."


def _praise(good: Sequence[PointVerdict], assessment: Assessment) -> Remark:
    """The covered points by name, and the clearest of them in the candidate's words."""
    start = f"You covered {_names(good)}."
    quotable = [each for each in good if each.evidence and each.evidence.text.strip() != assessment.answer.strip()]
    if not quotable:
        return Remark(start)
    clearest = max(quotable, key=lambda verdict: verdict.confidence)
    assert clearest.evidence is not None  # noqa: S101 - that is what quotable means
    which = f" Clearest was {_name(clearest.point)}:" if len(good) > 1 else " In your words:"
    return Remark(f"{start}{which} “{_shortened(clearest.evidence.text, QUOTE_CHARACTERS)}”")


def _correction(verdict: PointVerdict) -> Remark:
    quote = f"“{_shortened(verdict.evidence.text, QUOTE_CHARACTERS)}”" if verdict.evidence else f"What you said on {_name(verdict.point)}"
    return Remark(f"{quote} is not what the guide says. Right is: {in_full(verdict.point)}", verdict.point)


def _worth(missing: Sequence[PointVerdict], assessment: Assessment, ceilings: Mapping[str, float]) -> str:
    gain = headroom_by_point(assessment.verdicts, ceilings)
    left = [verdict for verdict in missing if gain[verdict.point.id] > 0]  # what a hint gave away earns nothing any more
    return " and ".join(f"{_name(verdict.point)} (up to {max(1, round(gain[verdict.point.id]))} of 100)" for verdict in left[:GAPS_NAMED])


def _names(verdicts: Sequence[PointVerdict]) -> str:
    named = [_name(verdict.point) for verdict in verdicts[:NAMED]]
    if more := len(verdicts) - len(named):
        named.append(f"{more} more {'point' if more == 1 else 'points'}")
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]


def _name(point: Point) -> str:
    return f"“{point.label or _shortened(point.text, NAME_CHARACTERS)}”"


def _shortened(text: str, characters: int) -> str:
    return textwrap.shorten(text, characters, placeholder=" …")
