"""What is sent from the text box, taken the way that was chosen. An error says so and leaves the text in the box."""

import logging

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.guides.types import Question
from coach.interview.coach import Coach
from coach.practice.practice import Practice
from coach.web import explaining, interviewing, render, reviewing
from coach.web.visit import Step, Steps, Visit, Way

log = logging.getLogger(__name__)


def send(practice: Practice, visit: Visit, text: str, question: Question | None) -> Steps:
    """Answer, explain or review. `question` is what a review is of, where it was chosen."""
    coach = practice.coach
    with visit.at_work() as cancel:
        yield from _taken(coach, visit, text, question, cancel)
    if visit.way is Way.INTERVIEW:
        visit.prepare(coach)


def _taken(coach: Coach, visit: Visit, text: str, question: Question | None, cancel: Cancel) -> Steps:
    said = len(visit.messages)
    try:
        match visit.way:
            case Way.EXPLAIN:
                yield from explaining.explain(coach, visit, text, cancel)
            case Way.REVIEW:
                yield from reviewing.review(coach, visit, text, question, cancel)
            case Way.INTERVIEW | Way.PROGRESS:
                yield from interviewing.answer(coach, visit, text, cancel)
    except Stopped:
        del visit.messages[said:]
        visit.say(render.notice("Stopped. Your text is back in the box."))
        yield Step(text)
    except CoachError as error:
        del visit.messages[said:]
        visit.say(render.problem(str(error)))
        yield Step(text)
    except Exception as error:
        log.exception("while answering")
        visit.say(render.problem(f"Something unexpected went wrong ({type(error).__name__}); your text is back in the box and the log has the details."))
        yield Step(text)
