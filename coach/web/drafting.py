"""Guides that are written on the page: opened, shown as they parse while they are typed, saved and deleted."""

from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError
from coach.guides import shelf
from coach.guides.changes import changes
from coach.guides.library import MAX_GUIDE_BYTES, SUFFIXES, parse_bytes
from coach.guides.types import Guide
from coach.web import render


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: the file within the folder and its text as it was opened, neither for a new guide."""

    name: str | None = None
    original: str | None = None


def opened(folder: Path, name: str) -> Draft:
    """A guide of the folder, to be edited. Raises CoachError when it can't be read."""
    return Draft(name, shelf.text_of(folder, name))


def uploaded(path: Path) -> tuple[str, str]:
    """Name and text of a file that somebody uploaded. Raises CoachError when it can't be a guide. The file is not needed any more."""
    try:
        if path.suffix.lower() not in SUFFIXES:
            raise CoachError(f"{path.name} is no Markdown file; choose one whose name ends in .md.")
        if path.stat().st_size > MAX_GUIDE_BYTES:
            raise CoachError(f"{path.name} is larger than the {MAX_GUIDE_BYTES:,} bytes that a guide may have; split it into several guides.")
        return path.stem, shelf.text_in(path.read_bytes(), Path(path.name))
    except OSError as error:
        raise CoachError(f"The file that was uploaded can't be read ({error.strerror}); choose it again.") from error
    finally:
        path.unlink(missing_ok=True)


def preview(text: str, name: str) -> str:
    """How a guide's text parses: its questions with their points, and its problems with their lines. Pure."""
    return render.preview(parse_bytes(text.encode("utf-8", "surrogatepass"), Path(name or "new-guide.md")), text)


def saved(folder: Path, draft: Draft, wanted: str, text: str, *, overwrite: bool) -> tuple[Draft, str]:
    """Write the guide into the folder: the draft as it stands now, and what has changed. A new one is called as is wanted, or else by its title.

    Raises Occupied when that would overwrite something that was not opened here, CoachError.
    """
    name = draft.name if draft.name in shelf.names(folder) else None
    if name is None:
        parsed = _parsed(text, draft.name or "guide.md")
        name = shelf.name_for(folder, draft.name or wanted.strip() or (parsed.role if parsed and parsed.meta else ""))
    before = shelf.text_or_none(folder / name)
    path = shelf.put(folder, name, text, expected=draft.original, overwrite=overwrite)
    found = changes(_parsed(before, name), _parsed(text, name))
    return Draft(name, text), render.saved(path.name, found)


def deleted(folder: Path, name: str) -> str:
    """Delete a guide of the folder; the value says so. Raises CoachError."""
    shelf.remove(folder, name)
    return render.notice(f"{name} is deleted. What was practised of it stays in the history.")


def _parsed(text: str | None, name: str) -> Guide | None:
    return parse_bytes(text.encode("utf-8", "surrogatepass"), Path(name)).guide if text is not None else None
