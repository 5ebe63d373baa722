"""A report as a PDF file: text that can be selected and searched, in the DejaVu fonts that come with matplotlib."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from coach.report.contents import Report
from coach.report.document import LANGUAGE, Block, Document, Heading, Items, Look, Paragraph, Run, Runs, Style, Table, document

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "dejavu"
FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
MISSING = "?"  # stands for a character that the fonts have no glyph for, such as an emoji
MARGIN = 20.0  # mm
INDENT = 6.0  # mm, of lists and of the candidate's words
SPACE = 2.0  # mm, below a block
ROOM_BELOW = 38.0  # mm that must be left on a page for a heading to begin there, so that it and one below it never stand alone
LINE_HEIGHT = 1.35  # of the size of the type
BODY, NOTE = 10.0, 8.5  # sizes of the type, in points
HEADINGS = {1: 19.0, 2: 14.0, 3: 11.5, 4: BODY}  # sizes by level, in points

Colour = tuple[int, int, int]
BLACK, GREY = (31, 36, 48), (86, 93, 109)


class Ink(NamedTuple):
    """How words look on paper: never told apart by colour alone."""

    weight: str = ""  # "B" for bold
    colour: Colour | None = None  # None leaves that of the paragraph; the others have at least 4.5:1 on white
    underlined: bool = False
    struck: bool = False


INKS = {
    Style.PLAIN: Ink(),
    Style.STRONG: Ink("B"),
    Style.EVIDENCE: Ink("B", (125, 77, 0)),
    Style.ADDED: Ink("", (11, 93, 59), underlined=True),
    Style.REMOVED: Ink("", (154, 32, 32), struck=True),
}


def render(report: Report) -> bytes:
    """The report as a PDF file. The same report gives the same bytes."""
    made = document(report)
    pdf = _opened(made)
    writer = _Writer(pdf)
    for block in made.blocks:
        writer.block(block)
    return bytes(pdf.output())


def _opened(made: Document) -> "FPDF":
    """A file with everything but its words: fonts, title, language, date, the first page."""
    import matplotlib as mpl
    from fpdf import FPDF

    class Pages(FPDF):
        """Pages with their number at the foot."""

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font(FONT, "", NOTE)
            self.set_text_color(*GREY)
            self.cell(0, 5, f"{made.title} · page {self.page_no()}", align="C")

    pdf = Pages(format="A4")
    pdf.alias_nb_pages(None)  # type: ignore[arg-type]  # as its documentation says; otherwise "{nb}" in an answer would become a number
    for weight, name in FILES.items():
        pdf.add_font(FONT, weight, Path(mpl.get_data_path()) / "fonts" / "ttf" / name)
    pdf.set_title(made.title)
    pdf.set_lang(LANGUAGE)
    pdf.set_creator("Interview Coach")
    pdf.set_creation_date(made.made)
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.add_page()
    return pdf


class _Writer:
    """Puts one block below the other."""

    def __init__(self, pdf: "FPDF") -> None:
        from fpdf.fonts import TTFFont

        self._pdf = pdf
        self._links: dict[str, int] = {}  # by anchor
        self._glyphs = frozenset.intersection(*(frozenset(font.cmap) for font in pdf.fonts.values() if isinstance(font, TTFFont)))

    def block(self, block: Block) -> None:
        """Write a block, going on over as many pages as it takes."""
        match block:
            case Heading(level, text, mark, anchor):
                if self._pdf.y > self._pdf.h - MARGIN - ROOM_BELOW:
                    self._pdf.add_page()
                self._pdf.start_section(text, level - 1)  # in the outline
                if anchor:
                    self._pdf.set_link(self._link(anchor), y=self._pdf.y)
                self._write((Run(f"{mark} {text}" if mark else text, Style.STRONG),), HEADINGS[level], above=SPACE * 2)
            case Paragraph(runs, look):
                note = look is Look.NOTE
                indent = INDENT if look in (Look.SAID, Look.IMPROVED) else 0
                self._write(runs, NOTE if note else BODY, colour=GREY if note else BLACK, indent=indent)
            case Items(items):
                for item in items:
                    self._write(item, BODY, indent=INDENT, bullet="•")
            case Table(caption, _, rows):  # as a list: a row of fpdf's own tables can't go over a page
                self._write((Run(caption, Style.STRONG),), BODY, above=SPACE)
                for number, what, *rest in rows:
                    self._write((Run(f"{what} – "), Run(" · ".join(rest), Style.STRONG)), BODY, indent=INDENT, bullet=f"{number}.")

    def _write(self, runs: Runs, size: float, *, colour: Colour = BLACK, indent: float = 0, bullet: str = "", above: float = 0) -> None:
        """A paragraph with type of this size in points, lengths in mm."""
        pdf = self._pdf
        pdf.set_text_color(*colour)
        pdf.set_font(FONT, "", size)
        with (
            pdf.text_columns(line_height=LINE_HEIGHT) as columns,
            columns.paragraph(indent=indent, bullet_string=bullet, top_margin=above, bottom_margin=SPACE) as paragraph,
        ):
            for run in runs:
                ink = INKS[run.style]
                pdf.set_text_color(*(ink.colour or colour))
                pdf.set_font(FONT, ink.weight, size)
                pdf.underline, pdf.strikethrough = ink.underlined or bool(run.link), ink.struck
                paragraph.write(self._shown(run.text), self._link(run.link) if run.link else None)
            pdf.underline = pdf.strikethrough = False

    def _link(self, anchor: str) -> int:
        """The file's number for an anchor. By number, as fpdf would write names unsorted, which readers need not find."""
        if anchor not in self._links:
            self._links[anchor] = self._pdf.add_link(page=1)  # until its heading is written
        return self._links[anchor]

    def _shown(self, text: str) -> str:
        return "".join(each if each == "\n" or ord(each) in self._glyphs else MISSING for each in text)
