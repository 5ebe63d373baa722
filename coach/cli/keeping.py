"""What the commands that work with what is kept share: the store, a profile, the guides that are named."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.guides.types import Guide
    from coach.store.store import Store
    from coach.store.types import Profile

profile_option = click.option("--profile", "profile_name", metavar="NAME", help="Whose; the oldest profile unless named.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@contextmanager
def opened_store() -> "Iterator[Store]":
    """The store of the current settings. Raises CoachError."""
    from coach.config import load_settings
    from coach.store.store import open_store

    with open_store(load_settings()) as store:
        yield store


def chosen_profile(store: "Store", name: str | None) -> "Profile":
    """The profile of this name, or the default one. Raises CoachError, saying which there are."""
    if name is None:
        return store.default_profile()
    wanted, profiles = " ".join(name.split()), store.profiles()
    for profile in profiles:
        if profile.name == wanted:
            return profile
    there_are = f"there are: {', '.join(profile.name for profile in profiles)}" if profiles else "there is none yet"
    raise CoachError(f"There is no profile named {name}; {there_are}. `coach profiles create NAME` makes one.")


def named_guides(guides: "Sequence[Guide]", names: Sequence[str]) -> "tuple[Guide, ...]":
    """For each name the first guide with questions in whose title or file name it occurs. Raises CoachError, saying which there are."""
    usable = [guide for guide in guides if guide.questions]
    found = {}
    for name in names:
        guide = next((each for each in usable if name.lower() in f"{each.title} {each.path.name}".lower()), None)
        if guide is None:
            raise CoachError(f"No guide is called {name!r}; there are: {', '.join(each.path.name for each in usable)}.")
        found[guide.id] = guide
    return tuple(found.values())


def confirm_deleting(name: str) -> None:
    """Have the name typed. Raises CoachError when another one is."""
    if click.prompt(f"This can't be undone. Type {name} to delete it", err=True) != name:
        raise CoachError("What you typed is something else, so nothing was deleted.")


def shown_time(time: datetime) -> str:
    """Day and time where the reader is."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
