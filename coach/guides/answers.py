"""A question's blocks to points, follow-ups and notes. Pure."""

from dataclasses import dataclass, field
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode

from coach.guides import headings
from coach.guides.headings import Part
from coach.guides.ids import IdGiver, slug
from coach.guides.markdown import LISTS, first_line, is_bold_only, labelled, plain, verbatim
from coach.guides.types import FollowUp, Point, PointKind, Problem, Severity
from coach.text import sentences

LABEL_WORDS = 4  # a plain "Word word:" of at most that many words counts as a label if it names a known part


@dataclass(slots=True)
class Answer:
    """What was read so far."""

    points: tuple[Point, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    notes: tuple[str, ...] = ()
    difficulty: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the answer something stands."""

    kind: PointKind = PointKind.CORE
    group: tuple[str, ...] = ()
    follow_up: bool = False


@dataclass(slots=True)
class _Reader:
    question_id: str
    path: Path
    offset: int
    problems: list[Problem]
    ids: IdGiver = field(default_factory=IdGiver)
    answer: Answer = field(default_factory=Answer)

    def read(self, blocks: list[SyntaxTreeNode]) -> Answer:
        has_list = any(block.type in LISTS for block in blocks)
        place = _Place()
        for position, block in enumerate(blocks):
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            if block.type == "heading" or (is_bold_only(block) and following is not None and following.type in (*LISTS, "paragraph")):
                place = self._under(_Place(), plain(block).rstrip(": "), "")
            elif block.type in LISTS:
                for item in block.children:
                    self._item(item, place, top=True)
            elif (block.type == "paragraph" and (not has_list or place != _Place())) or (
                block.type == "paragraph" and (found := _known_label(block)) and found[0] is not Part.ANSWER
            ):
                self._paragraph(block, place)
            elif text := verbatim(block):
                self._note(text)
        return self.answer

    def _item(self, item: SyntaxTreeNode, place: _Place, *, top: bool = False) -> None:
        paragraphs = [child for child in item.children if child.type == "paragraph"]
        lists = [child for child in item.children if child.type in LISTS]
        for other in item.children:
            if other.type not in ("paragraph", *LISTS) and (text := verbatim(other)):
                self._note(text)
        line = self._line(item)
        label, text, role = _label_of(paragraphs)
        if not label and not text and not lists:
            if not [child for child in item.children if child.type not in ("paragraph", *LISTS)]:
                self._warn(line, "this bullet is empty; fill or remove it")
            return
        if place.follow_up:
            self._follow_up(f"{label}: {text}" if label and text else label or text, line)
        elif role is Part.DIFFICULTY and not lists:
            self.answer.difficulty = text.lower() or None
            return
        elif role is Part.FOLLOW_UPS:
            if text and not (lists and text.endswith(":")):
                self._follow_up(text, line)
        elif role is Part.ANSWER:
            if text and not (lists and text.endswith(":")):
                self._point("", text, place, line)
        elif not lists:
            kind = role if isinstance(role, PointKind) else place.kind
            self._point(label, text, _Place(kind, place.group), line)
            return
        elif text and not text.endswith(":"):
            kind = role if isinstance(role, PointKind) else place.kind
            self._point(label, text, _Place(kind, place.group), line)
            text = ""
        inner = place if place.follow_up else self._under(place, label, text, role)
        for each in lists:
            for child in each.children:
                self._item(child, inner)

    def _under(self, place: _Place, label: str, text: str, role: PointKind | Part | None = None) -> _Place:
        """The place of what stands below a label."""
        role = role or headings.role(label)
        if role is Part.FOLLOW_UPS:
            return _Place(follow_up=True)
        if role is Part.ANSWER:
            return place
        name = ": ".join(each for each in (label, text.rstrip(":").strip()) if each)
        return _Place(role if isinstance(role, PointKind) else place.kind, (*place.group, name) if name else place.group)

    def _paragraph(self, block: SyntaxTreeNode, place: _Place) -> None:
        label, text, role = _label_of([block])
        if place.follow_up or role is Part.FOLLOW_UPS:
            self._follow_up(text or label, self._line(block))
            return
        if role is Part.DIFFICULTY:
            self.answer.difficulty = text.lower() or None
            return
        kind = role if isinstance(role, PointKind) else place.kind
        if role is Part.ANSWER:
            label = ""
        for number, (start, end) in enumerate(sentences(text) or [(0, 0)]):
            if label or text:
                self._point(label if number == 0 else "", text[start:end], _Place(kind, place.group), self._line(block))

    def _point(self, label: str, text: str, place: _Place, line: int) -> None:
        name = slug(label or " ".join(text.split()[:6]), most=40)
        key = label or text
        point_id = self.ids.give(f"{self.question_id}#{name}", place.kind.value, *place.group, key, text=text)
        if any((each.label, each.text, each.group) == (label, text, place.group) for each in self.answer.points):
            self._warn(line, "this point stands here twice; remove one")
        self.answer.points += (Point(point_id, label, text, place.kind, place.group, line),)

    def _follow_up(self, text: str, line: int) -> None:
        follow_up_id = self.ids.give(f"{self.question_id}#follow-up-{slug(' '.join(text.split()[:6]), most=40)}", "follow-up", text, text=text)
        self.answer.follow_ups += (FollowUp(follow_up_id, text, line),)

    def _note(self, text: str) -> None:
        self.answer.notes += (text,)

    def _line(self, node: SyntaxTreeNode) -> int:
        return self.offset + first_line(node) + 1

    def _warn(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, Severity.WARNING, message))


def read_answer(blocks: list[SyntaxTreeNode], question_id: str, path: Path, offset: int, problems: list[Problem]) -> Answer:
    """The points, follow-ups and notes in the blocks below a question. `offset` is the number of lines before the Markdown body."""
    return _Reader(question_id, path, offset, problems).read(blocks)


def _label_of(paragraphs: list[SyntaxTreeNode]) -> tuple[str, str, PointKind | Part | None]:
    """Label, text and role of a bullet from its paragraphs."""
    if not paragraphs:
        return "", "", None
    first = labelled(paragraphs[0])
    more = [plain(each) for each in paragraphs[1:]]
    if first.label:
        return first.label, " ".join([first.text, *more]).strip(), headings.role(first.label)
    if found := _known_label(paragraphs[0]):
        role, label, text = found
        return label, " ".join([text, *more]).strip(), role
    return "", " ".join([first.text, *more]).strip(), None


def _known_label(paragraph: SyntaxTreeNode) -> tuple[PointKind | Part, str, str] | None:
    """Role, label and text of a paragraph that starts with a known label, bold or plain ("Example: …")."""
    first = labelled(paragraph)
    if first.label and (role := headings.role(first.label)):
        return role, first.label, first.text
    start, colon, rest = first.text.partition(":")
    if colon and len(start.split()) <= LABEL_WORDS and (role := headings.role(start)):
        return role, start.strip(), rest.strip()
    return None
