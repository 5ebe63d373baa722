"""`coach interview`, `coach explain` and `coach review`: the three ways of practising, in the terminal."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.loading import ready_coach
from coach.cli.progress import progress_line
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.grading.grader import Grading
    from coach.grading.types import Assessment
    from coach.guides.types import Guide, Question
    from coach.interview.coach import Coach
    from coach.interview.revision import Revision
    from coach.interview.types import FollowUpQuestion

STATUS_MARKS = {"covered": "✓", "partial": "◐", "missed": "○", "contradicted": "✗"}
SKIP, END = "/skip", "/end"


@click.command()
@click.option("--guide", "guide_name", help="Guide to be interviewed from: its file name or a part of its title. Default: the first.")
@click.option(
    "--category", "categories", multiple=True, help="technical, behavioral, situational or problem-solving; may be given several times. Default: all."
)
@click.option("-n", "--questions", "count", type=int, default=5, show_default=True, help="How many questions.")
@click.option("--seed", type=int, help="The same number gives the same questions.")
def interview(guide_name: str | None, categories: tuple[str, ...], count: int, seed: int | None) -> None:
    """Be interviewed in the terminal. Finish an answer with an empty line; /skip and /end do what they say."""
    coach = ready_coach()
    from coach.interview import session as interview_session
    from coach.interview.choosing import choose_questions
    from coach.interview.session import Phase

    guide = _guide(coach, guide_name)
    chosen = choose_questions([each for each in guide.questions if each.points], categories=[_category(name) for name in categories], count=count, seed=seed)
    session = interview_session.start(chosen)
    how_many = "1 question" if len(chosen) == 1 else f"{len(chosen)} questions"
    click.echo(f"{guide.title}: {how_many}. Finish an answer with an empty line; {SKIP} skips, {END} ends.\n")
    while session.phase is not Phase.DONE:
        question = session.question
        if session.phase is Phase.ANSWER:
            click.secho(f"Question {session.position + 1} of {len(chosen)}: {question.text}", bold=True)
        else:
            click.secho(f"Follow-up: {session.turns[-1].follow_up}", bold=True)
        answer = _read_answer()
        if answer is None or answer == END:
            session = interview_session.ended(session)
            continue
        if answer == SKIP:
            session = interview_session.skipped(session)
            continue
        try:
            session = _answered(coach, session, guide, answer)
        except CoachError as error:  # the same question again
            click.echo(f"{error}\n", err=True)
    for turn in session.turns:
        result = f"{turn.assessment.score} of 100" if turn.assessment else "skipped"
        click.echo(f"{result:>12}  {turn.question.text}")
    if session.mean_score is not None:
        click.secho(f"{session.mean_score:.0f} of 100 on average", bold=True)


def _answered(coach: "Coach", session: Any, guide: "Guide", answer: str) -> Any:
    from coach.interview import session as interview_session
    from coach.interview.session import Phase
    from coach.interview.types import Said, Turn

    question = session.question
    if session.phase is Phase.FOLLOW_UP:
        before = session.turns[-1].assessment
        assessment = _shown(coach.grade_follow_up(before, session.turns[-1].follow_up, answer))
        _print_assessment(assessment, guide, before)
        _print_remarks(assessment, guide)
        _print_revision(_revised(coach, assessment))
        return interview_session.followed_up(session, assessment)
    assessment = _assess(coach, question, answer)
    _print_assessment(assessment, guide)
    for notice in coach.notices(question, answer):
        click.echo(f"  {notice}")
    _print_remarks(assessment, guide)
    with progress_line("Thinking of a follow-up"):
        asked = coach.follow_ups(Turn(question, (Said(answer),), assessment), count=1)
    return interview_session.answered(session, assessment, asked[0].text if asked else None)


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(text: str, as_json: bool) -> None:
    """Explain TEXT, a concept or a question, from the guides."""
    coach = ready_coach()
    started = time.perf_counter()
    with progress_line("Looking it up"):
        found = coach.look_up(text)
    timings = {"search": _milliseconds(started)}
    sentences: list[str] = []
    quoted = False
    if found.declined and not as_json:
        click.echo("Your guides hold nothing on this, so the coach has nothing to explain it from.")
        return
    if not found.declined:
        with progress_line("Reading the sources"):
            written = coach.explain(found)
            first = next(written)
        timings["first_sentence"] = _milliseconds(started)
        for sentence in _chain(first, written):
            quoted = quoted or sentence.quoted
            sentences.append(f"{sentence.text} [{sentence.n}]")
            if not as_json:
                click.echo(sentences[-1])
    timings["total"] = _milliseconds(started)
    sources = [
        {"n": each.n, "id": each.hit.chunk.id, "path": str(each.hit.path), "line": each.hit.chunk.line, "text": each.hit.chunk.text} for each in found.sources
    ]
    if as_json:
        answer = " ".join(sentences)
        click.echo(_json({"query": found.query, "answer": answer, "sources": sources, "declined": found.declined, "quoted": quoted, "timings_ms": timings}))
        return
    if quoted:
        click.echo("(The guides' own words: they do not support what the model wrote.)")
    click.echo("\nSources")
    for source in sources:
        click.echo(f"  [{source['n']}] {source['path']}:{source['line']}  {source['text']}")


@click.command()
@click.option("--question", "question_text", help="The question that was asked; found from the answer when not given.")
@click.option("--answer-file", type=click.Path(path_type=Path, allow_dash=True), default=Path("-"), help="File with the answer; - reads standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def review(question_text: str | None, answer_file: Path, as_json: bool) -> None:
    """Assess an answer that you have written."""
    answer = _read_file(answer_file)
    from coach.interview.answers import checked
    from coach.interview.types import Said, Turn

    answer = checked(answer)
    coach = ready_coach()
    started = time.perf_counter()
    with progress_line("Finding the question"):
        found = coach.find_question(answer, question_text)
    timings = {"find_question": _milliseconds(started)}
    if found.question is None:
        _report_unknown(question_text, [each for each, _ in found.candidates], timings, as_json=as_json)
        return
    question = found.question
    guide = coach.guide_of(question)
    if not as_json:
        click.secho(f"Question: {question.text}", bold=True)
    assessment = _assess(coach, question, answer)
    timings["verdicts"] = _milliseconds(started)
    notices = coach.notices(question, answer)
    if as_json:
        revision = _revised(coach, assessment)
        asked = coach.follow_ups(Turn(question, (Said(answer),), assessment))
        timings["total"] = _milliseconds(started)
        click.echo(_json(_review_json(assessment, guide, revision, asked, coach, timings, notices)))
        return
    _print_assessment(assessment, guide)
    for notice in notices:
        click.echo(f"  {notice}")
    _print_remarks(assessment, guide)
    _print_revision(_revised(coach, assessment))
    if asked := coach.follow_ups(Turn(question, (Said(answer),), assessment)):
        click.echo("An interviewer might ask next:")
        for each in asked:
            click.echo(f"  {each.text}")


def _report_unknown(question_text: str | None, closest: "list[Question]", timings: dict[str, int], *, as_json: bool) -> None:
    what = "No guide has that question; give --question the words of one" if question_text else "The answer clearly fits no question; name it with --question"
    message = f"{what}. The closest: " + " | ".join(each.text for each in closest)
    if as_json:
        body: dict[str, Any] = {"question": None, "score": None, "points": [], "feedback": message, "follow_ups": [], "sources": []}
        body |= {"candidates": [each.text for each in closest], "timings_ms": timings}
        click.echo(_json(body))
        return
    raise CoachError(message)


def _review_json(
    assessment: "Assessment",
    guide: "Guide",
    revision: "Revision",
    asked: "list[FollowUpQuestion]",
    coach: "Coach",
    timings: dict[str, int],
    notices: list[str],
) -> dict[str, Any]:
    from coach.interview.feedback import remarks

    question = assessment.question
    return {
        "question": {"id": question.id, "text": question.text, "guide": guide.title, "path": str(guide.path), "line": question.line},
        "score": assessment.score,
        "points": [
            {
                "id": verdict.point.id,
                "label": verdict.point.label,
                "text": verdict.point.text,
                "kind": verdict.point.kind.value,
                "status": verdict.status.value,
                "confidence": verdict.confidence,
                "evidence": verdict.evidence.text if verdict.evidence else None,
                "evidence_span": [verdict.evidence.start, verdict.evidence.end] if verdict.evidence else None,
                "line": verdict.point.line,
            }
            for verdict in assessment.verdicts
        ],
        "feedback": " ".join(remark.text for remark in remarks(assessment)),
        "revision": [
            {
                "text": piece.text,
                "author": piece.author.value,
                "point": piece.point.id if piece.point else None,
                "removed": piece.removed,
            }
            for piece in revision
        ],
        "follow_ups": [each.text for each in asked],
        "sources": [
            {"n": number, "id": verdict.point.id, "path": str(guide.path), "line": verdict.point.line, "text": verdict.point.statement}
            for number, verdict in enumerate(assessment.verdicts, start=1)
        ],
        "notices": notices,
        "model": coach.model.wait().name,
        "timings_ms": timings,
    }


def _assess(coach: "Coach", question: "Question", answer: str) -> "Assessment":
    return _shown(coach.grade(question, answer))


def _shown(progress: "Iterator[Grading]") -> "Assessment":
    with progress_line("Reading the answer") as say:
        for grading in progress:
            say(f"{sum(verdict is not None for verdict in grading.verdicts)} of {len(grading.points)} points checked")
    assert grading.assessment is not None  # noqa: S101 - the last grading always has one
    return grading.assessment


def _print_assessment(assessment: "Assessment", guide: "Guide", before: "Assessment | None" = None) -> None:
    was = f" (it was {before.score})" if before else ""
    click.secho(f"\n{assessment.score} of 100{was}", bold=True)
    for verdict in assessment.verdicts:
        name = verdict.point.label or verdict.point.text
        click.echo(f"  {STATUS_MARKS[verdict.status]} {verdict.status.value:<12} {name}  ({guide.path.name}:{verdict.point.line})")
        if verdict.evidence:
            click.echo(f"      you said: “{verdict.evidence.text}”")
    click.echo()


def _print_remarks(assessment: "Assessment", guide: "Guide") -> None:
    from coach.interview.feedback import remarks

    for remark in remarks(assessment):
        click.echo(remark.text + (f" ({guide.path.name}:{remark.cited.line})" if remark.cited else ""))
    click.echo()


def _revised(coach: "Coach", assessment: "Assessment") -> "Revision":
    """The improved answer; empty when there is nothing to improve."""
    with progress_line("Improving the answer"):
        versions = list(coach.revise(assessment))
    return versions[-1] if versions else ()


def _print_revision(revision: "Revision") -> None:
    from coach.interview.revision import Author

    if not revision:
        return
    marks = {Author.CANDIDATE: "{}", Author.MODEL: "+[{}]", Author.GUIDE: "+[{}] (the guide's words)", Author.ADVICE: "+[… {}]"}
    click.secho("Your answer, improved (added: +[ ], wrong: -[ ])", bold=True)
    click.echo(" ".join(("-[{}]" if piece.removed else marks[piece.author]).format(piece.text) for piece in revision))
    click.echo()


def _guide(coach: "Coach", name: str | None) -> "Guide":
    guides = [guide for guide in coach.library.guides if guide.questions]
    matching = [guide for guide in guides if name is None or name.lower() in f"{guide.title} {guide.path.name}".lower()]
    if not matching:
        raise CoachError(f"No guide is called {name!r}; there are: {', '.join(guide.path.name for guide in guides)}.")
    return matching[0]


def _category(name: str) -> Any:
    from coach.guides.types import Category

    normalised = name.lower().replace("behavioural", "behavioral").replace(" ", "-").replace("_", "-")
    try:
        return Category(normalised)
    except ValueError:
        raise CoachError(f"There is no category {name!r}; choose from {', '.join(Category)}.") from None


def _read_answer() -> str | None:
    """Lines up to an empty one; None at the end of the input with nothing written."""
    lines: list[str] = []
    for line in sys.stdin:
        stripped = line.rstrip("\n")
        if stripped.strip() in (SKIP, END) and not lines:
            return stripped.strip()
        if not stripped.strip():
            break
        lines.append(stripped)
    else:
        if not lines:
            return None
    return "\n".join(lines)


def _read_file(path: Path) -> str:
    if str(path) == "-":
        if sys.stdin.isatty():
            click.echo("Paste the answer, then press Ctrl+D:", err=True)
        raw, name = sys.stdin.buffer.read(), "Standard input"
    else:
        try:
            raw, name = path.read_bytes(), str(path)
        except OSError as error:
            raise CoachError(f"{path} can't be read: {error.strerror}; give the path of a text file.") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoachError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error


def _chain(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _milliseconds(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
