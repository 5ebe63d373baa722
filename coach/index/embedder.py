"""The embedder: a sentence-transformers model from a local folder, and nothing from anywhere else."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.index.types import Vectors

BATCH = 32  # texts encoded between two looks at `cancel`: about 2 s of full-length texts on 2 cores
TOGETHER = 8  # of them at a time, by length: all are padded to the longest, and a whole answer among clauses would make 32 of them long
FINGERPRINTED = ("model.safetensors", "tokenizer.json", "1_Pooling/config.json", "sentence_bert_config.json")

# The libraries ask the Hub for files and versions unless these are set before they are imported.
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}


class SentenceEmbedder:
    """Embeds with the model in `folder`. Thread-safe; implements `coach.index.types.Embedder`."""

    def __init__(self, folder: Path) -> None:
        """Raises CoachError when the folder holds no model that can be loaded."""
        os.environ.update(OFFLINE)
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._folder = folder
        if missing := next((name for name in FINGERPRINTED if not (folder / name).is_file()), None):
            raise CoachError(f"The embedder is not complete: {folder / missing} is missing; run `coach models pull`.")
        try:
            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise CoachError(f"The embedder in {folder} can't be loaded ({error}); run `coach models verify` and `coach models pull`.") from error
        self._lock = threading.Lock()
        self._counting = threading.Lock()

    @property
    def dimensions(self) -> int:
        """384 for all-MiniLM-L6-v2."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """256 for all-MiniLM-L6-v2."""
        return int(self._model.max_seq_length or 256)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files that decide the vectors."""
        digest = hashlib.sha256()
        for name in FINGERPRINTED:
            with (self._folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def count_tokens(self, text: str) -> int:
        """Tokens of a text as the model's own tokenizer counts, [CLS] and [SEP] included."""
        with self._counting:
            tokenizer: Any = self._model.tokenizer
            return len(tokenizer(_encodable(text), truncation=False, verbose=False)["input_ids"])

    def encode(self, texts: Sequence[str], report: Callable[[int], None] | None = None, cancel: threading.Event | None = None) -> Vectors:
        """See `Embedder.encode`. Raises Stopped when `cancel` is set."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), BATCH):
            if cancel is not None and cancel.is_set():
                raise Stopped
            batch = [_encodable(text) for text in texts[start : start + BATCH]]
            with self._lock:
                vectors[start : start + len(batch)] = self._model.encode(batch, batch_size=TOGETHER, normalize_embeddings=True, show_progress_bar=False)
            if report is not None:
                report(start + len(batch))
        return vectors


def _encodable(text: str) -> str:
    """Without lone surrogates, such as a terminal gives for bytes that are no UTF-8: the tokenizer refuses them."""
    return text.encode("utf-8", "replace").decode("utf-8")
