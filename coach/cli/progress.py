"""A line on standard error that says what is going on."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress_line(what: str) -> Iterator[Callable[[str], None]]:
    """Rewritten in place on a terminal and removed at the end; nothing when standard error is no terminal."""
    is_terminal = sys.stderr.isatty()

    def say(detail: str) -> None:
        if is_terminal:
            click.echo(f"\r\x1b[K{what}: {detail}", nl=False, err=True)

    if is_terminal:
        click.echo(f"{what} ...", nl=False, err=True)
    try:
        yield say
    finally:
        if is_terminal:
            click.echo("\r\x1b[K", nl=False, err=True)
