"""Do interviews do what they are for? Simulated candidates, of whom it is known what they say, are interviewed. Prints tables.

    python benchmarks/interviews.py --sessions 200           a minute or two, needs no model
    python benchmarks/interviews.py --real 8 [--cache FILE]  on the default model, some minutes for each question on 2 cores

The candidates (candidates.py) answer from the points of content/computer-vision-engineer.md: an expert, one who rambles, one strong in one category, a
beginner, and one who bluffs. That is also the order in which they should come out, as it is that of how much they say: all of the points, half of them,
all in one category of four and one or two in the others, one or two, none.

Without a model: each session is an interview of five questions as the page holds it, kept in a SQLite file, mixed or chosen by need, as practice or
realistic, on successive days; now and then a candidate asks for a hint, skips, gives up, takes an answer back, pauses, or comes back to the interview as
the store has it. A stand-in judges, which knows what was made and errs as often as the real grader (interviewing.py). Printed are
  the mean score of each kind of candidate beside the score without any error, and how often the order of the kinds is right, as a whole and of two of them,
  by one interview and by the mean of four with the same person;
  how many follow-ups were at a real gap, a point that the candidate had truly not made, beside a point drawn at random at the same moment; and how many
  share a run of three words with the point that the question has not (they give it away);
  sessions in which something was asked twice, and times that an interview read from the store stood elsewhere (limits 0);
  questions until the category is found in which somebody is weak, chosen by need and at random, by the criteria of choosing.py.

With the model: each kind of candidate answers the same N questions, each in an interview of its own, judged by the real grader and followed up as in the
product. What is done is kept in the cache file, so that a run that was interrupted goes on where it stopped; delete the file when the grader was changed.

Found without a model (200 sessions): mean scores 61, 36, 28, 18 and 9 in the order above, and 95, 54, 36, 18 and 0 without error: the stand-in's errors draw
them together and leave their order. By one interview of five questions it is right in 52 % of repeats (72 % without error) and of two candidates in 95 %;
by four interviews of a person in 90 % and 99 %. Of the follow-ups to the rambler 80 % are at a real gap, where 48 % would be by chance; with those who said
hardly anything nearly every point is one, and with the expert none. Nothing was asked twice. A weak category is named after 6 questions chosen by need, 15 at
random; 90 % sure after 28 and 36.
"""

import argparse
import hashlib
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from statistics import fmean, median
from typing import cast

import choosing
import numpy as np
import platformdirs
from candidates import RANKED, Candidate, Kind
from interviewing import RESTLESS, STEADY, Asked, Held, Made, StandIn, hold, share

from coach.config import load_settings
from coach.guides.library import read_guide
from coach.guides.types import Guide, Question
from coach.interview.choosing import askable, by_settings
from coach.interview.coach import Coach
from coach.interview.types import Mode, Plan
from coach.practice.ongoing import OngoingInterview
from coach.practice.practice import Ask, Practice, Wish
from coach.store.store import Store, open_store
from coach.store.types import Profile

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
STEP = timedelta(seconds=40)  # between two events
INTERVIEWS_EACH = 4  # by one person, on successive days
QUESTIONS = 5  # in an interview
SEARCHED = 60  # candidates whose weak category is looked for
DEFAULT_CACHE = Path(platformdirs.user_cache_dir("interview-coach", appauthor=False)) / "interviews-benchmark.jsonl"
GUIDE = Path(__file__).resolve().parent.parent / "content" / "computer-vision-engineer.md"


class Clock:
    """A time that goes on by itself."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += STEP
        return self.time


def simulated(store: Store, guide: Guide, sessions: int) -> list[dict[Kind, Held]]:
    """Interviews judged by the stand-in: repeats of one session of each kind of candidate."""
    clock, repeats, profiles = Clock(), list[dict[Kind, Held]](), dict[str, Profile]()
    categories = list(dict.fromkeys(question.category for question in askable([guide])))
    for repeat in range(max(1, sessions // len(RANKED))):
        person = repeat // INTERVIEWS_EACH
        mode, ask = (Mode.PRACTICE, Mode.REALISTIC)[repeat // 2 % 2], (Ask.MIX, Ask.NEED)[repeat % 2]
        clock.time = START + timedelta(days=repeat)
        held: dict[Kind, Held] = {}
        for kind in RANKED:
            chance = random.Random(f"{repeat} {kind}")  # noqa: S311 - a simulation
            made = Made()
            coach = cast(Coach, StandIn(made, chance))
            name = f"{kind} {person}"
            profile = store.create_profile(name) if repeat % INTERVIEWS_EACH == 0 else profiles[name]
            profiles[name] = profile
            practice = Practice(coach, store, profile, clock)
            wish = Wish((guide,), ask, mode, count=QUESTIONS, seed=repeat)
            candidate = Candidate(kind, categories[person % len(categories)], person)
            held[kind] = hold(practice.begin(practice.choose(wish), wish), _reopened(practice), candidate, coach, made, RESTLESS, chance)
        repeats.append(held)
        if (repeat + 1) % 10 == 0:
            print(f"  {len(RANKED) * (repeat + 1)} sessions", flush=True)
    return repeats


def weakness_found(guide: Guide, candidates: int) -> dict[str, tuple[float, float]]:
    """By way of choosing: medians of the questions until somebody's weak category is named, and is 90 % sure, from the stand-in's scores of one answer each."""
    questions = askable([guide])
    categories = list(dict.fromkeys(question.category for question in questions))
    medians: dict[str, tuple[float, float]] = {}
    for way in ("most needed", "at random"):
        found: list[tuple[int, int]] = []
        for seed in range(candidates):
            made = Made()
            stand_in = StandIn(made, random.Random(seed))  # noqa: S311 - a simulation
            candidate = Candidate(Kind.ONE_WEAKNESS, categories[seed % len(categories)], seed)

            def score(question: Question, candidate: Candidate = candidate, made: Made = made, stand_in: StandIn = stand_in) -> int:
                [grading] = stand_in.grade(question, made.note(candidate.answer(question)))
                assert grading.assessment is not None
                return grading.assessment.score

            found.append(choosing.found_with(choosing.WAYS[way], questions, candidate.category, score, seed, np.random.default_rng(seed)))
        medians[way] = median(named for named, _ in found), median(sure for _, sure in found)
    return medians


def real(coach: Coach, guide: Guide, count: int, cache: Path) -> Iterator[dict[Kind, Held]]:
    """For each of `count` questions, mixed over the categories, what each kind of candidate made of it with this coach."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.touch()
    kept = {row["key"]: row for row in map(json.loads, cache.read_text("utf-8").splitlines())}
    strength = askable([guide])[0].category
    for number, question in enumerate([choice.question for choice in by_settings([guide], count=count, seed=0)], 1):
        held: dict[Kind, Held] = {}
        for kind in RANKED:
            candidate = Candidate(kind, strength, number)
            key = hashlib.sha256("\0".join([coach.settings.model, kind, question.id, candidate.answer(question).text]).encode()).hexdigest()
            started = time.monotonic()
            if key not in kept:
                kept[key] = {"key": key, "held": asdict(_held_for_real(coach, question, candidate))}
                with cache.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(kept[key]) + "\n")
            row = kept[key]["held"]
            held[kind] = Held(**row | {"follow_ups": tuple(Asked(**each) for each in row["follow_ups"]), "twice": tuple(row["twice"])})
            print(f"  {number} of {count}, {kind:13} {held[kind].score:3.0f} of 100, {time.monotonic() - started:3.0f} s  {question.text}", flush=True)
        yield held


def report(repeats: Sequence[dict[Kind, Held]]) -> None:
    """Print what holds for both kinds of run."""
    print(f"\n{'candidate':13} | score | without error | follow-ups | at a real gap, % | at random, % | give it away, %")
    for kind in RANKED:
        mine = [held[kind] for held in repeats]
        _row(kind, f"{fmean(each.score for each in mine):5.1f} | {fmean(each.true_score for each in mine):13.1f}", mine)
    everybody = [each for held in repeats for each in held.values()]
    _row("all", f"{'':5} | {'':13}", everybody)
    sources = Counter(asked.source for each in everybody for asked in each.follow_ups)
    stretches = sum(asked.real is None for each in everybody for asked in each.follow_ups)
    total = max(1, sources.total())
    print(
        "worded by: " + ", ".join(f"{source} {100 * number / total:.0f} %" for source, number in sources.most_common()) + f"; {stretches} at no gap (a stretch)"
    )
    print(f"sessions in which something was asked twice (limit 0): {sum(bool(each.twice) for each in everybody)} of {len(everybody)}")


def ranks(scores: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Percentage of repeats, each the scores in the order in which they should be, that have the right order; and of pairs within them."""
    whole = [all(first > second for first, second in pairwise(each)) for each in scores]
    pairs = [first > second for each in scores for first, second in combinations(each, 2)]
    return 100 * fmean(whole), 100 * fmean(pairs)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=200, help="simulated sessions, of all kinds of candidates together (default: %(default)s)")
    parser.add_argument("--real", type=int, metavar="N", help="instead, N questions to each kind of candidate on the default model")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="file of what has been done on the model (default: %(default)s)")
    options = parser.parse_args()
    guide = read_guide(GUIDE).guide
    assert guide is not None
    if options.real:
        coach = Coach(load_settings())
        coach.start()
        repeats = list(real(coach, guide, options.real, options.cache))
        report(repeats)
        whole = [fmean(held[kind].score for held in repeats) for kind in RANKED]
        print(f"order of the mean scores right: {'yes' if ranks([whole])[0] else 'no'}")
        print(
            "at single questions: order right {:.0f} %, of two candidates {:.0f} %".format(*ranks([[held[kind].score for kind in RANKED] for held in repeats]))
        )
        return
    with tempfile.TemporaryDirectory() as folder, open_store(load_settings(home=Path(folder)).model_copy(update={"database_url": None})) as store:
        repeats = simulated(store, guide, options.sessions)
    report(repeats)
    print(f"{'order right, %':47} | whole | of two")
    persons = [repeats[first : first + INTERVIEWS_EACH] for first in range(0, len(repeats), INTERVIEWS_EACH)]
    for name, groups in (("one interview", [[repeat] for repeat in repeats]), (f"up to {INTERVIEWS_EACH} interviews of a person", persons)):
        for without_error in (False, True):
            scores = [[fmean(held[kind].true_score if without_error else held[kind].score for held in group) for kind in RANKED] for group in groups]
            whole_order, pairs = ranks(scores)
            print(f"  {name + ', without error' * without_error:45} | {whole_order:5.0f} | {pairs:6.0f}")
    print(f"times an interview read from the store stood elsewhere (limit 0): {sum(each.astray for held in repeats for each in held.values())}")
    print("median questions until the weak category is  named | 90 % sure")
    for way, (named, sure) in weakness_found(guide, SEARCHED).items():
        print(f"  {way:42} {named:5.1f} | {sure:5.1f}")


def _row(name: str, scores: str, held: Sequence[Held]) -> None:
    asked = [each for one in held for each in one.follow_ups]
    real_, chance, reveals = (share(values) for values in ([each.real for each in asked], [each.by_chance for each in asked], [each.reveals for each in asked]))
    print(f"{name:13} | {scores} | {len(asked):10} | {real_:16.0f} | {chance:12.0f} | {reveals:15.0f}")


def _reopened(practice: Practice) -> Callable[[], OngoingInterview]:
    def reopen() -> OngoingInterview:
        ongoing = practice.unfinished()
        assert ongoing is not None
        return ongoing

    return reopen


def _held_for_real(coach: Coach, question: Question, candidate: Candidate) -> Held:
    """An interview of this one question."""
    chance = random.Random(f"{candidate.seed} {candidate.kind} {question.id}")  # noqa: S311 - a simulation
    with tempfile.TemporaryDirectory() as folder, open_store(load_settings(home=Path(folder)).model_copy(update={"database_url": None})) as store:
        ongoing = OngoingInterview.begin(store, store.default_profile(), Plan((question,)))
        return hold(ongoing, lambda: ongoing, candidate, coach, Made(), STEADY, chance)


if __name__ == "__main__":
    main()
