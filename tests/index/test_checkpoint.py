"""What an interrupted build has embedded is taken up, and never for another text."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coach.index.checkpoint import Checkpoint, key
from coach.index.types import Vectors

DIMENSIONS = 8
TEXTS = list("abcdef")
VECTORS: Vectors = np.random.default_rng(0).normal(size=(len(TEXTS), DIMENSIONS)).astype(np.float32)


def written(folder: Path) -> Path:
    Checkpoint(folder, "embedder", DIMENSIONS).append(TEXTS[:4], VECTORS[:4])
    return next(folder.glob(".partial-*"))


def all_right(found: dict[bytes, Vectors]) -> bool:
    expected = {key(text): vector for text, vector in zip(TEXTS, VECTORS, strict=True)}
    return all(np.array_equal(expected[each], vector) for each, vector in found.items())


@given(kept=st.integers(0, 4 * (64 + 4 * DIMENSIONS)))
def test_after_a_kill_in_the_middle_of_a_write_the_next_build_goes_on_rightly(kept: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = written(folder)
        path.write_bytes(path.read_bytes()[:kept])
        checkpoint = Checkpoint(folder, "embedder", DIMENSIONS)
        whole = len(checkpoint.read())
        assert whole == kept // (64 + 4 * DIMENSIONS)
        checkpoint.append(TEXTS[4:], VECTORS[4:])
        found = Checkpoint(folder, "embedder", DIMENSIONS).read()
        assert len(found) == whole + 2
        assert all_right(found)


@given(position=st.integers(0, 4 * (64 + 4 * DIMENSIONS) - 1), flip=st.integers(1, 255))
def test_a_flipped_byte_never_gives_a_wrong_vector(position: int, flip: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = written(Path(name))
        content = bytearray(path.read_bytes())
        content[position] ^= flip
        path.write_bytes(content)
        assert all_right(Checkpoint(Path(name), "embedder", DIMENSIONS).read())


def test_another_embedders_vectors_are_not_taken(tmp_path: Path) -> None:
    written(tmp_path)
    assert Checkpoint(tmp_path, "another", DIMENSIONS).read() == {}
