"""Cutting plain text into sentences and clauses, with offsets. Pure; used wherever text is quoted, chunked or judged."""

import re
from collections.abc import Iterator

Span = tuple[int, int]  # start and end offset into the text, end excluded

# A full stop after one of these ends no sentence, nor after a letter by itself ("J. Smith", "e.g.").
_ABBREVIATIONS = frozenset(["approx", "al", "cf", "dr", "eg", "etc", "ie", "incl", "mr", "mrs", "ms", "prof", "resp", "st", "vs"])
_BEFORE_NUMBERS = frozenset(["ch", "eq", "eqs", "fig", "figs", "no", "nos", "p", "pp", "sec", "vol"])  # "no. 3", but "It said no."
# Possessive throughout: a million full stops or line breaks in a pasted text must cost no more than a million steps.
_BOUNDARY = re.compile(r"""(?<![.!?…])[.!?…]++["'”’)\]]*+(?=\s|$)|[。！？]++["'”’)\]」』]*+|\n\s*+""")
_LAST_WORD = re.compile(r"(?<![^\W\d_])((?:[^\W\d_]\.)*[^\W\d_]+)\.$")
_LAST_WORD_REACH = 24  # characters looked back for it; an abbreviation is shorter
_FOLLOWING = re.compile(r"\s*+(\S?)")
_CLAUSE_BOUNDARY = re.compile(r"[;:]\s+|,\s+(?=(?:and|but|so|while|whereas|because|which|then|or|since|although|however)\b)|(?<=\s)[–—-]\s+")
MIN_CLAUSE_WORDS = 3  # a shorter piece says nothing by itself
_ENOUGH_WORDS = re.compile(rf"(?:\s*+\S++){{{MIN_CLAUSE_WORDS}}}")


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
        if _ENOUGH_WORDS.match(text, cut, boundary.start()) and _ENOUGH_WORDS.match(text, boundary.end(), end):
            _append_stripped(pieces, text, cut, boundary.start())
            cut = boundary.end()
    _append_stripped(pieces, text, cut, end)
    yield from pieces


def _is_abbreviation(text: str, boundary: re.Match[str]) -> bool:
    end = boundary.end()
    following = _FOLLOWING.match(text, end)
    word = _LAST_WORD.search(text[max(0, end - _LAST_WORD_REACH) : end])
    if boundary.group() != "." or not word or not following or not following.group(1):
        return False
    name, after = word.group(1).lower(), following.group(1)
    if name in _BEFORE_NUMBERS:
        return after.isdigit()
    return name in _ABBREVIATIONS or "." in name or (len(name) == 1 and (word.group(1).isupper() or after.islower()))


def _append_stripped(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if stripped := piece.strip():
        offset = start + piece.index(stripped)
        spans.append((offset, offset + len(stripped)))
