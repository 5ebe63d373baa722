"""Which questions an interview asks. Pure."""

import random
from collections.abc import Sequence
from itertools import zip_longest

from coach.errors import CoachError
from coach.guides.types import Category, Question


def choose_questions(questions: Sequence[Question], *, categories: Sequence[Category] = (), count: int, seed: int | None = None) -> tuple[Question, ...]:
    """`count` different questions (or as many as there are), mixed over the categories in turn; the same seed gives the same ones.

    Raises CoachError when nothing fits or `count` is below 1.
    """
    if count < 1:
        raise CoachError(f"The number of questions must be at least 1; it was {count}.")
    pool = [question for question in questions if not categories or question.category in categories]
    if not pool:
        wanted = ", ".join(categories) or "any category"
        raise CoachError(f"There is no question in {wanted} in this guide; choose other categories or another guide.")
    shuffled = random.Random(seed).sample(pool, len(pool))  # noqa: S311 - a fair mix, not a secret
    by_category = [[each for each in shuffled if each.category is category] for category in Category]
    mixed = [question for turn in zip_longest(*by_category) for question in turn if question is not None]
    return tuple(mixed[:count])
