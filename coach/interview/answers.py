"""What is accepted as an answer or a question, and what is said about one that is odd. Pure."""

from coach.errors import CoachError

MAX_CHARACTERS = 12_000  # about 2,000 words, 15 minutes of speech; some 2,700 tokens of the model's context
GUIDE_LANGUAGE = "en"
# Least lead (nats) of the likeliest language over English before an answer is said to be in it. Of 1,129 English answers (Mohler et al. 2011),
# many of them of one to three words, none reaches 13.1; of 25 sentences in 15 other languages all have more than 27 (tests/interview/test_answers.py).
OTHER_LANGUAGE_LEAD = 20.0


def checked(text: str) -> str:
    """The answer, readable and without the white space around it. Raises CoachError when there is nothing to judge or far too much."""
    answer = readable(text)
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


def readable(text: str) -> str:
    """`text` without white space around it and without what no screen, file or terminal can take: NUL characters, and lone surrogates, which become "?"."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def language_notice(answer: str) -> str | None:
    """A sentence for an answer that seems to be in another language than the guides, which makes its verdict unreliable."""
    from py3langid.langid import rank

    ranked = [(str(language), float(score)) for language, score in rank(answer)]  # unnormalised log-probabilities, the highest first
    language, best = ranked[0]
    if best - dict(ranked)[GUIDE_LANGUAGE] < OTHER_LANGUAGE_LEAD:
        return None
    return f"This answer seems to be in another language ({language}); the guides are in English, so the verdict may be too low: answer in English."
