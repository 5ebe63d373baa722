"""How many questions until a candidate's weakest category is found? Prints a table; takes a minute and needs no model.

    python benchmarks/choosing.py --candidates 200

A simulated candidate is good at everything but one category: the categories' levels are normal around 70 (sd 5), the weak one is lowered by
`--drop`, each question is harder or easier by itself (sd 11) and each answer has luck (sd 10), so that scores of a category scatter with sd 15.
Scores are rounded and held within 0 to 100. No question is asked twice, and all are asked on one day, five minutes apart.

Three ways of choosing the next question are compared: `most_needed` as the coach uses it; at random, every question as likely as any other; and the
categories in turn. All are judged by the same posterior (`coach.interview.skill`) of the answers, and the weakest category counts
as found by two criteria:
  named   from this answer on, to the end of all questions, it has the lowest estimate, and there are at least two answers in it and one in every
          other category to compare it with: what somebody who reads the table of categories would go by,
  90 %    with this answer the posterior gives it, for the first time, a probability of 90 % that it is the weakest.
With a candidate with whom that never happens all questions are counted.

Found (200 candidates, drop of 20, medians; `most_needed`, at random, in turn): with the sizes of the shipped guide named after 6, 15 and 7 questions
and 90 % sure after 12.5, 22 and 15; with even sizes named after 6, 9.5 and 7 and 90 % sure after 12, 17 and 16. So what chance loses is mostly that it
asks about the biggest category; to be 90 % sure of the weakest of four with this scatter takes a dozen answers however well they are chosen.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np

from coach.guides.types import Category, Point, PointKind, Question
from coach.interview.choosing import most_needed
from coach.interview.schedule import replayed
from coach.interview.skill import Target, estimates
from coach.interview.types import Attempt

START = datetime(2026, 1, 1, tzinfo=UTC)
PACE = timedelta(minutes=5)
LEVEL, LEVEL_SD, QUESTION_SD, NOISE_SD = 70.0, 5.0, 11.0, 10.0
SURE = 0.9
GUIDES: Mapping[str, Mapping[Category, int]] = {
    "as shipped": {Category.TECHNICAL: 23, Category.BEHAVIORAL: 6, Category.SITUATIONAL: 6, Category.PROBLEM_SOLVING: 6},
    "even": {Category.TECHNICAL: 10, Category.BEHAVIORAL: 10, Category.SITUATIONAL: 10, Category.PROBLEM_SOLVING: 10},
}

Ask = Callable[[list[Question], list[Attempt], int], Question]  # questions left, attempts so far, seed -> the next question


def adaptive(left: list[Question], attempts: list[Attempt], seed: int) -> Question:
    """As the coach does."""
    return most_needed(left, attempts, replayed(attempts[-1:]), START + PACE * len(attempts), count=1, seed=seed)[0].question


def at_random(left: list[Question], _attempts: list[Attempt], seed: int) -> Question:
    """Any question."""
    return left[int(np.random.default_rng([seed, 1]).integers(len(left)))]


def in_turn(left: list[Question], attempts: list[Attempt], seed: int) -> Question:
    """The categories in turn."""
    answers = Counter(attempt.category for attempt in attempts)
    fewest = min(dict.fromkeys(question.category for question in left), key=lambda category: answers[category])
    return random.Random(seed).choice([question for question in left if question.category is fewest])  # noqa: S311 - a simulation


WAYS: Mapping[str, Ask] = {"most needed": adaptive, "at random": at_random, "in turn": in_turn}


def questions_of(sizes: Mapping[Category, int]) -> list[Question]:
    """As many questions of each category, with nothing in them."""
    return [_question(f"g/{category.value}-{number}", category) for category, size in sizes.items() for number in range(size)]


def found_after(ask: Ask, questions: list[Question], weak: Category, drop: float, seed: int) -> tuple[int, int]:
    """Questions until one candidate's weak category is found: when it could be named, and when that was 90 % sure."""
    generator = np.random.default_rng(seed)
    categories = list(dict.fromkeys(question.category for question in questions))
    level = {category: generator.normal(LEVEL, LEVEL_SD) for category in categories}
    level[weak] = min(level.values()) - drop
    luck = {question.id: generator.normal(0, QUESTION_SD) + generator.normal(0, NOISE_SD) for question in questions}

    def score(question: Question) -> int:
        return round(float(np.clip(level[question.category] + luck[question.id], 0, 100)))

    return found_with(ask, questions, weak, score, seed, generator)


def found_with(
    ask: Ask, questions: list[Question], weak: Category, score: Callable[[Question], int], seed: int, generator: np.random.Generator
) -> tuple[int, int]:
    """The same for a candidate whose answer to a question gets `score`, 0 to 100."""
    categories = list(dict.fromkeys(question.category for question in questions))
    left, attempts = list(questions), list[Attempt]()
    answers = Counter[Category]()
    not_named = sure = 0
    while left:
        question = ask(left, attempts, seed * 1000 + len(attempts))
        left.remove(question)
        attempts.append(Attempt(question.id, "g", question.category, START + PACE * len(attempts), score(question), ()))
        answers[question.category] += 1
        skill = estimates(attempts, [Target(category) for category in categories], attempts[-1].at)
        if categories[int(skill.mean.argmin())] is not weak or answers[weak] < 2 or len(answers) < len(categories):
            not_named = len(attempts)
        drawn = generator.multivariate_normal(skill.mean, skill.covariance, size=1000, method="cholesky").argmin(axis=1)
        if not sure and (drawn == categories.index(weak)).mean() >= SURE:
            sure = len(attempts)
    return min(not_named + 1, len(questions)), sure or len(questions)


def medians(way: str, sizes: Mapping[Category, int], drop: float, candidates: int) -> tuple[float, float]:
    """Over candidates whose weak category goes round: median of the questions by each of the two criteria."""
    questions = questions_of(sizes)
    found = [found_after(WAYS[way], questions, list(sizes)[seed % len(sizes)], drop, seed) for seed in range(candidates)]
    return median(named for named, _ in found), median(sure for _, sure in found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=200)
    parser.add_argument("--drop", type=float, default=20.0, help="points of 100 by which the weak category is below the next")
    options = parser.parse_args()
    print("median questions until found, and how many times as many as with most needed")
    print(f"{'guide':10} | {'way':11} |  named |  ratio |   90 % |  ratio")
    for guide, sizes in GUIDES.items():
        rows = {way: medians(way, sizes, options.drop, options.candidates) for way in WAYS}
        base = rows["most needed"]
        for way, (named, sure) in rows.items():
            print(f"{guide:10} | {way:11} | {named:6.1f} | {named / base[0]:6.2f} | {sure:6.1f} | {sure / base[1]:6.2f}")


def _question(name: str, category: Category) -> Question:
    point = Point(f"{name}#1", "Point", "Statement.", PointKind.CORE, (), 1)
    return Question(name, "g", name, category, "", (point,), (), (), None, 1)


if __name__ == "__main__":
    main()
