"""Writing coach.toml: what is changed is checked first, and everything else in the file stays as it was, comments too."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import TypeAdapter, ValidationError

from coach.config import Settings, load_settings, variable_that_sets
from coach.errors import CoachError

Value = str | int | None  # None takes the key out of the file: the default holds again


def change_settings(settings: Settings, changes: Mapping[str, Value]) -> Settings:
    """The settings after these changes, by name, which are in coach.toml then.

    Raises CoachError, and changes nothing, when a value is not allowed, a variable sets it, or the file can't be read or written.
    """
    for name, value in changes.items():
        if variable := variable_that_sets(name):
            raise CoachError(f"The variable {variable} sets {name}, and comes before the settings file; unset it and start the coach again.")
        _check(name, value)
    write_settings(settings.toml_path, changes)
    return load_settings(home=settings.home)


def write_settings(toml_path: Path, changes: Mapping[str, Value]) -> None:
    """Set top-level keys of a TOML file in one step, keeping everything else in it. Raises CoachError if the file is not TOML or can't be written."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    target = toml_path.resolve()  # a link stays a link
    temporary: Path | None = None
    try:
        try:
            document = tomlkit.parse(target.read_bytes().decode("utf-8")) if target.exists() else tomlkit.document()
        except (TOMLKitError, UnicodeDecodeError) as error:
            raise CoachError(f"{toml_path} is not valid TOML: {error}. Correct that line or delete the file.") from error
        for key, value in changes.items():
            if value is None:
                document.pop(key, None)
            else:
                document[key] = value
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=target.parent, prefix=".coach-", delete=False) as stream:
            temporary = Path(stream.name)
            stream.write(tomlkit.dumps(document))
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, temporary)  # a new one stays readable by its owner alone: it may hold a key
        temporary.replace(target)
    except OSError as error:
        raise CoachError(f"{toml_path} cannot be written ({error.strerror}); check the permissions of its folder.") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)  # only where it did not get its name


def _check(name: str, value: Value) -> None:
    field = Settings.model_fields[name]
    if value is None:
        return
    try:
        TypeAdapter(Annotated[field.annotation, field]).validate_python(value, strict=True)  # type: ignore[arg-type]
    except ValidationError as error:
        complaint = error.errors()[0]["msg"].removeprefix("Input should be ")
        raise CoachError(f"The setting {name} should be {complaint}; it was {value!r}. Nothing was changed.") from error
