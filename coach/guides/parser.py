"""A guide's text to a `Guide`. Pure: tolerant of sloppy guides, and says what it found wrong.

The Markdown tree is walked once by `_Walker`, which sorts blocks under headings; `answers.py` turns a question's blocks into points.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it.tree import SyntaxTreeNode

from coach.guides import headings
from coach.guides.answers import label_of, read_answer
from coach.guides.ids import IdGiver, slug
from coach.guides.markdown import LISTS, MAX_NESTING, depth, first_line, is_bold_only, parse_blocks, plain, unquoted, verbatim
from coach.guides.types import Category, Guide, ParsedGuide, Problem, Question, Section, Severity

# What PyYAML raises besides its own errors, for values such as `!!bool x` or 2025-13-45.
_YAML_ERRORS = (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_BOLD_QUESTION = 7  # the level of a question that is no heading: below all headings
_LISTED_QUESTION = 8


def parse_guide(text: str, path: Path) -> ParsedGuide:
    """Parse a guide file's text. Never raises for what an author may write: problems are in the result, with their lines."""
    problems: list[Problem] = []
    # Byte order marks stand inside files that were joined, no-break spaces in what was copied from a web page; neither is Markdown's white space.
    normalised = text.replace("\ufeff", "").replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    meta, body, offset = _front_matter(normalised, path, problems)
    walker = _Walker(path, offset, problems)
    walker.walk(parse_blocks(body, _stands_alone))
    title = _scalar(meta, "term") or _scalar(meta, "title") or walker.title or path.stem.replace("-", " ").replace("_", " ").capitalize()
    guide_id = slug(path.stem)
    ids = IdGiver()
    questions = _questions(walker, guide_id, path, ids, problems)
    sections, closing = _sections(walker, guide_id, title, path, ids, problems)
    if not questions:
        problems.append(
            Problem(path, 1, Severity.ERROR, "no questions were found; write each as a heading such as `#### What is …?` with its answer as bullets below")
        )
    guide = Guide(guide_id, path, title, headings.role_of_guide(title), sections, questions, dict(meta), closing)
    return ParsedGuide(guide, tuple(sorted(problems, key=lambda problem: problem.line)))


def parse_question(text: str, model_answer: str, name: str) -> Question:
    """A question by itself, with the points that a guide with this model answer would have. `name` makes its ids; there may be no points."""
    path = Path(name)
    answer = read_answer(parse_blocks(model_answer, _stands_alone), name, path, 0, [])
    return Question(name, "", text, Category.TECHNICAL, "", answer.points, answer.follow_ups, answer.notes, answer.difficulty, 1)


def _stands_alone(line: str, is_bold: bool, is_first: bool) -> bool:
    """Whether a line inside a paragraph is a question, and the next line its answer."""
    return headings.is_labelled(line) or ((is_bold or is_first) and headings.asks(line))


def _scalar(meta: Mapping[str, Any], key: str) -> str:
    """A value of the front matter as text, "" when it is missing or no plain value."""
    value = meta.get(key)
    return " ".join(str(value).split()) if isinstance(value, str | int | float | date) else ""


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
    except _YAML_ERRORS as error:
        reason = str(getattr(error, "problem", None) or type(error).__name__)
        message = f"the front matter is not valid YAML ({reason}); put values with a colon or quote in quotes"
        problems.append(Problem(path, _line_of(error, raw, text[: text.find(raw, 3)].count("\n")), Severity.ERROR, message))
        return ({}, text, 0) if _HEADING.search(raw) else ({}, body, offset)  # with a heading in it, it may be no front matter at all
    if (meta is None and not raw.strip()) or isinstance(meta, dict):
        if not (_scalar(meta or {}, "term") or _scalar(meta or {}, "title")):
            problems.append(Problem(path, 1, Severity.WARNING, "the front matter has no `term`; add one to give the guide a title"))
        return meta or {}, body, offset
    problems.append(Problem(path, 1, Severity.WARNING, "the front matter is no list of `key: value` lines; it is read as the guide's text"))
    return {}, text, 0


def _line_of(error: Exception, raw: str, before: int) -> int:
    """The line, from 1, at which `raw` is not valid YAML; `before` lines stand above it. What is never closed is wrong where it opens."""
    unclosed = re.search(r"quoted|flow", str(getattr(error, "context", None)))
    if mark := getattr(error, "context_mark" if unclosed else "problem_mark", None):
        return before + int(mark.line) + 1
    for number, line in enumerate(raw.split("\n"), start=before + 1):  # a wrong value: PyYAML does not say where
        try:
            YAMLHandler().load(line)
        except _YAML_ERRORS:
            return number
    return before + 1


@dataclass(slots=True)
class _OpenQuestion:
    title: str  # as written
    text: str  # without its number; "" while only that was read
    line: int
    category: Category
    category_title: str
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


@dataclass(slots=True)
class _OpenSection:
    title: str
    line: int
    breadcrumb: tuple[str, ...]
    holds_more: bool  # than its own blocks: sections or questions below it
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
        self._outline: list[tuple[int, _OpenSection]] = []  # (level, section) of the open headings
        self._part_level = 0  # level of the heading that opened the questions; 0 outside
        self._aside_level = 0  # level of the heading of a section among the questions that holds none; 0 outside
        self._category = (Category.OTHER, "")
        self._category_line = 0  # of a category that has no question yet
        self._question: _OpenQuestion | None = None
        self._question_level = 0

    def walk(self, blocks: list[SyntaxTreeNode]) -> None:
        """Sort all blocks."""
        for block in blocks:
            if depth(block) >= MAX_NESTING:
                message = f"lists or quotes are nested more than {MAX_NESTING} levels deep and what is below is not read; flatten them"
                self._problem(block, Severity.ERROR, message)
        blocks = unquoted(blocks)
        has_deeper = _with_deeper_headings(blocks)
        for position, block in enumerate(blocks):
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            if self._question and not self._question.text and block.type == "paragraph":
                self._question.text = plain(block)  # the heading was "Question 3" and no more
            elif block.type == "heading":
                self._heading(block, has_deeper=position in has_deeper)
            elif self._is_disguised_question(block):
                self._start_question(plain(block).rstrip(": "), block, _BOLD_QUESTION)
            elif self._is_question_list(block, following):
                self._start_questions(block.children)
            else:
                self._current_blocks().append(block)
        self._end_category()
        self._take_closing()

    def _heading(self, node: SyntaxTreeNode, *, has_deeper: bool) -> None:
        level, title = int(node.tag[1]), plain(node)
        if not title:
            self._problem(node, Severity.WARNING, "this heading is empty; fill or remove it")
            return
        if self._question and self._is_part_of_answer(level, title):
            self._question.blocks.append(node)
            return
        if self._outline and level > self._outline[-1][0] + 1:
            self._problem(node, Severity.WARNING, f"the heading “{title}” skips a level (from {self._outline[-1][0]} to {level}); use one # less")
        while self._outline and self._outline[-1][0] >= level:
            self._outline.pop()
        if level <= self._aside_level:
            self._aside_level = 0
        in_part = 0 < self._part_level < level and not self._aside_level
        found = headings.category(title)
        is_aside = headings.is_aside(title)
        is_plain = found is None and not is_aside and not headings.opens_questions(title)
        if not is_aside and (headings.asks(title) or (is_plain and (headings.invites(title) or (in_part and not has_deeper)))):
            self._start_question(title, node, level)
            return
        self._question = None
        is_title = level == 1 and not self.title
        self.title = title if is_title else self.title
        if level <= self._part_level and not is_aside:
            self._end_category()
            self._part_level = 0
            self._category = (Category.OTHER, "")
        if is_aside:
            self._aside_level = level
        elif found is None and headings.opens_questions(title):
            self._part_level = level
        elif found is not None or in_part:
            self._end_category()
            self._part_level = self._part_level or level
            self._category = (found or Category.OTHER, title)
            self._category_line = self._line(node)
        self._mark_outline()
        breadcrumb = tuple(each.title for _, each in self._outline)
        self.sections.append(_OpenSection(title, self._line(node), breadcrumb, holds_more=is_title or bool(self._category_line)))
        self._outline.append((level, self.sections[-1]))

    def _is_part_of_answer(self, level: int, title: str) -> bool:
        """Whether a heading after a question belongs to its answer, such as "Pitfalls" or any deeper heading that asks nothing."""
        if headings.is_answer_part(title):
            return level >= self._question_level or (self._question_level >= _BOLD_QUESTION and level > (self._outline[-1][0] if self._outline else 0))
        return level > self._question_level and not headings.asks(title)

    def _start_questions(self, items: list[SyntaxTreeNode]) -> None:
        for item in items:
            self._start_question(plain(item.children[0]), item, _LISTED_QUESTION)
            self._current_blocks().extend(unquoted(item.children[1:]))
        if items[-1].children[1:]:  # otherwise its answer may come below the list
            self._question = None

    def _start_question(self, title: str, node: SyntaxTreeNode, level: int) -> None:
        self._question = _OpenQuestion(title, headings.without_number(title), self._line(node), *self._category)
        self._question_level = level
        self._category_line = 0
        self._mark_outline()
        self.questions.append(self._question)

    def _mark_outline(self) -> None:
        if self._outline:
            self._outline[-1][1].holds_more = True

    def _current_blocks(self) -> list[SyntaxTreeNode]:
        if self._question:
            return self._question.blocks
        if not self.sections:
            self.sections.append(_OpenSection("", self.offset + 1, (), holds_more=False))
        return self.sections[-1].blocks

    def _is_disguised_question(self, block: SyntaxTreeNode) -> bool:
        """A bold paragraph, a paragraph with a label ("Q: …") or a <summary> that asks something."""
        if block.type not in ("paragraph", "html_block"):
            return False
        text = plain(block).rstrip(": ")
        return headings.is_labelled(text) or ((block.type == "html_block" or is_bold_only(block)) and headings.asks(text))

    def _is_question_list(self, block: SyntaxTreeNode, following: SyntaxTreeNode | None) -> bool:
        """A list whose every item asks something. Outside the part with the questions it must give answers too, or be labelled."""
        if block.type not in LISTS or self._aside_level or (self._question and self._question_level != _LISTED_QUESTION):
            return False
        firsts = [plain(item.children[0]) if item.children and item.children[0].type == "paragraph" else "" for item in block.children]
        if not all(headings.asks(first) for first in firsts):
            return False
        has_answers = any(item.children[1:] for item in block.children)
        answered_below = block.type == "ordered_list" and following is not None and following.type == "paragraph"
        return bool(self._part_level) or has_answers or answered_below or all(headings.is_labelled(first) for first in firsts)

    def _end_category(self) -> None:
        if self._category_line:
            message = f"there is no question under “{self._category[1]}”; add one or remove the heading"
            self._problems.append(Problem(self._path, self._category_line, Severity.WARNING, message))
        self._category_line = 0

    def _take_closing(self) -> None:
        """Paragraphs after the last answer's list are the guide's closing words, not part of that answer."""
        blocks = self._question.blocks if self._question else []
        end = len(blocks)
        while end and blocks[end - 1].type in ("paragraph", "hr") and not label_of(blocks[end - 1 : end])[0]:
            end -= 1
        if end and blocks[end - 1].type in LISTS:
            self.closing = blocks[end:]
            del blocks[end:]

    def _line(self, node: SyntaxTreeNode) -> int:
        return self.offset + first_line(node) + 1

    def _problem(self, node: SyntaxTreeNode, severity: Severity, message: str) -> None:
        self._problems.append(Problem(self._path, self._line(node), severity, message))

    def lines_of(self, blocks: list[SyntaxTreeNode]) -> tuple[tuple[int, str], ...]:
        """(line, text) of every paragraph, bullet or other block."""
        found: list[tuple[int, str]] = []
        for block in unquoted(blocks):
            if block.type in LISTS:
                for item in block.children:
                    found += self.lines_of(item.children)
            elif text := verbatim(block):
                found.append((self._line(block), text))
        return tuple(found)


def _questions(walker: _Walker, guide_id: str, path: Path, ids: IdGiver, problems: list[Problem]) -> tuple[Question, ...]:
    seen: dict[str, int] = {}
    questions = []
    for each in walker.questions:
        text = each.text or each.title
        question_id = ids.give(f"{guide_id}/{slug(text)}", text, text=text)
        key = " ".join(text.casefold().split())
        if key in seen:
            problems.append(Problem(path, each.line, Severity.ERROR, f"this question stands already on line {seen[key]}; remove or reword one of them"))
        seen.setdefault(key, each.line)
        answer = read_answer(each.blocks, question_id, path, walker.offset, problems)
        if not answer.points:
            message = "this question has no answer, so it can't be asked; add bullets with what a good answer says"
            problems.append(Problem(path, each.line, Severity.WARNING, message))
        questions.append(
            Question(
                question_id,
                guide_id,
                text,
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


def _sections(walker: _Walker, guide_id: str, title: str, path: Path, ids: IdGiver, problems: list[Problem]) -> tuple[tuple[Section, ...], Section | None]:
    sections = []
    for each in walker.sections:
        if paragraphs := walker.lines_of(each.blocks):
            name = each.title or title
            section_id = ids.give(f"{guide_id}/{slug(name)}", *each.breadcrumb, name, text=paragraphs[0][1])
            sections.append(Section(section_id, guide_id, name, each.breadcrumb, paragraphs, each.line))
        elif each.title and not each.holds_more:
            problems.append(Problem(path, each.line, Severity.WARNING, f"nothing stands below “{each.title}”; fill or remove it"))
    closing = walker.lines_of(walker.closing)
    return tuple(sections), Section(f"{guide_id}/closing", guide_id, "Closing", (), closing, closing[0][0]) if closing else None


def _with_deeper_headings(blocks: list[SyntaxTreeNode]) -> set[int]:
    """Positions of the headings that have question-like headings of their own before the next one of their level."""
    found: set[int] = set()
    open_headings: list[tuple[int, int]] = []  # (position, level), each deeper than the one before
    for position, block in enumerate(blocks):
        if block.type != "heading":
            continue
        level = int(block.tag[1])
        while open_headings and open_headings[-1][1] >= level:
            open_headings.pop()
        if open_headings and not headings.is_answer_part(plain(block)):
            found.add(open_headings[-1][0])
        open_headings.append((position, level))
    return found
