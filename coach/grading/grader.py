"""Judging an answer point by point: what the answer says by similarity, what it means by the model's log-odds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from coach import prompts
from coach.cancel import Cancel
from coach.grading.calibration import SIMILARITY_FLOOR, probability, status, story_probability
from coach.grading.claims import legible, tells
from coach.grading.evidence import Match, Matched, Yardstick, match, yardstick
from coach.grading.rubric import is_form, is_story, rubric
from coach.grading.score import score
from coach.grading.story_form import MEASURES
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Point, PointKind, Question
from coach.index.types import Embedder
from coach.llm.fair_lock import FairLock
from coach.llm.types import LanguageModel
from coach.text import sentences

BETWEEN_ANSWERS = "\n\n"  # an answer and that to its follow-up, where both are shown as one
SUSPICIOUS_GRADE = 3.0  # for an unrelated question: honest answers got 0.7 to 2.9 and one 3.4, half of the orders to the grader over 3 (docs/grading.md)
# Log-odds gains in nats, of the labelled points in docs/grading.md: nine of ten covered ones gain less than the first, half of all less than the second.
# What the first would not make a verdict of is missed without asking.
GREATEST_GAIN, USUAL_GAIN = 1.5, 0.5
PROBES_PER_STEP = 4  # judged together; verdicts arrive that many at a time: about 2 s of the default model on 2 cores


@dataclass(frozen=True, slots=True)
class Grading:
    """How far the grading of an answer has come. A verdict is None while it is open; `assessment` is there when none is."""

    points: tuple[Point, ...]
    verdicts: tuple[PointVerdict | None, ...]
    assessment: Assessment | None


class Grader:
    """Grades answers. Keeps what does not depend on an answer: the vectors of points, and each point's level for an empty answer."""

    def __init__(self, embedder: Embedder, model: LanguageModel) -> None:
        self._embedder = embedder
        self._model = model
        self._levels: dict[tuple[str, str], float] = {}  # (question, probe) -> log-odds for an empty answer
        self._yardsticks: dict[tuple[str, tuple[Point, ...]], Yardstick] = {}  # question and points -> what answers are held against
        self._measuring: defaultdict[str, FairLock] = defaultdict(FairLock)  # by question: nobody measures what somebody else is measuring

    def prepare(self, question: Question, cancel: Cancel | None = None) -> None:
        """Do what does not depend on the answer, so that grading it later is quicker. Raises Stopped."""
        points = rubric(question)
        self._yardstick(question, points)
        unrelated = [probe for story in _kinds(points) for probe in _UNRELATED[story]]
        self._measure_levels(question, [*(_probe(point) for point in points if not is_form(point)), *unrelated], cancel)
        if said := _model_answer(points):
            self._model.prefill(prompts.holistic(question.text, said), cancel)
        self._model.prefill(prompts.judge(question.text, ""), cancel)

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading as it proceeds; the last one holds the assessment. `answer` must have a word in it.

        What similarity settles comes first, then the model's verdicts in the order of the rubric. Raises Stopped.
        """
        points = rubric(question)
        matched = match(question.text, answer, points, self._embedder, self._yardstick(question, points))
        verdicts: list[PointVerdict | None] = [
            None if _is_open(point, found) else PointVerdict(point, Status.MISSED, 0.0, None) for point, found in zip(points, matched.matches, strict=True)
        ]
        yield self._grading(question, answer, points, verdicts)
        if None not in verdicts:
            return
        read = self.read(question, answer, points, matched, cancel)
        for position, verdict in self._judged(question, read, read, points, matched, verdicts, cancel):
            verdicts[position] = verdict
            yield self._grading(question, answer, points, verdicts)

    def grade_follow_up(self, before: Assessment, asked: str, text: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """Like `grade` for `text`, the answer to the follow-up `asked`: it is read for what is still open, and a verdict only ever gets better by it.

        The answer of the resulting assessment is both answers, one below the other, which is what evidence points into. Raises Stopped.
        """
        question, kept = before.question, before.verdicts
        answer = f"{before.answer}{BETWEEN_ANSWERS}{text}"
        offset = len(answer) - len(text)
        points = tuple(verdict.point for verdict in kept)
        matched = match(question.text, text, points, self._embedder, follow_up=asked)
        verdicts: list[PointVerdict | None] = [
            None if verdict.status is not Status.COVERED and _is_open(verdict.point, found) else verdict
            for verdict, found in zip(kept, matched.matches, strict=True)
        ]
        yield self._grading(question, answer, points, verdicts)
        if None not in verdicts:
            return
        read = self.read(question, text, points, matched, cancel)
        whole = self.read(question, f"{before.answer}{BETWEEN_ANSWERS}{matched.claims}", points, cancel=cancel)  # what was asked is in neither
        for position, verdict in self._judged(question, read, whole, points, matched, verdicts, cancel):
            verdicts[position] = better(kept[position], verdict, offset)
            yield self._grading(question, answer, points, verdicts)

    def read(self, question: Question, answer: str, points: Sequence[Point], matched: Matched | None = None, cancel: Cancel | None = None) -> str:
        """What of the answer the model gets to read: claims on the subject of some point, so that an order to the grader stays outside. Raises Stopped.

        The parts of a story share no words with the points, so all its sentences are read. So is an answer in which nothing is clearly on the subject,
        unless it would do as an answer to anything: that is an order, or empty praise. `matched` is how the answer matches the points, where that is known.
        """
        matched = matched or match(question.text, answer, points, self._embedder, self._yardstick(question, points))
        if any(map(is_story, points)):
            return " ".join(legible(matched.claims[start:end]) for start, end in sentences(matched.claims) if tells(matched.claims[start:end]))
        claims = legible(matched.claims)
        if matched.on_subject or not claims:
            return matched.on_subject
        [grade] = self._model.expected_digits(prompts.holistic(*prompts.UNRELATED_QUESTION), [prompts.holistic_probe(claims)], prompts.BEST_GRADE, cancel)
        return claims if grade < SUSPICIOUS_GRADE else ""

    def gains(self, question: Question, answer: str, points: Sequence[Point], cancel: Cancel | None = None) -> Iterator[float]:
        """For each point: what the answer adds to its log-odds, less what it adds, on average, to points that nobody makes. In nats. Raises Stopped."""
        levels = {story: fmean(self._added(question, answer, _UNRELATED[story], cancel)) for story in _kinds(points)}
        for first in range(0, len(points), PROBES_PER_STEP):
            group = points[first : first + PROBES_PER_STEP]
            for point, added in zip(group, self._added(question, answer, [_probe(point) for point in group], cancel), strict=True):
                yield added - levels[is_story(point)]

    def holistic_grade(self, question: Question, answer: str, points: Sequence[Point], cancel: Cancel | None = None) -> float:
        """How much of the model answer is in the answer as a whole, 0 to BEST_GRADE, as the model sees it. Raises Stopped."""
        [grade] = self._model.expected_digits(
            prompts.holistic(question.text, _model_answer(points)), [prompts.holistic_probe(answer)], prompts.BEST_GRADE, cancel
        )
        return grade

    def _judged(
        self,
        question: Question,
        text: str,
        whole_answer: str,
        points: Sequence[Point],
        matched: Matched,
        verdicts: Sequence[PointVerdict | None],
        cancel: Cancel | None,
    ) -> Iterator[tuple[int, PointVerdict]]:
        """Position and verdict of each point that is still open, as `text` has it, which is all of `whole_answer` or the end of it."""
        open_points = [position for position, verdict in enumerate(verdicts) if verdict is None and not is_form(points[position])]
        if not text:
            yield from ((position, PointVerdict(points[position], Status.MISSED, 0.0, None)) for position, verdict in enumerate(verdicts) if verdict is None)
            return
        plain = [position for position in open_points if not is_story(points[position])]
        grade = self.holistic_grade(question, whole_answer, points, cancel) if plain else 0.0
        count = sum(not is_story(point) for point in points)

        def verdict_at(position: int, gain: float) -> PointVerdict:
            return _verdict(points[position], matched.matches[position], gain, grade, count)

        out_of_reach = [position for position in plain if verdict_at(position, GREATEST_GAIN).status is Status.MISSED]
        yield from ((position, verdict_at(position, USUAL_GAIN)) for position in out_of_reach)
        probed = [position for position in open_points if position not in out_of_reach]
        gains = self.gains(question, text, [points[position] for position in probed], cancel)
        for position, gain in zip(probed, gains, strict=True):
            yield position, verdict_at(position, gain)
        told = max((verdict.confidence for verdict in verdicts if verdict and is_story(verdict.point) and not is_form(verdict.point)), default=0.0)
        for position, verdict in enumerate(verdicts):
            if verdict is None and is_form(points[position]):  # how a story is told counts as far as one is told
                shown = MEASURES[points[position].label](matched.claims)
                reached = status(told if shown else 0.0)
                evidence = matched.quote(*shown) if shown and reached is not Status.MISSED else None
                yield position, PointVerdict(points[position], reached, told if shown else 0.0, evidence)

    def _grading(self, question: Question, answer: str, points: tuple[Point, ...], verdicts: Sequence[PointVerdict | None]) -> Grading:
        closed = tuple(verdict for verdict in verdicts if verdict is not None)
        done = len(closed) == len(points)
        return Grading(points, tuple(verdicts), Assessment(question, answer, closed, score(closed)) if done else None)

    def _added(self, question: Question, answer: str, probes: Sequence[str], cancel: Cancel | None) -> list[float]:
        """Log-odds of each probe given the answer, less its level for an empty one."""
        self._measure_levels(question, probes, cancel)
        odds = self._model.yes_no_log_odds(prompts.judge(question.text, answer), probes, cancel)
        return [value - self._levels[question.text, probe] for value, probe in zip(odds, probes, strict=True)]

    def _yardstick(self, question: Question, points: Sequence[Point]) -> Yardstick:
        key = (question.text, tuple(points))
        if key not in self._yardsticks:
            self._yardsticks[key] = yardstick(question.text, points, self._embedder)
        return self._yardsticks[key]

    def _measure_levels(self, question: Question, probes: Sequence[str], cancel: Cancel | None) -> None:
        with self._measuring[question.text].turn(cancel):
            missing = [probe for probe in probes if (question.text, probe) not in self._levels]
            odds = self._model.yes_no_log_odds(prompts.judge(question.text, prompts.NO_ANSWER), missing, cancel)
            for probe, value in zip(missing, odds, strict=True):
                self._levels[question.text, probe] = value


def _is_open(point: Point, found: Match) -> bool:
    """Whether it takes the model to judge a point."""
    return is_story(point) or found.similarity >= SIMILARITY_FLOOR


def better(before: PointVerdict, after: PointVerdict, offset: int) -> PointVerdict:
    """The better of two verdicts on a point; `after` was found in a text that begins at `offset` of the answer as a whole."""
    if after.confidence <= before.confidence:
        return before
    evidence = after.evidence and Evidence(after.evidence.start + offset, after.evidence.end + offset, after.evidence.text)
    return replace(after, evidence=evidence)


def _probe(point: Point) -> str:
    return prompts.judge_story_probe(point.text) if is_story(point) else prompts.judge_probe(point.statement)


def _model_answer(points: Sequence[Point]) -> str:
    """What an answer as a whole is held against: the core points, or where there are none (a story has its own) the others; "" without any."""
    plain = [point for point in points if not is_story(point)]
    core = [point for point in plain if point.kind is PointKind.CORE]
    chosen = core or [point for point in plain if point.kind is not PointKind.EXAMPLE] or plain
    return chosen[0].statement if len(chosen) == 1 else "\n".join(f"- {point.statement}" for point in chosen)


def _kinds(points: Sequence[Point]) -> set[bool]:
    """Whether there are parts of a story among the points, and others."""
    return {is_story(point) for point in points}


# An answer that claims to be right, or says nothing at all ("fine"), makes the model say Yes more readily to whatever it is asked in the same form.
_UNRELATED = {
    False: tuple(map(prompts.judge_probe, prompts.UNRELATED_POINTS)),
    True: tuple(map(prompts.judge_story_probe, prompts.UNRELATED_PARTS)),
}


def _verdict(point: Point, found: Match, gain: float, grade: float, count: int) -> PointVerdict:
    chance = story_probability(gain) if is_story(point) else probability(found.similarity, found.margin, gain, grade, count)
    verdict = status(chance)
    return PointVerdict(point, verdict, round(chance, 4), None if verdict is Status.MISSED else found.evidence)
