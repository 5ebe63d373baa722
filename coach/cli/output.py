"""How commands print what they have found."""

import json
from collections.abc import Sequence
from itertools import zip_longest

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def print_json(value: object) -> None:
    """One JSON value, indented, with letters of all scripts as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows of cells, each column as wide as its widest cell; the first row is the header."""
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def counted(number: int, what: str) -> str:
    """The number with its noun, in the singular or with an s."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
