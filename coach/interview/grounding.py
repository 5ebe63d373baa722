"""Holding generated sentences to their sources: what can't be supported is not shown. Pure but for the embedder and model that are handed in."""

import re
from collections.abc import Iterable, Iterator, Sequence

from coach import prompts
from coach.cancel import Cancel
from coach.guides.types import Point
from coach.index.types import Embedder
from coach.llm.types import LanguageModel
from coach.text import sentences

_CITATION = re.compile(r"\s*\[[\d,\s]+\]")
# A number, or a word with a capital or digit after its first letter (ResNet, COCO, F1), or a capitalised word inside a sentence.
_TERM = re.compile(r"\d+(?:[.,]\d+)*%?|\b[A-Za-z]*[a-z0-9][A-Z][A-Za-z0-9]*\b|\b[A-Z]{2,}[A-Za-z0-9]*\b|(?<=[a-z,;:] )[A-Z][a-z]+\b")
_LEAD = re.compile(r"^(?:The|This) (?:note|passage|text) (?:explains|says|states|means|suggests|describes) that (\w)")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_PRAISE = re.compile(
    r"\byou(?:['’]ve| have)?(?: \w+ly)? (?:mentioned|explained|covered|described|said|noted|stated|identified|showed|answered|did|got)\b"
    r"|\b(?:well done|(?:very|really|quite) well|(?:good|great|excellent|nice|strong) (?:job|work|answer|point|start|explanation|understanding))\b",
    re.IGNORECASE,
)
REVEALING_WORDS = 3  # a run of that many words of a hidden point gives it away
# Both from labelled sentences, see docs/grounding.md.
SUPPORT_SIMILARITY = 0.55  # least cosine between a written sentence and the passage, or the sentence of it, that it rests on
SUPPORT_LOG_ODDS = 0.6  # least log-odds (nats) of Yes, the passage says the sentence, by the default model


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


def bare(sentence: str, label: str) -> str:
    """The sentence less bracketed numbers (citations are set by code), bold type, the point's label and a lead such as "The note says that"."""
    plain = _CITATION.sub("", sentence).replace("**", "").strip().removeprefix(f"{label}: ")
    return _LEAD.sub(lambda match: match.group(1).upper(), plain)


def foreign_terms(sentence: str, sources: Iterable[str]) -> list[str]:
    """Names, acronyms and numbers in the sentence that occur in none of the sources: the usual form of an invented fact."""
    known = set(_WORD.findall(" ".join(sources).lower()))
    return [term for term in _TERM.findall(sentence) if not set(_WORD.findall(term.lower())) <= known and not _plural_known(term, known)]


def praises(sentence: str) -> bool:
    """Whether the sentence tells somebody what they said or did well."""
    return bool(_PRAISE.search(sentence))


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


def gives_away(text: str, point: Point, question: str) -> bool:
    """Whether a text holds a run of the point's words, or its whole label, other than what the question says itself."""
    label = set(_WORD.findall(point.label.lower())) - set(_WORD.findall(question.lower()))
    names = bool(label) and label <= set(_WORD.findall(text.lower()))
    return names or shared_run(text, point.statement, ignoring=question) >= REVEALING_WORDS


def same_words(text: str, other: str) -> bool:
    """Whether two texts differ in nothing but case, spaces and punctuation."""
    return _letters(text) == _letters(other)


def supported(written: Sequence[str], passage: str, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None, *, context: str = "") -> list[str]:
    """Those of the sentences that rest on the passage, in order. Raises Stopped.

    They are whole, name nothing that neither the passage nor `context` (the question that was asked) names, are close to the passage in meaning,
    and the model itself says that the passage says them: what twists its words is as close as what repeats them.
    """
    candidates = [each for each in written if is_whole(each) and not foreign_terms(each, [context, passage])]
    if not candidates:
        return []
    near = [each for each, similarity in zip(candidates, similarities(candidates, passage, embedder), strict=True) if similarity >= SUPPORT_SIMILARITY]
    odds = model.yes_no_log_odds(prompts.support(passage), [prompts.support_probe(each) for each in near], cancel)
    return [each for each, value in zip(near, odds, strict=True) if value >= SUPPORT_LOG_ODDS]


def similarities(written: Sequence[str], passage: str, embedder: Embedder) -> list[float]:
    """Cosine of each sentence to what it is closest to: a sentence of the passage, or all of it."""
    pieces = [passage, *(passage[start:end] for start, end in sentences(passage))]
    vectors = embedder.encode([*written, *pieces])
    return [float(value) for value in (vectors[: len(written)] @ vectors[len(written) :].T).max(axis=1)]


def _plural_known(term: str, known: set[str]) -> bool:
    return term.lower().rstrip("s") in known or f"{term.lower()}s" in known


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _contains(words: Sequence[str], run: Sequence[str]) -> bool:
    return any(words[start : start + len(run)] == run for start in range(len(words) - len(run) + 1))
