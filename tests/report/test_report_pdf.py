"""Reports as PDF: the words are read back out of the file."""

import re
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from nasty import CONTROLS, LONG, MARKUP, SCRIPTS, TEXTS
from reporting import STARTED, full_report, hostile_report, links

from coach.report.document import Heading, document
from coach.report.pdf import MISSING, render

_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:[^\\()]|\\.)*)\) ?Tj|\[(.*?)\] ?TJ", re.DOTALL)
_LITERAL = re.compile(rb"\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_LINK = re.compile(rb"/Dest (\[[^\]]*\])\s+/F 4\b")
_BOOKMARK = re.compile(rb"/Dest (\[[^\]]*\])\s+/(?!F 4\b)")
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_UNESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """The words of each page as a reader would copy them, without white space."""
    streams = [_inflated(stream) for stream in _STREAM.findall(pdf)]
    maps = [_characters(stream) for stream in streams if b"beginbfchar" in stream or b"beginbfrange" in stream]
    assert maps, "no font says which characters its glyphs are"
    return [_text(stream, maps) for stream in streams if b" Tf" in stream and b"BT" in stream]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _characters(cmap: bytes) -> dict[int, str]:
    """From glyph number to characters, as the font's ToUnicode map says."""
    found = {}
    for section in re.findall(rb"beginbfchar\n(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, code in re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>", section):
            found[int(glyph, 16)] = bytes.fromhex(code.decode()).decode("utf-16-be")
    return found


def _text(stream: bytes, maps: list[dict[int, str]]) -> str:
    shown = []
    font = 0
    for number, single, several in _SHOWN.findall(stream):
        if number:
            font = int(number) - 1
        for literal in [single] if single else _LITERAL.findall(several):
            raw = _ESCAPE.sub(lambda match: _UNESCAPED.get(match.group(1), match.group(1)), literal)
            shown += [maps[font].get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2)]
    return _bare("".join(shown))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words(pdf: bytes) -> str:
    return "".join(pages(pdf))


def test_the_words_can_be_copied() -> None:
    read = words(render(full_report()))
    for heading in (block for block in document(full_report()).blocks if isinstance(block, Heading)):
        assert _bare(heading.mark + heading.text) in read
    assert _bare("Pooling makes the maps smaller. It is invariant to rotation.") in read
    assert _bare("1.How does pooling work? – Technical · 33 of 100, 2 hints used") in read


def test_the_file_says_its_title_language_and_date() -> None:
    pdf = render(full_report())
    assert b"/Lang (en)" in pdf
    assert "Interview 7".encode("utf-16-be") in pdf or b"/Title (Interview 7)" in pdf
    assert b"/CreationDate (D:20261125185300" in pdf
    assert b"/Outlines" in pdf


def test_what_to_study_leads_to_the_model_answers() -> None:
    report = full_report()
    pdf = render(report)
    bookmarks = [_place(each) for each in _BOOKMARK.findall(pdf)]
    headings = [block for block in document(report).blocks if isinstance(block, Heading)]
    named = {heading.anchor: bookmark for heading, bookmark in zip(headings, bookmarks, strict=True) if heading.anchor}
    places = [_place(each) for each in _LINK.findall(pdf)]
    assert list(dict.fromkeys(places)) == [named[anchor] for anchor in dict.fromkeys(links(report))]
    assert len(places) >= len(links(report))  # a link for each line that the words go over
    assert pdf.count(b"/Subtype /Link") == len(places)
    assert b"/URI" not in pdf


def _place(destination: bytes) -> tuple[bytes, float]:
    """The page, as a reference, and the height on it."""
    page, height = re.findall(rb"\[(\d+ 0 R) /XYZ \S+ ([\d.]+) ", destination)[0]
    return page, float(height)


def test_scripts_of_the_font_are_kept_and_what_has_no_glyph_is_seen_to_be_missing() -> None:
    read = words(render(hostile_report("Grüße, Привет, Ελλάδα ∀x≤½", "a🙂b 网c")))
    assert "Grüße,Привет,Ελλάδα∀x≤½" in read
    assert f"a{MISSING}b{MISSING}c" in read


@pytest.mark.parametrize("text", [*MARKUP, *CONTROLS, *SCRIPTS, *LONG])
def test_no_text_breaks_it(text: str) -> None:
    assert render(hostile_report(text, "other")).startswith(b"%PDF-")


@settings(max_examples=15)
@given(TEXTS)
def test_what_looks_like_markup_is_shown_as_it_is(text: str) -> None:
    shown = "".join(character for character in text if " " < character <= "~")
    read = words(render(hostile_report(shown, "other")))
    assert shown in read


def test_a_long_answer_goes_on_over_numbered_pages() -> None:
    read = pages(render(hostile_report("word " * 2_000, "other")))
    assert len(read) > 3
    for number, page in enumerate(read, start=1):
        assert page.endswith(f"Interview1·page{number}")
    assert max(page.count("word") for page in read) < 1_000


def test_the_same_report_gives_the_same_bytes_and_another_date_others() -> None:
    report = full_report()
    assert render(report) == render(report)
    assert render(report) != render(replace(report, started=STARTED + timedelta(days=1)))
