"""`coach check`: what is wrong in guides, as editors and CI read it."""

import json
import sys
from pathlib import Path

import click

from coach.guides.library import Library, read_folder, read_guide
from coach.guides.types import Guide, Problem, Severity


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
    read = [_read(path) for path in paths]
    guides = [guide for each in read for guide in each.guides]
    problems = sorted((problem for each in read for problem in each.problems), key=lambda problem: (problem.shown_path, problem.line))
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


def _read(path: Path) -> Library:
    """A file or a folder of guides; that there is none is a problem like any other, so that the other paths are still checked."""
    try:
        is_folder, is_there = path.is_dir(), path.exists() or path.is_symlink()
    except OSError as error:
        return _problem(path, f"this path can't be read ({error.strerror}); give a guide file or a folder of guides")
    if not is_there:
        return _problem(path, "there is no such file or folder; give a guide file or a folder of guides")
    if not is_folder:
        parsed = read_guide(path)
        return Library((parsed.guide,) if parsed.guide else (), parsed.problems)
    library = read_folder(path)
    return library if library.guides or library.problems else _problem(path, "there is no guide in this folder; copy a Markdown guide (.md) there")


def _problem(path: Path, message: str) -> Library:
    return Library((), (Problem(path, 1, Severity.ERROR, message),))


def _summary(guide: Guide) -> dict[str, object]:
    return {
        "path": str(guide.path),
        "title": guide.title,
        "sections": len(guide.sections),
        "questions": len(guide.questions),
        "points": sum(len(question.points) for question in guide.questions),
        "follow_ups": sum(len(question.follow_ups) for question in guide.questions),
    }
