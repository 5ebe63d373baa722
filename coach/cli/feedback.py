"""What the terminal shows of an assessment, an improved answer and an explanation."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

import click

from coach.cli.progress import progress_line

if TYPE_CHECKING:
    from coach.grading.grader import Grading
    from coach.grading.types import Assessment
    from coach.interview.coach import Coach
    from coach.interview.revision import Revision


def watched(progress: "Iterator[Grading]") -> "Assessment":
    """The assessment at the end of a grading; a line says how far that is."""
    with progress_line("Reading the answer") as say:
        for grading in progress:
            say(f"{sum(verdict is not None for verdict in grading.verdicts)} of {len(grading.points)} points checked")
    assert grading.assessment is not None  # noqa: S101 - the last grading always has one
    return grading.assessment


def print_verdicts(assessment: "Assessment", score: int, file: str, before: int | None = None) -> None:
    """The score, and each point with its place in the guide's `file`; `before` is the score before the follow-up."""
    from coach.report.document import STATUS_NAMES

    was = "" if before is None else f" (it was {before})"
    click.secho(f"\n{score} of 100{was}", bold=True)
    for verdict in assessment.verdicts:
        name = verdict.point.label or verdict.point.text
        click.echo(f"  {STATUS_NAMES[verdict.status][0]} {verdict.status.value:<12} {name}  ({file}:{verdict.point.line})")
        if verdict.evidence:
            click.echo(f"      you said: “{verdict.evidence.text}”")
    click.echo()


def print_remarks(assessment: "Assessment", file: str, ceilings: Mapping[str, float] | None = None) -> None:
    """What was good, what was wrong, what would add most."""
    from coach.interview.feedback import remarks

    for remark in remarks(assessment, ceilings or {}):
        click.echo(remark.text + (f" ({file}:{remark.cited.line})" if remark.cited else ""))
    click.echo()


def improved(progress: "Iterator[Revision]") -> "Revision":
    """The improved answer once it is whole; empty when there is nothing to improve."""
    with progress_line("Improving the answer"):
        versions = list(progress)
    return versions[-1] if versions else ()


def print_revision(revision: "Revision") -> None:
    """The improved answer with what was added and what is wrong in brackets; nothing when it is empty."""
    from coach.interview.revision import Author

    if not revision:
        return
    marks = {Author.CANDIDATE: "{}", Author.MODEL: "+[{}]", Author.GUIDE: "+[{}] (the guide's words)", Author.ADVICE: "+[… {}]"}
    click.secho("Your answer, improved (added: +[ ], wrong: -[ ])", bold=True)
    click.echo(" ".join(("-[{}]" if piece.removed else marks[piece.author]).format(piece.text) for piece in revision))
    click.echo()


def print_explanation(coach: "Coach", text: str) -> None:
    """An explanation from the guides, sentence by sentence, and its sources. Raises CoachError for an empty or overlong text."""
    with progress_line("Looking it up"):
        found = coach.look_up(text)
    if found.declined:
        click.echo("Your guides hold nothing on this, so the coach has nothing to explain it from.")
        return
    with progress_line("Reading the sources"):
        written = coach.explain(found)
        first = next(written)
    quoted = False
    for sentence in chain([first], written):
        quoted = quoted or sentence.quoted
        click.echo(f"{sentence.text} [{sentence.n}]")
    if quoted:
        click.echo("(The guides' own words: they do not support what the model wrote.)")
    click.echo("\nSources")
    for source in found.sources:
        click.echo(f"  [{source.n}] {source.hit.path}:{source.hit.chunk.line}  {source.hit.chunk.text}")
