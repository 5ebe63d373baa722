"""The guided sample for a first visit: a real question and a weak answer to it, made from the guide's own points. Pure.

The answer is prepared and nothing else: what is said about it is the grader's.
"""

from collections.abc import Iterable

from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.interview.choosing import askable
from coach.text import sentences

POINTS = range(4, 9)  # enough to leave something out, few enough to be judged within a minute on two cores


def sample_question(guides: Iterable[Guide]) -> Question | None:
    """A technical question with a handful of core points where there is one, else the one that comes closest; None when the guides have none with points."""
    with_points = [question for question in askable(guides) if question.points]
    return min(with_points, key=_unfitness, default=None)


def weak_answer(question: Question) -> str:
    """What somebody might say who remembers one point, the shortest, and only the name of another. `question` has points."""
    core = [point for point in question.points if point.kind is PointKind.CORE] or list(question.points)
    known = min(core, key=lambda point: len(_plainly(point)))
    named = next((point.label for point in core if point is not known and point.label), None)
    vague = f"I have also heard of {named}" if named else "There is more to it"
    return f"{_plainly(known)} {vague}, but I could not say much about it."


def _unfitness(question: Question) -> tuple[bool, bool, int]:
    count = len(question.points)
    distance = 0 if count in POINTS else min(abs(count - POINTS[0]), abs(count - POINTS[-1]))
    return question.category is not Category.TECHNICAL, not any(point.kind is PointKind.CORE for point in question.points), distance


def _plainly(point: Point) -> str:
    """The first sentence of a point, as speech."""
    text = point.text or point.label
    start, end = sentences(text)[0]
    first, *rest = text[start:end].rstrip(".:;!?").split()
    is_name = any(letter.isupper() for letter in first[1:]) or first == "I"  # ReLU, CNNs
    opening = f"About {point.label}:" if point.label and point.text else "Well,"
    return " ".join([opening, first if is_name else first.lower(), *rest]) + "."
