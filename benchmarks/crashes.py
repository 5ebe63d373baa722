"""Is anything lost when the coach is killed in the middle of an interview? Prints the counts; takes two minutes and needs no model.

    python benchmarks/crashes.py --kills 100

A process practises as the page does: an interview in a SQLite file, answers, verdicts, follow-ups, now and then a pause or an answer taken back. It says
what it is about to send, and again when the interview has taken it. It is killed (SIGKILL) at a random moment up to `--longest` seconds after its start,
so also while it opens the store; three times of four when it next sends something, while that is being written. The next process goes on with the same
file, and a new interview begins when one is over. A stand-in judges, in some milliseconds a step.

At the end every answer that was taken has to be in the logs, in order and once. One that was sent and not taken when the kill came may be there or not:
the candidate's page still holds it. What the logs say of each question also has to be what the history has of it, and the cards.

Found (100 kills): 803 answers acknowledged, none lost, none twice; 59 sent and not acknowledged, 33 of them there; no history unlike its logs.
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from coach.cancel import Cancel
from coach.config import Settings, load_settings
from coach.grading.grader import Grading
from coach.grading.rubric import rubric
from coach.grading.score import score
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Category, Point, PointKind, Question
from coach.interview import schedule
from coach.interview.coach import Coach
from coach.interview.digging import targets
from coach.interview.results import results_of
from coach.interview.session import Answered, Began, Paused, Resumed, Undone, allowed
from coach.interview.types import FollowUpQuestion, Phase, Plan, Turn
from coach.practice.ongoing import OngoingInterview
from coach.store.store import Store, open_store

LONGEST_STEP = 0.004  # seconds that a step of the stand-in takes at most
LONGEST_LIFE = 1.0  # seconds from a start to its kill at most: a dozen answers or two
LONGEST_WRITE = 0.004  # seconds; half of all writes take less than 2 ms
QUESTIONS, POINTS = 5, 4
WORDS = " as I have learned" * 20  # so that an answer is as long as real ones, some hundred words
processes = multiprocessing.get_context("forkserver")  # a new interpreter takes a second, a fork of one that has imported everything hardly any time
processes.set_forkserver_preload(["coach.practice.ongoing", "coach.store.store"])


class Said(StrEnum):
    """What the practising process says of an answer."""

    SENT = "sent"
    TAKEN = "taken"


Message = tuple[Said, str]  # and the answer


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of some kills."""

    kills: int
    interviews: int
    taken: int  # answers that were acknowledged
    lost: int  # of them those that are not in the logs, or out of order
    twice: int  # answers that are in the logs more than once
    open_sent: int  # answers that were sent and not acknowledged when the kill came
    open_kept: int  # of them those that are in the logs
    torn: int  # questions whose attempt or cards in the history are not what the logs say


class StandIn:
    """Judges at random, step by step, and asks what the verdicts leave open."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """One verdict a step."""
        points = rubric(question)
        verdicts: list[PointVerdict] = []
        for point in points:
            time.sleep(self._chance.uniform(0, LONGEST_STEP))
            confidence, status = self._chance.choice([(0.9, Status.COVERED), (0.4, Status.PARTIAL), (0.0, Status.MISSED)])
            verdicts.append(PointVerdict(point, status, confidence, None))
            assessment = Assessment(question, answer, tuple(verdicts), score(verdicts)) if len(verdicts) == len(points) else None
            yield Grading(points, (*verdicts, *[None] * (len(points) - len(verdicts))), assessment)

    def grade_follow_up(self, before: Assessment, asked: str, text: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """Like `grade`, of both answers."""
        return self.grade(before.question, f"{before.answer}\n\n{text}", cancel)

    def follow_ups(self, turn: Turn, cancel: Cancel | None = None, *, count: int = 3, avoiding: Collection[str] = ()) -> list[FollowUpQuestion]:
        """At the gaps, each in words of its own."""
        time.sleep(self._chance.uniform(0, LONGEST_STEP))
        asked = [FollowUpQuestion(f"And {verdict.point.id}?", "template", verdict.point.id) for verdict in targets(turn)]
        return [each for each in asked if each.text not in avoiding][:count]


def plan() -> Plan:
    """Questions of made-up points."""
    return Plan(tuple(_question(f"g/q{number}") for number in range(QUESTIONS)))


def practise(settings: Settings, life: int, messages: "Connection[Message, None]") -> None:
    """Go on with the interview in the store, and with a new one after each, until killed.

    `life` counts the processes and makes the answers of each its own.
    """
    chance = random.Random(life)  # noqa: S311 - a simulation
    coach = cast(Coach, StandIn(chance))
    with open_store(settings) as store:
        profile = store.default_profile()
        sent = 0
        while True:
            interview = store.open_interview(profile)
            ongoing = OngoingInterview(store, profile, interview) if interview else OngoingInterview.begin(store, profile, plan())
            while ongoing.session.phase is not Phase.DONE:
                if ongoing.session.phase is Phase.ASSESSMENT:  # also what the life before left so
                    for _ in ongoing.assess(coach):
                        pass
                elif ongoing.session.phase is Phase.GREETING:
                    ongoing.did(Began())
                elif ongoing.session.paused:
                    ongoing.did(Resumed())
                elif chance.random() < 0.1:
                    ongoing.did(Undone() if Undone in allowed(ongoing.session) and chance.random() < 0.5 else Paused())
                else:
                    sent += 1
                    text = f"Answer {sent} of life {life}:{WORDS}"
                    messages.send((Said.SENT, text))
                    ongoing.did(Answered(text))
                    messages.send((Said.TAKEN, text))


def run(settings: Settings, kills: int, longest: float = LONGEST_LIFE, seed: int = 0, *, progress: bool = False) -> Counts:
    """Practise in a new store and kill that often; counts what is there afterwards."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    heard: list[Message] = []
    for life in range(kills):
        receiving, sending = processes.Pipe(duplex=False)
        process = processes.Process(target=practise, args=(settings, life, sending))
        process.start()
        sending.close()
        _listen(receiving, chance.uniform(0, longest), heard)
        if life % 4:
            heard += _until_sent(receiving)
            time.sleep(chance.uniform(0, LONGEST_WRITE))
        process.kill()
        process.join()
        with suppress(EOFError):  # what it had still said
            while True:
                heard.append(receiving.recv())
        if progress and (life + 1) % 20 == 0:
            print(f"  {life + 1} of {kills} kills, {sum(said is Said.TAKEN for said, _ in heard)} answers", flush=True)
    with open_store(settings) as store:
        return _counted(store, kills, heard)


def _listen(messages: "Connection[None, Message]", seconds: float, heard: list[Message]) -> None:
    """Read what the process says for that long, so that it never waits for its reader."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if messages.poll(left):
            heard.append(messages.recv())


def _until_sent(messages: "Connection[None, Message]") -> Iterator[Message]:
    """What the process says until it has sent something."""
    while True:
        message = messages.recv()
        yield message
        if message[0] is Said.SENT:
            return


def _counted(store: Store, kills: int, heard: list[Message]) -> Counts:
    profile = store.default_profile()
    interviews = [OngoingInterview(store, profile, interview) for interview in store.interviews(profile)]
    kept = [event.text for each in interviews for event in each.events if isinstance(event, Answered)]
    sent, taken = ([text for said, text in heard if said is which] for which in (Said.SENT, Said.TAKEN))
    places = {text: place for place, text in enumerate(kept)}
    in_order, last = 0, -1
    for text in taken:
        if places.get(text, -1) > last:
            in_order, last = in_order + 1, places[text]
    open_ = set(sent) - set(taken)
    return Counts(
        kills, len(interviews), len(taken), len(taken) - in_order, len(kept) - len(places), len(open_), len(open_ & set(kept)), _torn(store, interviews)
    )


def _torn(store: Store, interviews: list[OngoingInterview]) -> int:
    """Questions of which the history, or when they come up again, is not what follows from the logs."""
    profile = store.default_profile()
    attempts = store.attempts(profile)
    cards = {card.key: card.fsrs for card in store.cards(profile)}
    results = [(turn.question.id, found.score, found.points) for each in interviews for turn in each.session.turns if (found := results_of(turn))]
    history = [(attempt.question_id, attempt.score, attempt.points) for attempt in attempts]
    due = {key: schedule.to_json(card) for key, card in schedule.replayed(attempts).items()}
    different = [each for each in results if each not in history] + [each for each in history if each not in results]
    return len(different) + abs(len(results) - len(history)) + sum(cards.get(key) != due.get(key) for key in {*cards, *due})


def _question(name: str) -> Question:
    points = tuple(Point(f"{name}#{number}", f"Point {number}", f"Statement {number}.", PointKind.CORE, (), 1) for number in range(POINTS))
    return Question(name, "g", f"What is {name}?", Category.TECHNICAL, "", points, (), (), None, 1)


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--longest", type=float, default=LONGEST_LIFE, help="seconds from a start to its kill at most (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=Path(folder)).model_copy(update={"database_url": None})  # a file, whatever this machine is set to
        counts = run(settings, options.kills, options.longest, options.seed, progress=True)
    print(f"kills                                  {counts.kills:6}   in {time.monotonic() - started:.0f} s, {counts.interviews} interviews")
    print(f"answers acknowledged                   {counts.taken:6}")
    print(f"  lost, or out of order (limit 0)      {counts.lost:6}")
    print(f"answers that are there twice (limit 0) {counts.twice:6}")
    print(f"sent, not acknowledged                 {counts.open_sent:6}   {counts.open_kept} of them are there")
    print(f"history unlike the logs (limit 0)      {counts.torn:6}")
    if counts.lost or counts.twice or counts.torn:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
