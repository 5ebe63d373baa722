"""`coach check`: what is wrong in guides, as editors and CI read it."""

import json
import sys
from pathlib import Path

import click

from coach.errors import CoachError
from coach.guides.library import guide_files, read_guide
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
    parsed = [read_guide(file) for path in paths for file in _files(path)]
    guides = [each.guide for each in parsed if each.guide]
    problems = sorted((problem for each in parsed for problem in each.problems), key=lambda problem: (str(problem.path), problem.line))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        rows = [{"path": str(each.path), "line": each.line, "severity": each.severity.value, "message": each.message} for each in problems]
        click.echo(json.dumps({"problems": rows, "guides": [_summary(guide) for guide in guides]}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        questions = sum(len(guide.questions) for guide in guides)
        click.echo(f"{len(guides)} guides, {questions} questions, {errors} errors, {len(problems) - errors} warnings", err=True)
    sys.exit(1 if errors else 0)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.exists():
        raise CoachError(f"{path} does not exist; give a guide file or a folder of guides.")
    files = guide_files(path)
    if not files:
        raise CoachError(f"There is no guide in {path}; copy a Markdown guide (.md) there.")
    return files


def _summary(guide: Guide) -> dict[str, object]:
    return {
        "path": str(guide.path),
        "title": guide.title,
        "sections": len(guide.sections),
        "questions": len(guide.questions),
        "points": sum(len(question.points) for question in guide.questions),
        "follow_ups": sum(len(question.follow_ups) for question in guide.questions),
    }
