"""The review of a pasted answer on the page."""

from coach.cancel import Cancel
from coach.grading.types import Assessment
from coach.guides.types import Question
from coach.interview.answers import checked
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.types import Said, Turn
from coach.web import render
from coach.web.visit import Conversation, Step, Steps


def review(coach: Coach, conversation: Conversation, text: str, question: Question | None, cancel: Cancel) -> Steps:
    """Find the question where it was not chosen, then the verdicts, the feedback, the improved answer and what might be asked next. Raises CoachError."""
    if question is None:
        found = coach.find_question(checked(text), cancel=cancel)
        if found.question is None:
            conversation.say(render.candidates([each for each, _ in found.candidates]))
            yield Step(text)
            return
        question = found.question
    guide = coach.guide_of(question)
    progress = coach.grade(question, text, cancel)
    conversation.messages.append({"role": "user", "content": render.paragraph(text)})
    conversation.say(render.paragraph(f"Taken as an answer to: “{question.text}”", "coach-meta"))
    yield Step("")
    card = conversation.say("")
    assessment: Assessment | None = None
    for grading in progress:
        card["content"] = render.grading(grading, guide)
        assessment = grading.assessment
        yield Step()
    assert assessment is not None  # noqa: S101 - the last grading always has one
    for sentence in coach.notices(question, text):
        conversation.say(render.notice(sentence))
        yield Step()
    said = render.remarks(remarks(assessment), guide)
    message = conversation.say(said)
    yield Step()
    for revision in coach.revise(assessment, cancel):
        message["content"] = said + render.revision(revision, guide)
        yield Step()
    if asked := coach.follow_ups(Turn(question, (Said(text),), assessment), cancel):
        conversation.say(render.follow_ups(asked, "An interviewer might ask next"))
    yield Step()
