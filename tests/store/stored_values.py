"""Values to store: some by hand, any by hypothesis."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from coach.grading.types import Status
from coach.guides.types import Category
from coach.interview.types import Attempt, PointResult
from coach.store.types import Card, CardKind, InterviewRecord, Lookup, ProfileRecord, State, StoredEvent

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def minutes(number: int) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=number)


def event(kind: str = "answered", at: int = 0, **payload: Any) -> StoredEvent:
    return StoredEvent(kind, payload, minutes(at))


def attempt(question: str = "g/q", score: int = 50, at: int = 0) -> Attempt:
    points = (PointResult(f"{question}#b", Status.COVERED, 1.0), PointResult(f"{question}#a", Status.PARTIAL, 0.1 + 0.2))
    return Attempt(question, "g", Category.TECHNICAL, minutes(at), score, points)


def card(key: str = "g/q", due: int = 0, **fsrs: Any) -> Card:
    return Card(key, CardKind.POINT if "#" in key else CardKind.QUESTION, fsrs, minutes(due))


# Whatever UTF-8 can hold; NUL only within JSON, since PostgreSQL's own text has none.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ids = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
names = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40)
zones = st.integers(-14 * 60, 14 * 60).map(lambda offset: timezone(timedelta(minutes=offset)))
times = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=zones)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
payloads = st.dictionaries(any_text, json_values, max_size=3)
events = st.builds(StoredEvent, kind=ids, payload=payloads, at=times)
fractions = st.floats(0, 1)
point_results = st.builds(PointResult, point_id=ids, status=st.sampled_from(Status), earned=fractions)
attempts = st.builds(
    Attempt,
    question_id=ids,
    guide_id=ids,
    category=st.sampled_from(Category),
    at=times,
    score=st.integers(0, 100),
    points=st.lists(point_results, max_size=3).map(tuple),
)
cards = st.builds(Card, key=ids, kind=st.sampled_from(CardKind), fsrs=payloads, due=times)
lookups = st.builds(Lookup, query=ids, at=times)


@st.composite
def interview_records(draw: st.DrawFn, number: int) -> InterviewRecord:
    state = draw(st.sampled_from(State))
    tried = draw(st.lists(attempts, max_size=3, unique_by=lambda each: each.question_id))
    return InterviewRecord(
        number=number,
        plan=draw(payloads),
        state=state,
        started=draw(times),
        finished=draw(times) if state is State.FINISHED else None,
        events=tuple(draw(st.lists(events, max_size=4))),
        attempts=tuple(sorted(tried, key=lambda each: each.at)),
    )


@st.composite
def profile_records(draw: st.DrawFn) -> ProfileRecord:
    numbers = sorted(draw(st.sets(st.integers(1, 50), max_size=3)))
    kept = draw(st.lists(cards, max_size=3, unique_by=lambda each: each.key))
    asked = draw(st.lists(lookups, max_size=3, unique_by=lambda each: each.query))
    return ProfileRecord(
        draw(names),
        tuple(draw(interview_records(number)) for number in numbers),
        tuple(sorted(kept, key=lambda each: each.key)),
        tuple(sorted(asked, key=lambda each: each.at, reverse=True)),
    )


records = st.lists(profile_records(), max_size=2, unique_by=lambda each: each.name).map(tuple)
