"""The folder of guides as something to write to: safe names, nothing outside the folder, nothing overwritten unasked."""

from pathlib import Path, PurePosixPath

from coach.errors import CoachError
from coach.files import save, sync_folder
from coach.guides.ids import slug
from coach.guides.library import SUFFIXES, guide_files, parse_bytes

Names = dict[str, Path]  # file by its path within the folder, with /


class Occupied(CoachError):
    """A file is there that would be overwritten; to be asked about."""


def names(folder: Path) -> Names:
    """The guide files of the folder that are its own: a link to a file elsewhere is read as a guide, but not written to."""
    own = folder.resolve()
    found = {path.relative_to(folder).as_posix(): path for path in (guide_files(folder) if folder.is_dir() else ()) if path.resolve().is_relative_to(own)}
    return {name: path for name, path in found.items() if name.isprintable()}  # bytes that are no text, or a line break, can't be shown


def name_for(folder: Path, wanted: str) -> str:
    """A file name for a guide that is called so: of lower-case letters, digits and hyphens, or the guide's that would have the same id.

    Of a path only its last part counts. Raises CoachError when nothing of it can be used.
    """
    last = PurePosixPath(wanted.replace("\\", "/")).name.strip()
    stem = next((last[: -len(suffix)] for suffix in SUFFIXES if last.lower().endswith(suffix)), last)
    if not any(character.isalnum() for character in stem):
        raise CoachError("The guide needs a name for its file, such as data-engineer; write one.")
    guide_id = slug(stem)
    if guide_id == "readme":
        raise CoachError("A file called README is not read as a guide; choose another name.")
    for path in guide_files(folder) if folder.is_dir() else ():
        if slug(path.stem) == guide_id:
            return path.relative_to(folder).as_posix()
    return f"{guide_id}.md"


def text_of(folder: Path, name: str) -> str:
    """What is in a guide file of the folder. Raises CoachError when there is none of that name, or it is no text."""
    path = _own(folder, name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CoachError(f"{path} can't be read ({error.strerror}); check its permissions.") from error
    return text_in(raw, path)


def text_in(raw: bytes, path: Path) -> str:
    """The text of a file with this content. Raises CoachError when it is too large or not UTF-8."""
    parsed = parse_bytes(raw, path)
    if parsed.guide is None and raw.strip():
        raise CoachError(str(parsed.problems[0]))
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def put(folder: Path, name: str, text: str, *, expected: str | None, overwrite: bool = False) -> Path:
    """Write a guide, whole or not at all. `expected` is the text that is there now as far as its author knows, None for no file.

    Raises Occupied when something else is there, unless that is to be overwritten; CoachError when the text can't be a guide or can't be written.
    """
    path = folder / name
    raw = text.encode("utf-8", "surrogatepass")
    parsed = parse_bytes(raw, path)
    if parsed.guide is None:
        raise CoachError(str(parsed.problems[0]))
    if path.is_symlink() or path.exists():
        path = _own(folder, name)
        if not overwrite and (expected is None or text_or_none(path) != expected):
            raise Occupied(f"There is a guide {name} that is not what was opened here; overwrite it, or give this one another name.")
    elif name != name_for(folder, name):
        raise CoachError(f"{name} can't be the name of a guide; write one such as data-engineer.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoachError(f"The folder {folder} can't be made ({error.strerror}); check its permissions.") from error
    save(path, raw)
    return path


def text_or_none(path: Path) -> str | None:
    """The text of a file, None where it has none that can be read."""
    try:
        return text_in(path.read_bytes(), path)
    except (OSError, CoachError):
        return None


def remove(folder: Path, name: str) -> None:
    """Delete a guide file of the folder. Raises CoachError when there is none of that name, or it can't be deleted."""
    path = _own(folder, name)
    try:
        path.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise CoachError(f"{path} can't be deleted ({error.strerror}); check its permissions.") from error


def _own(folder: Path, name: str) -> Path:
    if path := names(folder).get(name):
        return path
    raise CoachError(f"There is no guide {name} in {folder} that can be changed here; reload the page.")
