"""Interviews of simulated candidates, by the benchmark of them: what has to hold whatever the chances are."""

import importlib
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from coach.config import load_settings
from coach.grading.grader import Grading
from coach.grading.rubric import is_form, rubric
from coach.guides.library import read_guide
from coach.guides.types import Category, Guide
from coach.interview.grounding import shared_run
from coach.store.store import open_store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def interviews() -> Iterator[ModuleType]:
    """The benchmark as a module, beside those that it imports."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module("interviews")


@pytest.fixture(scope="module")
def guide() -> Guide:
    found = read_guide(ROOT / "content" / "computer-vision-engineer.md").guide
    assert found is not None
    return found


def test_candidates_say_what_they_are_said_to_say(interviews: ModuleType, guide: Guide) -> None:
    for question in guide.questions:
        points = rubric(question)
        answers = {kind: interviews.Candidate(kind, Category.TECHNICAL, 1).answer(question) for kind in interviews.Kind}
        assert all(answer.text and answer.made <= {point.id for point in points} for answer in answers.values())
        assert answers[interviews.Kind.EXPERT].made == {point.id for point in points}
        assert answers[interviews.Kind.BLUFFER].made == set()
        assert 1 <= len([point for point in points if point.id in answers[interviews.Kind.BEGINNER].made and not is_form(point)]) <= 2
        left_out = [point for point in question.points if point in points and point.id not in answers[interviews.Kind.RAMBLER].made]
        assert left_out  # and is not in the answer
        assert all(shared_run(answers[interviews.Kind.RAMBLER].text, point.text) < min(9, len(point.text.split())) for point in left_out)


def test_nothing_is_asked_twice_and_what_is_said_counts(interviews: ModuleType, guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_DATABASE_URL", raising=False)
    with open_store(load_settings(home=tmp_path)) as store:
        repeats = interviews.simulated(store, guide, sessions=20)
    held = [each for repeat in repeats for each in repeat.values()]
    assert len(held) == 20
    assert [each.twice for each in held if each.twice] == []
    assert [each.astray for each in held] == [0] * 20
    assert all(each[interviews.Kind.EXPERT].score > each[interviews.Kind.BEGINNER].score for each in repeats)
    asked = [asked for repeat in repeats for asked in repeat[interviews.Kind.RAMBLER].follow_ups]
    assert len(asked) > 10
    assert interviews.share([each.real for each in asked]) > interviews.share([each.by_chance for each in asked])


def test_what_was_done_on_the_model_is_not_done_again(interviews: ModuleType, guide: Guide, tmp_path: Path) -> None:
    crashes = importlib.import_module("crashes")

    class Counting(crashes.StandIn):  # type: ignore[name-defined, misc]  # a coach without a model
        settings = SimpleNamespace(model="none")
        graded = 0

        def grade(self, *arguments: Any) -> Iterator[Grading]:
            self.graded += 1
            return super().grade(*arguments)  # type: ignore[no-any-return]

    coach = Counting(random.Random(1))  # noqa: S311
    interrupted = interviews.real(coach, guide, 3, tmp_path / "cache.jsonl")
    first = next(interrupted)
    interrupted.close()
    graded = coach.graded
    assert graded >= 5
    repeats = list(interviews.real(coach, guide, 2, tmp_path / "cache.jsonl"))
    assert repeats[0] == first
    assert coach.graded > graded  # the second question
    graded = coach.graded
    assert list(interviews.real(coach, guide, 2, tmp_path / "cache.jsonl")) == repeats
    assert coach.graded == graded
