"""Which part of an answer speaks to which point, by similarity of meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coach.grading.calibration import ON_SUBJECT_FROM
from coach.grading.types import Evidence
from coach.guides.types import Point
from coach.index.types import Embedder
from coach.text import MIN_CLAUSE_WORDS, clauses, sentences

_WORD = re.compile(r"[^\W_]+")

# Words that carry no claim about any subject. A sentence that adds only these to the question repeats it.
_FUNCTION_WORDS = """
a about also am an and answer are as ask asked asking at be because been being both but by can could describe did different difference do does
either explain for from had has have how i if in interviewer into is it its let like may me might my of on or other our
question shall she should so some such tell than that the their them then there these they thing this those to us various very was we well were what
when where which while who why will with would yes you your
dunno fine guess hello hi idea know maybe ok okay pass perhaps probably sorry suppose sure thank thanks think
d don ll m re s t ve
"""  # the last line is what an apostrophe leaves of "it's", "you're" and the like


# What is subtracted for a point's margin is a mean over the other points, and over so many imagined ones that are as close as sentences
# on one subject usually are: where a model answer has but one or two points, there is little else to compare with.
_IMAGINED_POINTS = 3
_USUAL_SIMILARITY = 0.3  # cosine


@dataclass(frozen=True, slots=True)
class Match:
    """How close an answer comes to a point, and the clause or sentence that speaks of it."""

    similarity: float  # cosine, -1 to 1, of the closest part of the answer
    margin: float  # by how much a part of the answer is closer to this point than to the others, at most
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Matched:
    """The best match of each point, and those sentences of the answer that are on the subject of any: only what is gets to be read by the model."""

    matches: tuple[Match, ...]
    on_subject: str


def match(question: str, answer: str, points: Sequence[Point], embedder: Embedder) -> Matched:
    """For each point the best match in `answer`, which must have a word in it. What only repeats the question matches nothing and is on no subject.

    Any sentence on the subject is somewhat close to every point of it. What tells that it makes one of them is that it is closer to that
    one than to the others: the margin. docs/grading.md compares the two.
    """
    if not points:
        return Matched((), "")
    whole_sentences = sentences(answer)
    quotable = list(dict.fromkeys([*whole_sentences, *clauses(answer)]))
    said = [answer[start:end] for start, end in whole_sentences if not repeats(question, answer[start:end])]
    # Two neighbouring sentences often make one point together, and so does the whole answer; they count for closeness, the shorter spans are what is quoted.
    texts = [answer[start:end] for start, end in quotable]
    texts += [f"{first} {second}" for first, second in pairwise(said)]
    texts.append(" ".join(said))
    vectors = embedder.encode([*texts, *map(subject, points), *(point.statement for point in points)])
    said_vectors, subjects, statements = np.split(vectors, [len(texts), len(texts) + len(points)])
    similarities, with_label = subjects @ said_vectors.T, statements @ said_vectors.T
    closeness = (similarities + with_label) / 2  # the label helps to tell the points apart
    others = (closeness.sum(axis=0) - closeness + _IMAGINED_POINTS * _USUAL_SIMILARITY) / (len(points) - 1 + _IMAGINED_POINTS)
    margins = closeness - others
    repeated = [repeats(question, text) for text in texts]
    similarities[:, repeated] = with_label[:, repeated] = 0.0
    margins[:, repeated] = -1.0
    closest = np.maximum(similarities, with_label).max(axis=0)
    speaking = [span for span, cosine in zip(quotable, closest, strict=False) if cosine >= ON_SUBJECT_FROM]
    on_subject = [answer[start:end] for start, end in whole_sentences if any(start <= first and last <= end for first, last in speaking)]
    matches = []
    for similarity, margin in zip(similarities, margins, strict=True):
        start, end = quotable[int(np.argmax(margin[: len(quotable)]))]
        matches.append(Match(float(similarity.max()), float(margin.max()), Evidence(start, end, answer[start:end])))
    return Matched(tuple(matches), " ".join(on_subject))


def subject(point: Point) -> str:
    """What an answer is compared with: the point's text. Its label often names just what the question names, so that any answer would come close to it."""
    return point.text if len(point.text.split()) >= MIN_CLAUSE_WORDS else point.statement


def repeats(question: str, text: str) -> bool:
    """Whether `text` says nothing beyond the words of the question."""
    return _words(text) <= _words(f"{question} {_FUNCTION_WORDS}")


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())}  # "images" is no new word after "image"
