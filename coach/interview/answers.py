"""What is accepted as an answer, and what is said about one that is odd. Pure."""

from coach.errors import CoachError

MAX_CHARACTERS = 12_000  # about 2,000 words, 15 minutes of speech; some 2,700 tokens of the model's context
OTHER_LANGUAGE_PROBABILITY = 0.5  # none of 983 English answers of six words and more (Mohler et al. 2011) was taken for another language
GUIDE_LANGUAGE = "en"


def checked(text: str) -> str:
    """The answer without the white space around it. Raises CoachError when there is nothing to judge or far too much."""
    answer = text.strip()
    if not answer:
        raise CoachError("The answer is empty; write at least a sentence, or skip the question.")
    if len(answer) > MAX_CHARACTERS:
        raise CoachError(
            f"The answer has {len(answer):,} characters and the coach reads up to {MAX_CHARACTERS:,} (about 2,000 words); "
            "shorten it and send it again. Nothing was lost: your text is still where you wrote it."
        )
    if not any(character.isalpha() for character in answer):
        raise CoachError("The answer has no words in it; write at least a sentence, or skip the question.")
    return answer


def language_notice(answer: str) -> str | None:
    """A sentence for an answer that seems to be in another language than the guides, which makes its verdict unreliable."""
    from py3langid.langid import rank

    scores = rank(answer)  # unnormalised log-probabilities, the highest first
    language = str(scores[0][0])
    if language == GUIDE_LANGUAGE or _probability(scores) < OTHER_LANGUAGE_PROBABILITY:
        return None
    return f"This answer seems to be in another language ({language}); the guides are in English, so the verdict may be too low: answer in English."


def _probability(scores: "list[tuple[str, float]]") -> float:
    import math

    best = float(scores[0][1])
    return 1 / sum(math.exp(min(0.0, float(score) - best)) for _, score in scores)
