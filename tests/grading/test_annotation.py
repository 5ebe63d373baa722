"""Answers sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from coach.grading.annotation import annotated
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Category, Point, PointKind, Question

ANSWER = "It slides filters over the picture, e.g. 3 by 3. The weights are shared!\n\nIt rained. "
QUESTION = Question("g/q", "g", "How?", Category.TECHNICAL, "", (), (), (), None, 1)


def resting_on(answer: str, *quotes: str) -> Assessment:
    """A covered point for each quote, and one that was missed."""
    made = [Evidence(start := answer.index(quote), start + len(quote), quote) for quote in quotes]
    return assessed(answer, [(evidence.start, evidence.end) for evidence in made])


def assessed(answer: str, spans: list[tuple[int, int]]) -> Assessment:
    points = [Point(f"g/q#{number}", f"Point {number}", "Text.", PointKind.CORE, (), 1) for number in range(len(spans) + 1)]
    verdicts = [PointVerdict(point, Status.COVERED, 0.9, Evidence(start, end, answer[start:end])) for point, (start, end) in zip(points, spans, strict=False)]
    return Assessment(QUESTION, answer, (*verdicts, PointVerdict(points[-1], Status.MISSED, 0.0, None)), 50)


def labels(assessment: Assessment) -> list[tuple[str, list[str]]]:
    return [(each.text, [verdict.point.label for verdict in each.verdicts]) for each in annotated(assessment)]


def test_a_sentence_has_the_points_that_rest_on_it() -> None:
    assert labels(resting_on(ANSWER, "filters over", "weights are shared", "It slides")) == [
        ("It slides filters over the picture, e.g. 3 by 3. ", ["Point 0", "Point 2"]),
        ("The weights are shared!\n\n", ["Point 1"]),
        ("It rained. ", []),
    ]


def test_evidence_over_several_sentences_is_shown_where_it_begins() -> None:
    assert [names for _, names in labels(resting_on(ANSWER, "shared!\n\nIt rained"))] == [[], ["Point 0"], []]


@given(st.data())
def test_the_sentences_are_the_answer_and_each_piece_of_evidence_is_at_one_of_them(data: st.DataObject) -> None:
    answer = data.draw(st.text(st.sampled_from("ab .!?\n;,–🙂"), min_size=1))
    places = st.integers(0, len(answer) - 1)
    spans = data.draw(st.lists(st.tuples(places, st.integers(1, len(answer))).map(lambda each: (each[0], min(len(answer), each[0] + each[1]))), max_size=6))
    assessment = assessed(answer, spans)
    found = annotated(assessment)
    assert "".join(each.text for each in found) == answer
    shown = [verdict for each in found for verdict in each.verdicts]
    assert sorted(shown, key=lambda verdict: verdict.point.id) == [verdict for verdict in assessment.verdicts if verdict.evidence]
    position = 0
    for each in found:
        for verdict in each.verdicts:
            assert verdict.evidence is not None
            assert position <= verdict.evidence.start < position + len(each.text)
        position += len(each.text)
