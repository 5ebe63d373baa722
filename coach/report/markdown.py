"""A report as Markdown (CommonMark with GitHub's tables). Pure.

What is set off within somebody's words is so by <mark>, <ins> and <del>: asterisks in the middle of words of any kind would not always be read as emphasis.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from coach.report.contents import Report
from coach.report.document import Block, Heading, Items, Look, Paragraph, Run, Runs, Style, Table, document

AROUND = {
    Style.PLAIN: ("", ""),
    Style.STRONG: ("**", "**"),
    Style.EVIDENCE: ("<mark>", "</mark>"),
    Style.ADDED: ("<ins>", "</ins>"),
    Style.REMOVED: ("<del>", "</del>"),
}
ESCAPES = str.maketrans({character: f"\\{character}" for character in "\\`*_[]#~$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})
# At the start of a line these begin a list, a rule or an underlined heading; the last character is the one to escape.
_AT_START = re.compile(r"\d+[.)]|[+\-=:]")

BREAK = "\\\n"  # a line break that is kept

Setting = tuple[Style, str]  # and the anchor of a link
Character = tuple[str, Setting]


def render(report: Report) -> str:
    """The report as Markdown text. The same report gives the same text."""
    return "\n\n".join(_block(block) for block in document(report).blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text, mark, anchor):
            name = f'<a id="{anchor}"></a>' if anchor else ""
            return f"{'#' * level} {name}{f'{mark} ' if mark else ''}{_one_line(text)}"
        case Paragraph(runs, look):
            quoted = "> " if look in (Look.SAID, Look.IMPROVED) else ""
            return f"{quoted}{f'{BREAK}{quoted}'.join(_lines(runs))}"
        case Items(items):
            return "\n".join(f"- {f'{BREAK}  '.join(_lines(item))}" for item in items)
        case Table(caption, header, rows):
            cells = [header, ("---",) * len(header), *(tuple(_one_line(cell) for cell in row) for row in rows)]
            return f"**{_one_line(caption)}**\n\n" + "\n".join(_row(row) for row in cells)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _one_line(text: str) -> str:
    return " ".join(_lines((Run(text),)))


def _lines(runs: Runs) -> list[str]:
    """The lines with words in them, each escaped: a blank one would end the paragraph."""
    characters = [(character, (run.style, run.link)) for run in runs for character in run.text]
    stripped = [_stripped(line) for line in _split(characters)]
    return [_escaped(line) for line in stripped if line]


def _split(characters: Sequence[Character]) -> Iterator[Sequence[Character]]:
    start = 0
    for position, (character, _) in enumerate(characters):
        if character == "\n":
            yield characters[start:position]
            start = position + 1
    yield characters[start:]


def _stripped(line: Sequence[Character]) -> Sequence[Character]:
    text = "".join(character for character, _ in line)
    return line[len(text) - len(text.lstrip()) : len(text.rstrip())]


def _escaped(line: Sequence[Character]) -> str:
    start = _AT_START.match("".join(character for character, _ in line))
    written = [(character.translate(ESCAPES), setting) for character, setting in line]
    if start:
        last, setting = written[start.end() - 1]
        written[start.end() - 1] = (f"\\{last}", setting)
    return "".join(_set_off("".join(character for character, _ in same), *setting) for setting, same in groupby(written, key=lambda each: each[1]))


def _set_off(text: str, style: Style, link: str) -> str:
    before, after = AROUND[style]
    return f"[{before}{text}{after}](#{link})" if link else f"{before}{text}{after}"
