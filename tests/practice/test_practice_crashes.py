"""Practising that is killed again and again, by the benchmark of it."""

import importlib
from pathlib import Path

import pytest

from coach.config import load_settings

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def test_no_answer_that_was_taken_is_lost_when_practising_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_DATABASE_URL", raising=False)
    monkeypatch.syspath_prepend(str(BENCHMARKS))  # the killed processes import it by name too
    crashes = importlib.import_module("crashes")
    counts = crashes.run(load_settings(home=tmp_path), kills=10)
    assert counts.taken + counts.open_sent >= 7  # there was something to lose: so many are killed as they send something
    assert (counts.lost, counts.twice, counts.torn) == (0, 0, 0)
    assert counts.open_kept <= counts.open_sent <= counts.kills
