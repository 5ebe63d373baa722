"""The guided sample of a first visit: the real grader on a prepared weak answer, with words on what is what. Nothing of it is kept."""

import logging

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.grading.types import Assessment
from coach.guides.types import Question
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.sample import weak_answer
from coach.interview.types import Said, Turn
from coach.web import render
from coach.web.visit import Conversation, Step, Steps

log = logging.getLogger(__name__)


def sample(coach: Coach, conversation: Conversation, question: Question) -> Steps:
    """Show it from the start; what stops it is said in the conversation. Raises CoachError when it is being shown already."""
    with conversation.at_work() as cancel:
        conversation.messages.clear()
        try:
            yield from _shown(coach, conversation, question, cancel)
        except Stopped:
            conversation.say(render.notice("The sample is stopped. Start your own interview, or see it again under Settings."))
        except CoachError as error:
            conversation.say(render.problem(str(error)))
            conversation.say(render.notice("The sample needs the model. Settings, the last tab, says what is missing and can download it."))
        except Exception as error:
            log.exception("in the sample")
            conversation.say(
                render.problem(f"Something unexpected went wrong ({type(error).__name__}); the log has the details. Your own interview can still start.")
            )
        yield Step()


def _shown(coach: Coach, conversation: Conversation, question: Question, cancel: Cancel) -> Steps:
    guide, answer = coach.guide_of(question), weak_answer(question)
    conversation.say(render.caption("1 · The question.", "The coach asks what your guides ask. This one is from yours."))
    conversation.say(render.question(question, guide, 1, 1))
    yield Step()
    conversation.say(render.caption("2 · A weak answer.", "Prepared for this sample: one point of the guide’s answer, and a vague word on another."))
    conversation.messages.append({"role": "user", "content": render.paragraph(answer)})
    conversation.say(
        render.caption("3 · The verdicts.", "It is judged now, as yours will be. Each point opens: what was said, and what the guide says, with its line.")
    )
    card = conversation.say(render.notice("One moment …"))
    yield Step()
    assessment: Assessment | None = None
    for grading in coach.grade(question, answer, cancel):
        card["content"] = render.grading(grading, guide)
        assessment = grading.assessment
        yield Step()
    assert assessment is not None  # noqa: S101 - the last grading always has one
    conversation.say(render.caption("4 · The score.", "It is how much of the guide’s answer was said, by the verdicts. In short:"))
    conversation.say(render.remarks(remarks(assessment), guide))
    yield Step()
    conversation.say(render.caption("5 · The same answer, improved.", "Its own words stay; what is added is underlined and comes from your guide."))
    improved = conversation.say(render.notice("Writing …"))
    yield Step()
    for revision in coach.revise(assessment, cancel):
        improved["content"] = render.revision(revision, guide)
        yield Step()
    asked = coach.follow_ups(Turn(question, (Said(answer),), assessment), cancel, count=1)
    conversation.say(
        render.caption("6 · What comes next.", "The interviewer digs where something was missing, and what went badly comes up again on a later day.")
    )
    if asked:
        conversation.say(render.follow_ups(asked, "It would ask now"))
    conversation.say(render.notice("That was the sample; it counts for nothing. Your turn: start your own interview."))
    yield Step()
