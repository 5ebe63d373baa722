"""An embedder, watched."""

import threading
from collections.abc import Callable, Sequence

from coach.index.types import Embedder, Vectors


class RecordingEmbedder:
    """Another embedder; `seen` are the texts it was asked to embed."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seen: list[str] = []
        self.fingerprint = embedder.fingerprint
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._embedder.count_tokens(text)

    def encode(self, texts: Sequence[str], report: Callable[[int], None] | None = None, cancel: threading.Event | None = None) -> Vectors:
        self.seen += texts
        return self._embedder.encode(texts, report, cancel)
