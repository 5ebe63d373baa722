"""What is asked after an assessment: the guide's own questions where they fit, otherwise one that the model writes, checked, otherwise a fixed one."""

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from coach import prompts
from coach.cancel import Cancel
from coach.grading.rubric import is_form, is_story
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Point, PointKind, Question
from coach.index.search import RELEVANCE_THRESHOLD
from coach.index.types import Embedder
from coach.interview.digging import gains, targets
from coach.interview.feedback import QUOTE_CHARACTERS
from coach.interview.gaps import gaps
from coach.interview.grounding import gives_away, sentences_of
from coach.interview.stories import QUESTIONS
from coach.interview.types import FollowUpQuestion, Turn
from coach.llm.types import LanguageModel

MAX_TOKENS = 45  # one sentence of 20 words with some slack
MAX_STRETCH_WORDS = 30
OVER_AGAIN = 0.85  # cosine from which a question is another one over again; 9 of 11 rephrasings by the default model are as close

# By the kind of the point that is open, none of which it names.
_PLAIN: Mapping[PointKind, tuple[str, ...]] = {
    PointKind.CORE: ("What else belongs to a full answer, and why?", "Which part of your answer can you explain in more depth?"),
    PointKind.CONSIDERATION: ("What does your answer depend on?", "In which circumstances would you answer differently?"),
    PointKind.PITFALL: ("What could go wrong here, and how would you notice?", "Which mistake do people often make here?"),
    PointKind.EXAMPLE: ("Can you give an example?",),
    PointKind.PRACTICE: ("How would you go about this in practice?", "What do you pay attention to when you do this yourself?"),
}
_PLAIN_FOR_ANY = ("What else would you take into account here, and why?", "If you had one more minute to answer, what would you add?")
_STRETCHES = (
    "Which of your assumptions matters most here, and what would change without it?",
    "What would you do differently with a tenth of the time or money?",
)


def follow_ups(
    turn: Turn, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None, avoiding: Collection[str] = ()
) -> Iterator[FollowUpQuestion]:
    """What to ask next, the best first: a question for each gap, or where there is none stretches. Nothing before the answer is judged. Raises Stopped.

    Each is worded by the guide where one of its own fits, else by the model, else by a template. None gives its point away, none is in `avoiding`, was
    asked in the turn or comes twice, whatever the case of its letters.
    """
    if turn.assessment is None:
        return
    asked = {text.casefold() for text in (turn.question.text, *(each.text for each in turn.follow_ups), *avoiding)}
    own = _own_by_point(turn.assessment, embedder)
    at = _by_worth(turn, own)
    for verdict in at:
        worded = _at_gap(verdict, own.get(verdict.point.id, []), turn.assessment, embedder, model, cancel)
        yield from islice(_fresh(worded, asked), 1)
    if not at:
        yield from list(_fresh(_own_stretches(turn.assessment, own), asked)) or islice(_fresh(_further(turn.question, embedder, model, cancel), asked), 1)


def _fresh(questions: Iterable[FollowUpQuestion], asked: set[str]) -> Iterator[FollowUpQuestion]:
    """Those that are not among `asked`, casefolded texts, which grows by them."""
    for question in questions:
        if (text := question.text.casefold()) not in asked:
            asked.add(text)
            yield question


def _own_by_point(assessment: Assessment, embedder: Embedder) -> dict[str, list[str]]:
    """The guide's own questions by the id of the point that each is about: of all points the closest, and close. For each point the closest first."""
    points = [verdict.point for verdict in assessment.verdicts]
    own = [each.text for each in assessment.question.follow_ups]
    found: dict[str, list[str]] = {}
    if not own or not points:
        return found
    closeness = embedder.encode(own) @ embedder.encode([point.statement for point in points]).T
    for number in (-closeness.max(axis=1)).argsort(kind="stable"):
        closest = closeness[number].argmax()
        if closeness[number, closest] >= RELEVANCE_THRESHOLD:
            found.setdefault(points[closest].id, []).append(own[number])
    return found


def _by_worth(turn: Turn, own: Mapping[str, Sequence[str]]) -> list[PointVerdict]:
    """The gaps, the best to dig at first; of those that would gain as much in whole points, the ones first that the guide has a question at."""
    worth = gains(turn)
    return sorted(targets(turn), key=lambda verdict: (verdict.status is not Status.CONTRADICTED, -round(worth[verdict.point.id]), verdict.point.id not in own))


def _at_gap(
    verdict: PointVerdict, own: Sequence[str], assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None
) -> Iterator[FollowUpQuestion]:
    """The ways to ask about one gap, the best first, each made when it is wanted."""
    point, question = verdict.point, assessment.question
    if verdict.status is Status.CONTRADICTED and verdict.evidence:
        quote = textwrap.shorten(verdict.evidence.text, QUOTE_CHARACTERS, placeholder=" …")
        yield FollowUpQuestion(f"You said: “{quote}” Why do you think so?", "template", point.id)
    elif not is_form(point):
        yield from (FollowUpQuestion(text, "guide", point.id) for text in own if not gives_away(text, point, question.text))
        if not is_story(point) and (text := _written(point, assessment, embedder, model, cancel)):
            yield FollowUpQuestion(text, "model", point.id)
    yield from (FollowUpQuestion(text, "template", point.id) for text in _fixed(point, question))


def _fixed(point: Point, question: Question) -> Iterator[str]:
    """Questions at a gap that need no writing: by the part of a story, or of the answer that a full one has, or by the kind of point."""
    if is_story(point):
        yield QUESTIONS[point.label]
        return
    if point.kind is PointKind.CORE and point.group and not gives_away(point.group[-1], point, question.text):
        yield f"What would you add on “{point.group[-1]}”?"
    yield from (*_PLAIN[point.kind], *_PLAIN_FOR_ANY)


def _written(point: Point, assessment: Assessment, embedder: Embedder, model: LanguageModel, cancel: Cancel | None) -> str | None:
    """The model's question about a hidden point, if it passes: it has to do with the point, more than with any covered one, and keeps it to itself."""
    question = assessment.question.text
    text = _first_sentence(model.stream(prompts.follow_up(question, point.statement), MAX_TOKENS, cancel))
    if not _asks_the_candidate(text) or gives_away(text, point, question):
        return None
    covered = [verdict.point.statement for verdict in assessment.with_status(Status.COVERED)]
    vectors = embedder.encode([text, question, point.statement, *covered])
    to_question, to_point, *to_covered = (float(value) for value in vectors[1:] @ vectors[0])
    return text if to_question < OVER_AGAIN and to_point >= max([RELEVANCE_THRESHOLD, *to_covered]) else None


def _own_stretches(assessment: Assessment, own: Mapping[str, Sequence[str]]) -> Iterator[FollowUpQuestion]:
    """The guide's own questions, in its order, that are about nothing that is still open."""
    at_gaps = {text for verdict in gaps(assessment) for text in own.get(verdict.point.id, ())}
    return (FollowUpQuestion(each.text, "guide") for each in assessment.question.follow_ups if each.text not in at_gaps)


def _further(question: Question, embedder: Embedder, model: LanguageModel, cancel: Cancel | None) -> Iterator[FollowUpQuestion]:
    """The ways to go beyond a full answer, the best first: the model's question, if it passes, then fixed ones."""
    text = _first_sentence(model.stream(prompts.stretch(question.text), MAX_TOKENS, cancel))
    if _asks_the_candidate(text) and len(text.split()) <= MAX_STRETCH_WORDS:
        asked, written = embedder.encode([question.text, text])
        if RELEVANCE_THRESHOLD <= asked @ written < OVER_AGAIN:
            yield FollowUpQuestion(text, "model")
    yield from (FollowUpQuestion(each, "template") for each in _STRETCHES)


def _first_sentence(pieces: Iterator[str]) -> str:
    return next(sentences_of(pieces), "")


def _asks_the_candidate(text: str) -> bool:
    """Whether a text is a question, and one to the candidate instead of about them."""
    return text.endswith("?") and "candidate" not in text.lower()
