"""Markdown to a tree of blocks with line numbers, and from inline formatting to plain text. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from coach.text import sentences

MAX_NESTING = 60  # levels of blocks; a person's guide has five, and recursion has to end
MAX_INLINE_NESTING = 20  # bold in italics in a link …; formatting further in is ignored, its text kept

LISTS = ("bullet_list", "ordered_list")
_VERBATIM = ("fence", "code_block")
_INLINE = ("text", "strong", "em", "link", "image", "code_inline", "html_inline", "softbreak", "hardbreak", "s")
# The tags that people write into Markdown. Anything else in angle brackets is text to keep: "List<String>".
_TAGS = (
    "a abbr article b big blockquote body br center cite code dd del details div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr "
    "html i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var"
)
_HTML = re.compile(rf"<!--(?:(?!-->).)*+(?:-->)?|</?(?:{_TAGS.replace(' ', '|')})(?=[\s/>])[^<>]*+>", re.IGNORECASE | re.DOTALL)
_INLINE_TAGS = "a abbr b big cite code del em font i ins kbd mark q s samp small span strike strong sub sup tt u var"
_GLUED_TAGS = re.compile(rf"</?(?:{_INLINE_TAGS.replace(' ', '|')})(?=[\s/>])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*+(?::(?!:)|[-–—](?=\s|$))\s*+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph's text, with the bold lead-in apart."""

    label: str
    text: str


def parse_blocks(body: str, stands_alone: Callable[[str, bool, bool], bool]) -> list[SyntaxTreeNode]:
    """The top-level blocks of a Markdown text. `node.map` counts lines from 0.

    A line for which `stands_alone(text, is bold, is the first of its paragraph)` becomes a paragraph of its own.
    """
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    tokens = markdown.parse(body)
    for token in tokens:
        if token.type == "inline":
            token.children = _flattened(token.children or [])
            _restore_line_breaks(token)
    return list(SyntaxTreeNode(list(_split(tokens, stands_alone))).children)


def unquoted(blocks: list[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """The blocks with every quotation replaced by what it holds."""
    return [inner for block in blocks for inner in (unquoted(block.children) if block.type == "blockquote" else [block])]


def depth(node: SyntaxTreeNode) -> int:
    """Levels of blocks below and including this one."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for each in level for child in each.children if child.type != "inline"]
    return deepest


def first_line(node: SyntaxTreeNode) -> int:
    """The line, from 0, on which a block starts."""
    return node.map[0] if node.map else 0


def plain(node: SyntaxTreeNode) -> str:
    """All text of a block or inline node on one line: formatting gone, code, link texts and image descriptions kept."""
    return " ".join("".join(_texts(node)).split())


def verbatim(node: SyntaxTreeNode) -> str:
    """The text of a block as its author laid it out, where that matters (code); on one line otherwise."""
    return node.content.strip("\n" if node.content.strip() else None) if node.type in _VERBATIM else plain(node)


def labelled(paragraph: SyntaxTreeNode) -> Labelled:
    """Split "**Label**: text". Without bold at the start the label is empty."""
    inline = paragraph.children[0] if paragraph.children else paragraph
    nodes = [node for node in inline.children if not (node.type == "text" and not node.content.strip())] if inline.children else []
    if not nodes or nodes[0].type != "strong":
        return Labelled("", plain(paragraph))
    label = plain(nodes[0])
    rest = "".join(text for node in inline.children[inline.children.index(nodes[0]) + 1 :] for text in _texts(node))
    closed = label.endswith((":", "."))
    separator = None if closed else _SEPARATOR.match(rest)
    if not (closed or separator or not rest.strip()):
        return Labelled("", plain(paragraph))  # the first word merely happens to be bold
    return Labelled(label.rstrip(": ").removesuffix("."), " ".join(rest[separator.end() if separator else 0 :].split()))


def is_bold_only(paragraph: SyntaxTreeNode) -> bool:
    """Whether a paragraph is a heading in disguise: bold from start to end, but for a colon."""
    if paragraph.type != "paragraph":
        return False
    parts = labelled(paragraph)
    return bool(parts.label) and not parts.text


def located_sentences(paragraph: SyntaxTreeNode, text: str) -> Iterator[tuple[int, str]]:
    """(line from 0, sentence) of `text`, which is the paragraph's plain text or the end of it."""
    starts: list[int] = []  # offset of each line in the plain text
    length = 0
    for line in "".join(_texts(paragraph)).split("\n"):
        words = " ".join(line.split())
        starts.append(length)
        length += len(words) + 1 if words else 0
    before = length - 1 - len(text)  # what of the paragraph is not in `text`: its label
    for start, end in sentences(text):
        yield first_line(paragraph) + bisect_right(starts, before + start) - 1, text[start:end]


def _flattened(tokens: list[Token], outer: int = 0) -> list[Token]:
    """The inline tokens without the formatting that is nested too deep for a recursive walk."""
    kept: list[Token] = []
    level = outer
    for token in tokens:
        level -= token.nesting == -1
        if token.nesting == 0 or level < MAX_INLINE_NESTING:
            kept.append(token.copy(children=_flattened(token.children, level + 1)) if token.children else token)
        level += token.nesting == 1
    return kept


def _restore_line_breaks(inline: Token) -> None:
    """Put the line breaks back that the parser has made spaces in code spans: they count when lines are counted."""
    flat = inline.content.replace("\n", " ")
    position = 0
    for token in inline.children or []:
        if token.type == "code_inline" and (found := flat.find(token.content, position)) >= 0:
            position = found + len(token.content)
            token.content = inline.content[found:position]


def _split(tokens: list[Token], stands_alone: Callable[[str, bool, bool], bool]) -> Iterator[Token]:
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "paragraph_open" and token.map:
            yield from _split_paragraph(token, tokens[position + 1], tokens[position + 2], stands_alone)
            position += 3
        else:
            yield token
            position += 1


def _split_paragraph(opening: Token, inline: Token, closing: Token, stands_alone: Callable[[str, bool, bool], bool]) -> Iterator[Token]:
    lines = _lines_of(inline.children or [])
    alone = [stands_alone(*_text_and_bold(line), number == 0) for number, (_, line) in enumerate(lines)] if len(lines) > 1 else [False]
    if not any(alone):
        yield from (opening, inline, closing)
        return
    first, last = opening.map or (0, 0)
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or alone[end] or alone[end - 1]:
            where = [first + lines[start][0], first + lines[end][0] if end < len(lines) else last]
            children = [token for _, line in lines[start:end] for token in line]
            yield from (opening.copy(map=where), inline.copy(map=where, children=children), closing)
            start = end


def _lines_of(tokens: list[Token]) -> list[tuple[int, list[Token]]]:
    """Each line of a paragraph, its break last, and on which line of the paragraph it starts. Formatting that spans lines holds them together."""
    lines: list[tuple[int, list[Token]]] = [(0, [])]
    level = breaks = 0
    for token in tokens:
        level += token.nesting
        lines[-1][1].append(token)
        is_break = token.type in ("softbreak", "hardbreak")
        breaks += 1 if is_break else token.content.count("\n")
        if is_break and level == 0:
            lines.append((breaks, []))
    return lines


def _text_and_bold(line: list[Token]) -> tuple[str, bool]:
    written = [token for token in line if token.type not in ("softbreak", "hardbreak") and (token.nesting or token.content.strip())]
    bold = bool(written) and written[0].type == "strong_open" and written[-1].type == "strong_close"
    return "".join(token.content for token in written).strip(), bold


def _texts(node: SyntaxTreeNode) -> Iterator[str]:
    """The pieces of a node's text; a line break is "\\n"."""
    if node.type in ("html_inline", "html_block"):
        yield _without_tags(node.content)
    elif node.type in ("text", "code_inline", *_VERBATIM):
        yield node.content
    elif node.type in ("softbreak", "hardbreak"):
        yield "\n"
    for child in node.children:
        yield from _texts(child)
        if child.type not in _INLINE:
            yield " "  # two blocks, two cells: never one word


def _without_tags(html: str) -> str:
    """The text of HTML, comments left out. A tag that is no formatting parts two words; line breaks stay for the count of lines."""
    return _HTML.sub(lambda tag: ("" if _GLUED_TAGS.match(tag.group()) else " ") + "\n" * tag.group().count("\n"), html)
