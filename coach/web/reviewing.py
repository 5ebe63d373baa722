"""The review of an answer on the page."""

from collections.abc import Sequence
from pathlib import Path

from coach.cancel import Cancel
from coach.documents import MAX_BYTES, text_of
from coach.errors import CoachError
from coach.grading.rubric import rubric
from coach.guides.library import Library
from coach.guides.types import Guide, Question
from coach.interview.answers import checked
from coach.interview.choosing import askable
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.revision import improved
from coach.interview.types import Said, Turn
from coach.web import render
from coach.web.visit import Part, Reviewing, Step, Steps


def questions(library: Library) -> list[tuple[str, str]]:
    """A name and the id of each question that an answer can be judged for."""
    return [(_named(question, library.guide(question.guide_id), library), question.id) for question in askable(library.guides)]


def title(coach: Coach, question: Question) -> str:
    """The question's text, with its guide where there are several."""
    return _named(question, coach.guide_of(question), coach.library)


def others(reviewing: Reviewing) -> Sequence[Question]:
    """The questions that the answer may be to as well."""
    return [each for each in reviewing.proposed if each != reviewing.question]


def read(path: Path) -> str:
    """The answer in a document that was sent to the page. The file is not kept. Raises CoachError."""
    try:
        try:
            with path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise CoachError(f"{path.name} could not be taken from the page ({error.strerror}); choose it once more, or paste its text.") from error
    return checked(text_of(path.name, content))


def review(coach: Coach, reviewing: Reviewing, text: str, question_id: str | None, cancel: Cancel) -> Steps:
    """Find the question where none was chosen, then the verdicts, the feedback, the improved answer and what might be asked next. Raises CoachError.

    What was proposed is proposed again when the same answer is judged for another question. Where it is stopped or fails, what is finished stays; so does
    the review before where the question that was chosen is in the guides no more.
    """
    question = coach.library.question(question_id) if question_id is not None else None
    reviewing.messages.clear()
    reviewing.parts.clear()
    reviewing.improved, reviewing.question = "", None
    if question is None or text != reviewing.answer:
        reviewing.proposed = ()
    reviewing.answer = text
    _says(reviewing, "Finding the question …")
    yield Step()
    try:
        yield from _found_and_judged(coach, reviewing, question, cancel)
    except Exception:
        if Part.SENTENCES not in reviewing.parts:  # not all points are judged
            reviewing.parts.clear()
        raise
    finally:
        reviewing.parts.pop(Part.STATUS, None)
    yield Step()


def _found_and_judged(coach: Coach, reviewing: Reviewing, question: Question | None, cancel: Cancel) -> Steps:
    if question is None:
        found = coach.find_question(checked(reviewing.answer), cancel=cancel)
        reviewing.proposed = tuple(each for each, _ in found.candidates if rubric(each))
        if found.question is None:
            reviewing.parts[Part.TAKEN] = render.unclear(len(reviewing.proposed))
            return
        question = found.question
    yield from _judged(coach, reviewing, question, cancel)


def _judged(coach: Coach, reviewing: Reviewing, question: Question, cancel: Cancel) -> Steps:
    guide, text, parts = coach.guide_of(question), reviewing.answer, reviewing.parts
    progress = coach.grade(question, text, cancel)
    reviewing.question = question
    parts[Part.TAKEN] = render.taken(title(coach, question), len(others(reviewing)))
    _says(reviewing, "Judging your answer …")
    yield Step()
    for grading in progress:
        parts[Part.POINTS] = render.grading(grading, guide)
        yield Step()
    assessment = grading.assessment
    assert assessment is not None  # noqa: S101 - the last grading always has one
    parts[Part.SENTENCES] = render.annotated(assessment)
    if before := reviewing.last.get(question.id):
        parts[Part.MOVED] = render.moved(before, assessment)
    reviewing.last[question.id] = assessment
    parts[Part.NOTICES] = "".join(map(render.notice, coach.notices(question, text)))
    parts[Part.REMARKS] = render.remarks(remarks(assessment), guide)
    _says(reviewing, "Writing an improved version …")
    yield Step()
    for revision in coach.revise(assessment, cancel):
        parts[Part.REVISION] = render.side_by_side(assessment.answer, revision, guide)
        better = improved(assessment.answer, revision)
        reviewing.improved = better if better != assessment.answer else ""
        yield Step()
    _says(reviewing, "Thinking of what might be asked next …")
    yield Step()
    if asked := coach.follow_ups(Turn(question, (Said(text),), assessment), cancel):
        parts[Part.NEXT] = render.follow_ups(asked, "An interviewer might ask next")


def _says(reviewing: Reviewing, progress: str) -> None:
    reviewing.parts[Part.STATUS] = render.paragraph(progress, "coach-meta")


def _named(question: Question, guide: Guide, library: Library) -> str:
    return question.text if len(library.guides) == 1 else f"{question.text} · {guide.role}"
