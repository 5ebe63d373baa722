"""The header of a GGUF file says how long the file must be; nothing in it can crash or stall the reader."""

import ctypes
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.models.catalogue import find
from coach.models.gguf import BLOCKS, MAX_COUNT, read_header

Tensor = tuple[str, tuple[int, ...], int, int]  # name, dimensions, type, offset


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def gguf(tensors: list[Tensor], pairs: bytes = b"", count: int = 0, version: int = 3) -> bytes:
    """A header with these tensors and already encoded key-value pairs, padded to 32 bytes."""
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), count) + pairs
    for name, dimensions, kind, offset in tensors:
        head += text(name) + struct.pack(f"<I{len(dimensions)}QIQ", len(dimensions), *dimensions, kind, offset)
    return head + bytes(-len(head) % 32)


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "own.gguf"
    path.write_bytes(content)
    return path


def test_the_header_of_a_real_model_gives_its_exact_length(real_models: Path) -> None:
    path = find("smollm2-135m").path_in(real_models)
    header = read_header(path)
    assert header.bytes == path.stat().st_size
    assert header.values["general.architecture"] == "llama"
    assert header.values["llama.context_length"] == find("smollm2-135m").context


def test_the_block_sizes_are_those_of_llama_cpp() -> None:
    import llama_cpp

    (path, *_) = (Path(llama_cpp.__file__).parent / "lib").glob("libggml-base.*")
    library = ctypes.CDLL(str(path))
    library.ggml_blck_size.restype = ctypes.c_int64
    library.ggml_type_size.restype = ctypes.c_size_t
    assert {kind: (library.ggml_blck_size(kind), library.ggml_type_size(kind)) for kind in BLOCKS} == BLOCKS


def test_a_file_one_byte_short_of_its_last_tensor_is_refused_by_name(tmp_path: Path) -> None:
    whole = gguf([("a", (32, 2), 0, 0), ("b", (64,), 2, 256)]) + bytes(256 + 36)
    assert read_header(written(tmp_path, whole)).bytes == len(whole)
    with pytest.raises(CoachError, match=r"own\.gguf is truncated: it has \d+ of at least \d+ bytes"):
        read_header(written(tmp_path, whole[:-1]))


def test_a_file_that_ends_inside_its_header_is_refused_as_truncated(tmp_path: Path) -> None:
    whole = gguf([("token_embd.weight", (32, 2), 0, 0)], text("general.name") + struct.pack("<I", 8) + text("Own"), 1)
    for length in range(4, len(whole) - 32):
        with pytest.raises(CoachError, match=r"own\.gguf is truncated"):
            read_header(written(tmp_path, whole[:length]))


@pytest.mark.parametrize("content", [b"", b"GGU", b"PK\x03\x04 a zip archive", b"<html>not found</html>"])
def test_another_kind_of_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CoachError, match=r"own\.gguf is not a GGUF model file"):
        read_header(written(tmp_path, content))


@pytest.mark.parametrize("version", [0, 1, 4, 0x03000000])
def test_an_implausible_version_is_refused(tmp_path: Path, version: int) -> None:
    with pytest.raises(CoachError, match=rf"own\.gguf is damaged.*version {version}"):
        read_header(written(tmp_path, gguf([], version=version)))


@pytest.mark.parametrize("alignment", [0, 3, 2**31])
def test_an_impossible_alignment_is_refused(tmp_path: Path, alignment: int) -> None:
    pair = text("general.alignment") + struct.pack("<II", 4, alignment)
    with pytest.raises(CoachError, match="alignment"):
        read_header(written(tmp_path, gguf([("a", (1,), 0, 0)], pair, 1)))


def test_counts_lengths_and_shapes_without_bounds_are_refused_at_once(tmp_path: Path) -> None:
    huge = 2**63
    hostile = [
        b"GGUF" + struct.pack("<IQQ", 3, huge, 0),
        b"GGUF" + struct.pack("<IQQ", 3, 0, MAX_COUNT + 1),
        b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, huge),
        gguf([], text("tokens") + struct.pack("<IIQ", 9, 8, huge), 1),
        gguf([], text("tokens") + struct.pack("<IIQ", 9, 4, huge), 1),
        gguf([], text("nested") + struct.pack("<IIQ", 9, 9, 1), 1),
        gguf([], text("odd") + struct.pack("<I", 99), 1),
        gguf([("a", (huge, huge, huge, huge), 0, huge)]),
        gguf([("a", (1, 1, 1, 1, 1), 0, 0)]),
    ]
    started = time.monotonic()
    for content in hostile:
        with pytest.raises(CoachError, match=r"own\.gguf"):
            read_header(written(tmp_path, content))
    assert time.monotonic() - started < 1


def test_an_array_that_fills_the_largest_header_is_refused_in_seconds(tmp_path: Path) -> None:
    path = written(tmp_path, gguf([], text("tokens") + struct.pack("<IIQ", 9, 8, 2**40), 1))
    with path.open("r+b") as stream:
        stream.truncate(2**30)  # a hole: empty strings as far as the reader looks
    started = time.monotonic()
    with pytest.raises(CoachError, match=r"own\.gguf is damaged.*header is longer"):
        read_header(path)
    assert time.monotonic() - started < 15


@given(st.binary(max_size=300))
def test_no_bytes_after_the_magic_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.gguf"
    path.write_bytes(b"GGUF" + content)
    try:
        assert read_header(path).bytes <= len(content) + 4
    except CoachError as error:
        assert "any.gguf" in str(error)  # noqa: PT017 - either outcome is right


@given(st.lists(st.tuples(st.sampled_from(sorted(BLOCKS)), st.integers(1, 5)), min_size=1, max_size=6), st.data())
def test_the_length_needed_is_where_the_last_tensor_ends(tmp_path_factory: pytest.TempPathFactory, shapes: list[tuple[int, int]], data: st.DataObject) -> None:
    tensors: list[Tensor] = []
    end = 0
    for number, (kind, blocks) in enumerate(shapes):
        offset = -(-end // 32) * 32
        tensors.append((f"t{number}", (BLOCKS[kind][0] * blocks,), kind, offset))
        end = offset + BLOCKS[kind][1] * blocks
    head = gguf(tensors)
    path = tmp_path_factory.getbasetemp() / "drawn.gguf"
    length = data.draw(st.integers(0, end + 64))
    path.write_bytes(head + bytes(length))
    if length >= end:
        assert read_header(path).bytes == len(head) + end
    else:
        with pytest.raises(CoachError, match="truncated"):
            read_header(path)
