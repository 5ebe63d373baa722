"""Verdicts, feedback and improved answers as HTML."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from coach.grading.grader import Grading
from coach.grading.rubric import is_story
from coach.grading.score import NO_CEILINGS, WEIGHTS, score
from coach.grading.types import Assessment, Evidence, PointVerdict, Status
from coach.guides.types import Guide, Point, Question
from coach.interview.feedback import Remark
from coach.interview.revision import Author, Piece, Revision
from coach.report.contents import name_of
from coach.report.document import STATUS_NAMES
from coach.web.render.text import counted, escape, notice, paragraph, place, text

SHARES = {1.0: "full weight", 0.25: "a quarter (considerations, practices, pitfalls)", 0.0: "nothing (the author's own examples)"}
CONTEXT = 200  # characters of the answer on either side of a piece of evidence


def grading(progress: Grading, guide: Guide, previous: Assessment | None = None, ceilings: Mapping[str, float] = NO_CEILINGS) -> str:
    """An assessment as far as it has come: the score, then each point with its verdict, opening to the evidence in the answer and the guide's text.

    Points that count less than others are folded away. `ceilings` are what points can earn at most after hints.
    """
    answer = progress.assessment.answer if progress.assessment else ""
    heaviest = max((WEIGHTS[point.kind] for point in progress.points), default=0.0)
    rows: dict[bool, list[str]] = {True: [], False: []}
    lesser = []
    for point, verdict in zip(progress.points, progress.verdicts, strict=True):
        counts_in_full = WEIGHTS[point.kind] == heaviest
        rows[counts_in_full].append(_open_point(point) if verdict is None else _judged_point(verdict, guide.path, answer))
        if not counts_in_full:
            lesser.append(verdict)
    if progress.assessment is None:
        done = sum(verdict is not None for verdict in progress.verdicts)
        head = f'<p class="coach-score">Reading your answer … {done} of {len(progress.points)} points checked</p>'
    else:
        head = _score(progress.assessment, previous, ceilings)
    return f'<div class="coach-card">{head}<div class="coach-points">{"".join(rows[True])}</div>{_folded(rows[False], lesser)}{_scoring(progress.points)}</div>'


def remarks(said: Sequence[Remark], guide: Guide) -> str:
    """The coach's feedback in words; what is the guide's with its place."""
    return "".join(paragraph(each.text) + (place(str(guide.path), each.cited.line) if each.cited else "") for each in said)


def revision(pieces: Revision, guide: Guide) -> str:
    """The improved answer: what was added underlined, what is wrong struck out, and where the additions come from."""
    words = " ".join(_piece(each) for each in pieces)
    return f'<div class="coach-revision"><p class="coach-meta">Your answer, improved</p><p>{words}</p>{origins(pieces, guide)}</div>'


def origins(pieces: Revision, guide: Guide) -> str:
    """Where the additions of a revision come from."""
    cited = [each.point for each in pieces if each.point and each.author is not Author.ADVICE]
    names = ", ".join(f"{escape(name_of(point))} (line {point.line})" for point in cited)
    places = f'<p class="coach-meta">Added from {escape(guide.path.name)}: {names}.</p>' if cited else ""
    plain = [each.point for each in pieces if each.point and each.author is Author.GUIDE]
    note = notice(f"In the guide's own words, as what the model wrote did not pass the checks: {', '.join(map(name_of, plain))}.") if plain else ""
    return places + note


def model_answer(asked: Question, guide: Guide) -> str:
    """What the guide says to a question that the candidate gave up."""
    rows = "".join(f"<li>{text(point.statement)}</li>" for point in asked.points)
    where = place(str(guide.path), asked.line)
    return f'<div class="coach-card"><p class="coach-meta">The guide’s answer</p><ul>{rows}</ul>{where}</div>'


def _score(assessment: Assessment, previous: Assessment | None, ceilings: Mapping[str, float]) -> str:
    counts = [f"{len(found)} {STATUS_NAMES[status][1].lower()}" for status in Status if (found := assessment.with_status(status))]
    before = f" (it was {score(previous.verdicts, ceilings)})" if previous is not None else ""
    hinted = " with hints" if ceilings else ""
    return f'<p class="coach-score"><strong>{score(assessment.verdicts, ceilings)} of 100</strong>{hinted}{before} · {" · ".join(counts)}</p>'


def _scoring(points: Sequence[Point]) -> str:
    """What the score is made of."""
    by_weight = Counter(WEIGHTS[point.kind] for point in points)
    if not any(by_weight):
        return '<p class="coach-meta">Each point counts the same.</p>'
    said = [f"{counted(count, 'point')} at {SHARES[weight]}" for weight, count in sorted(by_weight.items(), reverse=True)]
    return f'<p class="coach-meta">What counts: {", ".join(said)}.</p>'


def _folded(rows: Sequence[str], verdicts: Sequence[PointVerdict | None]) -> str:
    """Points behind a line that says how they went."""
    if not rows:
        return ""
    closed = Counter(verdict.status for verdict in verdicts if verdict is not None)
    said = ", ".join(f"{closed[status]} {STATUS_NAMES[status][1].lower()}" for status in Status if closed[status])
    name = "1 point that counts less" if len(rows) == 1 else f"{len(rows)} points that count less"
    open_ = "" if closed.total() == len(rows) else " …"
    return f'<details class="coach-lesser"><summary>{name}: {said}{open_}</summary><div class="coach-points">{"".join(rows)}</div></details>'


def _open_point(point: Point) -> str:
    return f'<p class="coach-point">… {escape(name_of(point))}</p>'


def _judged_point(verdict: PointVerdict, path: Path, answer: str) -> str:
    icon, name = STATUS_NAMES[verdict.status]
    point = verdict.point
    said = f"<p>You said: {_marked(verdict.evidence, answer)}</p>" if verdict.evidence else "<p>Not recognised in your answer.</p>"
    source = "What a good story has" if is_story(point) else "The guide says"
    where = "" if is_story(point) else place(str(path), point.line)
    return (
        f'<details class="coach-point coach-{verdict.status.value}"><summary>{icon} {escape(name_of(point))} '
        f'<span class="coach-verdict">{name.lower()}</span></summary>{said}<p>{source}: {text(point.statement)}</p>{where}</details>'
    )


def _marked(evidence: Evidence, answer: str) -> str:
    """The evidence, marked in what surrounds it in the answer."""
    before, after = answer[: evidence.start], answer[evidence.end :]
    start = f"… {before[-CONTEXT:].partition(' ')[2]}" if len(before) > CONTEXT else before
    end = f"{after[:CONTEXT].rpartition(' ')[0]} …" if len(after) > CONTEXT else after
    return f"{_inline(start)}<mark>{_inline(evidence.text)}</mark>{_inline(end)}"


def _inline(value: str) -> str:
    """A piece of a text as HTML in one line, the spaces at its ends kept."""
    return escape(value.replace("\r", " ").replace("\n", " "))


def _piece(piece: Piece) -> str:
    if piece.removed:
        return f"<del>{text(piece.text)}</del>"
    if piece.author is Author.CANDIDATE:
        return text(piece.text)
    return f"<ins>{text(f'[{piece.text}]' if piece.author is Author.ADVICE else piece.text)}</ins>"
