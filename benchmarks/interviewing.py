"""Holding a simulated interview: the candidate's side of it, a stand-in for the model that errs as the real grader does, and what came of the follow-ups."""

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from candidates import Answer, Candidate

from coach.cancel import Cancel
from coach.grading.grader import BETWEEN_ANSWERS, Grading, better
from coach.grading.rubric import is_story, rubric
from coach.grading.score import WEIGHTS, score
from coach.grading.types import Assessment, PointVerdict, Status
from coach.guides.types import Point, Question
from coach.interview.coach import FOLLOW_UPS, Coach
from coach.interview.digging import targets
from coach.interview.grounding import REVEALING_WORDS, shared_run
from coach.interview.hints import next_hint
from coach.interview.results import mean_score, results_of
from coach.interview.session import Answered, Began, Event, GaveUp, Hinted, Paused, Resumed, Skipped, Undone, allowed
from coach.interview.stories import QUESTIONS
from coach.interview.types import FollowUpQuestion, Phase, Session, Turn
from coach.practice.ongoing import OngoingInterview

# How the real grader errs, from the tables of labelled interview answers in docs/grading.md: of points that were made 36 % are not judged covered, nearly
# half of these partly covered; of points that were missed 8 % pass, and as many are judged partly covered.
CHANCES: Mapping[bool, Mapping[Status, float]] = {  # by whether a point was made
    True: {Status.COVERED: 0.64, Status.PARTIAL: 0.16, Status.MISSED: 0.20},
    False: {Status.COVERED: 0.08, Status.PARTIAL: 0.08, Status.MISSED: 0.84},
}
CONFIDENCE = {Status.COVERED: 0.8, Status.PARTIAL: 0.42, Status.MISSED: 0.05}  # about the middle of each verdict's range; hardly any for most missed points

_TEMPLATES = (
    "What else would you say about {}?",
    "Is there anything about {} that you left out?",
    "Could you go deeper into {}?",
    "And where do you see the difficulty with {}?",
)


class Made(dict[str, frozenset[str]]):
    """Which points were made, by what was said."""

    def note(self, answer: Answer) -> str:
        """The answer's text, which is known from now on."""
        self[answer.text] = answer.made
        return answer.text

    def by(self, turn: Turn, answers: int) -> frozenset[str]:
        """The ids of all points in that many first answers of the turn."""
        return frozenset().union(*(self[said.text] for said in turn.said[:answers]))


class StandIn:
    """In place of a `Coach`: a grader that knows what was made and errs at random, and follow-ups in fixed words at what is left open."""

    def __init__(self, made: Made, chance: random.Random) -> None:
        self._made = made
        self._chance = chance

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The verdicts all at once."""
        points = rubric(question)
        verdicts = tuple(self._verdict(point, answer) for point in points)
        yield Grading(points, verdicts, Assessment(question, answer, verdicts, score(verdicts)))

    def grade_follow_up(self, before: Assessment, asked: str, text: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The same for both answers, by the rule of the real grader that a verdict only ever gets better.

        What the short answer to a follow-up does not make it does not pass either, which is an assumption: the error rates are of whole answers.
        """
        answer = f"{before.answer}{BETWEEN_ANSWERS}{text}"
        offset = len(answer) - len(text)
        verdicts = tuple(better(each, self._verdict(each.point, text), offset) if each.point.id in self._made[text] else each for each in before.verdicts)
        yield Grading(tuple(each.point for each in verdicts), verdicts, Assessment(before.question, answer, verdicts, score(verdicts)))

    def follow_ups(self, turn: Turn, cancel: Cancel | None = None, *, count: int = FOLLOW_UPS, avoiding: Collection[str] = ()) -> list[FollowUpQuestion]:
        """At the gaps in the order in which to dig."""
        found: list[FollowUpQuestion] = []
        for verdict in targets(turn):
            point = verdict.point
            wordings = [QUESTIONS[point.label]] if is_story(point) else [each.format(_area(point)) for each in _TEMPLATES]
            taken = {*avoiding, *(each.text for each in found)}
            if text := next((each for each in wordings if each not in taken), None):
                found.append(FollowUpQuestion(text, "template", point.id))
        return found[:count]

    def _verdict(self, point: Point, text: str) -> PointVerdict:
        chances = CHANCES[point.id in self._made[text]]
        [status] = self._chance.choices(list(chances), list(chances.values()))
        return PointVerdict(point, status, CONFIDENCE[status], None)


@dataclass(frozen=True, slots=True)
class Habits:
    """How often a candidate does something other than answer, each as a probability whenever something is asked."""

    hint: float = 0.0
    skip: float = 0.0
    give_up: float = 0.0
    undo: float = 0.0
    pause: float = 0.0
    reload: float = 0.0


RESTLESS = Habits(hint=0.1, skip=0.06, give_up=0.03, undo=0.05, pause=0.05, reload=0.05)
STEADY = Habits()


@dataclass(frozen=True, slots=True)
class Asked:
    """A follow-up that was asked. The last three are None for a stretch, which is at no point."""

    text: str
    source: str
    real: bool | None  # the point had truly not been made
    by_chance: float | None  # the share of points that count which had not been made: how often one drawn at random would have been real
    reveals: bool | None  # it gives words of the point away; of a part of a story, which is the candidate's own, nothing can be


@dataclass(frozen=True, slots=True)
class Held:
    """What came of an interview. Scores are means over its questions, 0 to 100."""

    score: float
    true_score: float  # from a grader that makes no error
    follow_ups: tuple[Asked, ...]
    twice: tuple[str, ...]  # what was asked more than once
    astray: int  # times that the interview, read from the store again, stood elsewhere


def hold(
    ongoing: OngoingInterview, reopen: Callable[[], OngoingInterview], candidate: Candidate, coach: Coach, made: Made, habits: Habits, chance: random.Random
) -> Held:
    """The interview from the greeting to its end. `reopen` gives it as the store has it."""
    astray = 0
    ongoing.did(Began())
    while ongoing.session.phase is not Phase.DONE:
        turn = ongoing.turn
        if chance.random() < habits.reload:
            again = reopen()
            astray += again.session != ongoing.session or again.events != ongoing.events
            ongoing = again
        if event := _restless(ongoing.session, habits, chance):
            ongoing.did(event)
            continue
        answer = candidate.follow_up_answer(turn.question, turn.asked.point_id, made.by(turn, len(turn.said)), chance) if turn.asked else None
        ongoing.did(Answered(made.note(answer or candidate.answer(turn.question))))
        for _ in ongoing.assess(coach):
            pass
    session = ongoing.session
    mean, true_mean = mean_score(session.turns), mean_score(_judged_truly(turn, made) for turn in session.turns)
    assert mean is not None
    assert true_mean is not None
    asked = tuple(each for turn in session.turns for each in follow_ups_of(turn, made))
    texts = [turn.question.text for turn in session.turns] + [each.text for turn in session.turns for each in turn.follow_ups]
    return Held(mean, true_mean, asked, tuple(sorted({text for text in texts if texts.count(text) > 1})), astray)


def follow_ups_of(turn: Turn, made: Made) -> Iterator[Asked]:
    """What was asked after each answer to a question, held against what had been made by then."""
    points = {point.id: point for point in rubric(turn.question)}
    counting = [point.id for point in points.values() if WEIGHTS[point.kind]] or list(points)
    for number, follow_up in enumerate(turn.follow_ups, 1):
        if follow_up.point_id is None:
            yield Asked(follow_up.text, follow_up.source, None, None, None)
            continue
        so_far = made.by(turn, number)
        point = points[follow_up.point_id]
        reveals = not is_story(point) and shared_run(follow_up.text, point.statement, ignoring=turn.question.text) >= REVEALING_WORDS
        open_ = sum(point_id not in so_far for point_id in counting)
        yield Asked(follow_up.text, follow_up.source, follow_up.point_id not in so_far, open_ / len(counting), reveals)


def share(values: Sequence[float | None]) -> float:
    """Mean of those that are not None, as a percentage; NaN when there is none."""
    known = [value for value in values if value is not None]
    return 100 * sum(known) / len(known) if known else float("nan")


def _restless(session: Session, habits: Habits, chance: random.Random) -> Event | None:
    """What the candidate does instead of answering; None for nothing."""
    if session.paused:
        return Resumed()
    can, drawn = allowed(session), chance.random()
    hint = next_hint(session.turns[-1]) if Hinted in can else None
    events: list[tuple[float, Event | None]] = [
        (habits.hint, Hinted(hint.point.id) if hint else None),
        (habits.skip, Skipped() if any(map(results_of, session.turns)) else None),  # not all of them, or there is no score
        (habits.give_up, GaveUp()),
        (habits.undo, Undone() if Undone in can else None),
        (habits.pause, Paused()),
    ]
    for often, event in events:
        if drawn < often:
            return event
        drawn -= often
    return None


def _judged_truly(turn: Turn, made: Made) -> Turn:
    """The turn with verdicts without error."""
    if turn.assessment is None:
        return turn
    there = made.by(turn, len(turn.said))
    verdicts = tuple(
        PointVerdict(each.point, *((Status.COVERED, 1.0) if each.point.id in there else (Status.MISSED, 0.0)), None) for each in turn.assessment.verdicts
    )
    return replace(turn, assessment=replace(turn.assessment, verdicts=verdicts, score=score(verdicts)))


def _area(point: Point) -> str:
    return f"“{point.group[0]}”" if point.group else "this"
