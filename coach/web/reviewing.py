"""The review of a pasted answer on the page."""

from coach.cancel import Cancel
from coach.grading.types import Assessment
from coach.guides.types import Question
from coach.interview.answers import checked
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.types import Said, Turn
from coach.web import render
from coach.web.visit import Step, Steps, Visit


def review(coach: Coach, visit: Visit, text: str, question: Question | None, cancel: Cancel) -> Steps:
    """Find the question where it was not chosen, then the verdicts, the feedback, the improved answer and what might be asked next. Raises CoachError."""
    if question is None:
        found = coach.find_question(checked(text), cancel=cancel)
        if found.question is None:
            visit.say(render.candidates([each for each, _ in found.candidates]))
            yield Step(text)
            return
        question = found.question
    guide = coach.guide_of(question)
    progress = coach.grade(question, text, cancel)
    visit.messages.append({"role": "user", "content": render.paragraph(text)})
    visit.say(render.paragraph(f"Taken as an answer to: “{question.text}”", "coach-meta"))
    yield Step("")
    card = visit.say("")
    assessment: Assessment | None = None
    for grading in progress:
        card["content"] = render.grading(grading, guide)
        assessment = grading.assessment
        yield Step()
    assert assessment is not None  # noqa: S101 - the last grading always has one
    for sentence in coach.notices(question, text):
        visit.say(render.notice(sentence))
        yield Step()
    said = render.remarks(remarks(assessment), guide)
    message = visit.say(said)
    yield Step()
    for revision in coach.revise(assessment, cancel):
        message["content"] = said + render.revision(revision, guide)
        yield Step()
    if asked := coach.follow_ups(Turn(question, (Said(text),), assessment), cancel):
        visit.say(render.follow_ups(asked, "An interviewer might ask next"))
    yield Step()
