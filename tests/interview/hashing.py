"""An embedder that knows only which words texts share: quick, deterministic, and close where the same things are named."""

import re
import threading
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from coach.cancel import Stopped
from coach.index.types import Vectors


class WordHashing:
    """Implements `coach.index.types.Embedder`: words of four letters or more, each in a dimension of its own but for rare collisions."""

    dimensions = 1024
    max_tokens = 10_000
    fingerprint = "words"

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode(self, texts: Sequence[str], report: Callable[[int], None] | None = None, cancel: threading.Event | None = None) -> Vectors:
        if cancel is not None and cancel.is_set():
            raise Stopped
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"[a-z]{4,}", text.lower()):
                vectors[row, 1 + zlib.crc32(word.rstrip("s").encode()) % (self.dimensions - 1)] += 1
            vectors[row, 0] = not vectors[row].any()
        if report is not None:
            report(len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
