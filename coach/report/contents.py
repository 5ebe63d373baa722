"""What is in the report on an interview. Pure: values in, one value out, which the renderers only lay out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.grading.rubric import is_story
from coach.grading.score import WEIGHTS, headroom_by_point
from coach.grading.types import Assessment, Status
from coach.guides.types import Category, Guide, Point, Question
from coach.interview.answers import readable
from coach.interview.feedback import in_full, remarks
from coach.interview.gaps import gaps, most_important, unanswered
from coach.interview.hints import ceilings
from coach.interview.results import mean_score, results_of
from coach.interview.revision import Author, Revision
from coach.interview.types import Mode, Session, Turn
from coach.text import Span

BEST = 3  # points that went best, over all questions
STUDIED = 5  # passages to study: over all questions, and again for each question
STUDIED_OF_ONE = 2  # passages of the same question among those over all questions
NAME_CHARACTERS = 70  # of a point without a label, as on the page


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a guide something stands. `file` is its file name, or the guide's id when the guide is gone."""

    guide_id: str
    file: str
    line: int  # 1-based

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something the candidate said, and the follow-up that asked for it, None for the question itself."""

    asked: str | None
    text: str
    evidence: tuple[Span, ...]  # the stretches of `text` that verdicts rest on: in order, none overlapping
    late: float | None = None  # seconds after the time for it was over; None when it came in time, or there was no clock


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one point, and how it counts. `place` is None for a part of the candidate's own story, which no guide words."""

    name: str
    text: str
    evidence: str | None
    weight: float  # see grading.score.WEIGHTS
    gain: float  # points of 100 that the answer would gain by it, after hints
    place: Place | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Something to study: a point that was missed, wrong or incomplete, in the guide's words or as advice on a story."""

    number: int  # of the question in the interview, from 1
    name: str
    text: str
    status: Status
    gain: float  # points of 100 that the answer would gain by it, after hints
    place: Place | None


@dataclass(frozen=True, slots=True)
class Highlight:
    """A point that was covered well, in the candidate's words."""

    number: int  # of the question in the interview, from 1
    name: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on the answer. `place` is the guide's text that it gives, None where it gives none."""

    text: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Addition:
    """A point that the improved answer adds from the guide."""

    name: str
    place: Place
    quoted: bool  # in the guide's own words, not the model's


@dataclass(frozen=True, slots=True)
class Statement:
    """A point of the model answer as the guide has it."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the interview and what came of it."""

    number: int  # from 1
    question: str
    rephrased: str | None
    category: Category
    guide: str  # its title; its id when the guide is gone
    said: tuple[Exchange, ...]
    score: int | None  # 0 to 100, after hints; None when it was skipped or nothing was judged
    hints: int  # how many were shown
    skipped: bool
    given_up: bool
    findings: Mapping[Status, tuple[Finding, ...]]  # only statuses that occur, the best first
    comments: tuple[Comment, ...]
    study: tuple[Passage, ...]
    model_answer: tuple[Statement, ...]  # in the guide's order; empty where there is nothing to study
    revision: Revision  # empty when the answer was not improved
    additions: tuple[Addition, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An interview to look back on."""

    title: str
    started: datetime
    took: timedelta | None  # None for an interview that was not finished
    mode: Mode
    planned: int  # questions in the plan; `entries` has those that were reached
    mean_score: float | None  # 0 to 100, over the questions that have a score; None when nothing was answered
    best: tuple[Highlight, ...]
    study: tuple[Passage, ...]
    entries: tuple[Entry, ...]


def interview_report(
    session: Session,
    started: datetime,
    finished: datetime | None,
    number: int,
    guides: Mapping[str, Guide],
) -> Report:
    """The report on interview `number`. `guides` by id; one that is gone is named by its id. Times are shown in the zone that they have."""
    reached = [turn for turn in session.turns if _came_to_something(turn)]
    entries = tuple(_entry(number, turn, guides.get(turn.question.guide_id), session.plan.seconds) for number, turn in enumerate(reached, start=1))
    return Report(
        title=f"Interview {number}",
        started=started,
        took=finished - started if finished else None,
        mode=session.plan.mode,
        planned=len(session.plan.questions),
        mean_score=mean_score(reached),
        best=_best(reached),
        study=_study_first(entries),
        entries=entries,
    )


def name_of(point: Point) -> str:
    """What a point is called: its label or the start of its text, and its kind unless it is a core point."""
    short = point.text if len(point.text) <= NAME_CHARACTERS else point.text[:NAME_CHARACTERS].rsplit(" ", 1)[0] + " …"
    kind = f" ({point.kind.value})" if point.kind.value != "core" else ""
    return " ".join((point.label or short).split()) + kind


def _came_to_something(turn: Turn) -> bool:
    """Whether there is anything to report on: not for a question that was only asked when the interview ended."""
    return bool(turn.said or turn.assessment or turn.hints or turn.skipped or turn.given_up)


def _entry(number: int, turn: Turn, guide: Guide | None, limit: int | None) -> Entry:
    question, results = turn.question, results_of(turn)
    study = _study(number, turn, guide)
    return Entry(
        number=number,
        question=question.text,
        rephrased=turn.rephrased,
        category=question.category,
        guide=guide.title if guide else question.guide_id,
        said=_exchanges(turn, limit),
        score=results.score if results else None,
        hints=sum(turn.hints.values()),
        skipped=turn.skipped,
        given_up=turn.given_up,
        findings=_findings(turn.assessment, ceilings(turn), guide) if turn.assessment else {},
        comments=tuple(_comments(turn, guide)),
        study=study,
        model_answer=tuple(Statement(name_of(point), point.text, _source(point, question, guide)) for point in question.points) if study else (),
        revision=turn.revision,
        additions=tuple(_additions(question, turn.revision, guide)),
    )


def _comments(turn: Turn, guide: Guide | None) -> Iterator[Comment]:
    for said in remarks(turn.assessment, ceilings(turn)) if turn.assessment else ():
        yield Comment(said.text, _place(said.cited, turn.question, guide) if said.cited else None)


def _exchanges(turn: Turn, limit: int | None) -> tuple[Exchange, ...]:
    """What was said, each with the evidence in it; `limit` is the time for each in seconds.

    Evidence points into the assessed answer, which holds everything that was said, in order.
    """
    answer = turn.assessment.answer if turn.assessment else ""
    spans = [(verdict.evidence.start, verdict.evidence.end) for verdict in turn.assessment.verdicts if verdict.evidence] if turn.assessment else []
    exchanges = []
    position = 0
    for each in turn.said:
        text = readable(each.text)
        start = answer.find(text, position)
        evidence: tuple[Span, ...] = ()
        if start >= 0:  # what was said last may not be assessed yet
            position = start + len(text)
            evidence = _united([(max(first, start) - start, min(last, position) - start) for first, last in spans])
        late = each.seconds - limit if limit and each.seconds and each.seconds > limit else None
        exchanges.append(Exchange(each.asked.text if each.asked else None, text, evidence, late))
    return tuple(exchanges)


def _united(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same stretches in order, those that overlap or touch as one, empty ones left out."""
    united: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return tuple(united)


def _findings(assessment: Assessment, limits: Mapping[str, float], guide: Guide | None) -> Mapping[Status, tuple[Finding, ...]]:
    """By status; `limits` are what hinted points can earn."""
    gain = headroom_by_point(assessment.verdicts, limits)
    grouped = {status: most_important(assessment.with_status(status)) for status in Status}
    return {
        status: tuple(
            Finding(
                name=name_of(verdict.point),
                text=verdict.point.text,
                evidence=verdict.evidence.text if verdict.evidence else None,
                weight=WEIGHTS[verdict.point.kind],
                gain=gain[verdict.point.id],
                place=_place(verdict.point, assessment.question, guide),
            )
            for verdict in verdicts
        )
        for status, verdicts in grouped.items()
        if verdicts
    }


def _study(number: int, turn: Turn, guide: Guide | None) -> tuple[Passage, ...]:
    """The gaps that weigh most, what was wrong first."""
    assessment = turn.assessment or unanswered(turn.question)
    gain = headroom_by_point(assessment.verdicts, ceilings(turn))
    return tuple(
        Passage(number, name_of(verdict.point), in_full(verdict.point), verdict.status, gain[verdict.point.id], _place(verdict.point, turn.question, guide))
        for verdict in gaps(assessment)[:STUDIED]
    )


def _study_first(entries: Sequence[Entry]) -> tuple[Passage, ...]:
    """Over all questions that were tried, what was wrong first, then what would gain most; not all of it from one question."""
    passages = [passage for entry in entries if not entry.skipped or entry.findings for passage in entry.study[:STUDIED_OF_ONE]]
    return tuple(sorted(passages, key=lambda passage: (passage.status is not Status.CONTRADICTED, -passage.gain)))[:STUDIED]


def _best(turns: Sequence[Turn]) -> tuple[Highlight, ...]:
    """The covered points that weigh most, those said most clearly first."""
    covered = [
        (WEIGHTS[verdict.point.kind], verdict.confidence, Highlight(number, name_of(verdict.point), verdict.evidence.text))
        for number, turn in enumerate(turns, start=1)
        if turn.assessment
        for verdict in turn.assessment.with_status(Status.COVERED)
        if verdict.evidence
    ]
    return tuple(highlight for _, _, highlight in sorted(covered, key=lambda each: (-each[0], -each[1]))[:BEST])


def _additions(question: Question, revision: Revision, guide: Guide | None) -> Iterator[Addition]:
    for piece in revision:
        place = _place(piece.point, question, guide) if piece.point and piece.author is not Author.ADVICE else None
        if piece.point and place:
            yield Addition(name_of(piece.point), place, quoted=piece.author is Author.GUIDE)


def _place(point: Point, question: Question, guide: Guide | None) -> Place | None:
    return None if is_story(point) else _source(point, question, guide)


def _source(point: Point, question: Question, guide: Guide | None) -> Place:
    return Place(question.guide_id, guide.path.name if guide else question.guide_id, point.line)
