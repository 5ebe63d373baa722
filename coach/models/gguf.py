"""Reads the header of a GGUF file: enough to say how long the whole file must be, without loading it.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Everything in the file is untrusted, so every count is bounded.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError

MAGIC = b"GGUF"
VERSIONS = (2, 3)  # 1 had 32-bit counts and has not been written since August 2023
MAX_HEADER = 64 * 2**20  # bytes; the header of the default model is 6 MB, of which the vocabulary is nearly all
MAX_COUNT = 65_536  # key-value pairs, tensors; real files have some hundreds of each
MAX_DIMENSIONS = 4  # GGML_MAX_DIMS
MAX_ALIGNMENT = 2**20  # bytes; 32 in practice
DEFAULT_ALIGNMENT = 32  # bytes, from the format's description

STRING, ARRAY = 8, 9
SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}  # value type -> struct format

# Tensor type -> (elements, bytes) of one block, as ggml_blck_size and ggml_type_size of llama.cpp say. Types that are not here
# are judged by where the tensor starts alone.
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 10: (256, 84), 11: (256, 110), 12: (256, 144),
    13: (256, 176), 14: (256, 210), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66),
    39: (32, 17), 40: (64, 36),
}  # fmt: skip

Value = int | float | bool | str


@dataclass(frozen=True)
class Header:
    """Format version, the scalar and string values by key (arrays such as the vocabulary are left out), and the least length of the file in bytes."""

    version: int
    values: dict[str, Value]
    bytes: int


def read_header(path: Path) -> Header:
    """Read the header of a GGUF file.

    Raises CoachError naming the file when it is not a readable GGUF file or is shorter than its header says; OSError when it cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(MAX_HEADER)
        size = stream.seek(0, 2)
    if not head.startswith(MAGIC):
        raise CoachError(f"{path} is not a GGUF model file; give the path of a .gguf file or a name from `coach models list`.")
    try:
        header = _Reader(head).header()
    except struct.error as error:
        if size > MAX_HEADER:
            raise _unreadable(path, f"its header is longer than {MAX_HEADER} bytes") from error
        raise CoachError(f"{path} is truncated: its {size} bytes end inside the header; fetch or copy it again.") from error
    except ValueError as error:
        raise _unreadable(path, str(error)) from error
    if size < header.bytes:
        raise CoachError(f"{path} is truncated: it has {size} of at least {header.bytes} bytes; fetch or copy it again.")
    return header


def _unreadable(path: Path, why: str) -> CoachError:
    return CoachError(f"{path} is damaged or not a model that can be used ({why}); fetch or copy it again.")


class _Reader:
    """A position in the bytes of a header. Running off their end raises struct.error, nonsense raises ValueError."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.at = len(MAGIC)

    def header(self) -> Header:
        version = int(self.scalar("<I"))
        if version not in VERSIONS:
            raise ValueError(f"GGUF version {version}, not one of {VERSIONS}")
        tensors, pairs = self.count(), self.count()
        values: dict[str, Value] = {}
        for _ in range(pairs):
            key, value = self.string(), self.value(int(self.scalar("<I")))
            if value is not None:
                values[key] = value
        ends = [self.tensor_end() for _ in range(tensors)]
        alignment = values.get("general.alignment", DEFAULT_ALIGNMENT)
        if not isinstance(alignment, int) or not 0 < alignment <= MAX_ALIGNMENT or alignment & (alignment - 1):
            raise ValueError(f"alignment {alignment!r} is not a power of two")
        start = -(-self.at // alignment) * alignment
        return Header(version, values, start + max(ends) if ends else self.at)

    def scalar(self, form: str) -> int | float | bool:
        number: int | float | bool
        (number,) = struct.unpack_from(form, self.head, self.at)
        self.at += struct.calcsize(form)
        return number

    def count(self) -> int:
        number = int(self.scalar("<Q"))
        if number > MAX_COUNT:
            raise ValueError(f"a count of {number}")
        return number

    def skip(self, length: int) -> None:
        if self.at + length > len(self.head):
            raise struct.error("past the end")
        self.at += length

    def string(self) -> str:
        length = int(self.scalar("<Q"))
        start = self.at
        self.skip(length)
        return self.head[start : self.at].decode("utf-8", "replace")

    def value(self, kind: int) -> Value | None:
        """The value of that type, or None for an array, which is passed over."""
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            self.skip_array()
            return None
        if kind not in SCALARS:
            raise ValueError(f"a value of unknown type {kind}")
        return self.scalar(SCALARS[kind])

    def skip_array(self) -> None:
        kind, length = int(self.scalar("<I")), int(self.scalar("<Q"))
        if kind == STRING:
            for _ in range(length):  # ends with the header: each string takes at least the 8 bytes of its length
                self.skip(int(self.scalar("<Q")))
        elif kind in SCALARS:
            self.skip(length * struct.calcsize(SCALARS[kind]))
        else:
            raise ValueError(f"an array of unknown type {kind}")

    def tensor_end(self) -> int:
        """Where the next tensor's bytes end, counted from the start of the tensor data."""
        self.string()
        dimensions = int(self.scalar("<I"))
        if dimensions > MAX_DIMENSIONS:
            raise ValueError(f"a tensor of {dimensions} dimensions")
        elements = 1
        for _ in range(dimensions):
            elements *= int(self.scalar("<Q"))
        kind, offset = int(self.scalar("<I")), int(self.scalar("<Q"))
        per_block, block = BLOCKS.get(kind, (1, 0))
        return offset + -(-elements // per_block) * block
