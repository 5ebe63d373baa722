"""Reading what somebody has written: files, and lines typed into the terminal."""

import sys
from pathlib import Path

import click

from coach.documents import MAX_BYTES, text_of
from coach.errors import CoachError


def read_text(path: Path) -> str:
    """The text of a document (see documents.py); "-" is standard input. Raises CoachError when it can't be read or is no document."""
    if str(path) == "-":
        if sys.stdin.isatty():
            click.echo("Paste the text, then press Ctrl+D:", err=True)
        return text_of("Standard input", sys.stdin.buffer.read(MAX_BYTES + 1))
    try:
        with path.open("rb") as stream:
            return text_of(str(path), stream.read(MAX_BYTES + 1))
    except OSError as error:
        raise CoachError(f"{path} can't be read: {error.strerror}; give the path of a document (.txt, .md, .docx or .pdf).") from error


def typed_line() -> str | None:
    """The next line of standard input without its end; None when there is none any more. Raises CoachError for what is no UTF-8."""
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise CoachError("What was typed is not UTF-8 text; set your terminal to UTF-8.") from error
    return line.rstrip("\n") if line else None
