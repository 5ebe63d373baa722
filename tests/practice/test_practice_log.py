"""Events to and from the log."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

import pytest
from assessing import assessed
from happening import QUESTIONS
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.grading.types import Assessment
from coach.guides.types import Category
from coach.interview.revision import Author, Piece
from coach.interview.session import Answered, Assessed, Event, Hinted, Rephrased, Revised
from coach.interview.types import FollowUpQuestion
from coach.practice.log import from_stored, to_stored
from coach.store.types import StoredEvent

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KINDS = get_args(Event)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
questions = st.sampled_from([each for each in QUESTIONS if each.category is not Category.BEHAVIORAL])
follow_ups = st.none() | st.builds(FollowUpQuestion, texts, st.sampled_from(["guide", "model", "template"]), st.none() | texts)
labels = st.lists(st.sampled_from(["Label 0", "Label 1"]), unique=True)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    return assessed(draw(questions), draw(texts), covered=draw(labels), partial=draw(labels), contradicted=draw(labels))


pieces = st.builds(Piece, texts, st.sampled_from(Author), st.none() | questions.map(lambda each: each.points[0]), st.booleans())
made: dict[type[Event], st.SearchStrategy[Event]] = {
    Answered: st.builds(Answered, texts),
    Assessed: st.builds(Assessed, assessments(), follow_ups),
    Revised: st.builds(Revised, texts, st.lists(pieces, max_size=3).map(tuple)),
    Hinted: st.builds(Hinted, texts),
    Rephrased: st.builds(Rephrased, texts),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_kind_of_event_comes_back_from_json_as_it_was(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(made[kind] if kind in made else st.builds(kind))
    stored = to_stored(event, AT)
    read = json.loads(json.dumps(stored.payload, allow_nan=False))
    assert from_stored(StoredEvent(stored.kind, read, stored.at)) == event
    assert stored.at == AT
    assert set(read) == {each.name for each in fields(kind)}


def test_the_kinds_are_told_apart() -> None:
    assert len({kind.__name__.lower() for kind in KINDS}) == len(KINDS)


def test_a_kind_of_a_newer_version_is_named() -> None:
    with pytest.raises(CoachError, match="a step of the kind “sang”, which this version of the coach does not know; update the coach"):
        from_stored(StoredEvent("sang", {}, AT))


@pytest.mark.parametrize(("kind", "payload"), [("answered", {}), ("answered", {"text": 1}), ("assessed", {"assessment": None}), ("hinted", {"point": "a"})])
def test_a_step_that_was_spoilt_is_an_error_that_says_where(kind: str, payload: dict[str, object]) -> None:
    with pytest.raises(CoachError, match=r"What was kept is no .* can read: the field "):
        from_stored(StoredEvent(kind, payload, AT))
