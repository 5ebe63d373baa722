"""Is the estimate of readiness calibrated? Prints how often 80 % intervals hold the truth; takes half a minute and needs no model.

    python benchmarks/readiness.py --candidates 2000

A simulated candidate has a level, effects of categories and of questions and luck at each answer, as `coach.interview.skill` assumes, but also grows:
by `growth` points a week, and by `practice` points at a question each time it was answered. They answer n random questions of a guide with the
sizes of the shipped one, two a day. The day after, one random question of the guide is answered, and it is counted whether its score lies within the
interval for one question; and whether the mean of all questions as they would go on average lies within the interval for the mean. Scores are
rounded and held within 0 to 100.

The rows below the first depart from the model's assumptions, to show how much the intervals depend on them: a candidate drawn from a narrower or a
wider world (all standard deviations times 0.7 or 1.3), one who grows fast, and candidates who are all strong.

Found (2,000 candidates, 80 % intervals for one question after 3, 10 and 30 questions): as assumed 82, 81 and 80 %; narrower 93, 92 and 90 %; wider 75,
73 and 75 %; growing fast 82, 80 and 75 %; strong 84, 85 and 84 %. For the mean of all questions it is 84, 87 and 84 % as assumed; with somebody who
grows by 5 points a week and 8 an answer it holds after 10 (78 %) and lags far behind after 30 (10 %).
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.interview.readiness import Readiness, readiness
from coach.interview.skill import CATEGORY_SD, LEVEL_SD, NOISE_SD, PRIOR_MEAN, QUESTION_SD
from coach.interview.types import Attempt

START = datetime(2026, 1, 1, tzinfo=UTC)
SIZES: Mapping[Category, int] = {Category.TECHNICAL: 23, Category.BEHAVIORAL: 6, Category.SITUATIONAL: 6, Category.PROBLEM_SOLVING: 6}
NUMBERS = (0, 3, 10, 30)  # of questions practised


@dataclass(frozen=True, slots=True)
class World:
    """Where simulated candidates come from."""

    mean: float = PRIOR_MEAN
    spread: float = 1.0  # times each standard deviation of the model
    growth: float = 1.0  # points of 100 a week
    practice: float = 3.0  # points of 100 for each answer to the same question


WORLDS: Mapping[str, World] = {
    "as assumed, growing": World(),
    "narrower": World(spread=0.7),
    "wider": World(spread=1.3),
    "growing fast": World(growth=5.0, practice=8.0),
    "strong": World(mean=70.0),
}


def guide_of(sizes: Mapping[Category, int] = SIZES) -> Guide:
    """A guide of so many questions, with no more in them than it takes to ask them."""
    point = Point("g#1", "Point", "Statement.", PointKind.CORE, (), 1)
    questions = tuple(
        Question(f"g/{category.value}-{number}", "g", "What?", category, "", (point,), (), (), None, 1)
        for category, size in sizes.items()
        for number in range(size)
    )
    return Guide("g", Path("g.md"), "G", "G", (), questions)


def outcome(guide: Guide, world: World, practised: int, seed: int) -> tuple[Readiness, int, float]:
    """The estimate for one candidate after practice, the score of a random question and the mean over all questions on the day after."""
    generator = np.random.default_rng(seed)
    effects = {category: world.spread * CATEGORY_SD * generator.normal() for category in Category}
    level = world.mean + world.spread * LEVEL_SD * generator.normal()
    skill = np.array([level + effects[each.category] + world.spread * QUESTION_SD * generator.normal() for each in guide.questions])

    def score(index: int) -> int:
        return round(float(np.clip(skill[index] + world.spread * NOISE_SD * generator.normal(), 0, 100)))

    attempts: list[Attempt] = []
    now = START
    for index in generator.integers(len(guide.questions), size=practised):
        question = guide.questions[index]
        attempts.append(Attempt(question.id, guide.id, question.category, now, score(int(index)), ()))
        skill[index] += world.practice
        skill += world.growth / 14
        now += timedelta(hours=12)
    asked = int(generator.integers(len(guide.questions)))
    return readiness(guide, attempts, now + timedelta(hours=12)), score(asked), float(np.clip(skill, 0, 100).mean())


def held(world: World, practised: int, candidates: int) -> tuple[float, float, float]:
    """Shares of candidates whose random score and whose mean are within their intervals, and the mean width of the first interval."""
    guide = guide_of()
    found = [outcome(guide, world, practised, seed) for seed in range(candidates)]
    one = np.mean([estimate.one_question.low <= score <= estimate.one_question.high for estimate, score, _ in found])
    mean = np.mean([estimate.all_questions.low <= truth <= estimate.all_questions.high for estimate, _, truth in found])
    return float(one), float(mean), float(np.mean([estimate.one_question.high - estimate.one_question.low for estimate, _, _ in found]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=2000)
    options = parser.parse_args()
    print("world                |  n | one question | width | mean of all")
    for name, world in WORLDS.items():
        for practised in NUMBERS:
            one, mean, width = held(world, practised, options.candidates)
            print(f"{name:20} | {practised:2} | {one:12.3f} | {width:5.1f} | {mean:11.3f}")


if __name__ == "__main__":
    main()
