"""Values as JSON and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored_values import any_text, attempts, fractions

from coach.errors import CoachError
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Category, FollowUp, Point, PointKind, Question
from coach.interview.types import FollowUpQuestion
from coach.store.values import from_json, to_json


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


lines = st.integers(1, 10**6)
points = st.builds(Point, id=any_text, label=any_text, text=any_text, kind=st.sampled_from(PointKind), group=few(any_text), line=lines)
questions = st.builds(
    Question,
    id=any_text,
    guide_id=any_text,
    text=any_text,
    category=st.sampled_from(Category),
    category_title=any_text,
    points=few(points),
    follow_ups=few(st.builds(FollowUp, id=any_text, text=any_text, line=lines)),
    notes=few(any_text),
    difficulty=st.none() | any_text,
    line=lines,
)
evidence = st.builds(Evidence, start=st.integers(0, 12_000), end=st.integers(0, 12_000), text=any_text)
verdicts = st.builds(PointVerdict, point=points, status=st.sampled_from(Status), confidence=fractions, evidence=st.none() | evidence)
assessments = st.builds(Assessment, question=questions, answer=any_text, verdicts=few(verdicts), score=st.integers(0, 100))
follow_up_questions = st.builds(FollowUpQuestion, text=any_text, source=any_text, point_id=st.none() | any_text)


@given(st.one_of(assessments, questions, points, follow_up_questions, attempts))
def test_every_value_comes_back_as_it_was(value: object) -> None:
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


def test_the_json_reads_like_the_value() -> None:
    point = Point("g/q#p", "Label", "text", PointKind.PITFALL, ("Outer", "Inner"), 7)
    plain = {"id": "g/q#p", "label": "Label", "text": "text", "kind": "pitfall", "group": ["Outer", "Inner"], "line": 7}
    assert to_json(point) == plain
    assert to_json(PointVerdict(point, Status.MISSED, 0.25, None)) == {"point": plain, "status": "missed", "confidence": 0.25, "evidence": None}


def test_what_does_not_fit_is_named() -> None:
    plain = to_json(Evidence(0, 3, "abc"))
    with pytest.raises(CoachError, match="no Evidence that this version of the coach can read: the field end: field required; update the coach"):
        from_json(Evidence, {key: value for key, value in plain.items() if key != "end"})
    with pytest.raises(CoachError, match="the field start: input should be a valid integer"):
        from_json(Evidence, plain | {"start": "first"})
