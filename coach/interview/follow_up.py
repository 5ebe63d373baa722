"""The one question after an assessment: the guide's own where it has one, otherwise written by the model at a gap and checked."""

from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.grading.score import WEIGHTS
from coach.grading.types import Assessment, Status
from coach.index.types import Embedder
from coach.interview.grounding import sentences_of, shared_run
from coach.llm.types import LanguageModel

MAX_TOKENS = 45  # one sentence of 20 words with some slack
REVEALING_WORDS = 3  # a run of that many words of the hidden point gives it away
PLAIN_QUESTION = "What else would you take into account here, and why?"


@dataclass(frozen=True, slots=True)
class FollowUpQuestion:
    """What is asked next, and who worded it: "guide", "model" or "template" (the model's wording gave the point away)."""

    text: str
    source: str


def next_question(assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> FollowUpQuestion | None:
    """The follow-up for the biggest gap; with no gap, the guide's first (a stretch), or None where the guide has none."""
    gaps = [verdict.point for verdict in assessment.with_status(Status.CONTRADICTED, Status.MISSED, Status.PARTIAL)]
    own = assessment.question.follow_ups
    if own and not gaps:
        return FollowUpQuestion(own[0].text, "guide")
    if own:
        similarity = embedder.encode([each.text for each in own]) @ embedder.encode([point.statement for point in gaps]).T
        return FollowUpQuestion(own[int(similarity.max(axis=1).argmax())].text, "guide")
    if not gaps:
        return None
    gap = max(gaps, key=lambda point: WEIGHTS[point.kind])
    area = gap.group[-1] if gap.group else assessment.question.text
    question = assessment.question.text
    for sentence in sentences_of(model.stream(prompts.follow_up(question, area, gap.statement), MAX_TOKENS, cancel)):
        if sentence.endswith("?") and shared_run(sentence, gap.statement, ignoring=f"{question} {area}") < REVEALING_WORDS:
            return FollowUpQuestion(sentence, "model")
        break
    return FollowUpQuestion(PLAIN_QUESTION, "template")
