"""The guides as their authors wrote them: everything comes through, once. What must come is counted in the text, without the parser."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from guide_texts import OWN_GUIDE, REAL_GUIDES, below, bullets, headings, words, words_of

from coach.guides.library import load_library
from coach.guides.types import Category, Guide, PointKind

CATEGORIES = {
    "Technical Questions": Category.TECHNICAL,
    "Behavioral Questions": Category.BEHAVIORAL,
    "Situational Questions": Category.SITUATIONAL,
    "Problem-Solving Questions": Category.PROBLEM_SOLVING,
}
NAMES_OF_PARTS = {"Answer:", "Follow-Up Points:"}  # labels that say what stands below and are no text


@pytest.fixture(params=REAL_GUIDES, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def text(source: Path) -> str:
    return source.read_text("utf-8")


@pytest.fixture
def guide(source: Path, tmp_path: Path) -> Guide:
    """The guide, copied into a content folder as it stands."""
    shutil.copy(source, tmp_path / "guide.md")
    library = load_library(tmp_path)
    assert library.problems == ()
    return library.guides[0]


def test_the_metadata_is_read(guide: Guide, text: str) -> None:
    front = text.split("---\n")[1]
    assert list(guide.meta) == re.findall(r"^(\w+):", front, re.MULTILINE)
    assert guide.title == guide.meta["term"] == "Computer Vision Engineer Interview Preparation"
    assert guide.role == "Computer Vision Engineer"
    assert isinstance(guide.meta["tags"], list)


def test_every_question_is_there_under_its_category(guide: Guide, text: str, source: Path) -> None:
    assert [question.text for question in guide.questions] == headings(text, 4)
    assert len(guide.questions) >= (24 if source == OWN_GUIDE else 5)
    assert {question.category_title: question.category for question in guide.questions} == CATEGORIES


def test_the_overview_has_its_subsections_and_nothing_else(guide: Guide, text: str) -> None:
    assert [section.title for section in guide.sections] == [title for title in headings(text, 3) if title not in CATEGORIES]
    assert len(guide.sections) == 3
    assert {section.breadcrumb for section in guide.sections} == {("Overview of Qualifications for a Computer Vision Engineer",)}


def test_every_bullet_is_one_thing_word_for_word_and_nothing_is_twice(guide: Guide, text: str) -> None:
    found = [(line, paragraph) for section in guide.sections for line, paragraph in section.paragraphs]
    for question in guide.questions:
        found += [(point.line, point.statement) for point in question.points]
        found += [(follow_up.line, follow_up.text) for follow_up in question.follow_ups]
    assert len({line for line, _ in found}) == len(found)
    said = dict(found)
    groups = Counter(
        group for question in guide.questions for group in {point.group[: depth + 1] for point in question.points for depth in range(len(point.group))}
    )
    for line, bullet in bullets(text).items():
        if line in said:
            assert words(said[line]) == words(bullet)
        elif bullet not in NAMES_OF_PARTS:
            assert groups[bullet.rstrip(":"),] > 0, f"line {line} is lost: {bullet}"
            groups[bullet.rstrip(":"),] -= 1
    assert not +groups, "these groups stand nowhere in the text, or too often"
    assert set(said) <= set(bullets(text))


def test_every_line_that_is_no_bullet_is_there_too(guide: Guide, text: str) -> None:
    body = text.split("---\n", 2)[2].splitlines()
    paragraphs = [line for line in body if line.strip() and not re.match(r"\s*[-*+#]", line)]
    rest = [paragraph for _, paragraph in guide.closing.paragraphs] if guide.closing else []
    rest += [note for question in guide.questions for note in question.notes]
    assert Counter(words(" ".join(rest))) == Counter(words(" ".join(paragraphs)))


def test_follow_ups_are_those_below_their_label(guide: Guide, text: str) -> None:
    wanted = below(text, "Follow-Up Points")
    assert [words(follow_up.text) for question in guide.questions for follow_up in question.follow_ups] == [words(each) for each in wanted]
    assert wanted


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Key Considerations", PointKind.CONSIDERATION),
        ("Pitfalls to Avoid", PointKind.PITFALL),
        ("Best Practices", PointKind.PRACTICE),
    ],
)
def test_what_stands_below_a_known_label_has_its_kind(guide: Guide, text: str, label: str, kind: PointKind) -> None:
    found = [words(point.statement) for question in guide.questions for point in question.points if point.kind is kind]
    wanted = [words(each) for each in below(text, label)]
    assert found == wanted
    assert wanted


def test_a_label_inside_a_bullet_stays_in_its_text(guide: Guide, text: str) -> None:
    inline = re.findall(r"(?<=[.!?] )\*\*(.+?)\*\*: (.+)$", text, re.MULTILINE)
    statements = [point.statement for question in guide.questions for point in question.points]
    for label, rest in inline:
        assert any(statement.endswith(f"{label}: {rest}") for statement in statements)


def test_no_word_comes_from_nowhere(guide: Guide, text: str) -> None:
    assert not words_of(guide) - Counter(words(text))
