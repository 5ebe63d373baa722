"""What the store takes and gives. Values only; all times are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import ConfigDict

from coach.interview.types import Attempt

JsonObject = dict[str, Any]  # what json.loads makes of an object
FORMAT: Final = "interview-coach export"
VERSION: Final = 2  # of the export's layout; raise it when a field is added, renamed or dropped


class State(StrEnum):
    """Where an interview stands."""

    OPEN = "open"
    PAUSED = "paused"
    FINISHED = "finished"


class CardKind(StrEnum):
    """What a card is of."""

    QUESTION = "question"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody who practises. `id` is the database's own and is never given again."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview as it was when it was read. `number` counts within the profile from 1, `plan` is what it was started with."""

    id: int
    number: int
    plan: Mapping[str, Any]
    state: State
    started: datetime
    finished: datetime | None  # None unless `state` is FINISHED


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One entry of an interview's log."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    kind: str
    payload: JsonObject
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A card of spaced repetition: when its question or point is to come up again."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    key: str  # the question's or point's id; unique within a profile
    kind: CardKind
    fsrs: JsonObject  # the scheduler's own: fsrs.Card.to_dict()
    due: datetime


@dataclass(frozen=True, slots=True)
class Lookup:
    """Something that was asked to be explained."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    query: str  # unique within a profile
    at: datetime  # the last time


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """An interview with all that came of it, as an export holds it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    number: int
    plan: JsonObject
    state: State
    started: datetime
    finished: datetime | None
    events: tuple[StoredEvent, ...]
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """All that is kept of a profile, without the database's own numbers."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    interviews: tuple[InterviewRecord, ...]
    cards: tuple[Card, ...]
    lookups: tuple[Lookup, ...] = ()  # the newest first; not in version 1


@dataclass(frozen=True, slots=True)
class Export:
    """What an export file holds."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    format: Literal["interview-coach export"]
    version: Literal[1, 2]
    profiles: tuple[ProfileRecord, ...]
