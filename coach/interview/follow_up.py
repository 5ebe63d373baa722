"""What is asked after an assessment: the guide's own questions where it has some, otherwise one that the model writes at a gap, checked."""

from collections.abc import Iterator, Sequence

from coach import prompts
from coach.cancel import Cancel
from coach.grading.rubric import is_story
from coach.grading.types import Assessment, Status
from coach.guides.types import Point
from coach.index.search import RELEVANCE_THRESHOLD
from coach.index.types import Embedder
from coach.interview.gaps import gaps
from coach.interview.grounding import REVEALING_WORDS, sentences_of, shared_run
from coach.interview.stories import QUESTIONS
from coach.interview.types import FollowUpQuestion
from coach.llm.types import LanguageModel

MAX_TOKENS = 45  # one sentence of 20 words with some slack
PLAIN_QUESTION = "What else would you take into account here, and why?"


def follow_ups(assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> Iterator[FollowUpQuestion]:
    """Questions at the gaps, the best one first; with no gap the guide's own (a stretch), or none where the guide has none.

    Of the guide's own those that lead to a gap and not to a covered point, the closest to a gap first. Where it has none, one that the model writes
    about the second biggest gap, if there are two: the biggest is explained by the feedback.
    """
    missing = [verdict.point for verdict in gaps(assessment)]
    own = [each.text for each in assessment.question.follow_ups]
    if own and missing:
        own = _leading(own, missing, [verdict.point for verdict in assessment.with_status(Status.COVERED)], embedder)
    yield from (FollowUpQuestion(text, "guide") for text in own)
    if missing and not own:
        yield _written(missing[min(1, len(missing) - 1)], assessment, embedder, model, cancel)


def _leading(own: Sequence[str], missing: Sequence[Point], covered: Sequence[Point], embedder: Embedder) -> list[str]:
    """Those of the guide's questions that are about what is missing, the closest first; never none."""
    vectors = embedder.encode(own)
    closeness = (vectors @ embedder.encode([point.statement for point in missing]).T).max(axis=1)
    to_covered = (vectors @ embedder.encode([point.statement for point in covered]).T).max(axis=1) if covered else closeness - 1
    ranked = [int(number) for number in (-closeness).argsort(kind="stable")]
    leading = [number for number in ranked if closeness[number] > to_covered[number]]
    return [own[number] for number in leading or ranked[:1]]


def _written(point: Point, assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None) -> FollowUpQuestion:
    """The model's question at one gap, or a fixed one."""
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
