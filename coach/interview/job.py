"""Questions for a job description: which guides fit it, which of their questions, and to which of its words. Pure, given an embedder.

The description is cut into sentences and each is held against each question, alone and with the labels of its core points. A guide fits when its closest
sentences are close enough; a question when one sentence is. The questions are then picked one by one by maximal marginal relevance (Carbonell and
Goldstein 1998): close to the description and unlike those picked already, so that they don't all go over one topic.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coach.errors import CoachError
from coach.grading.rubric import is_story
from coach.guides.types import Category, Guide, Question
from coach.index.search import RELEVANCE_THRESHOLD
from coach.index.types import Embedder, Vectors
from coach.interview.answers import readable
from coach.interview.choosing import Choice, askable
from coach.interview.schedule import core_points
from coach.text import sentences

MAX_CHARACTERS = 20_000  # some 3,000 words; adverts have 300 to 1,000
GUIDE_SENTENCES = 3  # of the description that have to be close to a guide, each to another question: one alone is close by chance
RELEVANCE_WEIGHT = 0.7  # of closeness to the description, the rest of unlikeness to what is picked; the authors' range is 0.3 to 0.7
COMMON_SHARE = 0.2  # a word that more of the questions have, and more than two, tells nothing about one of them
NAMED = 3  # words or phrases in a reason
QUOTE_CHARACTERS = 90

_WORD = re.compile(r"[^\W_](?:[\w+#-]*[\w+#])?")  # "C++", "C#" and "image-based" are one word each
_TWO_WORDS = re.compile(r"\w\W+\w")


@dataclass(frozen=True, slots=True)
class _Match:
    """How close the description comes to the questions. Cosines have shape (sentences, questions)."""

    said: Sequence[str]
    cosines: Vectors
    alike: Vectors  # (questions, questions)


def by_job(description: str, guides: Sequence[Guide], embedder: Embedder, *, count: int) -> list[Choice]:
    """At most `count` different questions that fit the description, the closest first. Raises CoachError when it can't be read or nothing fits."""
    if count < 1:
        raise CoachError(f"The number of questions must be at least 1; it was {count}.")
    said = _sentences(description)
    questions = askable(guides)
    if not questions:
        raise CoachError("There is no question in the guides to hold the description against; choose another guide.")
    match = _matched(said, questions, embedder)
    fitting = {guide.id: guide.role for guide in guides if _closeness(guide, questions, match) >= RELEVANCE_THRESHOLD}
    columns = [
        column for column, question in enumerate(questions) if question.guide_id in fitting and float(match.cosines[:, column].max()) >= RELEVANCE_THRESHOLD
    ]
    if not columns:
        raise CoachError("The guides have nothing on this job description; paste one from their field, or add a guide for that job.")
    words = _Words(questions)
    return [
        Choice(questions[column], f"For {fitting[questions[column].guide_id]}: {words.why(said[int(match.cosines[:, column].argmax())], column)}")
        for column in _diverse(columns, match, count)
    ]


def _sentences(description: str) -> list[str]:
    """Its different sentences of two words or more."""
    text = readable(description)
    if len(text) > MAX_CHARACTERS:
        raise CoachError(f"The job description has {len(text):,} characters and the coach reads up to {MAX_CHARACTERS:,}; paste only what the job asks for.")
    found = [text[start:end] for start, end in sentences(text)]
    said = list(dict.fromkeys(each for each in found if _TWO_WORDS.search(each)))
    if not said:
        raise CoachError("The job description is empty or has no sentence in it; paste what the job asks for.")
    return said


def _matched(said: Sequence[str], questions: Sequence[Question], embedder: Embedder) -> _Match:
    of_sentences = embedder.encode(said)
    of_questions = embedder.encode([question.text for question in questions])
    of_subjects = embedder.encode([_subject(question) for question in questions])
    return _Match(said, np.maximum(of_sentences @ of_questions.T, of_sentences @ of_subjects.T), of_subjects @ of_subjects.T)


def _subject(question: Question) -> str:
    """What a question is about, short enough to be embedded whole."""
    return " ".join([question.text, *(point.label for point in core_points(question) if not is_story(point))])


def _closeness(guide: Guide, questions: Sequence[Question], match: _Match) -> float:
    """Mean cosine of the closest pairs of a sentence and a question, no sentence and no question in two; stories fit every job and don't count."""
    columns = [column for column, each in enumerate(questions) if each.guide_id == guide.id and each.category is not Category.BEHAVIORAL]
    cosines = np.array(match.cosines[:, columns])
    pairs = min(GUIDE_SENTENCES, *cosines.shape)
    best: list[float] = []
    for _ in range(pairs):
        row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
        best.append(float(cosines[row, column]))
        cosines[row, :] = cosines[:, column] = -np.inf
    return sum(best) / pairs if pairs else -1.0


def _diverse(columns: Sequence[int], match: _Match, count: int) -> list[int]:
    """At most `count` of the columns by maximal marginal relevance, in the order of picking."""
    relevance = match.cosines.max(axis=0)
    left, picked = list(columns), list[int]()
    while left and len(picked) < count:
        gains = [
            RELEVANCE_WEIGHT * relevance[column] - (1 - RELEVANCE_WEIGHT) * max((match.alike[column, each] for each in picked), default=0.0) for column in left
        ]
        picked.append(left.pop(int(np.argmax(gains))))
    return picked


class _Words:
    """The words that tell questions apart."""

    def __init__(self, questions: Sequence[Question]) -> None:
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        self._of = [{_stem(word) for word in _WORD.findall(" ".join([each.text, *(point.statement for point in each.points)]))} for each in questions]
        having = Counter(word for words in self._of for word in words)
        most = max(2.0, COMMON_SHARE * len(questions))
        self._telling = {word for word, number in having.items() if number <= most} - {_stem(word) for word in ENGLISH_STOP_WORDS}

    def why(self, sentence: str, column: int) -> str:
        """The words of the sentence that the question shares, or else the sentence."""
        if named := self._shared(sentence, column)[:NAMED]:
            quoted = " and ".join(f"“{phrase}”" for phrase in named)
            return f"the description names {quoted}."
        return f"the description comes close to it with “{textwrap.shorten(sentence, QUOTE_CHARACTERS, placeholder=' …')}”."

    def _shared(self, sentence: str, column: int) -> list[str]:
        """Different words of the sentence, neighbours joined to a phrase, as they are written there; the longest first."""
        phrases: dict[int, str] = {}
        start, end = 0, -1
        for word in _WORD.finditer(sentence):
            if _stem(word.group()) in self._telling & self._of[column]:
                joined = end >= 0 and not sentence[end : word.start()].strip()
                start, end = (start if joined else word.start()), word.end()
                phrases[start] = sentence[start:end]
        return sorted({phrase.lower(): phrase for phrase in phrases.values()}.values(), key=lambda phrase: -len(phrase))


def _stem(word: str) -> str:
    """Lower case, without a plural's s: enough to find "cameras" by "camera"."""
    lower = word.lower()
    return lower[:-1] if len(lower) > 3 and lower.endswith("s") and not lower.endswith("ss") else lower
