"""Reading the files that `coach eval` is given. Every error names file, line and field."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from coach.errors import CoachError
from coach.grading.types import Status

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """An answer that people have graded."""

    line: int  # in its file

    question_id: str
    question: str
    reference: str
    answer: str
    score: float  # 0 to max_score
    max_score: float


@dataclass(frozen=True, slots=True)
class LabelledAnswer:
    """An answer with a status for each point of its model answer."""

    question: str
    points: tuple[str, ...]
    answer: str
    labels: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A text and the question that it belongs to, by id or by its exact words."""

    line: int  # in its file

    text: str
    question_id: str


def read_graded(path: Path) -> list[GradedAnswer]:
    """Answers from a CSV file with the columns question_id, question, reference_answer, answer, score, max_score. Raises CoachError."""
    columns = ("question_id", "question", "reference_answer", "answer", "score", "max_score")
    rows = []
    for line, row in _csv_rows(path, columns):
        score, most = _number(path, line, "score", row["score"]), _number(path, line, "max_score", row["max_score"])
        if not 0 <= score <= most or most <= 0:
            raise CoachError(f"{path}:{line}: score {score:g} is not between 0 and max_score {most:g}; correct it.")
        if not row["reference_answer"].strip():
            raise CoachError(f"{path}:{line}: reference_answer is empty; an answer can only be graded against one.")
        rows.append(GradedAnswer(line, row["question_id"], row["question"], row["reference_answer"], row["answer"], score, most))
    return _some(path, rows)


def read_labelled(path: Path) -> list[LabelledAnswer]:
    """Answers from a file of JSON lines with question, points, answer and labels. Raises CoachError."""
    rows = []
    for line, text in enumerate(_text(path).split("\n"), start=1):  # not splitlines: U+2028 and the like are text inside JSON
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise CoachError(f"{path}:{line}: this line is not valid JSON; write one object a line.") from error
        rows.append(_labelled(path, line, row))
    return _some(path, rows)


def read_queries(path: Path) -> list[Query]:
    """Queries from a CSV file with the columns query and question_id. Raises CoachError."""
    rows = []
    for line, row in _csv_rows(path, ("query", "question_id")):
        if not row["query"].strip():
            raise CoachError(f"{path}:{line}: query is empty; fill it or remove the line.")
        rows.append(Query(line, row["query"], row["question_id"]))
    return _some(path, rows)


def _labelled(path: Path, line: int, row: Any) -> LabelledAnswer:
    if not isinstance(row, dict):
        raise CoachError(f"{path}:{line}: this line is no JSON object; write {{question, points, answer, labels}}.")
    for field in ("question", "answer"):
        if not isinstance(row.get(field), str):
            raise CoachError(f"{path}:{line}: {field} is missing or no text.")
    for field in ("points", "labels"):
        if not isinstance(row.get(field), list) or not all(isinstance(each, str) for each in row[field]):
            raise CoachError(f"{path}:{line}: {field} is missing or no list of texts.")
    if len(row["points"]) != len(row["labels"]):
        raise CoachError(f"{path}:{line}: there are {len(row['points'])} points and {len(row['labels'])} labels; give each point one.")
    if not row["points"] or not all(each.strip() for each in row["points"]):
        raise CoachError(f"{path}:{line}: points is empty or has an empty one.")
    known = {status.value: status for status in Status}
    for label in row["labels"]:
        if label not in known:
            raise CoachError(f"{path}:{line}: labels has “{label}”; it knows {', '.join(known)}.")
    return LabelledAnswer(row["question"], tuple(row["points"]), row["answer"], tuple(known[label] for label in row["labels"]))


def _csv_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The line that each row begins on, and its values."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise CoachError(f"{path}:1: the column {missing[0]} is missing; the first line must name {', '.join(columns)}.")
        line = reader.line_num + 1
        for row in reader:
            if None in row:
                raise CoachError(f"{path}:{line}: this row has more fields than the first line names; put a field with a comma in double quotes.")
            if None in row.values():
                raise CoachError(f"{path}:{line}: this row has fewer fields than the first line names; fill it up.")
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise CoachError(f"{path}:{reader.line_num}: this is no CSV ({error}); correct the line.") from error


def _number(path: Path, line: int, column: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        raise CoachError(f"{path}:{line}: {column} is “{value}”, which is no number; correct it.")
    return number


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoachError(f"{path}: the file is not UTF-8; save it as UTF-8.") from error
    except OSError as error:
        raise CoachError(f"{path}: the file can't be read ({error.strerror}); give another one.") from error


def _some(path: Path, rows: list[Row]) -> list[Row]:
    if not rows:
        raise CoachError(f"{path}: there is no data in this file.")
    return rows
