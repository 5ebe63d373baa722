"""What the index is made of and what it gives back."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class ChunkKind(StrEnum):
    """What part of a guide a chunk is."""

    QUESTION = "question"  # the question alone
    ANSWER = "answer"  # points of the answer, as many as fit
    WHOLE = "whole"  # question and answer, as much as fits
    POINT = "point"
    NOTE = "note"
    FOLLOW_UP = "follow-up"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a guide, small enough to be embedded whole."""

    id: str
    kind: ChunkKind
    text: str  # what is shown
    embedded_text: str  # what is embedded: the text with as much of its context as helps
    breadcrumb: tuple[str, ...]  # role, category or heading, question, group
    guide_id: str
    guide_title: str
    question_id: str | None
    question: str | None
    category: str | None
    point_ids: tuple[str, ...]
    path: str  # of the guide file, relative to the content folder
    line: int  # 1-based


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found, with how close it is to the query."""

    chunk: Chunk
    score: float  # cosine, -1 to 1
    path: Path  # of the guide file, as it can be opened


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found. When nothing is relevant there are no hits."""

    hits: tuple[Hit, ...]
    relevant: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come. `share` is 0 to 1, or None while that is unknown."""

    message: str
    share: float | None


Report = Callable[[Progress], None]


class Embedder(Protocol):
    """Text to vectors. Safe to call from several threads."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that are taken into account, special ones included."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of a text as the model sees it, special ones included."""
        ...

    def encode(self, texts: Sequence[str], report: Callable[[int], None] | None = None, cancel: threading.Event | None = None) -> Vectors:
        """Vectors of shape (len(texts), dimensions), each of length 1. `report` is given the number of texts done."""
        ...
