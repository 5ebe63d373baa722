"""Explaining a concept from the guides: retrieved passages, short prose held to them, and a citation on every sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.index.types import Embedder, Hit
from coach.interview.grounding import Passages, foreign_terms, is_whole, sentences_of, without_citations
from coach.llm.types import LanguageModel

PASSAGES = 6  # points and the like that the model is given: about 250 tokens, 2.5 s to read on 2 cores
MAX_TOKENS = 180  # five sentences
SUPPORT_THRESHOLD = 0.5  # least cosine between a written sentence and the passage it is cited to; see docs/grounding.md
QUOTED = 3  # passages quoted when none of the model's sentences is supported


@dataclass(frozen=True, slots=True)
class Source:
    """A passage with the number that citations use."""

    n: int
    hit: Hit


@dataclass(frozen=True, slots=True)
class Explained:
    """One sentence of the explanation, and the source that it rests on. `quoted` when it is the guide's text and not the model's."""

    text: str
    n: int
    quoted: bool = False


def sources_of(hits: Sequence[Hit]) -> list[Source]:
    """The passages to explain from, numbered from 1."""
    return [Source(number, hit) for number, hit in enumerate(hits, start=1)]


def explain(query: str, sources: Sequence[Source], embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> Iterator[Explained]:
    """Sentences as they are written, each with the source it was found to rest on; unsupported ones are left out.

    If none is supported, the guide's own passages follow instead, marked as quoted. Needs at least one source.
    """
    texts = [source.hit.chunk.text for source in sources]
    passages = Passages(texts, embedder)
    shown = 0
    for written in sentences_of(model.stream(prompts.explanation(query, texts), MAX_TOKENS, cancel)):
        sentence = without_citations(written)
        if not is_whole(sentence) or foreign_terms(sentence, [query, *texts]):
            continue
        support = passages.support(sentence)
        if support.similarity >= SUPPORT_THRESHOLD:
            yield Explained(sentence, sources[support.passage].n)
            shown += 1
    if not shown:
        for source in sources[:QUOTED]:
            yield Explained(source.hit.chunk.text, source.n, quoted=True)
