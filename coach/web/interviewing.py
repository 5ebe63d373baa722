"""A mock interview on the page: what the candidate does, what is kept of it, what appears."""

from collections.abc import Callable, Mapping

from coach.cancel import Cancel, Stopped
from coach.errors import CoachError
from coach.grading.grader import Grading
from coach.grading.rubric import rubric
from coach.guides.types import Question
from coach.interview.coach import Coach
from coach.interview.feedback import remarks
from coach.interview.hints import ceilings, hint_at, next_hint
from coach.interview.session import (
    Answered,
    Began,
    Ended,
    GaveUp,
    Hinted,
    Paused,
    Rephrased,
    Resumed,
    Skipped,
    Undone,
    expect,
    expect_explanation,
    newly_closed,
)
from coach.interview.types import Mode, Phase, Session, Turn
from coach.practice.ongoing import OngoingInterview
from coach.practice.practice import Ask, Practice, Wish
from coach.web import explaining, render
from coach.web.visit import Message, Step, Steps, Visit


def propose(practice: Practice, visit: Visit, wish: Wish) -> Steps:
    """Choose the questions. Those for a job, or by need, are shown with their reasons first; a mixed interview begins at once.

    Raises CoachError while another interview is under way, which stays as it is.
    """
    with visit.at_work() as cancel:
        if visit.interview is not None:
            raise CoachError("An interview is under way in Practise; finish or end it there first.")
        visit.proposed = None
        yield Step("")
        choices = practice.choose(wish, cancel)
        visit.messages.clear()
        if wish.count and wish.minutes is None and len(choices) < wish.count:
            there_are = "is 1 such question" if len(choices) == 1 else f"are {len(choices)} such questions"
            visit.say(render.notice(f"There {there_are}, so that is how many you get."))
        if wish.ask is Ask.MIX and wish.mode is not Mode.DRILL:
            _begin(practice, visit, practice.begin(choices, wish))
        else:
            visit.proposed = (choices, wish)
            visit.say(render.plan(choices, practice.coach.library))
        yield Step("")
    visit.prepare(practice.coach)


def begin(practice: Practice, visit: Visit) -> Steps:
    """Begin the interview that was proposed."""
    with visit.at_work():
        if visit.proposed is None or visit.interview is not None:
            raise CoachError("No interview is planned: choose what to practise and press Start interview.")
        choices, wish = visit.proposed
        visit.proposed = None
        there = {guide.id for guide in practice.coach.library.guides}
        if not {choice.question.guide_id for choice in choices} <= there:
            raise CoachError("A guide of these questions was deleted meanwhile: press Start interview to have others chosen.")
        _begin(practice, visit, practice.begin(choices, wish))
        yield Step("")
    visit.prepare(practice.coach)


def begin_one(practice: Practice, visit: Visit, question: Question) -> Steps:
    """Begin an interview of this question alone. Raises CoachError while another one is under way, which stays as it is."""
    with visit.at_work():
        if visit.interview is not None:
            raise CoachError("An interview is under way in Practise; finish or end it there, then ask for this question again.")
        visit.proposed = None
        visit.messages.clear()
        _begin(practice, visit, practice.begin_one(question))
        yield Step("")
    visit.prepare(practice.coach)


def resume(practice: Practice, visit: Visit) -> Steps:
    """Go on with the unfinished interview where it was. An answer that was sent and not judged yet is judged now."""
    coach = practice.coach
    with visit.at_work() as cancel:
        interview = practice.unfinished()
        if interview is None:
            raise CoachError("There is no interview to continue: start one.")
        visit.proposed = None
        if obstacle := interview.obstacle(coach):
            visit.interview, visit.messages[:] = interview, []
            visit.say(render.problem(obstacle))
            yield Step("")
            return
        if interview.session.phase is Phase.GREETING:
            interview.did(Began())
        messages = transcript(interview, coach)
        if interview.session.paused:
            interview.did(Resumed())
        visit.interview, visit.messages[:] = interview, messages
        yield Step("")
        if interview.session.phase is Phase.ASSESSMENT:
            sent = interview.turn.said[-1].text
            try:
                yield from _judged(coach, visit, cancel)
            except CoachError as error:  # Stopped too: the answer is taken back, as anywhere
                visit.messages[:] = transcript(interview, coach)
                visit.say(render.notice("Stopped. Your answer is back in the box.") if isinstance(error, Stopped) else render.problem(str(error)))
                yield Step(sent)
    visit.prepare(coach)


def answer(coach: Coach, visit: Visit, text: str, cancel: Cancel) -> Steps:
    """Take what was sent as an answer, or as a command when it begins with a slash."""
    if text.startswith("/"):  # with a space before it, it is an answer
        name, _, rest = text.strip().partition(" ")
        if name == EXPLAIN:
            yield from explain(coach, visit, rest, cancel)
            return
        if name not in COMMANDS:
            raise CoachError(f"There is no command {name}; there are {', '.join([*COMMANDS, EXPLAIN])}.")
        yield Step("")
        yield from COMMANDS[name](coach, visit, cancel)
        return
    _going_on(coach, visit).did(Answered(text))
    visit.messages.append({"role": "user", "content": render.paragraph(text)})
    yield Step("")
    yield from _judged(coach, visit, cancel)


def explain(coach: Coach, visit: Visit, text: str, cancel: Cancel) -> Steps:
    """Explain a concept in the middle of the interview, where it may be. Raises CoachError."""
    expect_explanation(_under_way(visit).session)
    yield from explaining.explain(coach, visit, text, cancel)


def hint(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """The next hint on what is still open, with its price."""
    interview = _going_on(coach, visit)
    expect(interview.session, Hinted)  # first: that there is none left is a verdict
    found = next_hint(interview.turn)
    if found is None:
        visit.say(render.notice("There is nothing left to hint at: every point is covered, or was told."))
    else:
        interview.did(Hinted(found.point.id))
        visit.say(render.hint(found))
    yield Step()


def repeat(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """Ask again."""
    visit.say(_asked(_going_on(coach, visit), coach))
    yield Step()


def rephrase(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """Ask in other words."""
    interview = _going_on(coach, visit)
    words = None if interview.turn.asked else coach.rephrase(interview.turn.question, cancel)
    if words is None:
        visit.say(render.notice("The coach found no other words that ask for the same, so here it is again."))
        visit.say(_asked(interview, coach))
    else:
        interview.did(Rephrased(words))
        visit.say(render.rephrased(words))
    yield Step()


def skip(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """Skip the follow-up, or the question."""
    interview = _going_on(coach, visit)
    before = interview.session
    interview.did(Skipped())
    visit.say(render.notice("Skipped."))
    yield Step("")
    yield from _go_on(coach, visit, before, cancel)


def give_up(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """The candidate does not know: what the guide says is shown, and the next question comes."""
    interview = _going_on(coach, visit)
    before, question = interview.session, interview.turn.question
    interview.did(GaveUp())
    if interview.plan.mode is not Mode.REALISTIC:
        visit.say(render.model_answer(question, coach.guide_of(question)))
        yield Step("")
    yield from _go_on(coach, visit, before, cancel)


def undo(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """Take the last answer back, into the box; also that of an interview that has just ended, which then goes on."""
    if visit.interview is None and visit.ended is None:
        _under_way(visit)
    interview = visit.interview or visit.ended
    assert interview is not None  # noqa: S101 - said above
    _expect_guides(coach, interview)
    before = interview.session
    interview.did(Undone())
    visit.interview, visit.ended = interview, None
    visit.messages[:] = transcript(interview, coach)
    visit.say(render.notice("Your last answer was taken back; it is in the box."))
    taken = next(turn.said[-1].text for turn in reversed(before.turns) if turn.said)
    yield Step(taken)


def pause(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """Take a break, or go on after it."""
    interview = _going_on(coach, visit)
    if interview.session.paused:
        interview.did(Resumed())
        visit.say(_asked(interview, coach))
    else:
        interview.did(Paused())
        visit.say(render.notice("Paused. Everything is kept: go on now, tomorrow, or after the page was closed."))
    yield Step()


def end(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """End the interview here, with its summary."""
    interview = _under_way(visit)
    before = interview.session
    interview.did(Ended())
    yield Step("")
    if interview.obstacle(coach):  # the rest is shown with the guide
        _ask(coach, visit)
        yield Step("")
    else:
        yield from _go_on(coach, visit, before, cancel)


Command = Callable[[Coach, Visit, Cancel], Steps]
COMMANDS: Mapping[str, Command] = {
    "/hint": hint,
    "/repeat": repeat,
    "/rephrase": rephrase,
    "/skip": skip,
    "/dontknow": give_up,
    "/undo": undo,
    "/pause": pause,
    "/end": end,
}
EXPLAIN = "/explain"


def run(command: Command, practice: Practice, visit: Visit) -> Steps:
    """What a button does."""
    with visit.at_work() as cancel:
        yield from command(practice.coach, visit, cancel)
    visit.prepare(practice.coach)


def transcript(interview: OngoingInterview, coach: Coach) -> list[Message]:
    """The conversation of an interview as it stands, for a page that has not seen it."""
    session = interview.session
    messages: list[Message] = []

    def say(content: str) -> None:
        messages.append({"role": "assistant", "content": content})

    for number, turn in enumerate(session.turns):
        guide = coach.guide_of(turn.question)
        say(render.question(turn.question, guide, number + 1, len(interview.plan.questions)))
        if turn.rephrased:
            say(render.rephrased(turn.rephrased))
        for point in rubric(turn.question):
            if rung := turn.hints.get(point.id):
                say(render.hint(hint_at(turn.question, point, rung)))
        is_open = session.phase is Phase.ASSESSMENT and turn is session.turns[-1]
        feedback = _feedback(turn, coach) if turn.assessment and _shows_feedback(interview) else []
        for position, said in enumerate(turn.said):
            if is_open and position == len(turn.said) - 1:  # what was judged is all but the last
                for content in feedback:
                    say(content)
            if said.asked:
                say(render.follow_ups([said.asked], "Follow-up"))
            messages.append({"role": "user", "content": render.paragraph(said.text)})
        if not is_open:
            for content in feedback:
                say(content)
        if turn.asked:
            say(render.follow_ups([turn.asked], "Follow-up"))
        if turn.given_up and interview.plan.mode is not Mode.REALISTIC:
            say(render.model_answer(turn.question, guide))
        elif turn.skipped or (turn.asked and turn is not session.turns[-1]):
            say(render.notice("Skipped."))
    return messages


def _begin(practice: Practice, visit: Visit, interview: OngoingInterview) -> None:
    interview.did(Began())
    visit.interview, visit.ended = interview, None
    visit.say(render.greeting(interview.plan))
    visit.say(_asked(interview, practice.coach))


def _under_way(visit: Visit) -> OngoingInterview:
    if visit.interview is None:
        raise CoachError("No interview is under way: press Start interview first, or choose Explain or Review above.")
    return visit.interview


def _going_on(coach: Coach, visit: Visit) -> OngoingInterview:
    """The interview under way. Raises CoachError when there is none, or it can only be ended."""
    interview = _under_way(visit)
    _expect_guides(coach, interview)
    return interview


def _expect_guides(coach: Coach, interview: OngoingInterview) -> None:
    if obstacle := interview.obstacle(coach):
        raise CoachError(obstacle)


def _judged(coach: Coach, visit: Visit, cancel: Cancel) -> Steps:
    """Judge what was said last and go on: the card as it fills and the feedback, unless the interview keeps them for the end; then what is asked next."""
    interview = _under_way(visit)
    said = len(visit.messages)
    before, turn = interview.session, interview.turn
    guide = coach.guide_of(turn.question)
    shows = _shows_feedback(interview)
    card = visit.say("" if shows else render.notice("Noted. One moment …"))
    yield Step()
    remarked: Message | None = None
    try:
        for grading in interview.assess(coach, cancel):
            if not shows:
                continue
            card["content"] = render.grading(grading, guide, turn.assessment, ceilings(turn))
            if grading.assessment is not None:
                remarked = visit.say(render.remarks(remarks(grading.assessment, ceilings(turn)), guide))
            yield Step()
    except Exception:
        del visit.messages[said:]
        interview.withdraw()
        raise
    if shows and not turn.said[1:]:
        for sentence in coach.notices(turn.question, turn.said[-1].text):
            visit.say(render.notice(sentence))
    if not shows:
        visit.messages.remove(card)
    yield from _go_on(coach, visit, before, cancel, below=remarked)


def _go_on(coach: Coach, visit: Visit, before: Session, cancel: Cancel, below: Message | None = None) -> Steps:
    """What comes after a step: the improved answers to the questions that it closed, and the next question, the follow-up, or the summary.

    `before` is the session before the step. In practice the improved answer goes below what was said last, or below the message `below`. After a realistic
    interview all feedback comes first, with the summary, and the improved answers are written into it.
    """
    interview = _under_way(visit)
    closed = newly_closed(before, interview.session)
    if interview.plan.mode is Mode.REALISTIC:
        written = [(turn, _say_feedback(coach, visit, turn)) for turn in closed if turn.assessment or turn.given_up]
        _ask(coach, visit)
        yield Step("")
        for turn, message in written:
            yield from _improved(interview, turn, coach, message, cancel)
    else:
        for turn in closed:
            yield from _improved(interview, turn, coach, below or visit.say(""), cancel)
        visit.messages[:] = [message for message in visit.messages if message["content"]]  # there was nothing to improve
        _ask(coach, visit)
        yield Step("")


def _improved(interview: OngoingInterview, turn: Turn, coach: Coach, message: Message, cancel: Cancel) -> Steps:
    """The improved answer, below what `message` says. The verdict stands whatever happens here: what goes wrong is said, and the interview goes on."""
    before = message["content"]
    try:
        for revision in interview.improve(turn, coach, cancel):
            message["content"] = before + render.revision(revision, coach.guide_of(turn.question))
            yield Step()
    except Stopped:
        message["content"] = before
    except CoachError as error:
        message["content"] = before + render.notice(f"There is no improved answer this time: {error}")


def _ask(coach: Coach, visit: Visit) -> None:
    """What comes next: the question, the follow-up, or the summary."""
    interview = _under_way(visit)
    if interview.session.phase is not Phase.DONE:
        visit.say(_asked(interview, coach))
        return
    visit.say(render.summary(interview.session, interview.interview.number))
    visit.interview, visit.ended = None, interview


def _say_feedback(coach: Coach, visit: Visit, turn: Turn) -> Message:
    """The question and what came of it, after a realistic interview; the last message of it."""
    visit.say(render.paragraph(turn.question.text, "coach-meta"))
    contents = _feedback(turn, coach) if turn.assessment else [render.model_answer(turn.question, coach.guide_of(turn.question))]
    return [visit.say(content) for content in contents][-1]


def _asked(interview: OngoingInterview, coach: Coach) -> str:
    turn = interview.turn
    if turn.asked:
        return render.follow_ups([turn.asked], "Follow-up")
    return render.question(turn.question, coach.guide_of(turn.question), len(interview.session.turns), len(interview.plan.questions))


def _feedback(turn: Turn, coach: Coach) -> list[str]:
    assert turn.assessment is not None  # noqa: S101 - callers look first
    guide = coach.guide_of(turn.question)
    verdicts = turn.assessment.verdicts
    card = render.grading(Grading(tuple(verdict.point for verdict in verdicts), verdicts, turn.assessment), guide, None, ceilings(turn))
    said = render.remarks(remarks(turn.assessment, ceilings(turn)), guide)
    return [card, said + (render.revision(turn.revision, guide) if turn.revision else "")]


def _shows_feedback(interview: OngoingInterview) -> bool:
    return interview.plan.mode is not Mode.REALISTIC or interview.session.phase is Phase.DONE
