"""What is the same in every format."""

import subprocess
import sys

from hypothesis import given
from nasty import TEXTS
from reporting import ANSWERED, GIVEN_UP, SKIPPED, TRACKING, hostile_report, report_of

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


@given(TEXTS, TEXTS)
def test_headings_go_down_one_level_at_a_time(text: str, other: str) -> None:
    level = 0
    for block in document(hostile_report(text, other)).blocks:
        if isinstance(block, Heading):
            assert block.level <= level + 1
            level = block.level


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
