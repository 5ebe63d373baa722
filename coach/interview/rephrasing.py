"""A question in other, simpler words, for who did not understand it. The model words it; what does not pass is not shown."""

import re

from coach import prompts
from coach.cancel import Cancel
from coach.guides.types import Question
from coach.index.types import Embedder
from coach.interview.grounding import gives_away, same_words
from coach.llm.types import LanguageModel

MAX_TOKENS = 70  # 40 words with some slack
MAX_WORDS = 40
SAME_MEANING = 0.6  # least cosine to the question; no two different questions of our own guide are closer than 0.57
_FIRST_PERSON = re.compile(r"\b(?:I|my)\b")  # it spoke for the candidate instead of asking them


def rephrase(question: Question, embedder: Embedder, model: LanguageModel, cancel: Cancel | None = None) -> str | None:
    """The question in other words, at the second attempt if need be; None when neither passes. Raises Stopped."""
    for prompt in (prompts.rephrasing(question.text), prompts.rephrasing_again(question.text)):
        written = " ".join("".join(model.stream(prompt, MAX_TOKENS, cancel)).split())
        if _passes(written, question, embedder):
            return written
    return None


def _passes(written: str, question: Question, embedder: Embedder) -> bool:
    """Whether a text asks the same as the question, in other words, and answers none of it."""
    if not written.endswith("?") or _FIRST_PERSON.search(written) or len(written.split()) > MAX_WORDS or same_words(written, question.text):
        return False
    if any(gives_away(written, point, question.text) for point in question.points):
        return False
    asked, same = embedder.encode([question.text, written])
    return bool(asked @ same >= SAME_MEANING)
