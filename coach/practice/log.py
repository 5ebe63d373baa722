"""The log of an interview: events of the state machine to and from what the store keeps. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from coach.errors import CoachError
from coach.interview.session import Event
from coach.store.types import StoredEvent
from coach.store.values import from_json, to_json

_KINDS: Mapping[str, type[Event]] = {kind.__name__.lower(): kind for kind in get_args(Event)}


def to_stored(event: Event, at: datetime) -> StoredEvent:
    """The event as the store keeps it."""
    return StoredEvent(type(event).__name__.lower(), to_json(event), at)


def from_stored(stored: StoredEvent) -> Event:
    """The event that was kept. Raises CoachError for one that this version does not know."""
    kind = _KINDS.get(stored.kind)
    if kind is None:
        raise CoachError(f"This interview has a step of the kind “{stored.kind}”, which this version of the coach does not know; update the coach.")
    return from_json(kind, stored.payload)
