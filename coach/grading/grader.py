"""Judging an answer point by point: what the answer says by similarity, what it means by the model's log-odds."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach import prompts
from coach.cancel import Cancel
from coach.grading.calibration import SIMILARITY_FLOOR, probability, status, story_probability
from coach.grading.evidence import Match, match
from coach.grading.rubric import is_story, rubric
from coach.grading.score import score
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Point, Question
from coach.index.types import Embedder
from coach.llm.types import LanguageModel

PROBES_PER_STEP = 4  # verdicts appear in groups of that size: about 2 s of the default model on 2 cores


@dataclass(frozen=True, slots=True)
class Grading:
    """How far the grading of an answer has come. A verdict is None while it is open; `assessment` is there when none is."""

    points: tuple[Point, ...]
    verdicts: tuple[PointVerdict | None, ...]
    assessment: Assessment | None


class Grader:
    """Grades answers. Keeps each point's level for an empty answer, which is measured once."""

    def __init__(self, embedder: Embedder, model: LanguageModel) -> None:
        self._embedder = embedder
        self._model = model
        self._levels: dict[tuple[str, str], float] = {}  # (question, statement) -> log-odds for an empty answer
        self._measuring: defaultdict[str, threading.Lock] = defaultdict(
            threading.Lock
        )  # by question: nobody measures what somebody else is measuring

    def prepare(self, question: Question, cancel: Cancel | None = None) -> None:
        """Do what does not depend on the answer, so that grading it later is quicker. Raises Stopped."""
        points = rubric(question)
        self._measure_levels(question, points, cancel)
        self._model.prefill(prompts.judge(question.text, ""), cancel)

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading as it proceeds; the last one holds the assessment. `answer` must have a word in it.

        What similarity settles comes first, then the model's verdicts in the order of the rubric. Raises Stopped.
        """
        points = rubric(question)
        matches = match(question.text, answer, points, self._embedder) if points else []
        verdicts: list[PointVerdict | None] = [
            PointVerdict(point, Status.MISSED, 0.0, None) if not is_story(point) and found.similarity < SIMILARITY_FLOOR else None
            for point, found in zip(points, matches, strict=True)
        ]
        yield self._grading(question, answer, points, verdicts)
        open_points = [position for position, verdict in enumerate(verdicts) if verdict is None]
        for first in range(0, len(open_points), PROBES_PER_STEP):
            group = open_points[first : first + PROBES_PER_STEP]
            gains = self._gains(question, answer, [points[position] for position in group], cancel)
            for position, gain in zip(group, gains, strict=True):
                verdicts[position] = _verdict(points[position], matches[position], gain)
            yield self._grading(question, answer, points, verdicts)

    def _grading(self, question: Question, answer: str, points: tuple[Point, ...], verdicts: Sequence[PointVerdict | None]) -> Grading:
        closed = tuple(verdict for verdict in verdicts if verdict is not None)
        done = len(closed) == len(points)
        return Grading(points, tuple(verdicts), Assessment(question, answer, closed, score(closed)) if done else None)

    def _gains(self, question: Question, answer: str, points: Sequence[Point], cancel: Cancel | None) -> list[float]:
        """Log-odds of each point given the answer, less its level for an empty one."""
        self._measure_levels(question, points, cancel)
        statements = [point.statement for point in points]
        odds = self._model.yes_no_log_odds(prompts.judge(question.text, answer), [prompts.judge_probe(each) for each in statements], cancel)
        return [value - self._levels[question.text, statement] for value, statement in zip(odds, statements, strict=True)]

    def _measure_levels(self, question: Question, points: Sequence[Point], cancel: Cancel | None) -> None:
        with self._measuring[question.text]:
            statements = [point.statement for point in points if (question.text, point.statement) not in self._levels]
            probes = [prompts.judge_probe(statement) for statement in statements]
            odds = self._model.yes_no_log_odds(prompts.judge(question.text, prompts.NO_ANSWER), probes, cancel)
            for statement, value in zip(statements, odds, strict=True):
                self._levels[question.text, statement] = value


def _verdict(point: Point, found: Match, gain: float) -> PointVerdict:
    chance = story_probability(gain) if is_story(point) else probability(found.similarity, gain)
    verdict = status(chance)
    return PointVerdict(point, verdict, round(chance, 4), None if verdict is Status.MISSED else found.evidence)
