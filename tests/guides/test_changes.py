"""What is said of a guide that was edited, and what a new one starts from."""

from pathlib import Path

from coach.guides.changes import Changes, changes
from coach.guides.parser import parse_guide
from coach.guides.skeleton import SKELETON
from coach.guides.types import Category, Guide

TEXT = "---\nterm: Data Engineer\n---\n\n## What is A?\n\n- a\n\n## What is B?\n\n- b\n"


def guide(text: str) -> Guide:
    parsed = parse_guide(text, Path("guide.md"))
    assert parsed.guide is not None
    return parsed.guide


def texts(found: Changes) -> list[list[str]]:
    return [[question.text for question in group] for group in (found.added, found.changed, found.removed)]


def test_the_same_guide_has_not_changed_wherever_its_questions_stand() -> None:
    moved = TEXT.replace("\n\n## What is A", "\n\nAn introduction.\n\n## What is A")
    assert texts(changes(guide(TEXT), guide(moved))) == [[], [], []]


def test_added_changed_and_removed_questions_are_told_apart() -> None:
    edited = TEXT.replace("- b", "- b, and more").replace("What is A?", "What is C?")
    assert texts(changes(guide(TEXT), guide(edited))) == [["What is C?"], ["What is B?"], ["What is A?"]]


def test_all_of_a_new_guide_is_added_and_all_of_a_deleted_one_removed() -> None:
    assert texts(changes(None, guide(TEXT))) == [["What is A?", "What is B?"], [], []]
    assert texts(changes(guide(TEXT), None)) == [[], [], ["What is A?", "What is B?"]]


def test_a_new_guide_starts_without_problems() -> None:
    parsed = parse_guide(SKELETON, Path("new.md"))
    assert parsed.problems == ()
    assert parsed.guide is not None
    assert [(each.category, len(each.points), each.difficulty, len(each.follow_ups), each.notes) for each in parsed.guide.questions] == [
        (Category.TECHNICAL, 3, "easy", 1, ()),
        (Category.BEHAVIORAL, 3, None, 0, ()),
    ]
    assert parsed.guide.sections == ()
