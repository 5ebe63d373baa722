"""A guide's text to a `Guide`. Pure: tolerant of sloppy guides, and says what it found wrong.

The Markdown tree is walked once by `_Walker`, which sorts blocks under headings; `answers.py` turns a question's blocks into points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it.tree import SyntaxTreeNode

from coach.guides import headings
from coach.guides.answers import read_answer
from coach.guides.ids import IdGiver, slug
from coach.guides.markdown import LISTS, MAX_NESTING, depth, first_line, is_bold_only, parse_blocks, plain, verbatim
from coach.guides.types import Category, Guide, ParsedGuide, Problem, Question, Section, Severity


def parse_guide(text: str, path: Path) -> ParsedGuide:
    """Parse a guide file's text. Never raises for what an author may write: problems are in the result, with their lines."""
    problems: list[Problem] = []
    normalised = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    meta, body, offset = _front_matter(normalised, path, problems)
    walker = _Walker(path, offset, problems)
    walker.walk(parse_blocks(body))
    title = str(meta.get("term") or meta.get("title") or walker.title or path.stem.replace("-", " ").replace("_", " ").capitalize())
    guide_id = slug(path.stem)
    questions = _questions(walker, guide_id, path, problems)
    sections, closing = _sections(walker, guide_id, title)
    if not questions:
        problems.append(
            Problem(
                path, 1, Severity.ERROR, "no questions were found; write each as a heading such as `#### What is …?` with its answer as bullets below"
            )
        )
    guide = Guide(guide_id, path, title, headings.role_of_guide(title), sections, questions, dict(meta), closing)
    return ParsedGuide(guide, tuple(sorted(problems, key=lambda problem: problem.line)))


def _front_matter(text: str, path: Path, problems: list[Problem]) -> tuple[Mapping[str, Any], str, int]:
    """Metadata, body and the number of lines before the body."""
    handler = YAMLHandler()
    if not handler.detect(text):
        problems.append(Problem(path, 1, Severity.WARNING, "no front matter; start the file with `---`, `term: …`, `---` to give the guide a title"))
        return {}, text, 0
    try:
        raw, body = handler.split(text)
    except ValueError:
        problems.append(Problem(path, 1, Severity.WARNING, "the front matter has no closing `---`; the whole file is read as the guide's text"))
        return {}, text, 0
    offset = text[: len(text) - len(body)].count("\n")
    try:
        meta = handler.load(raw)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 2
        reason = str(getattr(error, "problem", None) or type(error).__name__)
        problems.append(
            Problem(path, line, Severity.ERROR, f"the front matter is not valid YAML ({reason}); put values with a colon or quote in quotes")
        )
        return {}, body, offset
    if meta is None:
        meta = {}
    if not isinstance(meta, dict):
        problems.append(Problem(path, 2, Severity.WARNING, "the front matter is no list of `key: value` lines; it is read as the guide's text"))
        return {}, text, 0
    if not (meta.get("term") or meta.get("title")):
        problems.append(Problem(path, 1, Severity.WARNING, "the front matter has no `term`; add one to give the guide a title"))
    return meta, body, offset


@dataclass(slots=True)
class _OpenQuestion:
    text: str
    line: int
    category: Category
    category_title: str
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


@dataclass(slots=True)
class _OpenSection:
    title: str
    line: int
    breadcrumb: tuple[str, ...]
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


class _Walker:
    """Goes through the top-level blocks once, in order, and puts each under the question or section it belongs to."""

    def __init__(self, path: Path, offset: int, problems: list[Problem]) -> None:
        self.title = ""
        self.questions: list[_OpenQuestion] = []
        self.sections: list[_OpenSection] = []
        self.closing: list[SyntaxTreeNode] = []
        self.offset = offset
        self._path = path
        self._problems = problems
        self._outline: list[tuple[int, str]] = []  # (level, title) of the open headings
        self._part_level = 0  # level of the heading that opened the questions; 0 outside
        self._category = (Category.OTHER, "")
        self._category_line = 0  # of a category that has no question yet
        self._question: _OpenQuestion | None = None
        self._question_level = 0

    def walk(self, blocks: list[SyntaxTreeNode]) -> None:
        """Sort all blocks."""
        for position, block in enumerate(blocks):
            if depth(block) >= MAX_NESTING:
                self._problem(
                    block,
                    Severity.ERROR,
                    f"lists or quotes are nested more than {MAX_NESTING} levels deep and what is below is not read; flatten them",
                )
            if block.type == "heading":
                self._heading(block, blocks[position + 1 :])
            elif self._disguised_question(block):
                self._start_question(headings.without_number(plain(block)), block, level=7)
            elif self._question is None and self._is_question_list(block):
                for item in block.children:
                    self._start_question(headings.without_number(plain(item.children[0])), item, level=7)
                    self._current_blocks().extend(item.children[1:])
                self._question = None
            else:
                self._current_blocks().append(block)
        self._end_category()
        self._take_closing()

    def _heading(self, node: SyntaxTreeNode, following: list[SyntaxTreeNode]) -> None:
        level, title = int(node.tag[1]), plain(node)
        if self._question and level > self._question_level and not title.endswith("?") and not headings.is_numbered(title):
            self._question.blocks.append(node)  # a part of the answer, such as "Pitfalls"
            return
        if self._outline and level > self._outline[-1][0] + 1:
            self._problem(node, Severity.WARNING, f"the heading “{title}” skips a level (from {self._outline[-1][0]} to {level}); use one # less")
        while self._outline and self._outline[-1][0] >= level:
            self._outline.pop()
        if self._part_level and level <= self._part_level:
            self._part_level = 0
        in_part = bool(self._part_level)
        found = headings.category(title)
        if title.endswith("?") or headings.is_numbered(title) or (in_part and found is None and not _has_deeper_heading(level, following)):
            self._start_question(headings.without_number(title), node, level)
            return
        self._question = None
        if level == 1 and not self.title:
            self.title = title
        if headings.opens_questions(title) and found is None:
            self._part_level = level
        elif found is not None or in_part:
            self._end_category()
            self._part_level = self._part_level or level - 1 or 1
            self._category = (found or Category.OTHER, title)
            self._category_line = self._line(node)
        self.sections.append(_OpenSection(title, self._line(node), tuple(each for _, each in self._outline)))
        self._outline.append((level, title))

    def _start_question(self, text: str, node: SyntaxTreeNode, level: int) -> None:
        self._question = _OpenQuestion(text, self._line(node), *self._category)
        self._question_level = level
        self._category_line = 0
        self.questions.append(self._question)

    def _current_blocks(self) -> list[SyntaxTreeNode]:
        if self._question:
            return self._question.blocks
        if not self.sections:
            self.sections.append(_OpenSection("", self.offset + 1, ()))
        return self.sections[-1].blocks

    def _disguised_question(self, block: SyntaxTreeNode) -> bool:
        return is_bold_only(block) and plain(block).rstrip(": ").endswith("?")

    def _is_question_list(self, block: SyntaxTreeNode) -> bool:
        return (
            bool(self._part_level)
            and block.type in LISTS
            and all(item.children and item.children[0].type == "paragraph" and plain(item.children[0]).endswith("?") for item in block.children)
        )

    def _end_category(self) -> None:
        if self._category_line:
            message = f"there is no question under “{self._category[1]}”; add one or remove the heading"
            self._problems.append(Problem(self._path, self._category_line, Severity.WARNING, message))
        self._category_line = 0

    def _take_closing(self) -> None:
        """Paragraphs after the last answer's list are the guide's closing words, not part of that answer."""
        if not self.questions or not any(block.type in LISTS for block in self.questions[-1].blocks):
            return
        blocks = self.questions[-1].blocks
        while blocks and blocks[-1].type in ("paragraph", "hr") and not is_bold_only(blocks[-1]):
            self.closing.insert(0, blocks.pop())

    def _line(self, node: SyntaxTreeNode) -> int:
        return self.offset + first_line(node) + 1

    def _problem(self, node: SyntaxTreeNode, severity: Severity, message: str) -> None:
        self._problems.append(Problem(self._path, self._line(node), severity, message))

    def lines_of(self, blocks: list[SyntaxTreeNode]) -> tuple[tuple[int, str], ...]:
        """(line, text) of every paragraph, bullet or other block."""
        found: list[tuple[int, str]] = []
        for block in blocks:
            if block.type in LISTS:
                for item in block.children:
                    found += self.lines_of(item.children)
            elif text := verbatim(block):
                found.append((self._line(block), text))
        return tuple(found)


def _questions(walker: _Walker, guide_id: str, path: Path, problems: list[Problem]) -> tuple[Question, ...]:
    ids = IdGiver()
    seen: dict[str, int] = {}
    questions = []
    for each in walker.questions:
        question_id = ids.give(f"{guide_id}/{slug(each.text)}", each.text, text=each.text)
        key = " ".join(each.text.casefold().split())
        if key in seen:
            problems.append(
                Problem(path, each.line, Severity.ERROR, f"this question stands already on line {seen[key]}; remove or reword one of them")
            )
        seen.setdefault(key, each.line)
        answer = read_answer(each.blocks, question_id, path, walker.offset, problems)
        if not answer.points:
            message = "this question has no answer, so it can't be asked; add bullets with what a good answer says"
            problems.append(Problem(path, each.line, Severity.WARNING, message))
        questions.append(
            Question(
                question_id,
                guide_id,
                each.text,
                each.category,
                each.category_title,
                answer.points,
                answer.follow_ups,
                answer.notes,
                answer.difficulty,
                each.line,
            )
        )
    return tuple(questions)


def _sections(walker: _Walker, guide_id: str, title: str) -> tuple[tuple[Section, ...], Section | None]:
    ids = IdGiver()
    sections = []
    for each in walker.sections:
        if paragraphs := walker.lines_of(each.blocks):
            name = each.title or title
            key = " / ".join((*each.breadcrumb, name))
            section_id = ids.give(f"{guide_id}/{slug(name)}", key, text=paragraphs[0][1])
            sections.append(Section(section_id, guide_id, name, each.breadcrumb, paragraphs, each.line))
    closing = walker.lines_of(walker.closing)
    return tuple(sections), Section(f"{guide_id}/closing", guide_id, "Closing", (), closing, closing[0][0]) if closing else None


def _has_deeper_heading(level: int, following: list[SyntaxTreeNode]) -> bool:
    """Whether a heading has question-like headings of its own before the next one of its level."""
    for block in following:
        if block.type == "heading":
            deeper = int(block.tag[1]) > level
            if not deeper or headings.role(plain(block)) is None:
                return deeper
    return False
