"""What is the same in every format."""

import subprocess
import sys

from hypothesis import given
from nasty import TEXTS
from reporting import ANSWERED, BARE_STORY, GIVEN_UP, IN_FULL, REPORTS, SKIPPED, TRACKING, links, report_of

from coach.interview.types import Turn
from coach.report.contents import Report
from coach.report.document import Heading, Items, Paragraph, clean, document


def words(report: Report) -> list[str]:
    """What paragraphs say."""
    return ["".join(run.text for run in block.runs) for block in document(report).blocks if isinstance(block, Paragraph)]


@given(TEXTS)
def test_cleaning_leaves_only_what_every_file_can_hold(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert all(character == "\n" or ord(character) >= 32 for character in cleaned)
    assert cleaned.splitlines() == cleaned.removesuffix("\n").split("\n") or not cleaned
    assert clean(cleaned) == cleaned


def test_cleaning_leaves_readable_text_alone() -> None:
    for text in ("Grüße, 网络 العربية 🙂 x² ≤ “q”", "two\nlines\n", ""):
        assert clean(text) == text


def test_what_cannot_be_shown_is_seen_to_be_missing() -> None:
    assert clean("a\0b\r\nc\u202ed\te") == "a\ufffdb\nc\ufffdd e"


def headings(report: Report) -> list[Heading]:
    return [block for block in document(report).blocks if isinstance(block, Heading)]


@given(REPORTS)
def test_headings_go_down_one_level_at_a_time(report: Report) -> None:
    level = 0
    for heading in headings(report):
        assert heading.level <= level + 1
        level = heading.level


@given(REPORTS)
def test_every_link_leads_to_a_place_that_is_there_once(report: Report) -> None:
    anchors = [heading.anchor for heading in headings(report) if heading.anchor]
    assert len(set(anchors)) == len(anchors)
    assert set(links(report)) <= set(anchors)


def test_what_to_study_leads_to_the_model_answer_of_its_question() -> None:
    report = report_of(ANSWERED, IN_FULL, GIVEN_UP)
    titles = {heading.anchor: heading.text for heading in headings(report) if heading.anchor}
    assert list(titles.values()) == ["Question 1: How does pooling work?", "Question 3: How does tracking work?"]
    assert [titles[link].split(":")[0] for link in links(report)] == [
        *("Question 1", "Question 3", "Question 3", "Question 1"),  # first of all
        *["Question 1"] * 3,
        *["Question 3"] * 2,
    ]


def test_the_model_answers_stand_at_the_end_in_the_guides_words() -> None:
    blocks = document(report_of(ANSWERED)).blocks
    assert blocks[-4] == Heading(2, "From the guides")
    points = ["".join(run.text for run in item) for item in blocks[-1].items] if isinstance(blocks[-1], Items) else []
    assert points == [
        f"{label}: The guide's words on {label}. (vision.md, line {line})"
        for line, label in enumerate(("Shrinking", "Invariance", "Strides", "Cost"), start=10)
    ]


def test_without_model_answers_there_is_no_such_part() -> None:
    for turn in (IN_FULL, BARE_STORY):
        assert "From the guides" not in [heading.text for heading in headings(report_of(turn))]


def test_the_mean_says_over_how_many_of_the_planned_questions() -> None:
    assert "16 of 100 on average, over 2 of 4 questions." in words(report_of(ANSWERED, GIVEN_UP, SKIPPED, Turn(TRACKING)))
    assert "33 of 100 on average, over 1 of 1 question." in words(report_of(ANSWERED))


def test_giving_up_everything_is_no_answer_but_something_to_study() -> None:
    report = report_of(GIVEN_UP)
    assert "No question was answered in this interview." in words(report)
    [first, *_] = [block for block in document(report).blocks if isinstance(block, Items)]
    assert first.items[0][0].text == "Motion Model"


def test_the_drawing_libraries_are_loaded_only_to_draw() -> None:
    code = (
        "import sys, coach.report.html, coach.report.markdown, coach.report.pdf, coach.report.plots; sys.exit(bool({'matplotlib', 'fpdf'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
