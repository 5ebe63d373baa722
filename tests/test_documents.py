"""Documents that people write answers in, read as text. Word files are made by python-docx, PDF files by fpdf2."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from coach import documents
from coach.cli.reading import read_text
from coach.documents import MAX_BYTES, text_of
from coach.errors import CoachError

PARAGRAPHS = (
    "A convolution slides a small set of learned filters over the picture, and the same weights are used at every position, so there are far fewer.",
    "Pooling shrinks the feature maps.",
)


def word(*paragraphs: str, cell: str = "") -> bytes:
    """A Word file; `cell` is in a table after the paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_xml(body: str) -> bytes:
    """A Word file with this XML as its body."""
    empty = word()
    written = io.BytesIO()
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    with zipfile.ZipFile(io.BytesIO(empty)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, f"<w:document {names}><w:body>{body}</w:body></w:document>" if name == "word/document.xml" else old.read(name))
    return written.getvalue()


def pdf(*paragraphs: str) -> bytes:
    """A PDF file with its paragraphs broken into lines."""
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=12)
    for paragraph in paragraphs:
        document.multi_cell(0, text=paragraph, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf("Secret."))))
    writer.encrypt("password", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def archive(content: bytes, name: str = "anything") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return written.getvalue()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_plain_text_is_what_was_written(text: str, marked: bool) -> None:
    content = text.encode("utf-8-sig" if marked else "utf-8")
    if not marked and text.startswith("\ufeff"):
        text = text[1:]
    if b"%PDF-" not in content and not content.startswith((b"PK\x03\x04", b"{\\rtf")):
        assert text_of("answer.md", content) == text


def test_a_word_document_is_its_paragraphs_and_tables() -> None:
    assert text_of("answer.docx", word(*PARAGRAPHS, cell="In a table.")).split("\n") == ["", *PARAGRAPHS, "In a table."]


def test_changes_that_were_tracked_count_as_accepted_and_nothing_is_read_twice() -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>Kept</w:t><w:tab/><w:t>and</w:t></w:r>'
        "<w:ins><w:r><w:t> added</w:t></w:r></w:ins><w:del><w:r><w:delText> removed</w:delText></w:r></w:del>"
        "<mc:AlternateContent><mc:Fallback><w:r><w:t> twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text_of("answer.docx", with_xml(body)) == "\nKept\tand added"


def test_a_pdf_keeps_its_paragraphs_and_not_the_breaks_of_its_lines() -> None:
    assert len(PdfReader(io.BytesIO(pdf(*PARAGRAPHS))).pages[0].extract_text().splitlines()) > 2
    assert text_of("answer.pdf", pdf(*PARAGRAPHS)).split("\n") == list(PARAGRAPHS)


def test_a_word_that_a_pdf_breaks_is_one_word_again() -> None:
    assert text_of("answer.pdf", pdf("The repre-\nsentation is learned:\n- from pixels\n- from labels")).split("\n") == [
        "The representation is learned:",
        "- from pixels",
        "- from labels",
    ]


@pytest.mark.parametrize("name", ["answer.pdf", "answer.txt", "answer", "Standard input"])
def test_what_a_file_is_its_content_says(name: str) -> None:
    assert text_of(name, pdf("Not told by the name.")) == "Not told by the name."


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("a.txt", lambda: b"caf\xe9", "is not UTF-8 text (byte 3)"),
        ("a.txt", lambda: b"x" * (MAX_BYTES + 1), "is larger than 2 MB"),
        ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "with a password or of an older kind"),
        ("a.rtf", lambda: b"{\\rtf1 text}", "of an older kind"),
        ("a.pdf", lambda: b"<html>Not found</html>", "is not what its name says"),
        ("a.docx", lambda: b"just text", "is not what its name says"),
        ("a.docx", lambda: archive(b"text"), "is damaged or of a kind"),
        ("a.docx", lambda: word("Cut short.")[:-200], "is damaged or of a kind"),
        ("a.docx", lambda: archive(bytes(51_000_000), "word/document.xml"), "holds more than 50 MB"),
        ("a.pdf", lambda: pdf("Cut short.")[:40], "is damaged or of a kind"),
        ("a.pdf", pdf, "has no text in it"),
        ("a.pdf", locked_pdf, "is protected by a password"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(name: str, make: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(CoachError) as raised:
        text_of(name, make())
    assert str(raised.value).startswith(f"{name} ")
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_entities_of_a_hostile_word_document_are_not_expanded() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 20}">' for i in range(9)) + "]>"
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            body = f"{bomb}<w:document {names}><w:body><w:p><w:r><w:t>x&j;</w:t></w:r></w:p></w:body></w:document>"
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    with pytest.raises(CoachError, match="is damaged or of a kind"):
        text_of("answer.docx", written.getvalue())


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SECONDS", 0.05)
    with pytest.raises(CoachError, match="takes longer than"):
        text_of("slow.pdf", pdf("Any that takes longer than the process to start."))


def test_a_process_that_cannot_be_started_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(documents.sys, "executable", str(tmp_path / "gone"))
    with pytest.raises(CoachError, match=r"^slow\.pdf could not be read, .* \(No such file or directory\); try again, or paste its text\.$"):
        text_of("slow.pdf", pdf("Never read."))


def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    body = "<w:p/>" * 5_000_000
    with pytest.raises(CoachError, match="is damaged or of a kind"):
        text_of("large.docx", with_xml(body))


def test_the_terminal_reads_documents_too(tmp_path: Path) -> None:
    path = tmp_path / "answer.docx"
    path.write_bytes(word(*PARAGRAPHS))
    assert read_text(path).split("\n") == ["", *PARAGRAPHS]
