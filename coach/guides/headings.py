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
    PointKind.CONSIDERATION: (
        "key considerations", "key consideration", "considerations", "things to consider", "important considerations", "points to consider", "trade offs",
    ),
    PointKind.PITFALL: (
        "pitfalls to avoid", "pitfalls", "pitfall", "common pitfalls", "potential pitfalls", "common mistakes", "mistakes", "mistakes to avoid", "red flags",
        "things to avoid", "what to avoid", "what not to say", "don ts",
    ),
    PointKind.EXAMPLE: ("example", "examples", "example scenario", "for example", "real world example", "real world examples", "use case", "use cases"),
    PointKind.PRACTICE: ("best practices", "best practice", "good practices", "tips", "tip", "pro tip", "pro tips", "recommendations"),
}  # fmt: skip
_PARTS: dict[Part, tuple[str, ...]] = {
    Part.ANSWER: (
        "answer", "answers", "a", "model answer", "ideal answer", "suggested answer", "sample answer", "example answer", "good answer", "strong answer",
        "what a good answer says", "what to say", "what to cover", "key points", "talking points",
    ),
    Part.FOLLOW_UPS: (
        "follow up points", "follow up questions", "follow up question", "follow ups", "follow up", "followups", "followup", "follow up topics",
        "possible follow ups", "possible follow up questions", "further questions",
    ),
    Part.DIFFICULTY: ("difficulty", "difficulty level", "level"),
}  # fmt: skip
_ROLES: dict[str, PointKind | Part] = {name: role for table in (_KINDS, _PARTS) for role, names in table.items() for name in names}
# Headings below a question that are no questions of their own, besides those with a role.
_ANSWER_PARTS = frozenset(
    [
        *("situation", "task", "action", "actions", "result", "results", "reflection"),
        *("explanation", "solution", "approach", "context", "background", "why it matters"),
    ]
)
_CATEGORIES: tuple[tuple[str, Category], ...] = (
    (r"problem solving", Category.PROBLEM_SOLVING),
    (r"behaviou?ral", Category.BEHAVIORAL),
    (r"situational", Category.SITUATIONAL),
    (r"scenarios?(?: based)?", Category.SITUATIONAL),
    (r"technical", Category.TECHNICAL),
    (r"system design", Category.PROBLEM_SOLVING),
    (r"coding", Category.TECHNICAL),
    (r"case(?: stud(?:y|ies))?", Category.PROBLEM_SOLVING),
)
_CATEGORY_ALONE = re.compile(rf"(?:{'|'.join(part for part, _ in _CATEGORIES)})(?: (?:interview|round|part|section))?")
# "Q3: …", "Question: …", "Question 3"; never "Q-learning" or "Q4 results"
_QUESTION_LABEL = re.compile(r"\s*(?:Q|Question)(?:\s*\d+(?:\s*(?:[.:)]|[-–—])\s*|\s*$)|\s*(?:[:)]|[.–—-](?=\s))\s*)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(?\d+\s*[.:)]\s+")
_ASKS = re.compile(r"[?？]\W*(?:\([^()]*\)\W*)?$")  # "Why?", "“Why?”", "Why? (hard)"
_INVITES = re.compile(
    r"(?:tell (?:me|us)|describe|explain|walk (?:me|us)|imagine|suppose|compare|give (?:me |us )?an? example|talk (?:me|us) through|share (?:an?|your))\b",
    re.IGNORECASE,
)
_QUESTIONS_PART = re.compile(
    r"\binterview questions\b|\bquestions (?:and|&) (?:\w+ )?answers\b|^questions$|^q ?& ?a$|^(?:sample|practice|common|frequently asked) questions\b",
    re.IGNORECASE,
)
_ASIDES = re.compile(
    r"conclusions?|summary|final (?:thoughts|words|tips)|closing (?:thoughts|words|remarks)|(?:further|additional|recommended) (?:reading|resources)"
    r"|resources|references|next steps|introduction|overview|about this guide|how to use this guide|(?:table of )?contents|about the author"
    r"|questions (?:to ask|for) .*",
    re.IGNORECASE,
)
_PREPARATION = re.compile(
    r"\s*(?:[-–—:|]\s*)?\b(?:job )?(?:interview(?: preparation| prep| questions(?: and answers)?| guide)?|preparation guide|guide)\s*$", re.IGNORECASE
)


def role(label: str) -> PointKind | Part | None:
    """The kind of point or part of a question that a label announces."""
    return _ROLES.get(_normalised(label))


def is_answer_part(title: str) -> bool:
    """Whether a heading below a question belongs to its answer ("Pitfalls", "Situation") rather than asking something itself."""
    return role(title) is not None or _normalised(title) in _ANSWER_PARTS


def category(title: str) -> Category | None:
    """The category that a heading such as "Behavioral Questions" announces; OTHER for other kinds of questions, None for no such heading.

    Without the word "questions" only the category's bare name counts: "Technical" does, "Technical Skills" is a section about something else.
    """
    words = _normalised(title)
    is_questions = words.endswith((" questions", " question"))
    if is_questions or _CATEGORY_ALONE.fullmatch(words):
        for part, found in _CATEGORIES:
            if re.search(rf"\b{part}\b", words):
                return found
    return Category.OTHER if is_questions and not opens_questions(title) else None


def opens_questions(title: str) -> bool:
    """Whether a heading opens the part of the guide with the questions."""
    return bool(_QUESTIONS_PART.search(title))


def is_aside(title: str) -> bool:
    """Whether a heading among the questions is none of them: "Conclusion", "Questions to ask the interviewer"."""
    return bool(_ASIDES.fullmatch(title.strip(" :.*")))


def asks(text: str) -> bool:
    """Whether a text is a question by itself: it ends with a question mark (and quotes or a remark in brackets) or is labelled as one ("Q3: …")."""
    return bool(_ASKS.search(text[-200:])) or is_labelled(text)


def is_labelled(text: str) -> bool:
    """Whether a text is labelled as a question: "Q3: …", "Question: …"."""
    return bool(_QUESTION_LABEL.match(text))


def invites(title: str) -> bool:
    """Whether a heading asks for something without a question mark: "Tell me about …", "Describe …"."""
    return bool(_INVITES.match(without_number(title)))


def without_number(title: str) -> str:
    """A question's text without "Q3:" or "3." in front of it."""
    label = _QUESTION_LABEL.match(title) or _NUMBER.match(title)
    return title[label.end() if label else 0 :].strip()


def role_of_guide(title: str) -> str:
    """The role in a guide's title: "Data Engineer" of "Data Engineer Interview Preparation"."""
    return _PREPARATION.sub("", title).strip() or title.strip()


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))
