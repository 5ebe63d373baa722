"""Reading data to measure on: what is wrong is said with file, line and field."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError
from coach.evaluation.data import read_graded, read_labelled, read_queries
from coach.grading.types import Status

HEADER = "question_id,question,reference_answer,answer,score,max_score\n"
LABELLED = {"question": "Why?", "points": ["Because."], "answer": "So.", "labels": ["covered"]}


def written(tmp_path: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_graded_answers(tmp_path: Path) -> None:
    [row] = read_graded(written(tmp_path, "\ufeff" + HEADER + '1.1,"What, then?",A thing.,"A\nthing",2.5,5\n'))
    assert (row.question_id, row.question, row.answer, row.score, row.max_score) == ("1.1", "What, then?", "A\nthing", 2.5, 5.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("question_id,question,answer,score,max_score\n", ":1: the column reference_answer is missing"),
        (HEADER + "1,q,r,a,good,5\n", ":2: score is “good”, which is no number"),
        (HEADER + "1,q,r,a,nan,5\n", ":2: score is “nan”, which is no number"),
        (HEADER + "1,q,r,a,6,5\n", ":2: score 6 is not between 0 and max_score 5"),
        (HEADER + "1,q,r,a,0,0\n", ":2: score 0 is not between 0 and max_score 0"),
        (HEADER + "1,q,r,a\n", ":2: this row has fewer fields than the first line names"),
        (HEADER + "1,q,r,a,,5\n", ":2: score is “”, which is no number"),
        (HEADER + '1,q,r,"a\nb",1,5\n1,q,r,yes, really,1,5\n', ":4: this row has more fields than the first line names"),
        (HEADER + '1,q,r,a,1,"5\n1,q,r,a,1,5\n', ":"),
        (HEADER + "1,q, ,a,1,5\n", ":2: reference_answer is empty"),
        (HEADER, ": there is no data in this file"),
        (b"\xff\xfe\x00", ": the file is not UTF-8"),
    ],
)
def test_bad_graded_answers_are_one_sentence(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(CoachError) as caught:
        read_graded(path)
    assert str(caught.value).startswith(f"{path}{message}")


def test_labelled_answers(tmp_path: Path) -> None:
    [row] = read_labelled(written(tmp_path, f"{json.dumps(LABELLED)}\n\n"))
    assert (row.points, row.labels) == (("Because.",), (Status.COVERED,))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda row: row | {"labels": ["right"]}, "labels has “right”; it knows covered, partial, missed, contradicted"),
        (lambda row: row | {"labels": []}, "there are 1 points and 0 labels"),
        (lambda row: row | {"points": [], "labels": []}, "points is empty"),
        (lambda row: row | {"points": "Because."}, "points is missing or no list of texts"),
        (lambda row: row | {"answer": 3}, "answer is missing or no text"),
        (lambda row: [row], "this line is no JSON object"),
    ],
)
def test_bad_labels_are_one_sentence(tmp_path: Path, change: Callable[[dict[str, Any]], Any], message: str) -> None:
    path = written(tmp_path, f"{json.dumps(LABELLED)}\n{json.dumps(change(LABELLED))}\n")
    with pytest.raises(CoachError) as caught:
        read_labelled(path)
    assert str(caught.value).startswith(f"{path}:2: {message}")


def test_what_is_no_json_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r":1: this line is not valid JSON"):
        read_labelled(written(tmp_path, "{"))


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\x0b", "\x1c"])
def test_only_a_line_break_ends_a_line(tmp_path: Path, odd: str) -> None:
    [row] = read_labelled(written(tmp_path, json.dumps(LABELLED | {"answer": f"one{odd}two"}, ensure_ascii=False)))
    assert row.answer == f"one{odd}two"
    [graded] = read_graded(written(tmp_path, HEADER + f"1,q,r,one{odd}two,1,5\n"))
    assert graded.answer == f"one{odd}two"


def test_queries(tmp_path: Path) -> None:
    [row] = read_queries(written(tmp_path, "query,question_id,note\nhow so,g/why,x\n"))
    assert (row.text, row.question_id) == ("how so", "g/why")
    with pytest.raises(CoachError, match=r":2: query is empty"):
        read_queries(written(tmp_path, "query,question_id\n,g/why\n"))


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"no\.csv: the file can't be read \(No such file or directory\)"):
        read_queries(tmp_path / "no.csv")
