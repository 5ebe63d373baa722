"""Markdown to a tree of blocks with line numbers, and from inline formatting to plain text. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

MAX_NESTING = 60  # levels of blocks; a person's guide has five, and recursion has to end

LISTS = ("bullet_list", "ordered_list")
_VERBATIM = ("fence", "code_block", "html_block")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph's text, with the bold lead-in apart."""

    label: str
    text: str


def parse_blocks(body: str) -> list[SyntaxTreeNode]:
    """The top-level blocks of a Markdown text. `node.map` counts lines from 0."""
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    return list(SyntaxTreeNode(markdown.parse(body)).children)


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
    return node.content.strip("\n") if node.type in _VERBATIM else plain(node)


def labelled(paragraph: SyntaxTreeNode) -> Labelled:
    """Split "**Label**: text". Without bold at the start the label is empty."""
    inline = paragraph.children[0] if paragraph.children else paragraph
    nodes = [node for node in inline.children if not (node.type == "text" and not node.content.strip())] if inline.children else []
    if not nodes or nodes[0].type != "strong":
        return Labelled("", plain(paragraph))
    label = plain(nodes[0])
    rest = " ".join("".join(text for node in inline.children[inline.children.index(nodes[0]) + 1 :] for text in _texts(node)).split())
    if label.endswith((":", ".")) or rest.startswith((":", "-", "–", "—")) or not rest:
        return Labelled(label.rstrip(":. "), rest.lstrip(":-–— "))
    return Labelled("", plain(paragraph))  # the first word merely happens to be bold


def is_bold_only(paragraph: SyntaxTreeNode) -> bool:
    """Whether a paragraph is a heading in disguise: bold from start to end, but for a colon."""
    parts = labelled(paragraph)
    return paragraph.type == "paragraph" and bool(parts.label) and not parts.text


def _texts(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "code_inline", "html_inline", *_VERBATIM):
        yield node.content
    elif node.type in ("softbreak", "hardbreak"):
        yield " "
    for child in node.children:
        yield from _texts(child)
        if child.type != "text" and not _is_inline(child):
            yield " "  # two blocks, two cells: never one word


def _is_inline(node: SyntaxTreeNode) -> bool:
    return node.type in ("text", "strong", "em", "link", "image", "code_inline", "html_inline", "softbreak", "hardbreak", "s")
