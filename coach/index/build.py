"""Bringing the index up to date with the guides: incremental, interruptible, one process at a time."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.guides.library import Library
from coach.index.checkpoint import Checkpoint, key
from coach.index.chunker import chunks_of
from coach.index.search import Index
from coach.index.store import Reason, Sources, Stored, load, save, sources_of, vectors_by_text
from coach.index.types import Chunk, Embedder, Progress, Report, Vectors

CHECKPOINT_TEXTS = 256  # embedded between two checkpoints: about 5 s on 2 cores
LOCK_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did, in chunks."""

    chunks: int
    embedded: int  # by this build
    reused: int  # vectors taken from the index before, or from a build that was interrupted
    removed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """An index ready to search. `notices` say in a sentence each what had to be done for that; `summary` is None when nothing had."""

    index: Index
    notices: tuple[str, ...]
    summary: BuildSummary | None


def quiet(progress: Progress) -> None:
    """A report that goes nowhere."""


def open_index(
    library: Library,
    embedder: Embedder,
    index_dir: Path,
    content_dir: Path,
    report: Report = quiet,
    cancel: threading.Event | None = None,
    *,
    rebuild: bool = False,
) -> OpenedIndex:
    """Load the index, or build what is missing, stale, foreign or damaged of it.

    With `rebuild` nothing of the old index is taken over. Raises CoachError when it can't be written, Stopped when `cancel` is set: the old
    index is whole in both cases, and the next build goes on with what was embedded.
    """
    try:
        sources = sources_of(library.guides, content_dir)
    except OSError as error:
        raise CoachError(f"The guide {error.filename} can't be read any more ({error.strerror}); check its permissions and try again.") from error
    loaded = load(index_dir, embedder.fingerprint, sources)
    if loaded.stored and loaded.reason is None and not rebuild:
        return OpenedIndex(Index(loaded.stored.chunks, loaded.stored.vectors, embedder, content_dir), (), None)
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = _acquired(FileLock(index_dir / ".lock"), report, cancel)
    except OSError as error:
        raise CoachError(f"The search index can't be written to {index_dir} ({error.strerror}); check the folder's permissions.") from error
    try:
        loaded = load(index_dir, embedder.fingerprint, sources)  # another process may have built it meanwhile
        if loaded.stored and loaded.reason is None and not rebuild:
            return OpenedIndex(Index(loaded.stored.chunks, loaded.stored.vectors, embedder, content_dir), (), None)
        stored, summary = _build(library, embedder, index_dir, content_dir, sources, None if rebuild else loaded.stored, report, cancel)
    finally:
        lock.release()
    notices = () if rebuild or loaded.reason is None else (_notice(loaded.reason, summary),)
    return OpenedIndex(Index(stored.chunks, stored.vectors, embedder, content_dir), notices, summary)


def _build(
    library: Library,
    embedder: Embedder,
    index_dir: Path,
    content_dir: Path,
    sources: Sources,
    old: Stored | None,
    report: Report,
    cancel: threading.Event | None,
) -> tuple[Stored, BuildSummary]:
    started = time.perf_counter()
    chunks: list[Chunk] = []
    for number, guide in enumerate(library.guides):
        report(Progress(f"reading {guide.path.name}", number / len(library.guides) / 10))
        chunks += chunks_of(guide, content_dir, embedder.count_tokens, embedder.max_tokens)
        if cancel is not None and cancel.is_set():
            raise Stopped
    known = vectors_by_text(old)
    missing = sorted({chunk.embedded_text for chunk in chunks} - known.keys(), key=len)  # alike lengths together waste no padding
    fresh, resumed = _embedded(missing, embedder, index_dir, report, cancel)
    known = known | resumed | fresh
    vectors = np.array([known[chunk.embedded_text] for chunk in chunks], np.float32).reshape(len(chunks), embedder.dimensions)
    stored = Stored(tuple(chunks), vectors, sources)
    report(Progress("writing the index", 0.99))
    save(index_dir, stored, embedder.fingerprint)
    Checkpoint(index_dir, embedder.fingerprint, embedder.dimensions).clear()
    embedded = sum(chunk.embedded_text in fresh for chunk in chunks)
    gone = len({chunk.id for chunk in old.chunks} - {chunk.id for chunk in chunks}) if old else 0
    return stored, BuildSummary(len(chunks), embedded, len(chunks) - embedded, gone, round(time.perf_counter() - started, 2))


def _embedded(
    texts: Sequence[str], embedder: Embedder, index_dir: Path, report: Report, cancel: threading.Event | None
) -> tuple[dict[str, Vectors], dict[str, Vectors]]:
    """Vectors by text: those embedded now, and those found in an interrupted build's checkpoint."""
    checkpoint = Checkpoint(index_dir, embedder.fingerprint, embedder.dimensions)
    fresh: dict[str, Vectors] = {}
    try:
        kept = checkpoint.read()
        resumed = {text: kept[key(text)] for text in texts if key(text) in kept}
        open_texts = [text for text in texts if text not in resumed]
        for start in range(0, len(open_texts), CHECKPOINT_TEXTS):
            group = open_texts[start : start + CHECKPOINT_TEXTS]

            def tell(done: int, start: int = start) -> None:
                share = (len(resumed) + start + done) / len(texts)
                report(Progress(f"embedding passage {start + done} of {len(open_texts)}", 0.1 + 0.88 * share))

            vectors = embedder.encode(group, tell, cancel)
            checkpoint.append(group, vectors)
            fresh.update(zip(group, vectors, strict=True))
    except OSError as error:
        message = f"The search index can't be written to {index_dir} ({error.strerror or error}); free some space or check the folder's permissions."
        raise CoachError(message) from error
    return fresh, resumed


def _acquired(lock: FileLock, report: Report, cancel: threading.Event | None) -> FileLock:
    while True:
        try:
            lock.acquire(timeout=LOCK_POLL_SECONDS)
        except Timeout:
            report(Progress("waiting for another coach that is building the index", None))
            if cancel is not None and cancel.is_set():
                raise Stopped from None
        else:
            return lock


def _notice(reason: Reason, summary: BuildSummary) -> str:
    return f"The search index {reason.value}; it was built anew in {summary.seconds:.1f} s ({summary.embedded} passages embedded, {summary.reused} taken over)."
