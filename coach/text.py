"""Cutting plain text into sentences and clauses, with offsets. Pure; used wherever text is quoted, chunked or judged."""

import re
from collections.abc import Iterator

Span = tuple[int, int]  # start and end offset into the text, end excluded

# A full stop after one of these ends no sentence. Single letters ("J. Smith", the "g." of "e.g.") and numbers are handled below.
_ABBREVIATIONS = frozenset(
    [
        "approx",
        "al",
        "cf",
        "ch",
        "dr",
        "eq",
        "eqs",
        "etc",
        "fig",
        "figs",
        "incl",
        "mr",
        "mrs",
        "ms",
        "no",
        "nos",
        "p",
        "pp",
        "prof",
        "resp",
        "sec",
        "st",
        "vol",
        "vs",
    ]
)
_BOUNDARY = re.compile(r"""[.!?…。！？]+["'”’)\]]*(?=\s|$)|\n+\s*(?=\S)""")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.$")
_CLAUSE_BOUNDARY = re.compile(r"\s*[;:]\s+|,\s+(?=(?:and|but|so|while|whereas|because|which|then|or|since|although|however)\b)|\s+[–—-]\s+")
MIN_CLAUSE_WORDS = 3  # a shorter piece says nothing by itself


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`, in order, without the white space around them. A line break ends a sentence too."""
    spans: list[Span] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if not boundary.group().startswith("\n") and _is_abbreviation(text, boundary):
            continue
        _append_stripped(spans, text, start, boundary.end())
        start = boundary.end()
    _append_stripped(spans, text, start, len(text))
    return spans


def clauses(text: str) -> list[Span]:
    """Like `sentences`, each also cut at semicolons, colons, dashes and a comma before a conjunction, where every piece keeps some words."""
    return [clause for start, end in sentences(text) for clause in _clauses_of(text, start, end)]


def _clauses_of(text: str, start: int, end: int) -> Iterator[Span]:
    pieces: list[Span] = []
    cut = start
    for boundary in _CLAUSE_BOUNDARY.finditer(text, start, end):
        if _words(text[cut : boundary.start()]) >= MIN_CLAUSE_WORDS and _words(text[boundary.end() : end]) >= MIN_CLAUSE_WORDS:
            _append_stripped(pieces, text, cut, boundary.start())
            cut = boundary.end()
    _append_stripped(pieces, text, cut, end)
    yield from pieces


def _is_abbreviation(text: str, boundary: re.Match[str]) -> bool:
    following = text[boundary.end() :].lstrip()[:1]
    if boundary.group() != "." or not following:
        return False
    if following.islower():  # no sentence starts in lower case; "e.g. the", "approx. ten"
        return bool(_LAST_WORD.search(text[: boundary.end()][-20:]))
    word = _LAST_WORD.search(text[: boundary.end()][-20:])
    return word is not None and (word.group(1).lower() in _ABBREVIATIONS or (len(word.group(1)) == 1 and word.group(1).isupper()))


def _append_stripped(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if stripped := piece.strip():
        offset = start + piece.index(stripped)
        spans.append((offset, offset + len(stripped)))


def _words(text: str) -> int:
    return len(text.split())
