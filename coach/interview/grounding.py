"""Holding generated sentences to their sources: what can't be supported is not shown. Pure but for the embedder that is handed in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.index.types import Embedder
from coach.text import sentences

_CITATION = re.compile(r"\s*\[[\d,\s]+\]")
# A number, or a word with a capital or digit after its first letter (ResNet, COCO, F1), or a capitalised word inside a sentence.
_TERM = re.compile(r"\d+(?:[.,]\d+)*%?|\b[A-Za-z]*[a-z0-9][A-Z][A-Za-z0-9]*\b|\b[A-Z]{2,}[A-Za-z0-9]*\b|(?<=[a-z,;:] )[A-Z][a-z]+\b")
_WORD = re.compile(r"[a-z0-9]+")
PARROT_WORDS = 8  # a run of that many of the candidate's own words is quoting, not feedback


def sentences_of(pieces: Iterable[str]) -> Iterator[str]:
    """Whole sentences from streamed pieces, each as soon as the next one begins; the last when the stream ends."""
    text = ""
    for piece in pieces:
        text += piece
        *whole, _open = sentences(text) or [(0, 0)]
        for start, end in whole:
            yield text[start:end]
        if whole:
            text = text[whole[-1][1] :]
    yield from (text[start:end] for start, end in sentences(text))


def is_whole(sentence: str) -> bool:
    """Whether a sentence was written to its end, not cut off by the limit of tokens."""
    return sentence.rstrip("\"'”’)*]").endswith((".", "!", "?"))


def without_citations(sentence: str) -> str:
    """The sentence less the bracketed numbers that the model wrote: citations are set by code."""
    return _CITATION.sub("", sentence).strip()


def foreign_terms(sentence: str, sources: Iterable[str]) -> list[str]:
    """Names, acronyms and numbers in the sentence that occur in none of the sources: the usual form of an invented fact."""
    known = set(_WORD.findall(" ".join(sources).lower()))
    return [term for term in _TERM.findall(sentence) if not set(_WORD.findall(term.lower())) <= known and not _plural_known(term, known)]


def parrots(sentence: str, answer: str) -> bool:
    """Whether the sentence hands a long run of the candidate's own words back to them."""
    said = _WORD.findall(answer.lower())
    runs = {tuple(said[start : start + PARROT_WORDS]) for start in range(len(said) - PARROT_WORDS + 1)}
    words = _WORD.findall(sentence.lower())
    return any(tuple(words[start : start + PARROT_WORDS]) in runs for start in range(len(words) - PARROT_WORDS + 1))


def shared_run(text: str, other: str, *, ignoring: str = "") -> int:
    """Length in words of the longest run of words that two texts share, runs that `ignoring` has as well left out."""
    first, second, free = (_WORD.findall(each.lower()) for each in (text, other, ignoring))
    longest = 0
    for start in range(len(first)):
        length = longest + 1
        while start + length <= len(first) and _contains(second, run := first[start : start + length]):
            if not _contains(free, run):
                longest = length
            length += 1
    return longest


@dataclass(frozen=True, slots=True)
class Support:
    """The passage that a sentence rests on."""

    passage: int  # position in the passages
    similarity: float  # cosine between the sentence and the closest sentence of the passage


class Passages:
    """Source passages, embedded sentence by sentence once, to look support up in."""

    def __init__(self, texts: Sequence[str], embedder: Embedder) -> None:
        self._embedder = embedder
        pieces = [(number, text[start:end]) for number, text in enumerate(texts) for start, end in sentences(text)]
        pieces += [(number, text) for number, text in enumerate(texts)]
        self._owners = [number for number, _ in pieces]
        self._vectors = embedder.encode([piece for _, piece in pieces])

    def support(self, sentence: str) -> Support:
        """The passage closest to the sentence."""
        similarities = self._vectors @ self._embedder.encode([sentence])[0]
        best = int(similarities.argmax())
        return Support(self._owners[best], float(similarities[best]))


def _plural_known(term: str, known: set[str]) -> bool:
    return term.lower().rstrip("s") in known or f"{term.lower()}s" in known


def _contains(words: Sequence[str], run: Sequence[str]) -> bool:
    return any(words[start : start + len(run)] == run for start in range(len(words) - len(run) + 1))
