"""Writing files so that a crash leaves either the whole of one or nothing of it."""

import os
import tempfile
from pathlib import Path

from coach.errors import CoachError


def settle(temporary: Path, final: Path) -> None:
    """Give a finished file its final name, so that a crash leaves either the whole file under that name or none. Raises OSError."""
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a crash. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def save(path: Path, content: bytes) -> None:
    """Write a file in one step, in place of the one that may be there; only its owner can read it. Raises CoachError when that can't be done."""
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".coach-", delete=False) as stream:
            temporary = Path(stream.name)
            stream.write(content)
        settle(temporary, path)
    except OSError as error:
        raise CoachError(f"{path} can't be written ({error.strerror}); check that its folder exists, is yours to write to and has space left.") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)  # only where it did not get its name
