"""What headings and labels mean. Data and pure look-ups: the place to teach the parser another author's words."""

import re
from enum import StrEnum

from coach.guides.types import Category, PointKind


class Part(StrEnum):
    """Parts of a question that are no points."""

    ANSWER = "answer"
    FOLLOW_UPS = "follow-ups"
    DIFFICULTY = "difficulty"


_KINDS: dict[PointKind, tuple[str, ...]] = {
    PointKind.CONSIDERATION: ("key considerations", "key consideration", "considerations", "things to consider", "important considerations"),
    PointKind.PITFALL: (
        "pitfalls to avoid", "pitfalls", "pitfall", "common pitfalls", "common mistakes", "mistakes to avoid", "red flags", "things to avoid", "what to avoid",
    ),
    PointKind.EXAMPLE: ("example", "examples", "example answer", "sample answer", "example scenario", "use case", "use cases"),
    PointKind.PRACTICE: ("best practices", "best practice", "good practices", "tips", "recommendations"),
}  # fmt: skip
_PARTS: dict[Part, tuple[str, ...]] = {
    Part.ANSWER: ("answer", "model answer", "ideal answer", "suggested answer", "answers", "response", "a"),
    Part.FOLLOW_UPS: ("follow up points", "follow up questions", "follow ups", "follow up", "followups", "follow up topics", "possible follow ups"),
    Part.DIFFICULTY: ("difficulty", "level"),
}
_ROLES: dict[str, PointKind | Part] = {name: role for table in (_KINDS, _PARTS) for role, names in table.items() for name in names}
_CATEGORIES: tuple[tuple[str, Category], ...] = (
    ("problem solving", Category.PROBLEM_SOLVING),
    ("behavio", Category.BEHAVIORAL),
    ("situational", Category.SITUATIONAL),
    ("scenario", Category.SITUATIONAL),
    ("technical", Category.TECHNICAL),
    ("system design", Category.PROBLEM_SOLVING),
    ("coding", Category.TECHNICAL),
    ("case", Category.PROBLEM_SOLVING),
)
_NUMBERING = re.compile(r"^\s*(?:(?:Q|Question)\s*\d*\s*[.:)\-–—]\s*|\(?\d+\s*[.:)]\s+)", re.IGNORECASE)
_QUESTIONS_PART = re.compile(r"\binterview questions\b|\bquestions (?:and|&) answers\b|^questions$|^q ?& ?a$|^sample questions\b", re.IGNORECASE)
_PREPARATION = re.compile(
    r"\s*(?:[-–—:|]\s*)?\b(?:job )?(?:interview(?: preparation| prep| questions(?: and answers)?| guide)?|preparation guide|guide)\s*$", re.IGNORECASE
)


def role(label: str) -> PointKind | Part | None:
    """The kind of point or part of a question that a label announces."""
    return _ROLES.get(_normalised(label))


def category(title: str) -> Category | None:
    """The category that a heading such as "Behavioral Questions" announces; OTHER for other kinds of questions, None for no such heading."""
    words = _normalised(title)
    is_questions = words.endswith(("questions", "question"))
    for part, found in _CATEGORIES:
        if part in words and (is_questions or len(words.split()) <= 2):
            return found
    return Category.OTHER if is_questions and not opens_questions(title) else None


def opens_questions(title: str) -> bool:
    """Whether a heading opens the part of the guide with the questions."""
    return bool(_QUESTIONS_PART.search(title))


def without_number(title: str) -> str:
    """A question's text without "Q3:" or "3." in front of it."""
    return _NUMBERING.sub("", title).strip() or title.strip()


def is_numbered(title: str) -> bool:
    """Whether a heading is numbered the way questions are ("Q3: …")."""
    return bool(re.match(r"^\s*(?:Q|Question)\s*\d+", title, re.IGNORECASE))


def role_of_guide(title: str) -> str:
    """The role in a guide's title: "Data Engineer" of "Data Engineer Interview Preparation"."""
    return _PREPARATION.sub("", title).strip() or title.strip()


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))
