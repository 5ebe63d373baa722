"""Short prose on an assessment, written by the model from facts that it is handed and checked sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.grading.score import WEIGHTS
from coach.grading.types import Assessment, PointVerdict, Status
from coach.interview.grounding import foreign_terms, is_whole, parrots, sentences_of, without_citations
from coach.llm.types import LanguageModel

MAX_TOKENS = 130  # three sentences; about 4.5 s of the default model on 2 cores
MAX_SENTENCES = 3
FACTS = 3  # points of each sort that the model is told about
ANSWER_CHARACTERS = 1_500  # of the answer that the model sees: prose needs its gist, the verdicts have read all of it


@dataclass(frozen=True, slots=True)
class Prose:
    """A checked sentence. `from_template` when the model's own words did not pass and a plain template stands in."""

    text: str
    from_template: bool = False


def write_feedback(assessment: Assessment, model: LanguageModel, cancel: Cancel | None = None) -> Iterator[Prose]:
    """Sentences as they are written and pass. If none does, the template's, marked as such."""
    covered = _most_important(assessment.with_status(Status.COVERED))
    missing = _most_important(assessment.with_status(Status.CONTRADICTED, Status.MISSED, Status.PARTIAL))
    if not covered and not assessment.with_status(Status.PARTIAL):
        yield Prose(template(covered, missing), from_template=False)
        return
    facts = [verdict.point.statement for verdict in (*covered, *missing)]
    answer = assessment.answer[:ANSWER_CHARACTERS]
    prompt = prompts.feedback(
        assessment.question.text, answer, [each.point.statement for each in covered], [each.point.statement for each in missing]
    )
    kept = 0
    for written in sentences_of(model.stream(prompt, MAX_TOKENS, cancel)):
        sentence = without_citations(written)
        if not is_whole(sentence) or parrots(sentence, assessment.answer) or foreign_terms(sentence, [*facts, assessment.question.text, answer]):
            continue
        yield Prose(sentence)
        kept += 1
        if kept == MAX_SENTENCES:
            return
    if not kept:
        yield Prose(template(covered, missing), from_template=True)


def template(covered: list[PointVerdict], missing: list[PointVerdict]) -> str:
    """What there is to say without a model. With nothing covered there is nothing that prose could add."""
    if not missing:
        return "You covered every point of the model answer."
    first = missing[0].point
    start = f"You covered {_names(covered)}. " if covered else "Nothing in the answer covers a point of the model answer yet. "
    return f"{start}The most important thing to add: {first.statement.rstrip('.')}."


def _most_important(verdicts: list[PointVerdict]) -> list[PointVerdict]:
    return sorted(verdicts, key=lambda verdict: -WEIGHTS[verdict.point.kind])[:FACTS]


def _names(verdicts: list[PointVerdict]) -> str:
    return ", ".join(verdict.point.label or verdict.point.text[:60] for verdict in verdicts)
