"""A report as headings, paragraphs, lists and a table: the order and the words, the same in every format. Pure.

Text from people, guides and models is made harmless here as far as that is the same for all formats: no control characters, no reversal of what stands around.
What acts as markup in one format is escaped by its renderer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from coach.grading.types import Status
from coach.guides.types import Category
from coach.interview.revision import Author
from coach.interview.types import Mode
from coach.report.contents import Comment, Entry, Exchange, Finding, Passage, Place, Report, Statement

LANGUAGE = "en"  # of the coach and of its guides
STATUS_NAMES = {
    Status.COVERED: ("✓", "Covered"),
    Status.PARTIAL: ("◐", "Partly covered"),
    Status.MISSED: ("○", "Missed"),
    Status.CONTRADICTED: ("✗", "Wrong"),
}
CATEGORY_NAMES = {
    Category.TECHNICAL: "Technical",
    Category.BEHAVIORAL: "Behavioral",
    Category.SITUATIONAL: "Situational",
    Category.PROBLEM_SOLVING: "Problem-solving",
    Category.OTHER: "Other",
}
MODE_NAMES = {Mode.PRACTICE: "practice, with feedback after each answer", Mode.REALISTIC: "realistic, with feedback at the end", Mode.DRILL: "drill"}
COUNTS: Mapping[float, str] = {1.0: "counts in full", 0.25: "counts a quarter", 0.0: "an example of the author's, which does not count"}

# C0 and C1 controls but for line breaks and tabs; lone surrogates; the embeddings, overrides and isolates of the bidirectional algorithm, which reach beyond
# the text they stand in; noncharacters.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # those of str.splitlines
_HARMFUL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


class Style(Enum):
    """How a few words are set off."""

    PLAIN = "plain"
    STRONG = "strong"
    EVIDENCE = "evidence"  # of the candidate's words: what a verdict rests on
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one style; line breaks are kept. `link` is the anchor of the heading that they lead to."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""


Runs = tuple[Run, ...]


class Look(StrEnum):
    """What part a paragraph plays."""

    BODY = "body"
    NOTE = "note"  # about the report itself, in small
    SAID = "said"  # the candidate's words
    IMPROVED = "improved"  # the candidate's words, improved


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels go down one at a time. `mark` is a sign before it, for the eye only; `anchor` is its name for links, which no other has."""

    level: int  # from 1
    text: str
    mark: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that belong together."""

    runs: Runs
    look: Look = Look.BODY


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row names it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a renderer needs to know."""

    title: str
    made: datetime  # when the interview ended, or else started
    blocks: tuple[Block, ...]


def document(report: Report) -> Document:
    """The report laid out."""
    return Document(clean(report.title), report.started + (report.took or timedelta()), tuple(_blocks(report)))


def clean(text: str) -> str:
    """`text` without what no page can show or what reaches beyond it: each such character becomes U+FFFD. All kinds of line breaks become "\\n"."""
    return _HARMFUL.sub("\N{REPLACEMENT CHARACTER}", _LINE_BREAK.sub("\n", text)).replace("\t", " ")


def _blocks(report: Report) -> Iterator[Block]:
    yield Heading(1, clean(report.title))
    yield Paragraph(_plain(_when(report)), Look.NOTE)
    answered = any(entry.said for entry in report.entries)
    if not answered:
        yield Paragraph(_strong("No question was answered in this interview."))
    elif report.mean_score is not None:
        scored = sum(entry.score is not None for entry in report.entries)
        yield Paragraph((*_strong(f"{report.mean_score:.0f} of 100 on average"), Run(f", over {scored} of {_counted(report.planned, 'question')}.")))
    if report.entries:
        yield Table(
            "How each question went",
            ("No.", "Question", "Category", "Result"),
            tuple((str(each.number), clean(each.question), CATEGORY_NAMES[each.category], _result(each)) for each in report.entries),
        )
    if answered:
        yield Heading(2, "What went best")
        if report.best:
            yield Items(tuple((*_strong(best.name), Run(f" (question {best.number}): “{clean(best.evidence)}”")) for best in report.best))
        else:
            yield Paragraph(_plain("Nothing in the answers covers a point of a model answer yet."))
    if answered or report.study:
        yield Heading(2, "What to study first")
        if report.study:
            anchors = {entry.number: _anchor(entry) for entry in report.entries}
            yield Items(tuple(_passage(each, anchors[each.number], f"question {each.number}, ") for each in report.study))
        else:
            yield Paragraph(_plain("Nothing that counts is missing."))
    for entry in report.entries:
        yield from _entry(entry)
    yield from _model_answers([entry for entry in report.entries if entry.model_answer])


def _entry(entry: Entry) -> Iterator[Block]:
    yield Heading(2, f"Question {entry.number}: {clean(entry.question)}")
    yield Paragraph(_plain(f"{CATEGORY_NAMES[entry.category]} · {clean(entry.guide)}"), Look.NOTE)
    if entry.rephrased:
        yield Paragraph((Run("In other words: "), Run(clean(entry.rephrased))))
    yield Paragraph(_strong(_result(entry)))
    if entry.said:
        yield from _answer(entry.said)
    if entry.comments:
        yield Heading(3, "Feedback")
        for comment in entry.comments:
            yield Paragraph(_comment(comment))
    if entry.findings:
        yield Heading(3, "Points of the model answer")
    for status, findings in entry.findings.items():
        mark, name = STATUS_NAMES[status]
        yield Heading(4, f"{name} ({len(findings)})", mark)
        yield Items(tuple(_finding(each, status) for each in findings))
    if entry.study:
        yield Heading(3, "What to study")
        yield Items(tuple(_passage(each, _anchor(entry)) for each in entry.study))
    if entry.revision:
        yield from _revision(entry)


def _model_answers(entries: Sequence[Entry]) -> Iterator[Block]:
    if entries:
        yield Heading(2, "From the guides")
        yield Paragraph(_plain("The model answers to the questions that leave something to study."), Look.NOTE)
    for entry in entries:
        yield Heading(3, f"Question {entry.number}: {clean(entry.question)}", anchor=_anchor(entry))
        yield Items(tuple(_statement(each) for each in entry.model_answer))


def _anchor(entry: Entry) -> str:
    """The name of a question's place among the model answers: of our own making, so that it needs no escaping. "" where it has none."""
    return f"model-answer-{entry.number}" if entry.model_answer else ""


def _answer(said: Sequence[Exchange]) -> Iterator[Block]:
    yield Heading(3, "Your answer")
    if any(each.evidence for each in said):
        yield Paragraph((Run("Marked", Style.EVIDENCE), Run(" is what the verdicts below rest on.")), Look.NOTE)
    for exchange in said:
        if exchange.asked is not None:
            yield Paragraph((*_strong("Follow-up:"), Run(" "), Run(clean(exchange.asked))))
        yield Paragraph(tuple(_marked(exchange)), Look.SAID)
        if exchange.late:
            yield Paragraph(_plain(f"This came {_counted(max(1, round(exchange.late)), 'second')} after the time for it was over."), Look.NOTE)


def _marked(exchange: Exchange) -> Iterator[Run]:
    position = 0
    for start, end in exchange.evidence:
        yield Run(clean(exchange.text[position:start]))
        yield Run(clean(exchange.text[start:end]), Style.EVIDENCE)
        position = end
    yield Run(clean(exchange.text[position:]))


def _comment(comment: Comment) -> Runs:
    return (Run(clean(comment.text)), *_source(comment.place))


def _finding(finding: Finding, status: Status) -> Runs:
    said = f" You said: “{clean(finding.evidence)}”" if finding.evidence else ""
    worth = COUNTS[finding.weight]
    if status is not Status.COVERED and round(finding.gain):
        worth += f"; up to {round(finding.gain)} of 100 to gain"
    return (*_strong(finding.name), Run(f"{_wording(finding.text)}{said} ({worth}{_at(finding.place)})"))


def _statement(statement: Statement) -> Runs:
    return (*_strong(statement.name), Run(f"{_wording(statement.text)} ({clean(str(statement.place))})"))


def _wording(text: str) -> str:
    """What follows a point's name."""
    return f": {clean(text)}" if text else "."


def _passage(passage: Passage, link: str, where: str = "") -> Runs:
    worth = f"up to {max(1, round(passage.gain))} of 100 to gain" if passage.gain else "after the hints nothing more to gain"
    return (*_strong(passage.name, link), Run(f": {clean(passage.text)} ({where}{worth}{_at(passage.place)})"))


def _revision(entry: Entry) -> Iterator[Block]:
    yield Heading(3, "Your answer, improved")
    legend = (
        Run("Added", Style.ADDED),
        Run(" is what was missing, "),
        Run("struck out", Style.REMOVED),
        Run(" what is wrong; [in brackets] what only you can tell."),
    )
    yield Paragraph(legend, Look.NOTE)
    runs: list[Run] = []
    for piece in entry.revision:
        if runs:
            runs.append(Run(" "))
        text = clean(piece.text)
        if piece.removed:
            runs.append(Run(text, Style.REMOVED))
        elif piece.author is Author.CANDIDATE:
            runs.append(Run(text))
        else:
            runs.append(Run(f"[{text}]" if piece.author is Author.ADVICE else text, Style.ADDED))
    yield Paragraph(tuple(runs), Look.IMPROVED)
    if entry.additions:
        added = ", ".join(f"{clean(each.name)} ({clean(str(each.place))}{'; in its own words' if each.quoted else ''})" for each in entry.additions)
        yield Paragraph(_plain(f"Added from the guide: {added}."), Look.NOTE)


def _when(report: Report) -> str:
    started = f"{report.started.day} {report.started:%B %Y, %H:%M %Z}"
    minutes = "not finished" if report.took is None else f"took {_counted(max(1, round(report.took.total_seconds() / 60)), 'minute')}"
    return f"{started} · {minutes} · {MODE_NAMES[report.mode]}"


def _result(entry: Entry) -> str:
    """What came of a question in a few words."""
    said = [f"{entry.score} of 100" if entry.score is not None else "skipped" if entry.skipped else "not judged"]
    said.append("given up" if entry.given_up else "")
    said.append(f"{_counted(entry.hints, 'hint')} used" if entry.hints else "")
    return ", ".join(each for each in said if each)


def _source(place: Place | None) -> Runs:
    return _plain(f" ({clean(str(place))})") if place else ()


def _at(place: Place | None) -> str:
    return f"; {clean(str(place))}" if place else ""


def _plain(text: str) -> Runs:
    return (Run(text),)


def _strong(text: str, link: str = "") -> Runs:
    return (Run(clean(text).strip(), Style.STRONG, link),)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
