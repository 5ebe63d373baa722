"""`coach progress`: how somebody stands with their guides, and what comes up again."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.keeping import chosen_profile, named_guides, opened_store, profile_option
from coach.cli.output import as_json_option, counted, print_json, print_table
from coach.config import load_settings
from coach.errors import CoachError
from coach.interview.progress import over_time

if TYPE_CHECKING:
    from fsrs import Card

    from coach.guides.types import Guide
    from coach.interview.types import Attempt
    from coach.practice.history import Standing

WIDTH = 40  # characters of the longest bar
NAME_CHARACTERS = 60  # of a point without a label, and of a question


@click.command()
@profile_option
@click.option("--guide", "guide_names", multiple=True, help="A guide's file name or a part of its title; may be given several times. Default: those practised.")
@click.option("--plots", "folder", type=click.Path(path_type=Path), help="Folder to write pictures to, as SVG.")
@as_json_option
def progress(profile_name: str | None, guide_names: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Show readiness, coverage, the weakest points and what is due."""
    from coach.interview.choosing import askable
    from coach.interview.coach import Coach
    from coach.interview.progress import forecast
    from coach.interview.schedule import due
    from coach.practice.history import midnight, practised, standing
    from coach.practice.practice import Practice

    with opened_store() as store:
        practice = Practice(Coach(load_settings()), store, chosen_profile(store, profile_name))
        attempts, cards = practice.attempts(), practice.cards()
    library = practice.coach.library.guides
    guides = named_guides(library, guide_names) if guide_names else practised(library, attempts)
    now = datetime.now(UTC)
    standings = [standing(guide, attempts, now) for guide in guides]
    questions = askable(guides)
    waiting, ahead = len(due(questions, cards, now)), forecast(questions, cards, midnight(now.astimezone()))
    written = _draw(folder, guides, attempts, cards, now) if folder else []
    if as_json:
        body = {"profile": practice.profile.name, "guides": [_as_json(each) for each in standings], "due": waiting, "forecast": ahead}
        print_json(body | {"plots": [str(path) for path in written]})
        return
    if not guides:
        click.echo(f"{practice.profile.name} has practised nothing yet; `coach interview` begins.")
    for each in standings:
        _print_standing(each)
    if guides:
        _print_forecast(waiting, ahead, now)
    for path in written:
        click.echo(str(path))


def _print_standing(found: "Standing") -> None:
    guide, covered = found.guide, found.coverage
    click.secho(guide.title, bold=True)
    click.echo(f"  {found.readiness.summary}")
    click.echo(f"  {covered.tried} of {counted(covered.questions, 'question')} tried; {covered.good} went well the last time.")
    for category, each in found.categories.items():
        click.echo(f"  {category.value:<16} {each.mean:3.0f} of 100 on average, {counted(each.attempts, 'answer')}")
    if found.weakest:
        click.echo("  Weakest points, and how much of each was earned over time:")
    for weak in found.weakest:
        name, question = (textwrap.shorten(text, NAME_CHARACTERS, placeholder=" …") for text in (weak.point.label or weak.point.text, weak.question.text))
        click.echo(f"  {over_time(weak.progress.earned)}  {name} ({guide.path.name}:{weak.point.line}), to “{question}”")
    click.echo()


def _print_forecast(waiting: int, ahead: Sequence[int], now: datetime) -> None:
    """A bar for each day from today, for which what is due already counts too."""
    click.secho(f"Due now: {counted(waiting, 'question')}. In the next {len(ahead)} days:", bold=True)
    scale = min(1.0, WIDTH / max(1, *ahead))
    days = [now.astimezone() + timedelta(days=number) for number in range(len(ahead))]
    print_table(
        [(f"  {day:%a} {day.day:2} {day:%b}", f"{'█' * round(scale * number)} {number}" if number else "") for day, number in zip(days, ahead, strict=True)]
    )


def _as_json(found: "Standing") -> dict[str, Any]:
    guide, covered = found.guide, found.coverage
    return {
        "id": guide.id,
        "title": guide.title,
        "readiness": asdict(found.readiness),
        "coverage": {"questions": covered.questions, "tried": covered.tried / covered.questions, "good": covered.good / covered.questions},
        "categories": {category: asdict(each) for category, each in found.categories.items()},
        "weakest": [
            {
                "id": weak.point.id,
                "label": weak.point.label,
                "text": weak.point.text,
                "question": weak.question.text,
                "path": str(guide.path),
                "line": weak.point.line,
                "mean": weak.progress.mean,
                "last": weak.progress.last,
                "attempts": len(weak.progress.earned),
                "earned": weak.progress.earned,
            }
            for weak in found.weakest
        ],
    }


def _draw(folder: Path, guides: "Sequence[Guide]", attempts: "Sequence[Attempt]", cards: "Mapping[str, Card]", now: datetime) -> list[Path]:
    """The files written. Of what has nothing to show yet there is no picture. Raises CoachError when there is none at all or the disk does not take it."""
    from coach.files import save
    from coach.practice.charts import charts

    drawn = {name: picture for name, picture in charts(guides, attempts, cards, now.astimezone()).items() if picture.startswith("<svg")}
    if not drawn:
        raise CoachError("There is nothing to draw yet; `coach interview` begins.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoachError(f"The folder {folder} can't be made ({error.strerror}); choose another one.") from error
    paths = []
    for name, picture in drawn.items():
        paths.append(folder / f"{name}.svg")
        save(paths[-1], picture.encode())
    return paths
