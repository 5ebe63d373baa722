"""Guides to chunks, along the guide's own structure: questions, answers, points, notes, sections. Pure, given a count of tokens."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from coach.guides.types import Guide, Point, Question, Section
from coach.index.types import Chunk, ChunkKind
from coach.text import sentences

CHUNKER_VERSION = "3"  # raise it when the same guide gives other chunks: every index is then rebuilt

CountTokens = Callable[[str], int]
Piece = TypeVar("Piece")
Owner = TypeVar("Owner")  # of a piece: its point, or its line


def chunks_of(guide: Guide, content_dir: Path, count_tokens: CountTokens, max_tokens: int) -> list[Chunk]:
    """All chunks of a guide. No `embedded_text` has more than `max_tokens`, and none is cut inside a sentence that fits by itself."""
    return list(_Chunker(guide, content_dir, count_tokens, max_tokens).chunks())


class _Chunker:
    def __init__(self, guide: Guide, content_dir: Path, count_tokens: CountTokens, max_tokens: int) -> None:
        self._guide = guide
        self._path = str(guide.path.relative_to(content_dir)) if guide.path.is_relative_to(content_dir) else str(guide.path)
        self._count = count_tokens
        self._max = max_tokens

    def chunks(self) -> Iterator[Chunk]:
        for section in (*self._guide.sections, *([self._guide.closing] if self._guide.closing else [])):
            yield from self._section(section)
        for question in self._guide.questions:
            yield from self._question(question)

    def _section(self, section: Section) -> Iterator[Chunk]:
        context = self._context(section.title)
        pieces = [(line, piece) for line, text in section.paragraphs for piece in self._fitting(text, context)]
        breadcrumb = (self._guide.role, *section.breadcrumb, section.title)
        for number, packed in enumerate(self._packed(pieces, context)):
            yield self._chunk(f"{section.id}:{number}", ChunkKind.SECTION, _joined(packed), context, breadcrumb, packed[0][0])

    def _question(self, question: Question) -> Iterator[Chunk]:
        breadcrumb = (self._guide.role, question.category_title or question.category.value, question.text)
        for number, piece in enumerate(self._fitting(question.text, "")):
            yield self._chunk(f"{question.id}:question{number or ''}", ChunkKind.QUESTION, piece, "", breadcrumb[:2], question.line, question)
        for kind, prefix in ((ChunkKind.ANSWER, ""), (ChunkKind.WHOLE, question.text)):
            context = self._context(prefix)
            pieces = [(point, piece) for point in question.points for piece in self._fitting(point.statement, context)]
            for number, packed in enumerate(self._packed(pieces, context)):
                points = tuple(dict.fromkeys(point for point, _ in packed))
                chunk_id = f"{question.id}:{kind.value}{number or ''}"
                yield self._chunk(chunk_id, kind, _joined(packed), context, breadcrumb, points[0].line, question, points)
        for point in question.points:
            context = self._context(point.group[-1] if point.group else "")
            for number, piece in enumerate(self._fitting(point.statement, context)):
                yield self._chunk(
                    f"{point.id}:{number}" if number else point.id,
                    ChunkKind.POINT,
                    piece,
                    context,
                    (*breadcrumb, *point.group),
                    point.line,
                    question,
                    (point,),
                )
        for position, note in enumerate(question.notes):
            for number, piece in enumerate(self._fitting(note, "")):
                yield self._chunk(f"{question.id}:note{position}.{number}", ChunkKind.NOTE, piece, "", breadcrumb, question.line, question)
        for follow_up in question.follow_ups:
            for number, piece in enumerate(self._fitting(follow_up.text, "")):
                chunk_id = f"{follow_up.id}:{number}" if number else follow_up.id
                yield self._chunk(chunk_id, ChunkKind.FOLLOW_UP, piece, "", breadcrumb, follow_up.line, question)

    def _chunk(
        self,
        chunk_id: str,
        kind: ChunkKind,
        text: str,
        context: str,
        breadcrumb: tuple[str, ...],
        line: int,
        question: Question | None = None,
        points: Sequence[Point] = (),
    ) -> Chunk:
        return Chunk(
            id=chunk_id,
            kind=kind,
            text=text,
            embedded_text=_with(context, text),
            breadcrumb=breadcrumb,
            guide_id=self._guide.id,
            guide_title=self._guide.title,
            question_id=question.id if question else None,
            question=question.text if question else None,
            category=question.category.value if question else None,
            point_ids=tuple(point.id for point in points),
            path=self._path,
            line=line,
        )

    def _context(self, title: str) -> str:
        """The title, unless it would leave less than half of the room for the text."""
        return title if self._count(title) <= self._max // 2 else ""

    def _fitting(self, text: str, context: str) -> list[str]:
        """The text whole if it fits beside its context, else in groups of sentences, a sentence that is too long by itself in groups of words."""
        if self._count(_with(context, text)) <= self._max:
            return [text]
        pieces = [text[start:end] for start, end in sentences(text)]
        if len(pieces) <= 1:
            pieces = text.split()
            if len(pieces) == 1:  # one endless word
                middle = len(text) // 2
                return [*self._fitting(text[:middle], context), *self._fitting(text[middle:], context)]
        grouped = self._grouped(pieces, lambda group: _with(context, " ".join(group)))
        return [piece for group in grouped for piece in self._fitting(" ".join(group), context)]

    def _packed(self, pieces: Sequence[tuple[Owner, str]], context: str) -> list[list[tuple[Owner, str]]]:
        return self._grouped(pieces, lambda group: _with(context, _joined(group)))

    def _grouped(self, pieces: Iterable[Piece], text_of: Callable[[list[Piece]], str]) -> list[list[Piece]]:
        """Consecutive groups, each as large as fits (a single piece may be larger)."""
        groups: list[list[Piece]] = []
        for piece in pieces:
            if groups and self._count(text_of([*groups[-1], piece])) <= self._max:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return groups


def _with(context: str, text: str) -> str:
    return f"{context}\n{text}" if context else text


def _joined(pieces: Sequence[tuple[Owner, str]]) -> str:
    return "\n".join(text for _, text in pieces)
