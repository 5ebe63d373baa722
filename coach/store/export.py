"""Exports: everything of some profiles in one readable JSON file, and back."""

import json
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import StatementError

from coach.errors import CoachError
from coach.files import save
from coach.store.store import Store
from coach.store.types import FORMAT, VERSION, Export, Profile
from coach.store.values import adapter, complaint, to_json


def write_export(store: Store, path: Path, profiles: Collection[Profile] | None = None) -> None:
    """Write these profiles, or all, to a file that is there whole or not at all. Raises CoachError when the disk does not take it."""
    text = json.dumps(to_json(Export(FORMAT, VERSION, store.records(profiles))), ensure_ascii=False, indent=2)
    save(path, (text + "\n").encode())


def read_export(store: Store, path: Path) -> list[Profile]:
    """Add the profiles of an export to the store, under new names where theirs are taken. Raises CoachError naming what is wrong; nothing is added then."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CoachError(f"The export {path} can't be read ({error.strerror}); check its name and permissions.") from error
    try:
        found = adapter(Export).validate_json(raw, strict=True)
    except ValidationError as error:
        raise CoachError(f"{path} is no export that this version of the coach can read: {complaint(error)}; choose a file that it has exported.") from error
    try:
        return store.add_records(found.profiles)
    except (StatementError, OverflowError, ValueError) as error:  # each value was of its kind, but two were the same, or a number or time out of bounds
        reason = str(error.orig if isinstance(error, StatementError) else error).strip().splitlines()[0]
        raise CoachError(f"{path} holds values that can't be kept ({reason}); choose a file that the coach has exported.") from error
