"""The index on disk: index/<build>/{vectors.faiss, chunks.jsonl}, and a manifest that names the build in force.

A build is written beside the old one and becomes valid by replacing the manifest, in one atomic step. Files are checked by hash before they are read.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from coach.errors import CoachError
from coach.files import sync_folder
from coach.guides.types import Guide
from coach.index.chunker import CHUNKER_VERSION
from coach.index.types import Chunk, ChunkKind, Vectors

MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
CHUNKS = "chunks.jsonl"
FORMAT = 1  # of the files in this folder


class Reason(StrEnum):
    """Why an index can't be used as it is. The value completes "The search index …"."""

    MISSING = "was not there yet"
    DAMAGED = "was damaged"
    FOREIGN = "was made by another embedder or another version of the coach"
    STALE = "was older than the guides"


@dataclass(frozen=True, slots=True)
class Stored:
    """A build as read from disk: one row of `vectors` for each chunk."""

    chunks: tuple[Chunk, ...]
    vectors: Vectors
    sources: "Sources"


@dataclass(frozen=True, slots=True)
class Sources:
    """What an index was made from."""

    files: Mapping[str, str]  # guide file, relative to the content folder -> SHA-256 of its bytes
    parsed: str  # SHA-256 of the guides as parsed: changes with the parser, and if a file changed between parsing and hashing


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found on disk. `stored` may be there although `reason` forbids using it as it is: its vectors can be reused."""

    stored: Stored | None
    reason: Reason | None


def load(index_dir: Path, embedder_fingerprint: str, sources: Sources) -> Loaded:
    """Read the build in force and say whether it can be used. Never raises for what the folder holds."""
    try:
        manifest = json.loads((index_dir / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT or manifest["embedder"] != embedder_fingerprint or manifest["chunker"] != CHUNKER_VERSION:
            return Loaded(None, Reason.FOREIGN)
        stored = _read_build(index_dir, manifest)
    except (FileNotFoundError, NotADirectoryError) as error:
        return Loaded(None, Reason.MISSING if Path(str(error.filename)).name == MANIFEST else Reason.DAMAGED)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):  # RecursionError and faiss's own are RuntimeErrors
        return Loaded(None, Reason.DAMAGED)
    return Loaded(stored, None if stored.sources == sources else Reason.STALE)


def save(index_dir: Path, stored: Stored, embedder_fingerprint: str) -> None:
    """Write a build beside the old one and swap it in. Raises CoachError when the disk does not take it; the old index is then untouched."""
    import faiss

    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        build = Path(tempfile.mkdtemp(prefix="build-", dir=index_dir))
        try:
            index = faiss.IndexFlatIP(stored.vectors.shape[1])
            index.add(stored.vectors)
            _write(build / VECTORS, bytes(faiss.serialize_index(index)))
            _write(build / CHUNKS, "".join(json.dumps(asdict(chunk)) + "\n" for chunk in stored.chunks).encode("ascii"))
            sync_folder(build)
            manifest = {
                "format": FORMAT,
                "build": build.name,
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "embedder": embedder_fingerprint,
                "chunker": CHUNKER_VERSION,
                "metric": "inner product of unit vectors",
                "dimensions": stored.vectors.shape[1],
                "chunks": len(stored.chunks),
                "guides": dict(stored.sources.files),
                "parsed": stored.sources.parsed,
                "files": {name: {"sha256": _digest(build / name), "bytes": (build / name).stat().st_size} for name in (VECTORS, CHUNKS)},
            }
            temporary = build / MANIFEST
            _write(temporary, json.dumps(manifest, indent=2).encode())
            temporary.replace(index_dir / MANIFEST)
            sync_folder(index_dir)
        except BaseException:
            shutil.rmtree(build, ignore_errors=True)
            raise
    except OSError as error:
        message = f"The search index can't be written to {index_dir} ({error.strerror or error}); free some space or check the folder's permissions."
        raise CoachError(message) from error
    for other in index_dir.glob("build-*"):
        if other != build:
            shutil.rmtree(other, ignore_errors=True)


def _read_build(index_dir: Path, manifest: Mapping[str, Any]) -> Stored:
    """Raises ValueError when a file is not the one that was written."""
    import faiss

    build = index_dir / Path(str(manifest["build"])).name
    contents = {}
    for name in (VECTORS, CHUNKS):
        expected = manifest["files"][name]
        if (build / name).stat().st_size != expected["bytes"]:
            raise ValueError(name)
        contents[name] = (build / name).read_bytes()
        if hashlib.sha256(contents[name]).hexdigest() != expected["sha256"]:
            raise ValueError(name)
    chunks = tuple(_from_json(line) for line in contents[CHUNKS].decode("ascii").splitlines())
    index = faiss.deserialize_index(np.frombuffer(contents[VECTORS], np.uint8))
    vectors = index.reconstruct_n(0, index.ntotal) if index.ntotal else np.empty((0, index.d), np.float32)
    if not len(vectors) == len(chunks) == manifest["chunks"] or index.d != manifest["dimensions"]:
        raise ValueError("counts differ")
    return Stored(chunks, vectors, Sources(dict(manifest["guides"]), str(manifest["parsed"])))


def _from_json(line: str) -> Chunk:
    row = json.loads(line)
    for name in ("breadcrumb", "point_ids"):
        row[name] = tuple(row[name])
    row["kind"] = ChunkKind(row["kind"])
    return Chunk(**{each.name: row[each.name] for each in fields(Chunk)})


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def vectors_by_text(stored: Stored | None) -> dict[str, np.ndarray[Any, Any]]:
    """What has been embedded already."""
    return {chunk.embedded_text: vector for chunk, vector in zip(stored.chunks, stored.vectors, strict=True)} if stored else {}


def sources_of(guides: Sequence[Guide], content_dir: Path) -> Sources:
    """What an index of these guides is made from; the same wherever the content folder stands. Raises OSError when a file can't be read."""
    digest = hashlib.sha256()
    files = {}
    for guide in guides:
        path = relative(guide.path, content_dir)
        files[path] = _digest(guide.path)
        digest.update(repr(replace(guide, path=Path(path))).encode("utf-8", "surrogatepass"))
    return Sources(files, digest.hexdigest())


def relative(path: Path, folder: Path) -> str:
    """The path as seen from a folder if it is inside, else as it is."""
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
