"""What an interviewer says, as HTML."""

from collections.abc import Sequence

from coach.grading.types import Assessment, Status
from coach.guides.library import Library
from coach.guides.types import Guide, Question
from coach.interview.choosing import Choice
from coach.interview.gaps import gaps
from coach.interview.hints import Hint
from coach.interview.results import mean_score, results_of
from coach.interview.types import FollowUpQuestion, Mode, Plan, Session, Turn
from coach.report.contents import name_of
from coach.report.document import CATEGORY_NAMES
from coach.web.render.text import counted, escape, notice, text

ORIGINS = {"guide": "from the guide", "model": "worded by the model", "template": "a standard question"}

GREETINGS = {
    Mode.PRACTICE: "You get feedback after each answer; hints are there when you are stuck.",
    Mode.REALISTIC: "As in a real interview the feedback comes at the end, and there are no hints.",
    Mode.DRILL: "A drill: what is due or went badly, without follow-ups.",
}


def question(asked: Question, guide: Guide, position: int, total: int) -> str:
    """A question as the interviewer asks it."""
    category = CATEGORY_NAMES[asked.category]
    return (
        f'<div class="coach-question"><p class="coach-meta">Question {position} of {total} · {category} · {escape(guide.role)}</p>'
        f"<p><strong>{text(asked.text)}</strong></p></div>"
    )


def follow_ups(asked: Sequence[FollowUpQuestion], title: str) -> str:
    """Questions that come next, and where the words of each come from."""
    questions = "".join(f'<p class="coach-meta">{title} · {ORIGINS[each.source]}</p><p><strong>{text(each.text)}</strong></p>' for each in asked)
    return f'<div class="coach-question">{questions}</div>'


def plan(choices: Sequence[Choice], library: Library) -> str:
    """The questions of an interview that is about to start, and why each of them."""
    rows = "".join(
        f'<li>{text(each.question.text)}<br><span class="coach-meta">{text(library.guide(each.question.guide_id).role)} · {text(each.why)}</span></li>'
        for each in choices
    )
    return f'<div class="coach-card"><p class="coach-score">This is what the interview would ask. Begin, or choose something else.</p><ol>{rows}</ol></div>'


def greeting(planned: Plan) -> str:
    """How the interview is going to go."""
    clock = f" You have {_duration(planned.seconds)} for each." if planned.seconds else ""
    return notice(f"{counted(len(planned.questions), 'question')}. {GREETINGS[planned.mode]}{clock}")


def hint(given: Hint) -> str:
    """A hint and what it costs."""
    return f'<div class="coach-question"><p class="coach-meta">Hint</p><p>{text(given.text)}</p></div>'


def rephrased(words: str) -> str:
    """The question in other words."""
    return f'<div class="coach-question"><p class="coach-meta">In other words</p><p><strong>{text(words)}</strong></p></div>'


def summary(session: Session, number: int) -> str:
    """The end of an interview: how each question went and what to study."""
    rows = "".join(f"<li>{text(turn.question.text)} — <strong>{_outcome(turn)}</strong>{_to_study(turn.assessment)}</li>" for turn in session.turns)
    mean = mean_score(session.turns)
    said = f"{mean:.0f} of 100 on average" if mean is not None else "nothing was answered this time"
    kept = f"The whole report, to read or to take along: Progress, interview {number}; in a terminal: coach report {number}"
    return f'<div class="coach-card"><p class="coach-score">That was the interview: {said}.</p><ol>{rows}</ol><p class="coach-meta">{kept}</p></div>'


def clock(seconds_left: int | None) -> str:
    """The time left for an answer; nothing without a clock."""
    if seconds_left is None:
        return ""
    said = f"{_duration(seconds_left)} left" if seconds_left > 0 else "The time is over: send what you have"
    return f'<p class="coach-meta" role="timer">{said}</p>'


def _outcome(turn: Turn) -> str:
    results = results_of(turn)
    if results is None:
        return "skipped" if turn.skipped else "not answered"
    hinted = " with hints" if turn.hints else ""
    return "given up" if turn.given_up and not turn.said else f"{results.score} of 100{hinted}"


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d} minutes"


def _to_study(assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    missed = [escape(name_of(verdict.point)) for verdict in gaps(assessment) if verdict.status is not Status.PARTIAL]
    return f'<br><span class="coach-meta">To study: {", ".join(missed)}</span>' if missed else ""
