"""What is said about an assessment in words."""

from dataclasses import replace

from assessing import assessed

from coach.grading.rubric import rubric
from coach.grading.types import Assessment, Evidence, Status
from coach.guides.types import Guide, Point, PointKind, Question
from coach.interview.feedback import remarks

ANSWER = (
    "A convolutional layer slides small filters over the picture and the filters are learned while training, so nobody has to design them. "
    "The first layers find edges and the deeper ones find whole objects. I think pooling makes it all completely invariant to rotation."
)
COVERED = ["Convolution", "Feature Hierarchy"]


def texts(assessment: Assessment) -> list[str]:
    return [remark.text for remark in remarks(assessment)]


def gap_names(question: Question, covered: list[str]) -> list[Point]:
    return [point for point in rubric(question) if point.kind is PointKind.CORE and point.label not in covered]


def quoting(assessment: Assessment, status: Status, quote: str) -> Assessment:
    """The same, the verdicts with this status resting on `quote`."""
    start = assessment.answer.index(quote)
    evidence = Evidence(start, start + len(quote), quote)
    return replace(assessment, verdicts=tuple(replace(each, evidence=evidence) if each.status is status else each for each in assessment.verdicts))


def test_covered_points_are_named_and_the_biggest_gaps_with_what_they_are_worth(cnn_question: Question) -> None:
    first, second = gap_names(cnn_question, COVERED)[:2]
    good, gaps = texts(assessed(cnn_question, ANSWER, covered=COVERED))
    assert good == "You covered “Convolution” and “Feature Hierarchy”."
    total = sum({PointKind.CORE: 1, PointKind.EXAMPLE: 0}.get(point.kind, 0.25) for point in cnn_question.points)
    worth = round(100 / total)
    assert gaps == f"What would add most: “{first.label}” (up to {worth} of 100) and “{second.label}” (up to {worth} of 100)."


def test_the_clearest_covered_point_is_quoted_in_the_candidates_words(cnn_question: Question) -> None:
    quote = "The first layers find edges and the deeper ones find whole objects."
    good, _ = texts(quoting(assessed(cnn_question, ANSWER, covered=["Feature Hierarchy"]), Status.COVERED, quote))
    assert good == f"You covered “Feature Hierarchy”. In your words: “{quote}”"


def test_many_covered_points_are_counted_and_not_all_named(cnn_question: Question) -> None:
    every_label = [point.label for point in cnn_question.points]
    good, rest = texts(assessed(cnn_question, ANSWER, covered=every_label))
    assert good.endswith(f"and {len(every_label) - 3} more points.")
    assert rest == "Nothing that counts is missing."


def test_what_is_wrong_is_put_right_from_the_guide_before_what_is_missing(cnn_question: Question) -> None:
    quote = "I think pooling makes it all completely invariant to rotation."
    assessment = quoting(assessed(cnn_question, ANSWER, covered=COVERED, contradicted=["Limited Invariance"]), Status.CONTRADICTED, quote)
    _, wrong, gaps = remarks(assessment)
    [right] = [point for point in cnn_question.points if point.label == "Limited Invariance"]
    assert wrong.text == f"“{quote}” is not what the guide says. Right is: {right.text}"
    assert wrong.cited == right
    assert "Limited Invariance" not in gaps.text


def test_an_answer_that_covers_nothing_is_told_so_and_what_to_add(cnn_question: Question) -> None:
    first, second = remarks(assessed(cnn_question, ANSWER))
    gap = gap_names(cnn_question, [])[0]
    assert first.text == "Nothing in the answer covers a point of the model answer yet."
    assert second.text == f"The most important thing to add: “{gap.label}”. {gap.text}"
    assert second.cited == gap


def test_the_authors_own_example_is_not_demanded(cnn_question: Question) -> None:
    without_examples = [point.label for point in cnn_question.points if point.kind is not PointKind.EXAMPLE]
    assert texts(assessed(cnn_question, ANSWER, covered=without_examples))[-1] == "Nothing that counts is missing."


def test_a_half_made_point_is_worth_what_is_left_of_it(cnn_question: Question) -> None:
    others = [point.label for point in cnn_question.points if point.label != "Nonlinearity"]
    _, whole = texts(assessed(cnn_question, ANSWER, covered=others))
    _, half = texts(assessed(cnn_question, ANSWER, covered=others, partial=["Nonlinearity"]))
    assert "“Nonlinearity” (up to 8 of 100)" in whole
    assert "“Nonlinearity” (up to 5 of 100)" in half


def test_a_story_is_told_what_its_missing_part_needs(guide: Guide) -> None:
    question = next(each for each in guide.questions if "disagreed with a colleague" in each.text)
    _, gaps = texts(assessed(question, ANSWER, covered=["Situation", "Task", "Action"]))
    assert gaps.startswith("What would add most: “Result” (up to")
