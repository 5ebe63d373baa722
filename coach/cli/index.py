"""`coach index` and `coach search`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.progress import progress_line
from coach.config import EMBEDDER, load_settings
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.guides.library import Library
    from coach.index.build import OpenedIndex


@click.command()
@click.option("--rebuild", is_flag=True, help="Embed everything again.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def index(rebuild: bool, as_json: bool) -> None:
    """Bring the search index up to date with the guides; only what has changed is embedded."""
    opened, library = _open(rebuild=rebuild)
    guides = len(library.guides)
    notices = list(opened.notices)
    if errors := sum(problem.severity == "error" for problem in library.problems):
        notices.append(f"Something in the guides could not be read ({errors} found), so it is not in the index; `coach check` says what.")
    summary = opened.summary
    body = {
        "chunks": len(opened.index),
        "embedded": summary.embedded if summary else 0,
        "reused": summary.reused if summary else len(opened.index),
        "removed": summary.removed if summary else 0,
        "guides": guides,
        "seconds": summary.seconds if summary else 0.0,
        "notices": notices,
    }
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for notice in notices:
        click.echo(notice)
    if summary is None:
        click.echo(f"The index is up to date: {body['chunks']} passages of {guides} guides.")
        return
    click.echo(f"{summary.chunks} passages of {guides} guides: {summary.embedded} embedded, {summary.reused} taken over, {summary.removed} removed.")
    click.echo(f"It took {summary.seconds} s.")


@click.command()
@click.argument("query")
@click.option("-k", "count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many passages at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def search(query: str, count: int, as_json: bool) -> None:
    """Find passages in the guides."""
    query = query.encode("utf-8", "replace").decode("utf-8")  # an argument that is no UTF-8 could not be printed
    if not query.strip():
        raise CoachError("The query is empty; write a few words to search for.")
    opened, _ = _open()
    for notice in opened.notices:
        click.echo(notice, err=True)
    result = opened.index.search(query, k=count)
    if as_json:
        hits = [
            {
                "id": hit.chunk.id,
                "score": round(hit.score, 4),
                "guide": hit.chunk.guide_title,
                "category": hit.chunk.category,
                "question": hit.chunk.question,
                "text": hit.chunk.text,
                "path": str(hit.path),
                "line": hit.chunk.line,
            }
            for hit in result.hits
        ]
        click.echo(json.dumps({"query": query, "hits": hits, "relevant": result.relevant}, ensure_ascii=False, indent=2))
        return
    if not result.relevant:
        click.echo("Nothing relevant in your guides.")
    for hit in result.hits:
        click.secho(f"{hit.score:.2f}  {' › '.join(hit.chunk.breadcrumb)}", bold=True)
        click.echo("      " + hit.chunk.text.replace("\n", "\n      "))
        click.echo(f"      {_shown(hit.path)}:{hit.chunk.line}\n")


def _shown(path: Path) -> str:
    """As seen from the home folder if it is inside, else whole."""
    home = load_settings().home
    return str(path.relative_to(home) if path.is_relative_to(home) else path)


def _open(*, rebuild: bool = False) -> "tuple[OpenedIndex, Library]":
    from coach.guides.library import load_library
    from coach.models.verify import locate

    settings = load_settings()
    library = load_library(settings.content_path)
    with progress_line("Index") as say:
        say("loading the embedder")
        from coach.index.build import open_index
        from coach.index.embedder import SentenceEmbedder

        embedder = SentenceEmbedder(locate(EMBEDDER, settings.models_path))
        opened = open_index(
            library,
            embedder,
            settings.index_path,
            settings.content_path,
            report=lambda progress: say(progress.message + (f" ({progress.share:.0%})" if progress.share is not None else "")),
            rebuild=rebuild,
        )
    return opened, library
