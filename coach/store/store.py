"""The store: everything the coach remembers, behind one class. Each method is one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from coach.config import Settings
from coach.errors import CoachError
from coach.grading.types import Status
from coach.guides.types import Category
from coach.interview.types import Attempt, PointResult
from coach.store.database import Database, open_database
from coach.store.models import AttemptRow, CardRow, EventRow, InterviewRow, LookupRow, PointResultRow, ProfileRow
from coach.store.types import Card, CardKind, Interview, InterviewRecord, JsonObject, Lookup, Profile, ProfileRecord, State, StoredEvent

DEFAULT_PROFILE = "Me"
NAME_CHARACTERS = 80  # fits a line of the page


def open_store(settings: Settings) -> "Store":
    """The store of these settings, ready for use: folders made, tables of this version. Raises CoachError when it can't be opened."""
    return Store(open_database(settings))


class Store:
    """What is remembered. May be used by several threads and processes at once; close it, or use it in a `with` block.

    Every method raises CoachError when the database can't be used, or when the profile or interview was deleted meanwhile.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # Profiles

    def profiles(self) -> list[Profile]:
        """All profiles, the oldest first."""
        with self._database.reading() as session:
            return [_profile(row) for row in session.scalars(select(ProfileRow).order_by(ProfileRow.id))]

    def default_profile(self) -> Profile:
        """The oldest profile; one is made when there is none."""
        if profiles := self.profiles():
            return profiles[0]
        with self._database.writing() as session:
            first = session.scalar(select(ProfileRow).order_by(ProfileRow.id).limit(1))  # another process may have been quicker
            return _profile(first or _added_profile(session, DEFAULT_PROFILE))

    def create_profile(self, name: str) -> Profile:
        """A new profile. Raises CoachError when the name is taken, empty or can't be shown."""
        with self._database.writing() as session:
            return _profile(_added_profile(session, _free(session, _checked(name))))

    def rename_profile(self, profile: Profile, name: str) -> Profile:
        """The profile under its new name. Raises CoachError like `create_profile`."""
        with self._database.writing() as session:
            row = _profile_row(session, profile)
            if (wanted := _checked(name)) != row.name:
                row.name = _free(session, wanted)
            return _profile(row)

    def delete_profile(self, profile: Profile) -> None:
        """Delete the profile and everything of it, down to the bytes of SQLite's files."""
        with self._database.writing() as session:
            session.execute(delete(ProfileRow).where(ProfileRow.id == profile.id))
        self._database.erase()

    def delete_everything(self) -> None:
        """Delete all profiles with everything of them, like `delete_profile`."""
        with self._database.writing() as session:
            session.execute(delete(ProfileRow))
        self._database.erase()

    # Interviews

    def start_interview(self, profile: Profile, plan: JsonObject, at: datetime) -> Interview:
        """A new interview, the profile's next number."""
        with self._database.writing() as session:
            owner = _profile_row(session, profile)
            last = session.scalar(select(func.max(InterviewRow.number)).where(InterviewRow.profile_id == owner.id))
            row = InterviewRow(profile_id=owner.id, number=(last or 0) + 1, plan=plan, state=State.OPEN, started_at=at, finished_at=None)
            session.add(row)
            session.flush()
            session.refresh(row)  # as it will be read: in UTC, tuples of the plan as lists
            return _interview(row)

    def interviews(self, profile: Profile) -> list[Interview]:
        """All interviews of a profile by number."""
        with self._database.reading() as session:
            return [_interview(row) for row in _interview_rows(session, profile.id)]

    def interview(self, profile: Profile, number: int) -> Interview:
        """The interview with this number. Raises CoachError when the profile has none."""
        with self._database.reading() as session:
            row = session.scalar(select(InterviewRow).where(InterviewRow.profile_id == profile.id, InterviewRow.number == number))
            if row is None:
                raise CoachError(f"{profile.name} has no interview number {number}; choose one from the history.")
            return _interview(row)

    def open_interview(self, profile: Profile) -> Interview | None:
        """The newest interview that is not finished."""
        newest = select(InterviewRow).where(InterviewRow.profile_id == profile.id, InterviewRow.state != State.FINISHED).order_by(InterviewRow.number.desc())
        with self._database.reading() as session:
            row = session.scalar(newest.limit(1))
            return _interview(row) if row else None

    def append(
        self,
        interview: Interview,
        event: StoredEvent,
        *,
        after: int | None = None,
        attempts: Sequence[Attempt] = (),
        undone: Collection[str] = (),
        cards: Sequence[Card] = (),
        forgotten: Collection[str] = (),
        state: State | None = None,
    ) -> int:
        """Add an event to the interview's log together with what it brings about, all or nothing; its number, from 1.

        `after` is the number of events that the writer knows of, where it matters; `attempts` replace the earlier ones at the same questions; `undone` are the
        ids of questions whose attempts are taken back; `cards` replace those of the same key and `forgotten` names the keys of cards to remove; `state` is the
        interview's new one. Raises CoachError when somebody else has added events after `after`.
        """
        with self._database.writing() as session:
            row = _interview_row(session, interview)
            number = session.scalar(select(func.max(EventRow.number)).where(EventRow.interview_id == row.id)) or 0
            if after is not None and after != number:
                raise CoachError("This interview has gone on in another window; reload it to see where it stands.")
            _add_event(session, row.id, number + 1, event)
            for question_id in (*undone, *(attempt.question_id for attempt in attempts)):
                _remove_attempt(session, row.id, question_id)
            for attempt in attempts:
                _add_attempt(session, row.id, attempt)
            if forgotten:
                session.execute(delete(CardRow).where(CardRow.profile_id == row.profile_id, CardRow.key.in_(forgotten)))
            for card in cards:
                session.merge(_card_row(row.profile_id, card))
            if state and row.state != state:
                _set_state(row, state, event.at)
            return number + 1

    def events(self, interview: Interview) -> list[StoredEvent]:
        """The interview's log in order."""
        with self._database.reading() as session:
            return _events(session, _interview_row(session, interview).id)

    def delete_interview(self, interview: Interview) -> None:
        """Delete an interview with its log and attempts, like `delete_profile`; the cards stay as they have become."""
        with self._database.writing() as session:
            session.execute(delete(InterviewRow).where(InterviewRow.id == interview.id))
        self._database.erase()

    # Progress

    def attempts(self, profile: Profile) -> list[Attempt]:
        """The profile's attempts, the oldest first."""
        wanted = select(AttemptRow).join(InterviewRow).where(InterviewRow.profile_id == profile.id).order_by(AttemptRow.at, AttemptRow.id)
        with self._database.reading() as session:
            return [_attempt(row) for row in session.scalars(wanted)]

    def cards(self, profile: Profile) -> list[Card]:
        """All cards of the profile by key."""
        with self._database.reading() as session:
            return _cards(session, profile.id)

    # What was looked up

    def add_lookup(self, profile: Profile, lookup: Lookup) -> None:
        """Keep what was asked to be explained; the same query asked before is kept once."""
        with self._database.writing() as session:
            owner = _profile_row(session, profile)
            session.execute(delete(LookupRow).where(LookupRow.profile_id == owner.id, LookupRow.query == lookup.query))
            session.add(_lookup_row(owner.id, lookup))

    def lookups(self, profile: Profile) -> list[Lookup]:
        """What the profile has asked to be explained, the newest first."""
        with self._database.reading() as session:
            return _lookups(session, profile.id)

    def delete_lookups(self, profile: Profile) -> None:
        """Delete all that the profile has looked up, like `delete_profile`."""
        with self._database.writing() as session:
            session.execute(delete(LookupRow).where(LookupRow.profile_id == profile.id))
        self._database.erase()

    # Everything of a profile at once, for exports

    def records(self, profiles: Collection[Profile] | None = None) -> tuple[ProfileRecord, ...]:
        """All that is kept of these profiles, or of all, as of one moment."""
        wanted = select(ProfileRow).order_by(ProfileRow.id)
        if profiles is not None:
            wanted = wanted.where(ProfileRow.id.in_([profile.id for profile in profiles]))
        with self._database.reading() as session:
            return tuple(
                ProfileRecord(
                    row.name,
                    tuple(_interview_record(session, each) for each in _interview_rows(session, row.id)),
                    tuple(_cards(session, row.id)),
                    tuple(_lookups(session, row.id)),
                )
                for row in session.scalars(wanted)
            )

    def add_records(self, records: Sequence[ProfileRecord]) -> list[Profile]:
        """Add profiles with everything of them, all or none; one whose name is taken gets a number after it. Raises CoachError for an unusable name."""
        with self._database.writing() as session:
            return [_profile(_add_record(session, record)) for record in records]


# Rows to values


def _profile(row: ProfileRow) -> Profile:
    return Profile(row.id, row.name)


def _interview(row: InterviewRow) -> Interview:
    return Interview(row.id, row.number, row.plan, State(row.state), row.started_at, row.finished_at)


def _attempt(row: AttemptRow) -> Attempt:
    points = tuple(PointResult(point.point_id, Status(point.status), point.earned) for point in row.points)
    return Attempt(row.question_id, row.guide_id, Category(row.category), row.at, row.score, points)


def _card(row: CardRow) -> Card:
    return Card(row.key, CardKind(row.kind), row.fsrs, row.due_at)


def _interview_record(session: Session, row: InterviewRow) -> InterviewRecord:
    attempts = session.scalars(select(AttemptRow).where(AttemptRow.interview_id == row.id).order_by(AttemptRow.at, AttemptRow.id))
    return InterviewRecord(
        row.number, row.plan, State(row.state), row.started_at, row.finished_at, tuple(_events(session, row.id)), tuple(_attempt(each) for each in attempts)
    )


# Values to rows


def _added_profile(session: Session, name: str) -> ProfileRow:
    row = ProfileRow(name=name)
    session.add(row)
    session.flush()
    return row


def _add_event(session: Session, interview_id: int, number: int, event: StoredEvent) -> None:
    session.add(EventRow(interview_id=interview_id, number=number, kind=event.kind, payload=event.payload, at=event.at))


def _add_attempt(session: Session, interview_id: int, attempt: Attempt) -> None:
    points = [PointResultRow(position=n, point_id=each.point_id, status=each.status, earned=each.earned) for n, each in enumerate(attempt.points)]
    row = AttemptRow(
        interview_id=interview_id,
        question_id=attempt.question_id,
        guide_id=attempt.guide_id,
        category=attempt.category,
        at=attempt.at,
        score=attempt.score,
        points=points,
    )
    session.add(row)


def _remove_attempt(session: Session, interview_id: int, question_id: str) -> None:
    session.execute(delete(AttemptRow).where(AttemptRow.interview_id == interview_id, AttemptRow.question_id == question_id))


def _card_row(profile_id: int, card: Card) -> CardRow:
    return CardRow(profile_id=profile_id, key=card.key, kind=card.kind, fsrs=card.fsrs, due_at=card.due)


def _lookup_row(profile_id: int, lookup: Lookup) -> LookupRow:
    return LookupRow(profile_id=profile_id, query=lookup.query, at=lookup.at)


def _set_state(row: InterviewRow, state: State, at: datetime) -> None:
    row.state = state
    row.finished_at = at if state is State.FINISHED else None


def _add_record(session: Session, record: ProfileRecord) -> ProfileRow:
    profile = _added_profile(session, _numbered(session, _checked(record.name)))
    for each in record.interviews:
        row = InterviewRow(profile_id=profile.id, number=each.number, plan=each.plan, state=each.state, started_at=each.started, finished_at=each.finished)
        session.add(row)
        session.flush()
        for number, event in enumerate(each.events, start=1):
            _add_event(session, row.id, number, event)
        for attempt in each.attempts:
            _add_attempt(session, row.id, attempt)
            session.flush()  # ids in the order of the file
    session.add_all(_card_row(profile.id, card) for card in record.cards)
    session.add_all(_lookup_row(profile.id, lookup) for lookup in reversed(record.lookups))  # ids in the order of time
    return profile


# Queries that several methods make


def _profile_row(session: Session, profile: Profile) -> ProfileRow:
    row = session.get(ProfileRow, profile.id)
    if row is None:
        raise CoachError(f"The profile {profile.name} was deleted; choose another one.")
    return row


def _interview_row(session: Session, interview: Interview) -> InterviewRow:
    row = session.get(InterviewRow, interview.id)
    if row is None:
        raise CoachError(f"Interview {interview.number} was deleted; start another one.")
    return row


def _interview_rows(session: Session, profile_id: int) -> Sequence[InterviewRow]:
    return session.scalars(select(InterviewRow).where(InterviewRow.profile_id == profile_id).order_by(InterviewRow.number)).all()


def _events(session: Session, interview_id: int) -> list[StoredEvent]:
    rows = session.scalars(select(EventRow).where(EventRow.interview_id == interview_id).order_by(EventRow.number))
    return [StoredEvent(row.kind, row.payload, row.at) for row in rows]


def _cards(session: Session, profile_id: int) -> list[Card]:
    """By key, sorted here: the databases' collations differ."""
    return sorted((_card(row) for row in session.scalars(select(CardRow).where(CardRow.profile_id == profile_id))), key=lambda card: card.key)


def _lookups(session: Session, profile_id: int) -> list[Lookup]:
    rows = session.scalars(select(LookupRow).where(LookupRow.profile_id == profile_id).order_by(LookupRow.at.desc(), LookupRow.id.desc()))
    return [Lookup(row.query, row.at) for row in rows]


# Names of profiles


def _checked(name: str) -> str:
    """The name with single spaces. Raises CoachError when it is empty, too long or can't be shown."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > NAME_CHARACTERS or not tidy.isprintable():
        raise CoachError(f"A profile's name has 1 to {NAME_CHARACTERS} characters that can be shown; choose another name.")
    return tidy


def _taken(session: Session, name: str) -> bool:
    return session.scalar(select(ProfileRow.id).where(ProfileRow.name == name)) is not None


def _free(session: Session, name: str) -> str:
    if _taken(session, name):
        raise CoachError(f"There is a profile named {name} already; choose another name.")
    return name


def _numbered(session: Session, name: str) -> str:
    """The name, or the first of "name 2", "name 3" … that is free."""
    number, free = 1, name
    while _taken(session, free):
        number += 1
        free = f"{name} {number}"
    return free
