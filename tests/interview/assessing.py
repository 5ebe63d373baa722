"""Assessments by hand, for tests of what is done with one."""

from collections.abc import Iterable

from coach.grading.rubric import rubric
from coach.grading.score import score
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Category, Point, PointKind, Question

CONFIDENCE = {Status.COVERED: 1.0, Status.PARTIAL: 0.4, Status.CONTRADICTED: 0.3}


def assessed(question: Question, answer: str, covered: Iterable[str] = (), partial: Iterable[str] = (), contradicted: Iterable[str] = ()) -> Assessment:
    """The points with these labels are covered, partly covered or contradicted, all others missed."""
    status = dict.fromkeys(covered, Status.COVERED) | dict.fromkeys(partial, Status.PARTIAL) | dict.fromkeys(contradicted, Status.CONTRADICTED)
    points = rubric(question)
    assert set(status) <= {point.label for point in points}
    evidence = Evidence(0, len(answer), answer)
    verdicts = tuple(
        PointVerdict(point, found, CONFIDENCE[found], evidence) if (found := status.get(point.label)) else PointVerdict(point, Status.MISSED, 0.1, None)
        for point in points
    )
    return Assessment(question, answer, verdicts, score(verdicts))


def question(name: str, category: Category = Category.TECHNICAL, *, points: int = 2) -> Question:
    """A short question of its own."""
    made = tuple(Point(f"g/{name}#{number}", f"Label {number}", f"Statement {number} of {name}.", PointKind.CORE, (), number) for number in range(points))
    return Question(f"g/{name}", "g", f"What is {name}?", category, "", made, (), (), None, 1)
