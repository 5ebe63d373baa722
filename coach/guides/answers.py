"""A question's blocks to points, follow-ups and notes. Pure."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode

from coach.guides import headings
from coach.guides.headings import Part
from coach.guides.ids import IdGiver, slug
from coach.guides.markdown import LISTS, first_line, is_bold_only, labelled, located_sentences, plain, unquoted, verbatim
from coach.guides.types import FollowUp, Point, PointKind, Problem, Severity

LABEL_WORDS = 4  # a plain "Word word:" of at most that many words counts as a label if it names a known part
DIFFICULTY_WORDS = 3  # "Level: senior" is a difficulty; "Level: the depth at which a node stands" is a point
NAME_WORDS = 6  # of a point without a label, for its id

Role = PointKind | Part | None
_TEXTS = ("paragraph", "heading")  # of a bullet; the dash of an empty bullet below its text makes the text a heading


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands below a question."""

    points: tuple[Point, ...]
    follow_ups: tuple[FollowUp, ...]
    notes: tuple[str, ...]
    difficulty: str | None


@dataclass(slots=True)
class _Label:
    """A label under which something is expected to stand."""

    text: str
    role: Role
    line: int
    place: "_Place"  # where the label itself stands
    is_bare: bool  # it says no more than its role: "Pitfalls:"
    used: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the answer something stands."""

    kind: PointKind = PointKind.CORE
    group: tuple[str, ...] = ()
    follow_up: bool = False
    label: _Label | None = None  # the innermost one above

    @property
    def is_top(self) -> bool:
        """Whether it is under no label, or only under "Answer"."""
        return not self.group and not self.follow_up


_TOP = _Place()


@dataclass(slots=True)
class _Reader:
    question_id: str
    path: Path
    offset: int
    problems: list[Problem]
    ids: IdGiver = field(default_factory=IdGiver)
    points: list[Point] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    difficulty: str | None = None
    labels: list[_Label] = field(default_factory=list)
    seen: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set)

    def read(self, blocks: list[SyntaxTreeNode]) -> Answer:
        has_list = any(block.type in LISTS for block in blocks)
        place = _TOP
        for block, following in zip(blocks, [*blocks, None][1:], strict=True):
            _, text, role = label_of([block]) if block.type == "paragraph" else ("", "", None)
            if self._is_title(block, following) or (role is not None and not text):
                name = plain(block).rstrip(": ")
                place = self._below(_TOP, name, "", role or headings.role(name), self._line(block))
            elif block.type in LISTS:
                place = self._list(block.children, place)
            elif block.type == "paragraph" and (not has_list or not place.is_top or role not in (None, Part.ANSWER)):
                self._paragraph(block, place)
            elif text := verbatim(block):
                self._note(text, place)
        self._close_labels()
        by_line = sorted(self.points, key=lambda point: point.line)
        return Answer(tuple(by_line), tuple(self.follow_ups), tuple(self.notes), self.difficulty)

    def _is_title(self, block: SyntaxTreeNode, following: SyntaxTreeNode | None) -> bool:
        if block.type == "html_block":
            return headings.role(plain(block)) is not None  # <summary>Answer</summary>
        return block.type == "heading" or (is_bold_only(block) and following is not None and following.type in (*LISTS, "paragraph"))

    def _list(self, items: list[SyntaxTreeNode], place: _Place) -> _Place:
        """Read a list. The place returned is that of what follows: another one where the list ends with a bare "Pitfalls:"."""
        current = place
        for item in items:
            if not place.follow_up and (bare := self._bare_label(item)):
                current = self._below(place, bare, "", headings.role(bare), self._line(item))
            else:
                self._item(item, current, alone=len(items) == 1)
        return current

    def _bare_label(self, item: SyntaxTreeNode) -> str:
        """The known label that an item consists of, "" otherwise. What belongs below it follows as its sibling: the author forgot to indent."""
        if [child.type for child in item.children] != ["paragraph"]:
            return ""
        label, text, role = label_of(item.children)
        return label if role is not None and not text and len(label) > 1 else ""

    def _item(self, item: SyntaxTreeNode, place: _Place, *, alone: bool) -> None:
        children = unquoted(item.children)
        paragraphs = [child for child in children if child.type in _TEXTS]
        lists = [child for child in children if child.type in LISTS]
        others = [text for child in children if child.type not in (*_TEXTS, *LISTS) and (text := verbatim(child))]
        line = self._line(item)
        label, text, role = label_of(paragraphs)
        if role is Part.ANSWER and len(label) == 1 and not alone:
            role = None  # "A:" in a list of letters
        if not (label or text or lists or others):
            self._warn(line, "this bullet is empty; fill or remove it")
            return
        for other in others:
            self._note(other, place)
        introduces = bool(lists) and (not text or text.endswith(":")) and not place.follow_up  # it only names what stands below
        if self._is_difficulty(role, text) and not lists:
            self.difficulty = text.lower()
        elif (label or text) and not introduces:
            self._statement(label, [(line, text)], role, place)
        inner = place
        if label or introduces:
            inner = self._below(place, label, text if introduces else "", role, line, said=not introduces)
        for each in lists:
            self._list(each.children, inner)

    def _below(self, place: _Place, label: str, text: str, role: Role, line: int, *, said: bool = False) -> _Place:
        """The place of what stands below a label; `said` where the label is part of a statement already."""
        if place.follow_up:
            return place
        text = text.rstrip(": ")
        title = text if role is Part.ANSWER else ": ".join(each for each in (label, text) if each)
        opened = _Label(title or label, role, line, place, is_bare=role is not None and not text, used=said)
        self.labels.append(opened)
        if role is Part.FOLLOW_UPS:
            if text:
                self._note(text, place)
            return _Place(follow_up=True, label=opened)
        kind = role if isinstance(role, PointKind) else place.kind
        return replace(place, kind=kind, group=(*place.group, title) if title else place.group, label=opened)

    def _close_labels(self) -> None:
        """A label with nothing below it is a statement in itself, or an empty "Pitfalls:"."""
        for label in reversed(self.labels):  # innermost first: it may be all that stands below the outer one
            if label.used:
                continue
            if not label.is_bare:
                self._statement(label.text, [(label.line, "")], label.role if isinstance(label.role, PointKind) else None, label.place)
            elif label.role is not Part.ANSWER:  # that is said where the question is said to have none
                self._warn(label.line, f"nothing stands below “{label.text}”; fill or remove it")

    def _paragraph(self, block: SyntaxTreeNode, place: _Place) -> None:
        label, text, role = label_of([block])
        if place.label and place.label.role is Part.DIFFICULTY:
            role = role or Part.DIFFICULTY
            self._use(place)
        if self._is_difficulty(role, text):
            self.difficulty = text.lower()
        elif place.follow_up or role is Part.FOLLOW_UPS:
            self._statement(label, [(self._line(block), text)], role, place)
        else:
            pieces = [(self.offset + line + 1, sentence) for line, sentence in located_sentences(block, text)]
            self._statement(label, pieces or [(self._line(block), "")], role, place)

    def _is_difficulty(self, role: Role, text: str) -> bool:
        return role is Part.DIFFICULTY and self.difficulty is None and 0 < len(text.split()) <= DIFFICULTY_WORDS

    def _statement(self, label: str, pieces: list[tuple[int, str]], role: Role, place: _Place) -> None:
        """A point for each (line, text), the label with the first; or a follow-up."""
        if role in (Part.FOLLOW_UPS, Part.ANSWER):
            label = ""
        follow_up = place.follow_up or role is Part.FOLLOW_UPS
        if isinstance(role, PointKind):
            place = replace(place, kind=role)
        for line, text in pieces:
            if follow_up and (label or text):
                self._follow_up(f"{label}: {text}" if label and text else label or text, place, line)
            elif label or text:
                self._point(label, text, place, line)
            label = ""

    def _point(self, label: str, text: str, place: _Place, line: int) -> None:
        name = slug(label or " ".join(text.split()[:NAME_WORDS]), most=40)
        point_id = self.ids.give(f"{self.question_id}#{name}", place.kind.value, *place.group, label or text, text=text)
        if (label, text, place.group) in self.seen:
            self._warn(line, "this point stands here twice; remove one")
        self.seen.add((label, text, place.group))
        self.points.append(Point(point_id, label, text, place.kind, place.group, line))
        self._use(place)

    def _follow_up(self, text: str, place: _Place, line: int) -> None:
        name = slug(" ".join(text.split()[:NAME_WORDS]), most=40)
        self.follow_ups.append(FollowUp(self.ids.give(f"{self.question_id}#follow-up-{name}", "follow-up", text, text=text), text, line))
        self._use(place)

    def _note(self, text: str, place: _Place) -> None:
        self.notes.append(text)
        self._use(place)

    def _use(self, place: _Place) -> None:
        """Something stands below the labels of `place`."""
        label = place.label
        while label:
            label.used = True
            label = label.place.label

    def _line(self, node: SyntaxTreeNode) -> int:
        return self.offset + first_line(node) + 1

    def _warn(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, Severity.WARNING, message))


def read_answer(blocks: list[SyntaxTreeNode], question_id: str, path: Path, offset: int, problems: list[Problem]) -> Answer:
    """The points, follow-ups and notes in the blocks below a question. `offset` is the number of lines before the Markdown body."""
    return _Reader(question_id, path, offset, problems).read(blocks)


def label_of(paragraphs: list[SyntaxTreeNode]) -> tuple[str, str, Role]:
    """Label, text and role of a bullet or paragraph from its paragraphs. A plain label ("Example: …") counts when it is a known one."""
    if not paragraphs:
        return "", "", None
    first = labelled(paragraphs[0])
    label, text, role = first.label, first.text, headings.role(first.label)
    if not label:
        start, colon, rest = text.partition(":")
        if colon and len(start.split()) <= LABEL_WORDS and (role := headings.role(start)):
            label, text = start.strip(), rest.strip()
    return label, " ".join([text, *(plain(each) for each in paragraphs[1:])]).strip(), role
