"""Reading what somebody has written: files, and lines typed into the terminal."""

import sys
from pathlib import Path

import click

from coach.errors import CoachError


def read_text(path: Path) -> str:
    """The text of a file; "-" is standard input. Raises CoachError when it can't be read or is no UTF-8."""
    if str(path) == "-":
        if sys.stdin.isatty():
            click.echo("Paste the text, then press Ctrl+D:", err=True)
        raw, name = sys.stdin.buffer.read(), "Standard input"
    else:
        try:
            raw, name = path.read_bytes(), str(path)
        except OSError as error:
            raise CoachError(f"{path} can't be read: {error.strerror}; give the path of a text file.") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoachError(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error


def typed_line() -> str | None:
    """The next line of standard input without its end; None when there is none any more. Raises CoachError for what is no UTF-8."""
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise CoachError("What was typed is not UTF-8 text; set your terminal to UTF-8.") from error
    return line.rstrip("\n") if line else None
