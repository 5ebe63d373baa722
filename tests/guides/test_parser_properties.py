"""What holds for any text and for any well-formed guide."""

import re
from collections import Counter
from pathlib import Path

from guide_texts import Written, guide_of, parsed, words_of, written_guides
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.guides.parser import parse_guide
from coach.guides.types import Guide

# Pieces that mean something in Markdown, YAML or a guide, put together in any order.
PIECES = [
    *("---\n", "term: a\n", "a: [\n", "key: 'b\n", "\n", "\n\n", "  ", "    ", "\t", "\ufeff", "\x00", "\u2028"),
    *("# ", "## ", "#### ", "- ", "* ", "1. ", "> ", "**", "*", "_", "`", "```\n", "~~~\n", "===\n", "***\n", "| a | b |\n", "|---|---|\n"),
    *("What is it?", "Why", "Q1: ", "Q: ", "A: ", "**Answer**:", "**Follow-Up Points**:\n", "Example: ", "Difficulty: hard", "Pitfalls:\n"),
    *(
        "Interview Questions and Answers\n",
        "Technical Questions\n",
        "Conclusion\n",
        "word. ",
        "Two words. ",
        "label:",
        "<br>",
        "<!--",
        "-->",
        "<div>\n",
        "</div>",
    ),
    *("[a](b)", "![c](d)", "[", "](", "&amp;", "\\", "😀", "“quoted”", "深度学习。", "List<String>"),
]
MADE_UP = re.compile(r"w\d+q")
ANY_TEXT = st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def ids_of(guide: Guide) -> list[str]:
    ids = [section.id for section in (*guide.sections, *([guide.closing] if guide.closing else []))]
    for question in guide.questions:
        ids += [question.id, *(point.id for point in question.points), *(follow_up.id for follow_up in question.follow_ups)]
    return ids


def located(guide: Guide) -> list[tuple[int, str]]:
    """(line, text) of all that knows its line."""
    found = [paragraph for section in (*guide.sections, *([guide.closing] if guide.closing else [])) for paragraph in section.paragraphs]
    for question in guide.questions:
        found += [(point.line, point.statement) for point in question.points] + [(each.line, each.text) for each in question.follow_ups]
    return found


@settings(max_examples=400)
@example("\t\u2028")  # code that is blank to everybody but Markdown
@given(ANY_TEXT)
def test_any_text_is_parsed_the_same_way_each_time_with_unique_ids_and_lines_that_exist(text: str) -> None:
    result = parsed(text)
    assert result == parsed(text)
    guide = result.guide
    assert guide
    ids = ids_of(guide)
    assert len(set(ids)) == len(ids)
    last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    lines = [line for line, _ in located(guide)] + [question.line for question in guide.questions] + [problem.line for problem in result.problems]
    assert all(1 <= line <= last for line in lines)
    assert all(text.strip() for _, text in located(guide))


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(text: str) -> None:
    text = text.removeprefix("\ufeff")
    assert parsed("\ufeff" + text.replace("\n", "\r\n")) == parsed(text)


@settings(max_examples=100)
@given(written_guides())
def test_a_well_formed_guide_keeps_every_word_once_on_its_line_and_gives_no_cause_for_complaint(written: Written) -> None:
    text = written.text()
    result = parsed(text)
    guide = result.guide
    assert guide
    assert result.problems == ()
    body = text.split("---\n", 2)[2]
    found = Counter({word: number for word, number in words_of(guide).items() if MADE_UP.fullmatch(word)})
    assert found == Counter(MADE_UP.findall(body))
    assert set(found.values()) == {1}
    lines = text.split("\n")
    for line, said in located(guide):
        assert MADE_UP.findall(lines[line - 1]) == MADE_UP.findall(said)
    for question in guide.questions:
        assert lines[question.line - 1] == f"#### {question.text}"


@settings(max_examples=60)
@given(written_guides(), st.data())
def test_a_part_keeps_its_ids_when_another_one_is_taken_out_changed_or_moved(written: Written, data: st.DataObject) -> None:
    before = set(ids_of(guide_of(written.text())))
    gone = data.draw(st.integers(0, len(written.questions) - 1), label="question taken out")
    kept = written.questions[:gone] + written.questions[gone + 1 :]
    alone = set(ids_of(guide_of(Written(written.front, (), (written.questions[gone],)).text())))
    assert set(ids_of(guide_of(Written(written.front, written.overview, kept).text()))) == before - alone
    moved = Written(written.front, tuple(reversed(written.overview)), (*kept, written.questions[gone]))
    assert set(ids_of(guide_of(moved.text()))) == before
    changed = written.questions[gone].replace(".\n", " besides.\n", 1)
    other = set(ids_of(guide_of(Written(written.front, written.overview, (*kept, changed)).text())))
    assert before - alone <= other
    assert len(other) == len(before)


@settings(max_examples=60)
@given(written_guides())
def test_a_guide_keeps_its_ids_when_lines_are_inserted_above(written: Written) -> None:
    text = written.text()
    head, body = text[: text.index("## Overview")], text[text.index("## Overview") :]
    assert ids_of(guide_of(head + "\n\n\n" + body)) == ids_of(guide_of(text))


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_any_file_name_gives_the_guide_an_id_without_odd_characters(name: str) -> None:
    guide = parse_guide("# What is it?\n- This.\n", Path(f"{name.replace('/', '')}.md")).guide
    assert guide
    assert guide.id
    assert set(guide.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
