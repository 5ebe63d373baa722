"""`coach history` and `coach report`: looking back on interviews."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.keeping import chosen_profile, opened_store, profile_option, shown_time
from coach.cli.output import as_json_option, print_json, print_table
from coach.config import load_settings
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.practice.history import Summary, Unreadable
    from coach.report.contents import Report


@click.command()
@profile_option
@as_json_option
def history(profile_name: str | None, as_json: bool) -> None:
    """List the interviews so far."""
    from coach.practice.history import Summary, Unreadable, summaries

    with opened_store() as store:
        profile = chosen_profile(store, profile_name)
        found = summaries(store, profile)
    readable, unreadable = [each for each in found if isinstance(each, Summary)], [each for each in found if isinstance(each, Unreadable)]
    if as_json:
        print_json({"profile": profile.name, "interviews": _as_json(readable), "unreadable": _as_json(unreadable)})
        return
    if not found:
        click.echo(f"{profile.name} has held no interview yet; `coach interview` begins one.")
        return
    rows = [("no.", "started", "mode", "answered", "score", "state")]
    for each in readable:
        score = "-" if each.mean_score is None else f"{each.mean_score:.0f}"
        rows.append((str(each.number), shown_time(each.started), each.mode, f"{each.answered} of {each.planned}", score, each.state))
    print_table(rows)
    for bad in unreadable:
        click.echo(f"Interview {bad.number} of {shown_time(bad.started)} can't be read: {bad.problem}", err=True)


def _as_json(interviews: "Sequence[Summary | Unreadable]") -> list[dict[str, Any]]:
    return [asdict(each) | {"started": each.started.isoformat()} for each in interviews]


@click.command()
@click.argument("number", type=int)
@profile_option
@click.option("--format", "file_format", type=click.Choice(["md", "html", "pdf"]), default="md", show_default=True, help="What the report is written as.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write; the screen unless given. A PDF needs one.")
def report(number: int, profile_name: str | None, file_format: str, output: Path | None) -> None:
    """Write the report on interview NUMBER of `coach history`."""
    if file_format == "pdf" and output is None:
        raise CoachError("A PDF can't be shown on the screen; give --output FILE.")
    from coach.files import save
    from coach.interview.coach import Coach
    from coach.practice.practice import Practice

    with opened_store() as store:
        content = _rendered(Practice(Coach(load_settings()), store, chosen_profile(store, profile_name)).report(number), file_format)
    if output is None:
        click.echo(content.decode(), nl=False)
        return
    save(output, content)
    click.echo(f"The report is in {output}.")


def _rendered(made: "Report", file_format: str) -> bytes:
    match file_format:
        case "pdf":
            from coach.report.pdf import render as render_pdf

            return render_pdf(made)
        case "html":
            from coach.report.html import render as render_html

            return render_html(made).encode()
        case _:
            from coach.report.markdown import render as render_markdown

            return render_markdown(made).encode()
