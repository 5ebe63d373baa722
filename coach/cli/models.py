"""`coach models`: what there is, fetch it, check it, choose one, say where it is."""

import contextlib
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

import click

from coach.cli.output import print_table
from coach.config import EMBEDDER, Settings, load_settings
from coach.errors import CoachError
from coach.models import verify as checks
from coach.models.catalogue import ModelEntry, find, load_catalogue
from coach.models.here import in_use, state
from coach.models.transfer import Progress, megabytes
from coach.settings_file import write_settings

PLAIN_SECONDS = 5.0  # between two lines of progress in a log
TERMINAL_SECONDS = 0.1  # between two rewrites of the line on a terminal


@click.group()
def models() -> None:
    """Model files: list, fetch, check and choose them."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, sizes in bytes.")
def list_models(as_json: bool) -> None:
    """Show the models that can be fetched by name and which are here."""
    settings = load_settings()
    rows = [_row(entry, settings) for entry in load_catalogue()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = [("", "name", "size", "memory", "context", "licence", "state", "")]
    for entry, row in zip(load_catalogue(), rows, strict=True):
        mark = "*" if row["in_use"] else ""
        sizes = (megabytes(entry.bytes), megabytes(entry.memory), f"{entry.context} tokens")
        table.append((mark, entry.name, *sizes, entry.licence, str(row["state"]), entry.note))
    print_table(table)
    click.echo("* in use")
    if settings.llm_url:
        click.echo(f"The setting llm_url is set: the model at {settings.llm_url} is used instead of a local one.")
    elif not checks.is_catalogued(settings.model):
        click.echo(f"In use as the language model: {settings.model}")


def _row(entry: ModelEntry, settings: Settings) -> dict[str, object]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "bytes": entry.bytes,
        "memory": entry.memory,
        "context": entry.context,
        "chat_format": entry.chat_format,
        "licence": entry.licence,
        "state": state(entry, settings.models_path),
        "in_use": in_use(entry, settings),
        "note": entry.note,
    }


@models.command()
@click.argument("name", required=False)
def pull(name: str | None) -> None:
    """Fetch a model; without NAME everything that the current settings need."""
    from coach.models.fetch import pull as fetch  # httpx is slow to import

    settings = load_settings()
    for entry in [find(name)] if name else _needed(settings):
        with _ctrl_c_cancels() as cancel, _progress_line(entry.name) as line:
            path = fetch(entry, settings.models_path, line.report, cancel)
        click.echo(f"{entry.name} is ready: {path}")


def _needed(settings: Settings) -> list[ModelEntry]:
    """What is to be fetched for these settings: a server or a file of one's own needs no language model."""
    entries = [find(EMBEDDER)]
    if settings.llm_url is None:
        if checks.is_catalogued(settings.model) or not checks.looks_like_path(settings.model):
            entries.append(find(settings.model))
        else:
            click.echo(f"The model is your own file: {checks.locate(settings.model, settings.models_path)}")
    return entries


@models.command()
@click.argument("name", required=False)
def verify(name: str | None) -> None:
    """Read every byte of a model and compare its SHA-256; without NAME of all that are here."""
    settings = load_settings()
    entries = [find(name)] if name else [entry for entry in load_catalogue() if state(entry, settings.models_path) != "absent"]
    if not entries:
        click.echo(f"There is no model in {settings.models_path}; `coach models pull` fetches what is needed.")
    wrong = 0
    for entry in entries:
        with _progress_line(entry.name) as line:
            results = checks.verify(entry, settings.models_path, line.report)
        for file, trouble in results:
            click.echo(f"{entry.name}: {trouble or f'{file.path} is right'}")
            wrong += trouble is not None
    if wrong:
        raise CoachError(f"{wrong} model {'file is' if wrong == 1 else 'files are'} missing or wrong; `coach models pull NAME` fetches a model again.")


@models.command()
@click.argument("name_or_path", metavar="NAME|PATH")
def use(name_or_path: str) -> None:
    """Choose the language model: a NAME from the list or the PATH of a .gguf file."""
    settings = load_settings()
    if checks.is_catalogued(name_or_path):
        entry = find(name_or_path)
        if entry.kind != "llm":
            raise CoachError(f"{entry.name} is an embedder, which is always used; choose a language model from `coach models list`.")
        with _progress_line(entry.name) as line:
            checks.locate(entry.name, settings.models_path, line.report)
        model = entry.name
    else:
        model = str(checks.locate(name_or_path, settings.models_path))
    write_settings(settings.toml_path, {"model": model})
    click.echo(f"{settings.toml_path} now says model = {json.dumps(model, ensure_ascii=False)}.")
    if os.environ.get("COACH_MODEL"):
        click.echo(f"The variable COACH_MODEL is set to {os.environ['COACH_MODEL']!r} and still comes first; unset it.")
    if settings.llm_url:
        click.echo(f"The setting llm_url is set, so the model at {settings.llm_url} is used instead until it is removed.")


@models.command()
@click.argument("name", required=False, metavar="[NAME|PATH]")
def path(name: str | None) -> None:
    """Print the path of a model that is here; without NAME of the language model in use."""
    settings = load_settings()
    with _progress_line(name or settings.model) as line:
        found = checks.locate(name or settings.model, settings.models_path, line.report)
    click.echo(str(found))


@contextlib.contextmanager
def _ctrl_c_cancels() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, so that stopping keeps what was fetched and ends with a sentence; a second Ctrl-C ends it at once."""
    cancel = threading.Event()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


class _ProgressLine:
    """Shows progress on standard error: one line that is rewritten on a terminal, now and then a line of its own in a log."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.terminal = sys.stderr.isatty()
        self.interval = TERMINAL_SECONDS if self.terminal else PLAIN_SECONDS
        self.shown = time.monotonic()
        self.open = False

    def report(self, progress: Progress) -> None:
        if progress.notice:
            self.end()
            click.echo(f"{self.name}: {progress.message}", err=True)
            return
        now = time.monotonic()
        if now - self.shown < self.interval:
            return
        self.shown = now
        share = progress.done_bytes / progress.total_bytes if progress.total_bytes else 1
        text = f"{self.name}: {share:4.0%} of {megabytes(progress.total_bytes)}, {progress.message}"
        if self.terminal:
            click.echo(f"\r{text[: shutil.get_terminal_size().columns - 1]}\x1b[K", nl=False, err=True)  # back to the start, clear what is left over
            self.open = True
        else:
            click.echo(text, err=True)

    def end(self) -> None:
        """Leave the line on the terminal empty for what comes next."""
        if self.open:
            click.echo("\r\x1b[K", nl=False, err=True)
            self.open = False


@contextlib.contextmanager
def _progress_line(name: str) -> Iterator[_ProgressLine]:
    line = _ProgressLine(name)
    try:
        yield line
    finally:
        line.end()
