"""What could be asked about guides, to begin with. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from coach.guides.types import Category, Guide, PointKind

WORDS = (2, 3)  # of a concept: a single word is often too wide to explain, more of them are a statement
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def concepts(guides: Sequence[Guide], count: int) -> list[str]:
    """At most `count` different queries, the guides taking turns.

    Of each guide first names of core points of its technical answers, one for a question, the one that the guide mentions most before the others; then
    its questions.
    """
    by_guide = [_of_guide(guide) for guide in guides]
    by_turns = [each for turn in zip_longest(*by_guide) for each in turn if each]
    first: dict[str, str] = {}
    for each in by_turns:
        first.setdefault(each.casefold(), each)
    return list(first.values())[:count]


def _of_guide(guide: Guide) -> list[str]:
    mentions = Counter(phrase for question in guide.questions for point in question.points for phrase in _phrases(point.text))
    best = []
    for question in guide.questions:
        if question.category is Category.TECHNICAL:
            labels = [point.label for point in question.points if point.kind is PointKind.CORE and len(_words(point.label)) in WORDS]
            best.extend(sorted(labels, key=lambda label: -mentions[_words(label)])[:1])
    return [*sorted(best, key=lambda label: -mentions[_words(label)]), *(question.text for question in guide.questions if question.points)]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _phrases(text: str) -> Iterable[tuple[str, ...]]:
    """All runs of as many words as a concept has."""
    words = _words(text)
    return (words[start : start + length] for length in WORDS for start in range(len(words) - length + 1))
