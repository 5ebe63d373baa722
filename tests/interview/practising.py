"""Attempts by hand, and simulations from the benchmarks, for tests of what is made of a history."""

import importlib.util
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from coach.grading.types import Status
from coach.guides.types import Guide, Question
from coach.interview.types import Attempt, PointResult

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def attempt(asked: Question, score: int, *, days_ago: float = 0, points: Mapping[str, float] | None = None) -> Attempt:
    """An attempt that many days before NOW; `points` gives what points, by their label, earned, the others earn what the score says."""
    earned = {point.id: (points or {}).get(point.label, score / 100) for point in asked.points}
    results = tuple(PointResult(point_id, Status.COVERED if share >= 0.5 else Status.MISSED, share) for point_id, share in earned.items())
    return Attempt(asked.id, asked.guide_id, asked.category, NOW - timedelta(days=days_ago), score, results)


def guide_with(*questions: Question, guide_id: str = "g", role: str = "Baker") -> Guide:
    """A guide of these questions."""
    return Guide(guide_id, Path(f"{guide_id}.md"), f"{role} Interview", role, (), questions)


def simulation(name: str) -> ModuleType:
    """The benchmark of this name as a module."""
    spec = importlib.util.spec_from_file_location(f"simulated_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
