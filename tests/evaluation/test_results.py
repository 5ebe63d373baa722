"""Results are computed once, and survive an interruption."""

import shutil
from pathlib import Path

import pytest

from coach.config import PACKAGE_DIR
from coach.errors import CoachError
from coach.evaluation.results import Results, code_version


def test_a_result_is_computed_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "results.jsonl"
    computed: list[int] = []

    def compute() -> int:
        computed.append(1)
        return 7

    first = Results(path, "model")
    assert [first.get(["a"], compute), first.get(["a"], compute)] == [7, 7]
    first.close()
    assert Results(path, "model").get(["a"], compute) == 7
    assert computed == [1]


def test_another_model_or_other_input_is_computed_anew(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    Results(path, "model").get(["a", "b"], lambda: 1)
    assert Results(path, "other model").get(["a", "b"], lambda: 2) == 2
    assert Results(path, "model").get(["ab"], lambda: 3) == 3


def test_a_line_that_was_cut_short_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    results = Results(path)
    results.get(["a"], lambda: "é")
    results.get(["b"], lambda: "ü")
    results.close()
    path.write_bytes(path.read_bytes()[:-4])
    again = Results(path)
    assert again.get(["a"], lambda: "new") == "é"
    assert again.get(["b"], lambda: "new") == "new"
    again.close()
    assert Results(path).get(["b"], lambda: "newer") == "new"


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text("not json\n")
    with pytest.raises(CoachError, match=r"results\.jsonl: this file of earlier results is damaged; delete it"):
        Results(path)


def test_the_version_is_that_of_the_code(tmp_path: Path) -> None:
    package = tmp_path / "coach"
    shutil.copytree(PACKAGE_DIR, package, ignore=shutil.ignore_patterns("__pycache__"))
    assert code_version(package) == code_version()
    source = package / "grading" / "score.py"
    source.write_text(source.read_text("utf-8") + "\n", "utf-8")
    assert code_version(package) != code_version()
