"""The review of an answer as HTML."""

from coach.grading import annotation
from coach.grading.types import Assessment, PointVerdict
from coach.guides.types import Guide
from coach.interview.comparison import Move, moves
from coach.interview.revision import Author, Piece, Revision, spaced
from coach.report.contents import name_of
from coach.report.document import STATUS_NAMES
from coach.web.render.assessment import origins
from coach.web.render.text import counted, escape, notice, text


def taken(question: str, others: int) -> str:
    """Which question the answer was taken for. `others` is how many buttons for other questions follow."""
    switch = '<p class="coach-meta">If it is to another question, have it judged for that:</p>' if others else ""
    return f'<p class="coach-taken">Taken as an answer to: <strong>“{text(question)}”</strong></p>{switch}'


def unclear(others: int) -> str:
    """That no question is clearly meant. `others` is how many buttons for the closest ones follow."""
    closest = " The closest ones are here, all others in the list at the top." if others else " Choose it in the list at the top and send it again."
    return notice(f"No question in your guides clearly fits this answer. Which one is it to?{closest}")


def annotated(assessment: Assessment) -> str:
    """The answer sentence by sentence, each with the points that rest on it, and the points that rest on none."""
    rows = "".join(_sentence(each) for each in annotation.annotated(assessment))
    missing = [verdict for verdict in assessment.verdicts if verdict.evidence is None]
    rest = f'<h3>Not in your answer</h3><ul class="coach-labels">{"".join(map(_label, missing))}</ul>' if missing else ""
    return f'<section class="coach-annotated"><h2>Your answer, sentence by sentence</h2><ol>{rows}</ol>{rest}</section>'


def moved(before: Assessment, now: Assessment) -> str:
    """What is better and what is worse than in the answer before to the same question."""
    found = moves(before, now)
    gained, lost = [each for each in found if each.gain > 0], [each for each in found if each.gain < 0]
    same = [each for each in found if not each.gain]
    rows = "".join([*(_move(each, "▲", "gained") for each in gained), *(_move(each, "▼", "lost") for each in lost)])
    listed = f'<ul class="coach-labels">{rows}</ul>' if rows else "<p>No point moved.</p>"
    as_before = "".join(f"<li>{escape(name_of(each.point))}: {_status(each)}</li>" for each in same)
    rest = f"<details><summary>The same as before: {counted(len(same), 'point')}</summary><ul>{as_before}</ul></details>" if same else ""
    return (
        f'<section class="coach-moved"><h2>What moved</h2><p class="coach-score"><strong>{now.score} of 100</strong>, '
        f"{_difference(now.score - before.score)} ({before.score} before)</p>{listed}{rest}</section>"
    )


def side_by_side(answer: str, pieces: Revision, guide: Guide) -> str:
    """The answer beside its improved version: what is wrong struck out in the one, what was added underlined in the other, both said aloud too."""
    placed = list(spaced(answer, pieces))
    before = "".join(f"{_space(space)}{_own(piece)}" for space, piece in placed if piece.author is Author.CANDIDATE)
    after = "".join(f"{_space(space)}{_improved(piece)}" for space, piece in placed if not piece.removed)
    advice = any(piece.author is Author.ADVICE for piece in pieces)
    fill = '<p class="coach-meta">What is in brackets only you can tell.</p>' if advice else ""
    return (
        '<section class="coach-sides-section"><h2>An improved version</h2><div class="coach-sides">'
        f"<div><h3>Your answer</h3><p>{before}</p></div><div><h3>Improved</h3><p>{after}</p></div></div>"
        f'<p class="coach-meta"><ins>Underlined</ins>: added. <del>Struck out</del>: wrong.</p>{fill}{origins(pieces, guide)}</section>'
    )


def _sentence(sentence: annotation.AnnotatedSentence) -> str:
    labels = "".join(map(_label, sentence.verdicts))
    beside = f'<ul class="coach-labels">{labels}</ul>' if labels else '<p class="coach-meta">counts for no point</p>'
    css_class = ' class="coach-counts"' if labels else ""
    return f"<li{css_class}><p>{text(sentence.text)}</p>{beside}</li>"


def _label(verdict: PointVerdict) -> str:
    icon, name = STATUS_NAMES[verdict.status]
    return (
        f'<li class="coach-{verdict.status.value}"><span aria-hidden="true">{icon}</span> {escape(name_of(verdict.point))} — '
        f'<span class="coach-verdict">{name.lower()}</span></li>'
    )


def _move(move: Move, icon: str, name: str) -> str:
    return (
        f'<li class="coach-{name}"><span aria-hidden="true">{icon}</span> {escape(name_of(move.point))} — <strong>{name}</strong> '
        f'<span class="coach-meta">({STATUS_NAMES[move.before][1].lower()} before, {_status(move)} now)</span></li>'
    )


def _status(move: Move) -> str:
    return STATUS_NAMES[move.now][1].lower()


def _difference(gain: int) -> str:
    return f"{gain} more" if gain > 0 else f"{-gain} less" if gain < 0 else "the same"


def _own(piece: Piece) -> str:
    return f"<del>{_aloud('wrong: ')}{text(piece.text)}{_aloud(' (end)')}</del>" if piece.removed else text(piece.text)


def _improved(piece: Piece) -> str:
    if piece.author is Author.CANDIDATE:
        return text(piece.text)
    words = f"[{piece.text}]" if piece.author is Author.ADVICE else piece.text
    return f"<ins>{_aloud('added: ')}{text(words)}{_aloud(' (end)')}</ins>"


def _space(space: str) -> str:
    """White space between pieces: line breaks are kept."""
    return "<br>" * space.count("\n") or (" " if space else "")


def _aloud(words: str) -> str:
    """For those who hear the page: no screen shows it."""
    return f'<span class="coach-aloud">{words}</span>'
