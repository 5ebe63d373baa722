"""Reports as Markdown, read back by a Markdown parser."""

import html
import re

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt
from markdown_it.token import Token
from nasty import LONG, TEXTS
from reporting import REPORTS, full_report, hostile_report, links, report_of

from coach.report.contents import Report
from coach.report.document import Heading, Items, Paragraph, Table, document
from coach.report.markdown import render

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {"heading_open", "paragraph_open", "bullet_list_open", "list_item_open", "blockquote_open", "table_open", "thead_open", "tbody_open", "tr_open"}
BLOCKS |= {"th_open", "td_open", "inline"}
INLINE = {"text", "text_special", "html_inline", "strong_open", "strong_close", "hardbreak", "link_open", "link_close"}
ANCHOR = re.compile(r'<a id="(model-answer-\d+)">')
TAGS = {f"<{slash}{name}>" for name in ("mark", "ins", "del") for slash in ("", "/")} | {"</a>"}


def opened(source: str) -> list[Token]:
    return [token for token in READER.parse(source) if not token.type.endswith("_close")]


def inline(source: str) -> list[Token]:
    return [child for token in READER.parse(source) for child in token.children or []]


def words(source: str) -> str:
    """Everything that would be read, without white space."""
    return _bare("".join(child.content for child in inline(source) if child.type in ("text", "text_special")))


def anchors(source: str) -> list[str]:
    return [found[1] for child in inline(source) if child.type == "html_inline" and (found := ANCHOR.fullmatch(child.content))]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@example("1", ". one")
@example("a\\", "b")
@example("x ##", "# y #")
@given(TEXTS, TEXTS)
def test_nothing_that_somebody_wrote_acts_as_markdown(text: str, other: str) -> None:
    report = hostile_report(text, other)
    source = render(report)
    tokens = opened(source)
    assert {token.type for token in tokens} <= BLOCKS
    for child in (child for token in tokens for child in token.children or []):
        assert child.type in INLINE
        assert child.type != "html_inline" or child.content in TAGS or ANCHOR.fullmatch(child.content)
    blocks = document(report).blocks
    assert sum(token.type == "heading_open" for token in tokens) == sum(isinstance(block, Heading) for block in blocks)
    assert sum(token.type == "list_item_open" for token in tokens) == sum(len(block.items) for block in blocks if isinstance(block, Items))
    assert sum(token.type in ("th_open", "td_open") for token in tokens) == sum(4 + 4 * len(block.rows) for block in blocks if isinstance(block, Table))


@given(REPORTS)
def test_links_lead_to_an_anchor_that_is_there_once(report: Report) -> None:
    source = render(report)
    names = anchors(source)
    assert len(set(names)) == len(names) == source.count("<a ")
    assert [child.attrs["href"] for child in inline(source) if child.type == "link_open"] == [f"#{link}" for link in links(report)]
    assert set(links(report)) <= set(names)


@given(TEXTS, TEXTS)
def test_all_that_was_written_can_be_read(text: str, other: str) -> None:
    report = hostile_report(text, other)
    written = []
    for block in document(report).blocks:
        match block:
            case Heading(_, title, mark):
                written.append(mark + title)
            case Paragraph(runs):
                written += [run.text for run in runs]
            case Items(items):
                written += [run.text for item in items for run in item]
            case Table(caption, header, rows):
                written += [caption, *header, *(cell for row in rows for cell in row)]
    assert words(render(report)) == _bare("".join(written))


@pytest.mark.parametrize("text", LONG)
def test_long_texts_are_whole(text: str) -> None:
    assert _bare(text) in words(render(hostile_report(text, "other")))


def test_it_reads_well_as_it_is() -> None:
    source = render(full_report())
    assert source.startswith("# Interview 7\n\n25 November 2026, 18:30 UTC · took 23 minutes · practice, with feedback after each answer\n")
    assert "| 1 | How does pooling work? | Technical | 33 of 100, 2 hints used |" in source
    assert "> Pooling <mark>makes the maps smaller</mark>. <mark>It is invariant to rotation.</mark>" in source
    assert "**Follow-up:** What does that do to the cost?" in source
    assert "- [**Invariance**](#model-answer-1): The guide's words on Invariance. (question 1, up to 25 of 100 to gain; vision.md, line 11)" in source
    assert (
        '### <a id="model-answer-1"></a>Question 1: How does pooling work?\n\n- **Shrinking**: The guide\'s words on Shrinking. (vision.md, line 10)' in source
    )
    assert "Added from the guide: Invariance (vision.md, line 11), Strides (vision.md, line 12; in its own words)." in source
    assert html.unescape(source) == source


def test_an_interview_that_never_began_says_so() -> None:
    assert "**No question was answered in this interview.**" in render(report_of())
