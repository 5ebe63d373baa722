"""Explaining a concept from the guides: each retrieved passage put in plain words by itself, held to it and cited.

One passage at a time and without the question: given several passages a small model mixes up what they say of two things, and given a question it
answers from what it has heard elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.grading.rubric import rubric
from coach.guides.library import Library
from coach.guides.types import PointKind, Question
from coach.index.search import RELEVANCE_THRESHOLD, Index
from coach.index.types import Embedder, Hit
from coach.interview.grounding import bare, foreign_terms, sentences_of, supported
from coach.llm.types import LanguageModel

LOOKED_AT = 16  # of which the best are explained
ADVICE_WEIGHT = 0.85  # of the score of what is no core point of its answer; set by eye on a dozen queries
PASSAGES = 4  # explained at most; each costs about 4 s of the default model on 2 cores
NEARLY_AS_CLOSE = 0.9  # of the closest passage's score
MAX_TOKENS = 70  # for each: two sentences


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


def find_sources(query: str, library: Library, index: Index) -> list[Source]:
    """The passages to explain from, numbered from 1: the closest, and others that are relevant by themselves or nearly as close.

    What a thing is and does comes before advice and pitfalls about it, unless those are clearly closer.

    None when the guides hold nothing on it. A name that no passage found has (GANs, Docker) is taken out and the rest looked up again: by
    itself such a name is close to all that sounds technical.
    """
    found = _close(query, library, index)
    if unknown := foreign_terms(query, [f"{hit.chunk.question or ''} {hit.chunk.text}" for hit in found]):
        found = _close(" ".join(word for word in query.split() if not any(term in word for term in unknown)), library, index)
    return [Source(number, hit) for number, hit in enumerate(found, start=1)]


def question_on(query: str, sources: Sequence[Source], library: Library, index: Index) -> Question | None:
    """The question to ask about what was explained: the one whose answer the first source is from, else the closest one; None when none is relevant."""
    for source in sources:
        if source.hit.chunk.question_id and rubric(question := library.question(source.hit.chunk.question_id)):
            return question
    closest = [library.question(found) for found, score in index.rank_questions(query, k=1) if score >= RELEVANCE_THRESHOLD]
    return next(filter(rubric, closest), None)


def _close(query: str, library: Library, index: Index) -> list[Hit]:
    hits = index.passages(query, k=LOOKED_AT).hits
    close = [hit for hit in hits if hit.score >= min(RELEVANCE_THRESHOLD, NEARLY_AS_CLOSE * hits[0].score)]
    return sorted(close, key=lambda hit: -hit.score * (ADVICE_WEIGHT if _is_advice(hit, library) else 1))[:PASSAGES]


def _is_advice(hit: Hit, library: Library) -> bool:
    """Whether a passage is of a model answer, but of none of its core points."""
    question = library.question(hit.chunk.question_id) if hit.chunk.question_id else None
    core = {point.id for point in question.points if point.kind is PointKind.CORE} if question else set()
    return question is not None and core.isdisjoint(hit.chunk.point_ids)


def explain(query: str, sources: Sequence[Source], embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> Iterator[Explained]:
    """Sentences as they are written, source by source; those that do not rest on their source, or say what was said before, are left out.

    If none is left, the guide's own passages follow instead, marked as quoted. Needs at least one source.
    """
    shown: list[str] = []
    for source in sources:
        passage = source.hit.chunk.text
        label, _, _ = passage.partition(": ")
        written = [bare(each, label) for each in sentences_of(model.stream(prompts.explanation(passage), MAX_TOKENS, cancel))]
        for sentence in supported(written, passage, embedder, model, cancel, context=query):
            if sentence not in shown:
                yield Explained(sentence, source.n)
                shown.append(sentence)
    if not shown:
        yield from (Explained(source.hit.chunk.text, source.n, quoted=True) for source in sources)
