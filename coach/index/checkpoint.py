"""Vectors of a build that has not finished, so that an interrupted one goes on where it was."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coach.index.types import Vectors

KEY_BYTES = 32  # SHA-256 of the embedded text


class Checkpoint:
    """Two append-only files in `folder`: keys and vectors, row by row. Rows written half are dropped on reading."""

    def __init__(self, folder: Path, embedder_fingerprint: str, dimensions: int) -> None:
        self._keys = folder / f".partial-{embedder_fingerprint[:16]}.keys"
        self._vectors = folder / f".partial-{embedder_fingerprint[:16]}.f32"
        self._dimensions = dimensions

    def read(self) -> dict[bytes, Vectors]:
        """Vectors by `key`."""
        if not (self._keys.exists() and self._vectors.exists()):
            return {}
        keys, numbers = self._keys.read_bytes(), self._vectors.read_bytes()
        width = 4 * self._dimensions
        rows = min(len(keys) // KEY_BYTES, len(numbers) // width)
        vectors = np.frombuffer(numbers[: rows * width], np.float32).reshape(rows, self._dimensions)
        found = {keys[row * KEY_BYTES : (row + 1) * KEY_BYTES]: vectors[row] for row in range(rows)}
        # A torn write leaves rows that are no unit vectors; they are embedded again.
        return {each: vector for each, vector in found.items() if abs(float(vector @ vector) - 1) < 1e-3}

    def append(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of these texts. The vectors are on disk before their keys are."""
        for path, content in ((self._vectors, vectors.astype(np.float32).tobytes()), (self._keys, b"".join(key(text) for text in texts))):
            with path.open("ab") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

    def clear(self) -> None:
        """Forget everything: the build is finished, or another start is cleaner."""
        self._keys.unlink(missing_ok=True)
        self._vectors.unlink(missing_ok=True)


def key(text: str) -> bytes:
    """What a text is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
