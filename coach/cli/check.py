"""`coach check`: what is wrong in guides, as editors and CI read it."""

import json
import sys
from pathlib import Path

import click

from coach.guides.library import by_place
from coach.guides.library import check as check_guides
from coach.guides.types import Guide, Severity


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Report problems in guides: PATHS are files or folders, the coach's own content folder when none is given.

    Prints `file:line: severity: message`. The exit status is 1 when there is an error.
    """
    if not paths:
        from coach.config import load_settings

        paths = (load_settings().content_path,)
    read = [check_guides(path) for path in paths]  # a path with nothing to read is a problem too, so that the others are still checked
    guides = [guide for each in read for guide in each.guides]
    problems = by_place(problem for each in read for problem in each.problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        rows = [{"path": each.shown_path, "line": each.line, "severity": each.severity.value, "message": each.message} for each in problems]
        click.echo(json.dumps({"problems": rows, "guides": [_summary(guide) for guide in guides]}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        counts = (("guide", len(guides)), ("question", sum(len(guide.questions) for guide in guides)), ("error", errors), ("warning", len(problems) - errors))
        click.echo(", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts), err=True)
    sys.exit(1 if errors else 0)


def _summary(guide: Guide) -> dict[str, object]:
    return {
        "path": str(guide.path),
        "title": guide.title,
        "sections": len(guide.sections),
        "questions": len(guide.questions),
        "points": sum(len(question.points) for question in guide.questions),
        "follow_ups": sum(len(question.follow_ups) for question in guide.questions),
    }
