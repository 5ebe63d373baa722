"""Vectors of a build that has not finished, so that an interrupted one goes on where it was."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coach.index.types import Vectors

KEY_BYTES = 32  # SHA-256 of the embedded text
CHECK_BYTES = 32  # SHA-256 of key and vector


class Checkpoint:
    """One append-only file in `folder` of records: key, vector, and a hash of both, so that none is taken for another text's."""

    def __init__(self, folder: Path, embedder_fingerprint: str, dimensions: int) -> None:
        self._folder = folder
        self._path = folder / f".partial-{embedder_fingerprint[:16]}"
        self._dimensions = dimensions
        self._record_bytes = KEY_BYTES + 4 * dimensions + CHECK_BYTES

    def read(self) -> dict[bytes, Vectors]:
        """Vectors by `key`. What follows the first damaged record is cut off, so that `append` goes on from a sound one. Raises OSError."""
        if not self._path.exists():
            return {}
        content = self._path.read_bytes()
        found: dict[bytes, Vectors] = {}
        sound = 0
        for start in range(0, len(content) - self._record_bytes + 1, self._record_bytes):
            body, check = content[start : start + self._record_bytes - CHECK_BYTES], content[start + self._record_bytes - CHECK_BYTES :][:CHECK_BYTES]
            if hashlib.sha256(body).digest() != check:
                break
            found[body[:KEY_BYTES]] = np.frombuffer(body[KEY_BYTES:], np.float32)
            sound = start + self._record_bytes
        if sound < len(content):
            os.truncate(self._path, sound)
        return found

    def append(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of these texts, one row each, on disk. Call `read` first. Raises OSError."""
        bodies = [key(text) + np.asarray(vector, np.float32).tobytes() for text, vector in zip(texts, vectors, strict=True)]
        with self._path.open("ab") as file:
            file.write(b"".join(body + hashlib.sha256(body).digest() for body in bodies))
            file.flush()
            os.fsync(file.fileno())

    def clear(self) -> None:
        """Forget everything, other embedders' leftovers too: the build is finished."""
        for path in self._folder.glob(".partial-*"):
            path.unlink(missing_ok=True)


def key(text: str) -> bytes:
    """What a text is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
