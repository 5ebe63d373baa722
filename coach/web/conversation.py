"""The three ways of practising as a conversation: what a person sends in, what appears on the screen, step by step."""

import logging
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.grading.types import Assessment
from coach.guides.types import Category, Question
from coach.interview import session as interview
from coach.interview.choosing import choose_questions
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.session import Phase, Session
from coach.interview.types import Said, Turn
from coach.web import render

log = logging.getLogger(__name__)


class Way(StrEnum):
    """The three ways in."""

    INTERVIEW = "Interview"
    EXPLAIN = "Explain"
    REVIEW = "Review"


@dataclass(slots=True)
class Visit:
    """One open page: its conversation and where it stands. Lives as long as the page does."""

    messages: list[dict[str, str]] = field(default_factory=list)
    way: Way = Way.INTERVIEW
    session: Session | None = None
    cancel: Cancel | None = None  # set while the coach is at work for this visit
    preparing: Cancel | None = None  # set while something is done ahead

    def stop(self) -> None:
        """Stop what is under way."""
        for cancel in (self.cancel, self.preparing):
            if cancel is not None:
                cancel.set()


@dataclass(frozen=True, slots=True)
class Step:
    """What a conversation step leaves in the text box: None leaves it as it is."""

    box: str | None = None


Steps = Iterator[Step]


def begin_interview(coach: Coach, visit: Visit, guide_id: str, categories: list[Category], count: int) -> Steps:
    """Choose the questions and ask the first one."""
    _expect_idle(visit)
    if not categories:
        raise CoachError("No category is chosen: tick at least one.")
    with _at_work(visit):
        questions = [each for each in coach.library.guide(guide_id).questions if each.points]
        chosen = choose_questions(questions, categories=categories, count=count)
        visit.session = interview.start(chosen)
        visit.messages.clear()
        if len(chosen) < count:
            there_are = "is 1 such question" if len(chosen) == 1 else f"are {len(chosen)} such questions"
            _say(visit, render.notice(f"There {there_are} in this guide, so that is how many you get."))
        _ask(coach, visit)
        yield Step("")
    _prepare(coach, visit)


def skip(coach: Coach, visit: Visit) -> Steps:
    """Skip the question or follow-up that is being asked."""
    if visit.session is None:
        return
    visit.stop()
    visit.session = interview.skipped(visit.session)
    _say(visit, render.notice("Skipped."))
    _ask(coach, visit)
    yield Step("")
    _prepare(coach, visit)


def end(visit: Visit) -> Steps:
    """End the interview here, with its summary."""
    if visit.session is None:
        return
    visit.stop()
    visit.session = interview.ended(visit.session)
    _say(visit, render.summary(visit.session))
    visit.session = None
    yield Step("")


def send(coach: Coach, visit: Visit, text: str, question: Question | None) -> Steps:
    """What the person wrote, taken the way they chose. An error says so and leaves the text in the box."""
    _expect_idle(visit)
    said = len(visit.messages)
    try:
        with _at_work(visit) as cancel:
            if visit.way is Way.EXPLAIN:
                yield from _explain(coach, visit, text, cancel)
            elif visit.way is Way.REVIEW:
                yield from _review(coach, visit, text, question, cancel)
            else:
                yield from _answer(coach, visit, text, cancel)
    except Stopped:
        _say(visit, render.notice("Stopped. Your text is back in the box."))
        yield Step(text)
    except CoachError as error:
        del visit.messages[said:]
        _say(visit, render.problem(str(error)))
        yield Step(text)
    except Exception as error:
        log.exception("while answering")
        _say(
            visit,
            render.problem(f"Something unexpected went wrong ({type(error).__name__}); your text is back in the box and the log has the details."),
        )
        yield Step(text)
    else:
        if visit.way is Way.INTERVIEW:
            _prepare(coach, visit)


def _answer(coach: Coach, visit: Visit, text: str, cancel: Cancel) -> Steps:
    session = visit.session
    if session is None:
        raise CoachError("No interview is under way: press Start interview first, or choose Explain or Review above.")
    if session.phase is Phase.FOLLOW_UP:
        before = session.turns[-1].assessment
        assert before is not None  # noqa: S101 - a follow-up always follows an assessment
        graded = yield from _graded(coach, visit, session.question, text, cancel, before, session.turns[-1].follow_up or "")
        yield from _feedback(coach, visit, graded, cancel)
        visit.session = interview.followed_up(session, graded)
    else:
        graded = yield from _graded(coach, visit, session.question, text, cancel)
        _say_remarks(coach, visit, graded)
        yield Step()
        asked = coach.follow_ups(Turn(graded.question, (Said(text),), graded), count=1, cancel=cancel)
        visit.session = interview.answered(session, graded, asked[0].text if asked else None)
        if asked:
            _say(visit, render.follow_ups(asked, "Follow-up"))
            yield Step()
            return
    _ask(coach, visit)
    yield Step()


def _review(coach: Coach, visit: Visit, text: str, question: Question | None, cancel: Cancel) -> Steps:
    if question is None:
        from coach.interview.answers import checked

        checked(text)
        found = coach.find_question(text, cancel=cancel)
        if found.question is None:
            _say(visit, render.candidates([each for each, _ in found.candidates]))
            yield Step(text)
            return
        question = found.question
    graded = yield from _graded(coach, visit, question, text, cancel)
    yield from _feedback(coach, visit, graded, cancel)
    if asked := coach.follow_ups(Turn(question, (Said(text),), graded), cancel=cancel):
        _say(visit, render.follow_ups(asked, "An interviewer might ask next"))
    yield Step()


def _graded(
    coach: Coach, visit: Visit, question: Question, text: str, cancel: Cancel, before: Assessment | None = None, asked: str = ""
) -> Generator[Step, None, Assessment]:
    """Grade `text` (an answer to the follow-up `asked`, if there is an assessment before) while its card fills; the value is the assessment."""
    progress = coach.grade_follow_up(before, asked, text, cancel) if before else coach.grade(question, text, cancel)
    visit.messages.append({"role": "user", "content": render.paragraph(text)})
    if visit.way is Way.REVIEW:
        _say(visit, render.paragraph(f"Taken as an answer to: “{question.text}”", "coach-meta"))
    yield Step("")
    guide = coach.guide_of(question)
    card: dict[str, str] | None = None
    assessment: Assessment | None = None
    for grading in progress:
        if card is None:
            card = _say(visit, "")
        card["content"] = render.grading(grading, guide, before)
        assessment = grading.assessment
        yield Step()
    assert assessment is not None  # noqa: S101 - the last grading always has one
    for sentence in coach.notices(question, text) if before is None else ():
        _say(visit, render.notice(sentence))
        yield Step()
    return assessment


def _feedback(coach: Coach, visit: Visit, assessment: Assessment, cancel: Cancel) -> Steps:
    message = _say_remarks(coach, visit, assessment)
    said = message["content"]
    yield Step()
    for revision in coach.revise(assessment, cancel):
        message["content"] = said + render.revision(revision, coach.guide_of(assessment.question))
        yield Step()


def _explain(coach: Coach, visit: Visit, text: str, cancel: Cancel) -> Steps:
    found = coach.look_up(text, cancel)
    visit.messages.append({"role": "user", "content": render.paragraph(text)})
    message = _say(visit, render.explanation(found, (), done=found.declined))
    yield Step("")
    if found.declined:
        return
    written = []
    for sentence in coach.explain(found, cancel):
        written.append(sentence)
        message["content"] = render.explanation(found, written, done=False)
        yield Step()
    message["content"] = render.explanation(found, written, done=True)
    yield Step()


def _ask(coach: Coach, visit: Visit) -> None:
    session = visit.session
    assert session is not None  # noqa: S101 - only called in an interview
    if session.phase is Phase.DONE:
        _say(visit, render.summary(session))
        visit.session = None
    else:
        asked = session.question
        _say(visit, render.question(asked, coach.guide_of(asked), session.position + 1, len(session.questions)))


def _prepare(coach: Coach, visit: Visit) -> None:
    """While the candidate thinks, do what grading the answer will need."""
    session = visit.session
    if session is None or session.phase is not Phase.ANSWER:
        return
    cancel = visit.preparing = Cancel()

    def run() -> None:
        try:
            coach.prepare(session.question, cancel)
        except CoachError as error:  # Stopped, or a loading error that the status line shows
            log.info("not prepared: %s", error)

    threading.Thread(target=run, name="prepare", daemon=True).start()


def _say_remarks(coach: Coach, visit: Visit, assessment: Assessment) -> dict[str, str]:
    return _say(visit, render.remarks(remarks(assessment), coach.guide_of(assessment.question)))


def _say(visit: Visit, content: str) -> dict[str, str]:
    message = {"role": "assistant", "content": content}
    visit.messages.append(message)
    return message


def _expect_idle(visit: Visit) -> None:
    if visit.cancel is not None:
        raise CoachError("The coach is still at work on what you sent before; wait for it or press Stop.")


@contextmanager
def _at_work(visit: Visit) -> Iterator[Cancel]:
    """Marks the visit as busy; the value is what Stop sets."""
    visit.cancel = Cancel()
    try:
        yield visit.cancel
    finally:
        visit.cancel = None
