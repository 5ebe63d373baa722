"""The text of a document that somebody wrote: plain text, Markdown, Word or PDF. What a file is its content says, not its name.

Word and PDF files are taken apart in a process of its own, for which time and memory are limited: a damaged or hostile one can take either without end,
and no thread could be stopped at that.
"""

import io
import json
import logging
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator

from coach.errors import CoachError

log = logging.getLogger(__name__)

ENDINGS = (".txt", ".md", ".docx", ".pdf")
MAX_BYTES = 2_000_000  # an answer with a picture or two; its text alone is a hundredth of that
MAX_EXPANDED_BYTES = 50_000_000  # of a Word file, which is an archive
MAX_MEMORY = 1 << 29  # bytes; a file of 2 MB takes about a third
SECONDS = 30.0  # a PDF of 100 pages takes about 3 on one core

_PDF, _ARCHIVE, _OLD_WORD, _RICH_TEXT = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_PDF_WITHIN = 1024  # bytes that may stand before it, which readers of PDF put up with
_ENDS_SENTENCE = re.compile(r"""[.!?:;…]["'”’)\]]*$""")
_BEGINS_ITEM = re.compile(r"[•●▪‣◦*–-]\s|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s")
_HYPHENATED = re.compile(r"[^\W\d_][-\u00ad]$")
_WORD_NAMES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMPATIBILITY_NAMES = "http://schemas.openxmlformats.org/markup-compatibility/2006"


class _Unreadable(Exception):
    """Why a document has no text to give, as the rest of a sentence that begins with its name."""


def text_of(name: str, content: bytes) -> str:
    """The text of a file called `name`, for messages, with all its line breaks. Raises CoachError for what is no document, too large, locked or damaged."""
    try:
        if len(content) > MAX_BYTES:
            raise _Unreadable(f"is larger than {MAX_BYTES // 1_000_000} MB; paste the text of the answer instead.")
        if _PDF in content[:_PDF_WITHIN]:
            return _apart("pdf", content)
        if content.startswith(_ARCHIVE):
            return _apart("docx", content)
        if content.startswith((_OLD_WORD, _RICH_TEXT)):
            raise _Unreadable("is a Word document with a password or of an older kind; save it as .docx without a password, or paste its text.")
        if name.lower().endswith((".docx", ".pdf")):
            raise _Unreadable("is not what its name says, or damaged; save it once more, or paste its text.")
        return _plain(content)
    except _Unreadable as error:
        raise CoachError(f"{name} {error}") from error


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable(f"is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error


def _apart(kind: str, content: bytes) -> str:
    """The text of a Word or PDF file, read in a process of its own."""
    try:
        reading = subprocess.run([sys.executable, "-P", "-m", __name__, kind], input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _Unreadable(f"takes longer than {SECONDS:.0f} seconds to read; paste the text of the answer instead.") from error
    except OSError as error:
        raise _Unreadable(f"could not be read, as no process could be started for it ({error.strerror}); try again, or paste its text.") from error
    if reading.returncode:
        log.info("a %s was not read: %s", kind, reading.stderr.decode("utf-8", "replace"))
        raise _Unreadable("is damaged or of a kind that the coach can't read (it reads .txt, .md, .docx and .pdf); save it once more, or paste its text.")
    found = json.loads(reading.stdout)
    if problem := found.get("problem"):
        raise _Unreadable(problem)
    return str(found["text"])


def _docx(content: bytes) -> str:
    """A paragraph a line, those of tables among them, as if all changes to it were accepted."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_EXPANDED_BYTES:  # no entry gives more than it declares
            raise _Unreadable(f"holds more than {MAX_EXPANDED_BYTES // 1_000_000} MB; paste the text of the answer instead.")
    import docx

    word = f"{{{_WORD_NAMES}}}"
    twice = (f"{{{_COMPATIBILITY_NAMES}}}Fallback", f"{word}moveFrom")  # what stands elsewhere too
    written: list[str] = []
    for node in docx.Document(io.BytesIO(content)).element.body.iter(*(word + tag for tag in ("p", "t", "tab", "br", "cr", "noBreakHyphen"))):
        if any(True for _ in node.iterancestors(*twice)):
            continue
        match node.tag.removeprefix(word):
            case "t":
                written.append(node.text or "")
            case "tab" if node.getparent().tag == f"{word}r":  # elsewhere it is a stop of the ruler
                written.append("\t")
            case "noBreakHyphen":
                written.append("-")
            case "p" | "br" | "cr":
                written.append("\n")
    return "".join(written)


def _pdf(content: bytes) -> str:
    """The lines of its pages, joined where a sentence goes on."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(content))
    locked = _Unreadable("is protected by a password; save it without one, or paste its text.")
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked
        text = "\n".join(page.extract_text() for page in reader.pages)
    except DependencyError as error:  # a cipher that takes another package
        raise locked from error
    if not text.strip():
        raise _Unreadable("has no text in it, only pictures of it (a scan?); paste the text of the answer instead.")
    return "\n".join(_joined(text.splitlines()))


def _joined(lines: list[str]) -> Iterator[str]:
    """The lines of a page as lines of text: one that ends within a sentence goes on with the next, and so does a word."""
    written = ""
    for line in map(str.strip, lines):
        if not line or not written or _ENDS_SENTENCE.search(written) or _BEGINS_ITEM.match(line):
            if written:
                yield written
            written = line
        elif _HYPHENATED.search(written) and line[0].islower():
            written = written[:-1] + line
        else:
            written = f"{written} {line}"
    yield written


_READERS: dict[str, Callable[[bytes], str]] = {"docx": _docx, "pdf": _pdf}


def _main() -> None:
    """Read a document from standard input in this process, which has little memory, and write its text or what is wrong with it."""
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    try:
        found = {"text": _READERS[sys.argv[1]](sys.stdin.buffer.read())}
    except _Unreadable as error:
        found = {"problem": str(error)}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main()
