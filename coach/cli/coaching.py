"""`coach explain` and `coach review`: an explanation or an assessment at once, without an interview."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.feedback import improved, print_explanation, print_remarks, print_revision, print_verdicts, watched
from coach.cli.loading import ready_coach
from coach.cli.output import as_json_option, print_json
from coach.cli.progress import progress_line
from coach.cli.reading import read_text
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.grading.types import Assessment
    from coach.guides.types import Guide, Question
    from coach.interview.coach import Coach
    from coach.interview.explain import Explained
    from coach.interview.revision import Revision
    from coach.interview.types import FollowUpQuestion


@click.command()
@click.argument("text")
@as_json_option
def explain(text: str, as_json: bool) -> None:
    """Explain TEXT, a concept or a question, from the guides."""
    coach = ready_coach()
    if not as_json:
        print_explanation(coach, text)
        return
    started = time.perf_counter()
    found = coach.look_up(text)
    timings = {"search": _milliseconds(started)}
    sentences: list[Explained] = []
    for sentence in coach.explain(found) if not found.declined else ():
        timings.setdefault("first_sentence", _milliseconds(started))
        sentences.append(sentence)
    timings["total"] = _milliseconds(started)
    print_json(
        {
            "query": found.query,
            "answer": " ".join(f"{sentence.text} [{sentence.n}]" for sentence in sentences),
            "sources": [
                {"n": each.n, "id": each.hit.chunk.id, "path": str(each.hit.path), "line": each.hit.chunk.line, "text": each.hit.chunk.text}
                for each in found.sources
            ],
            "declined": found.declined,
            "quoted": any(sentence.quoted for sentence in sentences),
            "timings_ms": timings,
        }
    )


@click.command()
@click.option("--question", "question_text", help="The question that was asked; found from the answer when not given.")
@click.option(
    "--answer-file", type=click.Path(path_type=Path, allow_dash=True), default=Path("-"), help="File with the answer: text, .docx or .pdf; - is standard input."
)
@as_json_option
def review(question_text: str | None, answer_file: Path, as_json: bool) -> None:
    """Assess an answer that you have written."""
    answer = read_text(answer_file)
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
    assessment = watched(coach.grade(question, answer))
    timings["verdicts"] = _milliseconds(started)
    notices = coach.notices(question, answer)
    turn = Turn(question, (Said(answer),), assessment)
    if as_json:
        revision = improved(coach.revise(assessment))
        asked = coach.follow_ups(turn)
        timings["total"] = _milliseconds(started)
        print_json(_review_json(assessment, guide, revision, asked, coach, timings, notices))
        return
    print_verdicts(assessment, assessment.score, guide.path.name)
    for notice in notices:
        click.echo(f"  {notice}")
    print_remarks(assessment, guide.path.name)
    print_revision(improved(coach.revise(assessment)))
    if asked := coach.follow_ups(turn):
        click.echo("An interviewer might ask next:")
        for each in asked:
            click.echo(f"  {each.text}")


def _report_unknown(question_text: str | None, closest: "list[Question]", timings: dict[str, int], *, as_json: bool) -> None:
    what = "No guide has that question; give --question the words of one" if question_text else "The answer clearly fits no question; name it with --question"
    message = f"{what}. The closest: " + " | ".join(each.text for each in closest)
    if as_json:
        body: dict[str, Any] = {"question": None, "score": None, "points": [], "feedback": message, "follow_ups": [], "sources": []}
        body |= {"candidates": [each.text for each in closest], "timings_ms": timings}
        print_json(body)
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


def _milliseconds(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
