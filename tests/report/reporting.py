"""Interviews by hand, for tests of reports."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from nasty import TEXTS

from coach.grading.score import score
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.interview.revision import Author, Piece, Revision
from coach.interview.types import FollowUpQuestion, Mode, Plan, Said, Session, Turn
from coach.report.contents import Report, interview_report
from coach.report.document import Items, document

STARTED = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
TOOK = timedelta(minutes=23)
CONFIDENCE = {Status.COVERED: 1.0, Status.PARTIAL: 0.4, Status.MISSED: 0.1, Status.CONTRADICTED: 0.2}
GUIDE = Guide("g", Path("/home/somebody/content/vision.md"), "Computer Vision Interview", "Computer Vision", (), ())


def made_question(name: str, labels: tuple[str, ...], category: Category = Category.TECHNICAL) -> Question:
    """A question whose core points have these labels, one on each line of the guide from 10."""
    points = tuple(Point(f"g/{name}#{number}", label, f"The guide's words on {label}.", PointKind.CORE, (), 10 + number) for number, label in enumerate(labels))
    return Question(f"g/{name}", "g", f"How does {name} work?", category, "", points, (), (), None, 9)


def judged(question: Question, answer: str, said: Mapping[str, tuple[Status, str]]) -> Assessment:
    """An assessment: by label the status and the words of the answer that it rests on; what is not named is missed."""
    verdicts = []
    for point in question.points:
        status, words = said.get(point.label, (Status.MISSED, ""))
        start = answer.index(words)
        evidence = Evidence(start, start + len(words), words) if words else None
        verdicts.append(PointVerdict(point, status, CONFIDENCE[status], evidence))
    return Assessment(question, answer, tuple(verdicts), score(verdicts))


POOLING = made_question("pooling", ("Shrinking", "Invariance", "Strides", "Cost"))
TRACKING = made_question("tracking", ("Motion Model", "Association"))
LATENCY = made_question("latency", ("Profiling", "Batching"), Category.PROBLEM_SOLVING)
FIRST = "Pooling makes the maps smaller. It is invariant to rotation."
SECOND = "It also makes the later layers cheaper."
ASKED = FollowUpQuestion("What does that do to the cost?", "model", "g/pooling#3")
POOLED = judged(
    POOLING,
    f"{FIRST}\n\n{SECOND}",
    {
        "Shrinking": (Status.COVERED, "makes the maps smaller"),
        "Invariance": (Status.CONTRADICTED, "It is invariant to rotation."),
        "Cost": (Status.PARTIAL, "makes the later layers cheaper"),
    },
)
ANSWERED = Turn(POOLING, (Said(FIRST), Said(SECOND, ASKED)), POOLED, hints={"g/pooling#2": 2})
GIVEN_UP = Turn(TRACKING, given_up=True)
SKIPPED = Turn(LATENCY, skipped=True)
STORY = Turn(made_question("conflict", ("Somebody Else's Story",), Category.BEHAVIORAL), given_up=True)
BARE_STORY = Turn(made_question("pressure", (), Category.BEHAVIORAL), given_up=True)  # with advice to study, and nothing in the guide to go with it
SAMPLED = "Random sampling."
IN_FULL = Turn(
    made_question("bagging", ("Sampling",)),
    (Said(SAMPLED),),
    judged(made_question("bagging", ("Sampling",)), SAMPLED, {"Sampling": (Status.COVERED, "Random")}),
)
REVISION: Revision = (
    Piece("Pooling makes the maps smaller.", Author.CANDIDATE),
    Piece("It is invariant to rotation.", Author.CANDIDATE, removed=True),
    Piece("It is insensitive to small shifts only.", Author.MODEL, POOLING.points[1]),
    Piece("A stride does the same.", Author.GUIDE, POOLING.points[2]),
)


def session_of(*turns: Turn) -> Session:
    """An interview that had these turns."""
    return Session(Plan(tuple(turn.question for turn in turns), Mode.PRACTICE), turns)


def report_of(*turns: Turn, revisions: Mapping[str, Revision] | None = None) -> Report:
    """The report on an interview that had these turns."""
    revised = [replace(turn, revision=(revisions or {}).get(turn.question.id, ())) for turn in turns]
    return interview_report(session_of(*revised), STARTED, STARTED + TOOK, 7, {"g": GUIDE})


def full_report() -> Report:
    """A question answered, one given up and one skipped."""
    return report_of(ANSWERED, GIVEN_UP, SKIPPED, revisions={POOLING.id: REVISION})


def links(report: Report) -> list[str]:
    """The anchors that words of the report lead to, in order; words that can't be seen lead nowhere."""
    runs = [run for block in document(report).blocks if isinstance(block, Items) for item in block.items for run in item]
    return [run.link for run in runs if run.link and run.text]


def hostile_report(text: str, other: str) -> Report:
    """A report in which everything that somebody wrote is one of these texts."""
    point = Point("g/q#0", other, text, PointKind.CORE, (), 3)
    question = Question("g/q", "g", text, Category.TECHNICAL, other, (point, replace(point, id="g/q#1")), (), (), None, 2)
    answer = f"{text.strip()}\n\n{other.strip()}"
    half = len(answer) // 2
    verdicts = (
        PointVerdict(point, Status.COVERED, 0.9, Evidence(0, half, answer[:half])),
        PointVerdict(question.points[1], Status.CONTRADICTED, 0.1, Evidence(half, len(answer), answer[half:])),
    )
    turn = Turn(question, (Said(text), Said(other, FollowUpQuestion(other, "model"))), Assessment(question, answer, verdicts, 50), rephrased=text)
    pieces = (Piece(text, Author.CANDIDATE), Piece(other, Author.CANDIDATE, removed=True), Piece(other, Author.MODEL, point), Piece(text, Author.ADVICE, point))
    guide = replace(GUIDE, title=other, path=Path(f"{text.replace('/', '')[:50]}.md"))
    return interview_report(session_of(replace(turn, revision=pieces)), STARTED, STARTED + TOOK, 1, {"g": guide})


TURNS = (ANSWERED, GIVEN_UP, SKIPPED, STORY, BARE_STORY, IN_FULL)
REPORTS = st.one_of(
    st.lists(st.sampled_from(range(len(TURNS))), unique=True).map(lambda chosen: report_of(*(TURNS[each] for each in chosen))),
    st.builds(hostile_report, TEXTS, TEXTS),
)
