"""What a guide is made of. Values only: the parser makes them, everything else reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class PointKind(StrEnum):
    """What part a point plays in a model answer."""

    CORE = "core"
    CONSIDERATION = "consideration"
    PITFALL = "pitfall"
    EXAMPLE = "example"
    PRACTICE = "practice"


class Category(StrEnum):
    """How a question is asked and graded."""

    TECHNICAL = "technical"
    BEHAVIORAL = "behavioral"
    SITUATIONAL = "situational"
    PROBLEM_SOLVING = "problem-solving"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Point:
    """One checkable statement of a model answer."""

    id: str
    label: str  # the bold lead-in, without its colon; "" when the author gave none
    text: str  # plain text, without the label
    kind: PointKind
    group: tuple[str, ...]  # labels of the bullets above it, outermost first, e.g. ("Key Components",)
    line: int  # 1-based line in the file

    @property
    def statement(self) -> str:
        """Label and text as one line, the way it is shown, embedded and put to the model."""
        return f"{self.label}: {self.text}" if self.label and self.text else self.label or self.text


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something the guide's author would ask next."""

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its model answer."""

    id: str
    guide_id: str
    text: str
    category: Category
    category_title: str  # the heading as written, e.g. "Technical Questions"; "" when there is none
    points: tuple[Point, ...]
    follow_ups: tuple[FollowUp, ...]
    notes: tuple[str, ...]  # text of the answer that is no point: an introduction, code, a table
    difficulty: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide that is no question, such as "Educational Background"."""

    id: str
    guide_id: str
    title: str
    breadcrumb: tuple[str, ...]  # headings above it, outermost first
    paragraphs: tuple[tuple[int, str], ...]  # (line, plain text) of each paragraph or bullet, in order
    line: int

    @property
    def text(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(text for _, text in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide file, parsed."""

    id: str
    path: Path
    title: str
    role: str  # the title less "Interview Preparation" and the like
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)
    closing: Section | None = None  # words after the last answer


class Severity(StrEnum):
    """How bad a problem in a guide is: an error loses something, a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a guide file that its author should look at."""

    path: Path
    line: int
    severity: Severity
    message: str

    @property
    def shown_path(self) -> str:
        """The path as it can be printed: a file name may hold bytes that are no text, or a line break."""
        return str(self.path).encode("utf-8", "replace").decode().replace("\n", "?")

    def __str__(self) -> str:
        return f"{self.shown_path}:{self.line}: {self.severity}: {self.message}"


@dataclass(frozen=True, slots=True)
class ParsedGuide:
    """What the parser could make of a file, and what it found wrong. `guide` is None when nothing of it can be used."""

    guide: Guide | None
    problems: tuple[Problem, ...]
