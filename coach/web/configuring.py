"""What the settings view does: choosing a model, numbers, profiles, taking data along and deleting it."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.interview.coach import Coach
from coach.models.catalogue import ModelEntry, find, load_catalogue
from coach.models.here import State, state
from coach.practice.practice import Practice
from coach.settings_file import Value, change_settings
from coach.store.database import FILE
from coach.store.export import read_export, write_export
from coach.store.types import Profile

if TYPE_CHECKING:
    from coach.web.context import Context  # which imports gradio

EXPORT = "interview-coach-export.json"
RESTART = "It takes effect at the next start: end the coach with Ctrl+C where it runs, and start it again with coach serve."
LOADED = ("model", "threads", "context")  # settings that are read when the model is loaded


def chosen_settings(coach: Coach) -> Settings:
    """The settings as coach.toml and the variables say now, which the next start will read. Raises CoachError when the file is wrong."""
    return load_settings(home=coach.settings.home)


def rows(settings: Settings) -> list[tuple[ModelEntry, State]]:
    """The catalogue, and what of it is here."""
    return [(entry, state(entry, settings.models_path)) for entry in load_catalogue()]


def waiting(running: Settings, chosen: Settings) -> str | None:
    """What was changed and waits for the next start; None when nothing does."""
    changed = [
        f"{name} {'as usual' if (value := getattr(chosen, name)) is None else value}" for name in LOADED if getattr(running, name) != getattr(chosen, name)
    ]
    return f"From the next start on: {', '.join(changed)}." if changed else None


def use_model(coach: Coach, name: str) -> str:
    """Have the model of this name used. Raises CoachError when it is not here or something else decides."""
    entry = find(name)
    if entry.kind != "llm":
        raise CoachError(f"{entry.name} is always used, for the search; choose a language model.")
    if state(entry, coach.settings.models_path) != "installed":
        raise CoachError(f"{entry.name} is not here yet; press Download first.")
    said = _changed(coach, model=entry.name)
    if coach.settings.llm_url:
        return f"{said} The setting llm_url is set, so the model at {coach.settings.llm_url} is used instead until it is removed from the settings file."
    return said


def use_numbers(coach: Coach, threads: float | None, context: float | None) -> str:
    """Have these threads (None: all cores) and this context used; what a variable sets is left alone. Raises CoachError when one is not allowed."""
    now = chosen_settings(coach)
    wanted: dict[str, Value] = {"threads": _whole(threads), "context": _whole(context)}
    changes = {name: value for name, value in wanted.items() if value != getattr(now, name)}
    return _changed(coach, **changes) if changes else "These are the numbers that are set already."


def try_again(coach: Coach) -> str:
    """Load what failed to load. Raises CoachError when the settings can't be read."""
    coach.retry(chosen_settings(coach))
    return "Loading again; the line at the top of the page says how it goes."


def places(settings: Settings) -> list[tuple[str, str]]:
    """Where what is kept is."""
    database = "PostgreSQL, as the setting database_url says" if settings.database_url else str(settings.data_path / FILE)
    return [
        ("What you said, verdicts and history", database),
        ("Your guides", str(settings.content_path)),
        ("Search index, made from the guides", str(settings.index_path)),
        ("Model files", str(settings.models_path)),
        ("Log, without what you write", str(settings.data_path / "coach.log")),
        ("Settings", str(settings.toml_path)),
    ]


def export(context: "Context") -> Path:
    """A file with everything of all profiles, to take along. Raises CoachError."""
    path = context.new_folder() / EXPORT
    write_export(context.practice.store, path)
    return path


def import_file(practice: Practice, path: Path) -> str:
    """Add the profiles of an export. Raises CoachError when the file is none."""
    try:
        added = read_export(practice.store, path)
    except CoachError as error:
        raise CoachError(str(error).replace(str(path), path.name)) from error  # where the upload was put is nobody's business
    finally:
        path.unlink(missing_ok=True)
    if not added:
        return "The export has no profile in it; nothing was added."
    return f"Added: {', '.join(profile.name for profile in added)}. Choose who practises below."


def switch(context: "Context", profile_id: int) -> None:
    """Somebody else practises from now on, on every open page. Raises CoachError when the profile is gone."""
    profile = next((each for each in context.practice.store.profiles() if each.id == profile_id), None)
    if profile is None:
        raise CoachError("That profile was deleted; choose another one.")
    _becomes(context, profile)


def create(context: "Context", name: str) -> None:
    """A new profile, which practises from now on. Raises CoachError when the name is taken, empty or can't be shown."""
    _becomes(context, context.practice.store.create_profile(name))


def delete(context: "Context", typed: str) -> None:
    """Delete what was made for downloads, then everything of the profile, which begins anew.

    Raises CoachError unless its name was typed, and when something can't be deleted.
    """
    if " ".join(typed.split()) != context.practice.profile.name:
        raise CoachError(f"Nothing was deleted. To delete everything, type the profile’s name, {context.practice.profile.name}, into the box.")
    _empty(context.taken_along)
    try:
        context.practice.start_over()
    finally:
        context.leave_all()


def _becomes(context: "Context", profile: Profile) -> None:
    context.practice.profile = profile  # first: what a page begins from now on is the new one's
    context.leave_all()


def _empty(folder: Path) -> None:
    """Remove what is in a folder. Raises CoachError naming what can't be; what is gone meanwhile is no trouble."""
    for path in list(folder.glob("*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
        if path.exists():
            raise CoachError(f"{path} can't be removed, so nothing of the profile was deleted; remove it yourself, then delete everything again.")


def _changed(coach: Coach, **changes: Value) -> str:
    changed = change_settings(coach.settings, changes)
    said = (
        f"{changed.toml_path.name} now says {', '.join(f'{name} = {value}' if value is not None else f'nothing on {name}' for name, value in changes.items())}."
    )
    if coach.model.progress.error:
        coach.retry(changed)
        return f"{said} Loading it now; the line at the top of the page says how that goes."
    return f"{said} {RESTART}"


def _whole(number: float | None) -> Value:
    return None if number is None else int(number)
