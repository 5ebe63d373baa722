"""Where the sources of an explanation stand: the sections of the guides that they are from, whole, with the cited passages marked. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coach.guides.library import Library
from coach.guides.types import Guide, Question, Section
from coach.index.types import Chunk
from coach.interview.explain import Source


@dataclass(frozen=True, slots=True)
class Mark:
    """The part of a paragraph, from `start` up to `end`, that source `n` is or that is of it."""

    n: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or bullet of a section."""

    text: str
    group: tuple[str, ...]  # labels of the bullets above it, outermost first
    line: int
    marks: tuple[Mark, ...] = ()  # in order; they do not overlap


@dataclass(frozen=True, slots=True)
class CitedSection:
    """A question with its answer, or another part of a guide, that at least one source is from."""

    title: str
    breadcrumb: tuple[str, ...]  # role and headings above it, outermost first
    path: Path
    line: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The sources that are from it, in the order of the text."""
        return tuple(dict.fromkeys(mark.n for paragraph in self.paragraphs for mark in paragraph.marks))


def cited_sections(sources: Sequence[Source], library: Library) -> tuple[CitedSection, ...]:
    """The sections that sources are from, each once, in the order of their first source."""
    sections: dict[tuple[str, int], CitedSection] = {}
    for source in sources:
        chunk = source.hit.chunk
        guide = library.guide(chunk.guide_id)
        section = _of_question(library.question(chunk.question_id), guide) if chunk.question_id else _of_guide(chunk, guide)
        key = (guide.id, section.line)
        section = sections.setdefault(key, section)
        sections[key] = replace(section, paragraphs=tuple(_marked(section.paragraphs, chunk, source.n)))
    return tuple(sections.values())


def source_name(source: Source, library: Library) -> str:
    """What a source is called in a few words: the label of its point, or the title of its section or question."""
    chunk = source.hit.chunk
    question = library.question(chunk.question_id) if chunk.question_id else None
    labels = [point.label for point in question.points if point.id in chunk.point_ids] if question else []
    return next((label for label in labels if label), chunk.question or chunk.breadcrumb[-1])


def _of_question(question: Question, guide: Guide) -> CitedSection:
    paragraphs = [Paragraph(note, (), question.line) for note in question.notes] + [
        Paragraph(each.statement, each.group, each.line) for each in question.points
    ]
    breadcrumb = (guide.role, question.category_title or question.category.value)
    return CitedSection(question.text, breadcrumb, guide.path, question.line, tuple(paragraphs))


def _of_guide(chunk: Chunk, guide: Guide) -> CitedSection:
    section = next(each for each in _sections(guide) if any(line == chunk.line for line, _ in each.paragraphs))
    paragraphs = tuple(Paragraph(text, (), line) for line, text in section.paragraphs)
    return CitedSection(section.title, (guide.role, *section.breadcrumb), guide.path, section.line, paragraphs)


def _sections(guide: Guide) -> Iterable[Section]:
    return (*guide.sections, guide.closing) if guide.closing else guide.sections


def _marked(paragraphs: Sequence[Paragraph], chunk: Chunk, n: int) -> Iterator[Paragraph]:
    """The paragraphs, with the passage marked wherever it stands in them. A chunk has the guide's words in their order, but white space of its own."""
    text = "\n".join(each.text for each in paragraphs)
    starts = [0]
    for each in paragraphs:
        starts.append(starts[-1] + len(each.text) + 1)
    from_line = next(start for start, each in zip(starts, paragraphs, strict=False) if each.line >= chunk.line)
    found = re.compile(r"\s*".join(map(re.escape, chunk.text.split()))).search(text, from_line)
    assert found is not None  # noqa: S101 - chunks are made of the paragraphs
    for start, each in zip(starts, paragraphs, strict=False):
        mark = Mark(n, max(found.start() - start, 0), min(found.end() - start, len(each.text)))
        yield replace(each, marks=tuple(sorted((*each.marks, mark), key=lambda mark: mark.start))) if mark.start < mark.end else each
