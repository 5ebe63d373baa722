"""Values to HTML. Everything that a user, a guide or a model wrote is escaped here, and nowhere else is HTML made.

Each function returns one line: Markdown, which the chat renders, ends an HTML block at a blank line.
"""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from coach.grading.grader import Grading
from coach.grading.rubric import is_story
from coach.grading.score import NO_CEILINGS, WEIGHTS, score
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.library import Library
from coach.guides.types import Guide, Point, Question
from coach.interview.choosing import Choice
from coach.interview.coach import Explanation
from coach.interview.explain import Explained, Source
from coach.interview.feedback import Remark
from coach.interview.gaps import gaps
from coach.interview.hints import Hint
from coach.interview.loading import Progress
from coach.interview.results import mean_score, results_of
from coach.interview.revision import Author, Piece, Revision
from coach.interview.types import FollowUpQuestion, Mode, Plan, Session, Turn
from coach.report.contents import name_of
from coach.report.document import CATEGORY_NAMES, STATUS_NAMES

ORIGINS = {"guide": "from the guide", "model": "worded by the model", "template": "a standard question"}
GREETINGS = {
    Mode.PRACTICE: "You get feedback after each answer; hints are there when you are stuck.",
    Mode.REALISTIC: "As in a real interview the feedback comes at the end, and there are no hints.",
    Mode.DRILL: "A drill: what is due or went badly, without follow-ups.",
}
SHARES = {1.0: "full weight", 0.25: "a quarter (considerations, practices, pitfalls)", 0.0: "nothing (the author's own examples)"}

BREADCRUMB_FROM = 2  # role and kind of question go without saying on the page


def text(value: str) -> str:
    """Somebody's text as HTML: nothing in it means anything, line breaks are kept."""
    return "<br>".join(_escape(line) for line in value.strip().splitlines())


def paragraph(value: str, css_class: str = "") -> str:
    """Somebody's text as a paragraph of its own."""
    return f'<p class="{css_class}">{text(value)}</p>' if css_class else f"<p>{text(value)}</p>"


def notice(value: str) -> str:
    """A sentence of the coach about what is going on."""
    return f'<p class="coach-notice">{text(value)}</p>'


def problem(value: str) -> str:
    """A sentence about something that went wrong and what to do."""
    return f'<p class="coach-problem"><strong>That did not work.</strong> {text(value)}</p>'


def question(asked: Question, guide: Guide, position: int, total: int) -> str:
    """A question as the interviewer asks it."""
    category = CATEGORY_NAMES[asked.category]
    return (
        f'<div class="coach-question"><p class="coach-meta">Question {position} of {total} · {category} · {_escape(guide.role)}</p>'
        f"<p><strong>{text(asked.text)}</strong></p></div>"
    )


def follow_ups(asked: Sequence[FollowUpQuestion], title: str) -> str:
    """Questions that come next, and where the words of each come from."""
    questions = "".join(f'<p class="coach-meta">{title} · {ORIGINS[each.source]}</p><p><strong>{text(each.text)}</strong></p>' for each in asked)
    return f'<div class="coach-question">{questions}</div>'


def grading(progress: Grading, guide: Guide, previous: Assessment | None = None, ceilings: Mapping[str, float] = NO_CEILINGS) -> str:
    """An assessment as far as it has come: the score, then each point with its verdict, opening to the evidence and the guide's text.

    `ceilings` are what points can earn at most after hints.
    """
    rows = "".join(
        _open_point(point) if verdict is None else _judged_point(verdict, guide.path) for point, verdict in zip(progress.points, progress.verdicts, strict=True)
    )
    if progress.assessment is None:
        done = sum(verdict is not None for verdict in progress.verdicts)
        head = f'<p class="coach-score">Reading your answer … {done} of {len(progress.points)} points checked</p>'
    else:
        head = _score(progress.assessment, previous, ceilings)
    return f'<div class="coach-card">{head}<div class="coach-points">{rows}</div>{_scoring(progress.points)}</div>'


def remarks(said: Sequence[Remark], guide: Guide) -> str:
    """The coach's feedback in words; what is the guide's with its place."""
    return "".join(paragraph(each.text) + (_place(str(guide.path), each.cited.line) if each.cited else "") for each in said)


def revision(pieces: Revision, guide: Guide) -> str:
    """The improved answer: what was added underlined, what is wrong struck out, and where the additions come from."""
    words = " ".join(_piece(each) for each in pieces)
    cited = [each.point for each in pieces if each.point and each.author is not Author.ADVICE]
    names = ", ".join(f"{_escape(name_of(point))} (line {point.line})" for point in cited)
    places = f'<p class="coach-meta">Added from {_escape(guide.path.name)}: {names}.</p>' if cited else ""
    plain = [each.point for each in pieces if each.point and each.author is Author.GUIDE]
    note = notice(f"In the guide's own words, as what the model wrote did not pass the checks: {', '.join(map(name_of, plain))}.") if plain else ""
    return f'<div class="coach-revision"><p class="coach-meta">Your answer, improved</p><p>{words}</p>{places}{note}</div>'


def explanation(found: Explanation, sentences: Sequence[Explained], *, done: bool) -> str:
    """An explanation with numbered citations and, below, the sections that they open."""
    if found.declined:
        return notice("Your guides hold nothing on this, so the coach has nothing to explain it from. Try other words, or add a guide that covers it.")
    quoted = notice("The guides do not support what the model wrote, so here is what they say themselves.") if any(each.quoted for each in sentences) else ""
    if any(each.quoted for each in sentences):
        body = "".join(f"<blockquote>{text(each.text)}{_chip(each.n)}</blockquote>" for each in sentences)
    else:
        body = f"<p>{' '.join(f'{text(each.text)}{_chip(each.n)}' for each in sentences)}</p>"
    writing = "" if done else '<p class="coach-meta">Writing …</p>'
    return f'<div class="coach-explanation">{quoted}{body}{writing}{sources(found.sources)}</div>'


def sources(numbered: Sequence[Source]) -> str:
    """The passages, each a click away."""
    rows = "".join(
        f"<details><summary>{_chip(each.n)} {_escape(' › '.join(each.hit.chunk.breadcrumb[BREADCRUMB_FROM:]))}</summary>"
        f"<blockquote>{text(each.hit.chunk.text)}</blockquote>{_place(each.hit.chunk.path, each.hit.chunk.line)}</details>"
        for each in numbered
    )
    return f'<div class="coach-sources"><p class="coach-meta">Sources</p>{rows}</div>'


def plan(choices: Sequence[Choice], library: Library) -> str:
    """The questions of an interview that is about to start, and why each of them."""
    rows = "".join(
        f'<li>{text(each.question.text)}<br><span class="coach-meta">{text(library.guide(each.question.guide_id).role)} · {text(each.why)}</span></li>'
        for each in choices
    )
    return f'<div class="coach-card"><p class="coach-score">This is what the interview would ask. Begin, or choose something else.</p><ol>{rows}</ol></div>'


def greeting(planned: Plan) -> str:
    """How the interview is going to go."""
    count = "1 question" if len(planned.questions) == 1 else f"{len(planned.questions)} questions"
    clock = f" You have {_duration(planned.seconds)} for each." if planned.seconds else ""
    return notice(f"{count}. {GREETINGS[planned.mode]}{clock}")


def hint(given: Hint) -> str:
    """A hint and what it costs."""
    return f'<div class="coach-question"><p class="coach-meta">Hint</p><p>{text(given.text)}</p></div>'


def rephrased(words: str) -> str:
    """The question in other words."""
    return f'<div class="coach-question"><p class="coach-meta">In other words</p><p><strong>{text(words)}</strong></p></div>'


def model_answer(asked: Question, guide: Guide) -> str:
    """What the guide says to a question that the candidate gave up."""
    rows = "".join(f"<li>{text(point.statement)}</li>" for point in asked.points)
    place = _place(str(guide.path), asked.line)
    return f'<div class="coach-card"><p class="coach-meta">The guide’s answer</p><ul>{rows}</ul>{place}</div>'


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


def candidates(questions: Sequence[Question]) -> str:
    """The closest questions when none is clearly meant."""
    rows = "".join(f"<li>{text(each.text)}</li>" for each in questions)
    return notice(
        "No question in your guides clearly fits this answer. Choose the question above the text box and press Send again; your answer is still there."
    ) + (f'<p class="coach-meta">The closest ones:</p><ul>{rows}</ul>' if rows else "")


def head(title: str, status: str) -> str:
    """The top of the page: its name and, beside it, the status line."""
    return f'<div class="coach-head"><h1>{_escape(title)}</h1><div role="status">{status}</div></div>'


def status(parts: Sequence[Progress], model_name: str | None, server: str | None = None) -> str:
    """The line at the top of the page: how loading goes, or that everything is there. `server` is where the model runs, if not in this process."""
    errors = [part.error for part in parts if part.error]
    if errors:
        return "".join(f'<p class="coach-problem">{text(error)}</p>' for error in errors)
    if all(part.ready for part in parts):
        where = f"what you write goes to the model at {server}" if server else "nothing leaves this machine"
        return f'<p class="coach-meta">Ready · {_escape(model_name or "")} · {_escape(where)}</p>'
    shown = " · ".join(_escape(part.message) + (f" {part.share:.0%}" if part.share is not None and not part.ready else "") for part in parts)
    return f'<p class="coach-meta">Getting ready: {shown}. You can start; the coach answers as soon as it is ready.</p>'


def _score(assessment: Assessment, previous: Assessment | None, ceilings: Mapping[str, float]) -> str:
    counts = [f"{len(found)} {STATUS_NAMES[status][1].lower()}" for status in Status if (found := assessment.with_status(status))]
    before = f" (it was {score(previous.verdicts, ceilings)})" if previous is not None else ""
    hinted = " with hints" if ceilings else ""
    return f'<p class="coach-score"><strong>{score(assessment.verdicts, ceilings)} of 100</strong>{hinted}{before} · {" · ".join(counts)}</p>'


def _scoring(points: Sequence[Point]) -> str:
    """What the score is made of."""
    counted = Counter(WEIGHTS[point.kind] for point in points)
    if not any(counted):
        return '<p class="coach-meta">Each point counts the same.</p>'
    said = [f"{count} {'point' if count == 1 else 'points'} at {SHARES[weight]}" for weight, count in sorted(counted.items(), reverse=True)]
    return f'<p class="coach-meta">What counts: {", ".join(said)}.</p>'


def _open_point(point: Point) -> str:
    return f'<p class="coach-point">… {_escape(name_of(point))}</p>'


def _judged_point(verdict: PointVerdict, path: Path) -> str:
    icon, name = STATUS_NAMES[verdict.status]
    point = verdict.point
    said = f"<p>You said: <mark>{text(verdict.evidence.text)}</mark></p>" if verdict.evidence else "<p>Not recognised in your answer.</p>"
    source = "What a good story has" if is_story(point) else "The guide says"
    place = "" if is_story(point) else _place(str(path), point.line)
    return (
        f'<details class="coach-point coach-{verdict.status.value}"><summary>{icon} {_escape(name_of(point))} '
        f'<span class="coach-verdict">{name.lower()}</span></summary>{said}<p>{source}: {text(point.statement)}</p>{place}</details>'
    )


def _piece(piece: Piece) -> str:
    if piece.removed:
        return f"<del>{text(piece.text)}</del>"
    if piece.author is Author.CANDIDATE:
        return text(piece.text)
    return f"<ins>{text(f'[{piece.text}]' if piece.author is Author.ADVICE else piece.text)}</ins>"


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
    missed = [_escape(name_of(verdict.point)) for verdict in gaps(assessment) if verdict.status is not Status.PARTIAL]
    return f'<br><span class="coach-meta">To study: {", ".join(missed)}</span>' if missed else ""


def _chip(number: int) -> str:
    return f'<span class="coach-chip">[{number}]</span>'


def _place(path: str, line: int) -> str:
    return f'<p class="coach-meta">{_escape(Path(path).name)}, line {line}</p>'


def _escape(value: str) -> str:
    # The chat reads Markdown: inside an HTML block it leaves everything alone but a blank line, which `text` never makes.
    return html.escape(value, quote=True)
