"""Says whether a model file is the one it claims to be, and where the file to load is."""

import contextlib
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.errors import CoachError
from coach.models.catalogue import ModelEntry, ModelFile, find, load_catalogue
from coach.models.gguf import read_header
from coach.models.transfer import CHUNK, Progress, Report, check_cancel

CACHE_NAME = ".verified.json"


def quiet(progress: Progress) -> None:
    """A report that goes nowhere."""


def locate(name_or_path: str | Path, models_dir: Path, report: Report = quiet) -> Path:
    """The file (language model) or folder (embedder) to load, checked.

    A name from the catalogue is checked by size and SHA-256 (remembered while the file stays the same); the path of somebody's own .gguf file,
    absolute or below the current or the models folder, by its header. Raises CoachError naming the file that is missing, truncated or different.
    """
    text = str(name_or_path)
    if not is_catalogued(text) and looks_like_path(text):
        return _own_file(text, models_dir)
    entry = find(text)
    cache = VerifiedCache(models_dir)
    for file in entry.files:
        if trouble := check(entry, file, models_dir, cache, report):
            raise CoachError(f"{trouble}; run `coach models pull {entry.name}`.")
    return entry.path_in(models_dir)


def is_catalogued(name: str) -> bool:
    """Whether the catalogue has a model of that name."""
    return any(entry.name.lower() == name.lower() for entry in load_catalogue())


def looks_like_path(text: str) -> bool:
    """Whether somebody means a file rather than a name."""
    return os.sep in text or text.startswith("~") or text.lower().endswith(".gguf")


def _own_file(text: str, models_dir: Path) -> Path:
    given = Path(text).expanduser()
    path = given if given.is_absolute() or given.exists() else models_dir / given
    if not path.exists():
        raise CoachError(f"The model file {given} does not exist; correct the path or choose a name from `coach models list`.")
    if not path.is_file():
        raise CoachError(f"{path} is not a file; give the path of a .gguf file or a name from `coach models list`.")
    with _readable(path):
        read_header(path)
    return path.absolute()


def verify(entry: ModelEntry, models_dir: Path, report: Report = quiet) -> list[tuple[ModelFile, str | None]]:
    """Hash every file of a model afresh. Beside each, what is wrong with it, naming it, or None."""
    cache = VerifiedCache(models_dir)
    results = []
    for file in entry.files:
        cache.forget(entry.file_in(models_dir, file))
        results.append((file, check(entry, file, models_dir, cache, report)))
    return results


def check(
    entry: ModelEntry, file: ModelFile, models_dir: Path, cache: "VerifiedCache", report: Report = quiet, cancel: threading.Event | None = None
) -> str | None:
    """What is wrong with one file of a model, as the beginning of a sentence that names it; None if nothing. Hashes it unless the cache knows it."""
    path = entry.file_in(models_dir, file)
    with _readable(path):
        if trouble := check_size(entry, file, models_dir):
            return trouble
        if cache.sha256(path) == file.sha256:
            return None
        before = stamp(path)
        found = sha256_of(path, f"checking {entry.name}", report, cancel)
    if found != file.sha256:
        return f"{path} is not {file.path} of {entry.name}: its SHA-256 is {found} instead of {file.sha256}"
    cache.remember(path, found, before)
    return None


def check_size(entry: ModelEntry, file: ModelFile, models_dir: Path) -> str | None:
    """Like `check`, but looks only at the size, which takes no time."""
    path = entry.file_in(models_dir, file)
    if not path.is_file():
        return f"{entry.name} is not here: {path} is missing"
    size = path.stat().st_size
    if size < file.bytes:
        return f"{path} is truncated: it has {size} of {file.bytes} bytes"
    if size > file.bytes:
        return f"{path} is not {file.path} of {entry.name}: it has {size} bytes instead of {file.bytes}"
    return None


def sha256_of(path: Path, message: str, report: Report = quiet, cancel: threading.Event | None = None) -> str:
    """SHA-256 of a file in hex. Raises Cancelled, OSError."""
    cancel = cancel or threading.Event()
    digest, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            check_cancel(cancel)
            digest.update(chunk)
            done += len(chunk)
            report(Progress(done, total, message))
    return digest.hexdigest()


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CoachError(f"{path} cannot be read ({error.strerror}); check its permissions.") from error


class VerifiedCache:
    """Remembers the SHA-256 of files by path, size, time of change and inode, so that a start does not read a gigabyte again."""

    def __init__(self, models_dir: Path) -> None:
        self.models_dir = models_dir
        self.path = models_dir / CACHE_NAME

    def sha256(self, path: Path) -> str | None:
        """The remembered hash, None if the file is unknown or has changed since."""
        row = self._rows().get(self._key(path))
        return row["sha256"] if row is not None and all(row.get(name) == value for name, value in stamp(path).items()) else None

    def remember(self, path: Path, sha256: str, hashed: dict[str, int]) -> None:
        """Keep the hash of a file whose stamp it had before it was hashed. A folder that cannot be written only means hashing again next time."""
        self._write(self._rows() | {self._key(path): {"sha256": sha256} | hashed})

    def forget(self, path: Path) -> None:
        """Drop what is known of a file."""
        rows = self._rows()
        if rows.pop(self._key(path), None) is not None:
            self._write(rows)

    def _key(self, path: Path) -> str:
        return path.relative_to(self.models_dir).as_posix()

    def _rows(self) -> dict[str, dict[str, Any]]:
        """The remembered rows; a cache that is missing or corrupt is an empty one."""
        try:
            rows = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(rows, dict):
            return {}
        return {key: row for key, row in rows.items() if isinstance(row, dict) and isinstance(row.get("sha256"), str)}

    def _write(self, rows: dict[str, dict[str, Any]]) -> None:
        with contextlib.suppress(OSError):
            with tempfile.NamedTemporaryFile("w", dir=self.models_dir, prefix=CACHE_NAME, delete=False) as stream:
                json.dump(rows, stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            Path(stream.name).replace(self.path)


def stamp(path: Path) -> dict[str, int]:
    """What changes when a file does: size in bytes, time of change in ns, inode."""
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "inode": stat.st_ino}
