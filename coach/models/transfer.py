"""What every way of fetching shares: progress, cancelling and room on the disk."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError

CHUNK = 2**20  # bytes read at a time
SPARE = 64 * 2**20  # bytes of the disk that fetching leaves free


@dataclass(frozen=True)
class Progress:
    """How far it is, in bytes, and what is being done. A notice is a message worth keeping on the screen, not only until the next one."""

    done_bytes: int
    total_bytes: int
    message: str
    notice: bool = False


Report = Callable[[Progress], None]


class Cancelled(CoachError):
    """The person stopped it. What was fetched is kept for the next time."""


class SourceFailed(CoachError):
    """One source did not give the file; the next may."""


class WrongBytes(SourceFailed):
    """One source gave a file with another SHA-256."""


class NoSpace(CoachError):
    """The disk has no room, whatever the source."""


def check_cancel(cancel: threading.Event) -> None:
    """Raises Cancelled once the event is set."""
    if cancel.is_set():
        raise Cancelled("Stopped; what was fetched is kept, and the same command goes on from there.")


def megabytes(number: int) -> str:
    """A size in bytes for people: 1,117,320,768 is "1.12 GB"."""
    return f"{number / 1e9:.2f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"


def require_space(folder: Path, needed: int, name: str) -> None:
    """Raises NoSpace with the numbers unless the disk of that folder has room for `needed` more bytes and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise NoSpace(
            f"Fetching {name} needs {megabytes(needed + SPARE)} more on the disk of {folder}, and {megabytes(free)} is free: "
            f"free {megabytes(needed + SPARE - free)} or choose another folder with the setting models_dir."
        )


def size_of(path: Path) -> int:
    """Size of a file in bytes, 0 if there is none."""
    return path.stat().st_size if path.exists() else 0
