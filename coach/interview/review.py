"""Which question a pasted answer is to."""

import re
from dataclasses import dataclass

from coach.guides.library import Library
from coach.guides.types import Question
from coach.index.search import UNKNOWN_QUESTION_THRESHOLD, Index

CANDIDATES = 3  # shown when the question is not clear
CLEAR_MARGIN = 0.1  # cosine by which the best question has to lead before an answer is called one to it instead of the one asked
NAMED_QUESTION_THRESHOLD = 0.6  # cosine from which a question in other words is taken for the guide's


@dataclass(frozen=True, slots=True)
class Found:
    """The question, if one was found, and the closest ones with their scores (cosine): it first, or the closest first if none was."""

    question: Question | None
    candidates: tuple[tuple[Question, float], ...]

    @property
    def is_clear(self) -> bool:
        """Whether the best leads all others by a margin."""
        scores = [score for _, score in self.candidates]
        return len(scores) == 1 or (len(scores) > 1 and scores[0] - max(scores[1:]) >= CLEAR_MARGIN)


def find_question(library: Library, index: Index, answer: str, question_text: str | None) -> Found:
    """By the question's text where it is given (the guide's words or close to them), by the answer otherwise."""
    if question_text and (exact := _by_text(library, question_text)):
        return Found(exact, ((exact, 1.0),))
    ranked = index.rank_questions(question_text or answer, k=CANDIDATES)
    candidates = tuple((library.question(question_id), score) for question_id, score in ranked)
    threshold = NAMED_QUESTION_THRESHOLD if question_text else UNKNOWN_QUESTION_THRESHOLD
    if candidates and candidates[0][1] >= threshold:
        return Found(candidates[0][0], candidates)
    return Found(None, tuple(sorted(candidates, key=lambda each: -each[1])))


def _by_text(library: Library, text: str) -> Question | None:
    wanted = _normalised(text)
    return next((each for guide in library.guides for each in guide.questions if _normalised(each.text) == wanted), None)


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
