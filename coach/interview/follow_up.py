"""The one question after an assessment: the guide's own where it has one, otherwise written by the model at a gap and checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.grading.rubric import is_story
from coach.grading.types import Assessment, Status
from coach.index.search import RELEVANCE_THRESHOLD
from coach.index.types import Embedder
from coach.interview.gaps import gaps
from coach.interview.grounding import sentences_of, shared_run
from coach.interview.stories import QUESTIONS
from coach.llm.types import LanguageModel

MAX_TOKENS = 45  # one sentence of 20 words with some slack
REVEALING_WORDS = 3  # a run of that many words of the hidden point gives it away
PLAIN_QUESTION = "What else would you take into account here, and why?"


@dataclass(frozen=True, slots=True)
class FollowUpQuestion:
    """What is asked next, and who worded it: "guide", "model" or "template" (a fixed question, on a story or because the model's wording did not pass)."""

    text: str
    source: str


def next_question(assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> FollowUpQuestion | None:
    """The follow-up for a gap; with no gap, the guide's first (a stretch), or None where the guide has none.

    Of the guide's own the one closest to any gap is asked. The model's is about the second biggest gap, if there are two: feedback explains the biggest.
    """
    missing = [verdict.point for verdict in gaps(assessment)]
    own = assessment.question.follow_ups
    if own and not missing:
        return FollowUpQuestion(own[0].text, "guide")
    if own:
        similarity = embedder.encode([each.text for each in own]) @ embedder.encode([point.statement for point in missing]).T
        return FollowUpQuestion(own[int(similarity.max(axis=1).argmax())].text, "guide")
    if not missing:
        return None
    point = missing[min(1, len(missing) - 1)]
    if is_story(point):
        return FollowUpQuestion(QUESTIONS[point.label], "template")
    hidden = point.statement
    question = assessment.question.text
    covered = [verdict.point.statement for verdict in assessment.with_status(Status.COVERED)]
    written = next(sentences_of(model.stream(prompts.follow_up(question, hidden), MAX_TOKENS, cancel)), "")
    passes = (
        written.endswith("?")
        and "candidate" not in written.lower()  # it spoke of the candidate instead of asking them
        and shared_run(written, hidden, ignoring=question) < REVEALING_WORDS
        and _is_about(written, hidden, covered, embedder)
    )
    return FollowUpQuestion(written, "model") if passes else FollowUpQuestion(PLAIN_QUESTION, "template")


def _is_about(text: str, hidden: str, covered: Sequence[str], embedder: Embedder) -> bool:
    """Whether a question has to do with the hidden point, and more than with any covered one."""
    vectors = embedder.encode([text, hidden, *covered])
    similarities = vectors[1:] @ vectors[0]
    return bool(similarities[0] >= RELEVANCE_THRESHOLD and similarities.argmax() == 0)
