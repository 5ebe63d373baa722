"""What stands below a question becomes points with labels, kinds and groups, follow-ups and notes."""

import pytest
from guide_texts import guide_of

from coach.guides.types import Point, PointKind, Question


def question_with(answer: str) -> Question:
    (question,) = guide_of(f"## What is it?\n{answer}").questions
    return question


def only_point(answer: str) -> Point:
    (point,) = question_with(answer).points
    return point


@pytest.mark.parametrize(
    ("bullet", "label", "text"),
    [
        ("- **Pooling**: shrinks maps", "Pooling", "shrinks maps"),
        ("- **Pooling:** shrinks maps", "Pooling", "shrinks maps"),
        ("- **Pooling.** Shrinks maps", "Pooling", "Shrinks maps"),
        ("- **Pooling** - shrinks maps", "Pooling", "shrinks maps"),
        ("- **Pooling** — shrinks maps", "Pooling", "shrinks maps"),
        ("- __Pooling__: shrinks maps", "Pooling", "shrinks maps"),
        ("- **Pooling**", "Pooling", ""),
        ("- **Max pooling** shrinks maps", "", "Max pooling shrinks maps"),
        ("- **Transformer**-based models attend", "", "Transformer-based models attend"),
        ("- **std**::vector grows", "", "std::vector grows"),
        ("- **Range**: -1 to 1", "Range", "-1 to 1"),
        ("- **Range:** -1 to 1", "Range", "-1 to 1"),
        ("- Pooling: shrinks maps", "", "Pooling: shrinks maps"),
        ("- it is **important**: yes", "", "it is important: yes"),
    ],
)
def test_a_bold_start_with_a_separator_is_the_label(bullet: str, label: str, text: str) -> None:
    point = only_point(bullet)
    assert (point.label, point.text) == (label, text)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Key Considerations", PointKind.CONSIDERATION),
        ("KEY CONSIDERATIONS", PointKind.CONSIDERATION),
        ("Trade-offs", PointKind.CONSIDERATION),
        ("Common Mistakes", PointKind.PITFALL),
        ("Don’ts", PointKind.PITFALL),
        ("Red flags", PointKind.PITFALL),
        ("Use Case", PointKind.EXAMPLE),
        ("Real-World Example", PointKind.EXAMPLE),
        ("Pro tip", PointKind.PRACTICE),
        ("Best Practices", PointKind.PRACTICE),
        ("Sample answer", PointKind.CORE),
        ("Anything Else", PointKind.CORE),
    ],
)
@pytest.mark.parametrize(
    "form", ["- **{}**:\n  - this\n", "### {}\n- this\n", "**{}**\n\n- this\n", "- **{}**: this\n"], ids=["group", "heading", "bold line", "bullet"]
)
def test_a_label_tells_the_kind_of_what_stands_below_or_after_it(label: str, kind: PointKind, form: str) -> None:
    point = only_point(form.format(label))
    assert (point.text, point.kind) == ("this", kind)


def test_groups_are_the_labels_above_outermost_first() -> None:
    points = question_with("- **Answer**:\n  - **Parts**:\n    - **Layers**: of:\n      - neurons\n    - weights\n").points
    assert [(point.text, point.group) for point in points] == [("neurons", ("Parts", "Layers: of")), ("weights", ("Parts",))]


def test_a_bullet_with_a_text_and_bullets_below_is_a_point_with_points_below() -> None:
    points = question_with("- **Dropout**: drops units.\n  - At random.\n").points
    assert [(point.label, point.text, point.group) for point in points] == [("Dropout", "drops units.", ()), ("", "At random.", ("Dropout",))]


def test_bullets_that_the_author_forgot_to_indent_still_belong_to_the_label_above() -> None:
    question = question_with("- core\n- **Pitfalls to Avoid**:\n- trap\n- **Follow-up questions**:\n- More?\n")
    assert [(point.text, point.kind) for point in question.points] == [("core", PointKind.CORE), ("trap", PointKind.PITFALL)]
    assert [follow_up.text for follow_up in question.follow_ups] == ["More?"]


def test_numbers_whose_bullets_are_indented_too_little_keep_them() -> None:
    question = question_with("1. **Answer**:\n  - core\n2. **Pitfalls**:\n  - trap\n")
    assert [(point.text, point.kind) for point in question.points] == [("core", PointKind.CORE), ("trap", PointKind.PITFALL)]


@pytest.mark.parametrize(
    "answer",
    [
        "- a\n- **Follow-Up Points**:\n  - Scale it?\n  - And then?\n",
        "- a\n- Follow-up questions:\n  1. Scale it?\n  2. And then?\n",
        "- a\n\n**Follow-ups**\n\n- Scale it?\n- And then?\n",
        "- a\n\n### Follow-Up\nScale it?\n\nAnd then?\n",
        "- a\n- **Follow-up**: Scale it?\n- **Follow-up**: And then?\n",
        "- a\n\n**Follow-up:** Scale it?\n\nFollow-up: And then?\n",
    ],
)
def test_follow_ups_are_no_points(answer: str) -> None:
    question = question_with(answer)
    assert [follow_up.text for follow_up in question.follow_ups] == ["Scale it?", "And then?"]
    assert [point.text for point in question.points] == ["a"]


@pytest.mark.parametrize(
    "written", ["- Difficulty: Hard\n- a\n", "**Difficulty:** hard\n\n- a\n", "### Difficulty\nHard\n### Answer\n- a\n", "- a\n- **Level**: hard\n"]
)
def test_difficulty_is_read(written: str) -> None:
    question = question_with(written)
    assert question.difficulty == "hard"
    assert [point.text for point in question.points] == ["a"]


def test_each_sentence_of_an_answer_in_plain_paragraphs_is_a_point() -> None:
    question = question_with("It fits noise. It fails on new data, e.g. Tests.\n\nExample: A deep tree. It has no error.\n")
    assert [(point.label, point.text, point.kind) for point in question.points] == [
        ("", "It fits noise.", PointKind.CORE),
        ("", "It fails on new data, e.g. Tests.", PointKind.CORE),
        ("Example", "A deep tree.", PointKind.EXAMPLE),
        ("", "It has no error.", PointKind.EXAMPLE),
    ]


def test_words_around_a_list_code_and_tables_are_notes() -> None:
    question = question_with("Say this first.\n\n- a\n\n```python\nx = 1\n\ny = 2\n```\n\n| k | v |\n|---|---|\n| 1 | 2 |\n")
    assert question.notes == ("Say this first.", "x = 1\n\ny = 2", "k v 1 2")
    assert [point.text for point in question.points] == ["a"]


def test_points_stand_in_the_order_of_the_file() -> None:
    points = question_with("- **One**:\n\n  -\n- two\n- **Three**:\n  -\n- **Four**: 4\n").points
    assert [point.statement for point in points] == ["One", "two", "Three", "Four: 4"]
