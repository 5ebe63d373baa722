"""Guides, what is wrong with them, and what was found in them, as HTML."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from coach.guides.changes import Changes
from coach.guides.types import Category, Guide, ParsedGuide, PointKind, Problem, Question, Severity
from coach.index.types import SearchResult
from coach.interview.loading import Progress
from coach.interview.progress import Coverage
from coach.report.document import CATEGORY_NAMES
from coach.web.render.text import counted, escape, notice, place, text

SEVERITIES = {Severity.ERROR: "Error", Severity.WARNING: "Warning"}
LINE_CHARACTERS = 80  # of a line that a problem is in
NAMED = 5  # questions in the sentence on what has changed


def no_guides() -> str:
    """The library is empty."""
    return notice("There is no guide yet. Write one here or upload a Markdown file: a heading for each question, bullets below for what a good answer says.")


def guides_in_use(guides: Sequence[Guide]) -> str:
    """What the coach works with, in a sentence."""
    return f"The coach works with {counted(len(guides), 'guide')} and {counted(sum(len(each.questions) for each in guides), 'question')}."


def guide(shown: Guide, covered: Coverage, scores: Mapping[str, int], folder: Path) -> str:
    """A guide: what it has, how much of that was tried, and, when opened, each question. `scores` are the last ones, 0 to 100, by question id."""
    questions = shown.questions
    by_category = Counter(question.category for question in questions)
    parts = ", ".join(f"{by_category[category]} {CATEGORY_NAMES[category].lower()}" for category in Category if by_category[category])
    last = [scores[question.id] for question in questions if question.id in scores]
    went = f"{covered.tried} of {covered.questions} tried ({covered.tried / covered.questions:.0%})" if covered.tried else "Nothing tried yet"
    mean = f" · {sum(last) / len(last):.0f} of 100 on average the last time" if last else ""
    rows = "".join(_question(question, _last(scores.get(question.id))) for question in questions)
    opening = f'<details><summary>{counted(len(questions), "question")}</summary><ul class="coach-questions">{rows}</ul></details>' if questions else ""
    return (
        f'<div class="coach-card coach-guide"><h3>{text(shown.role)}</h3>'
        f'<p class="coach-meta">{escape(_file(shown.path, folder))}{" · " if parts else ""}{escape(parts)}</p>'
        f'<p class="coach-meta">{went}{mean}</p>{opening}</div>'
    )


def problems(found: Sequence[Problem], folder: Path) -> str:
    """What is wrong in the files, file by file."""
    if not found:
        return notice("No problems were found in your guides.")
    by_file: dict[Path, list[Problem]] = {}
    for problem in found:
        by_file.setdefault(problem.path, []).append(problem)
    return "".join(
        f'<div class="coach-card"><h3>{escape(_file(path, folder))}</h3><ul class="coach-problems">{"".join(_problem(each) for each in of_file)}</ul></div>'
        for path, of_file in by_file.items()
    )


def passages(found: SearchResult) -> str:
    """What a search has found, the closest first."""
    if not found.relevant:
        return notice("Nothing relevant in your guides. Try other words.")
    rows = "".join(
        f'<li><p class="coach-meta">{escape(" › ".join(hit.chunk.breadcrumb))}</p><blockquote>{text(hit.chunk.text)}</blockquote>'
        f"{place(hit.chunk.path, hit.chunk.line)}</li>"
        for hit in found.hits
    )
    return f'<ol class="coach-passages">{rows}</ol>'


def preview(parsed: ParsedGuide, written: str) -> str:
    """How a text parses: its title and counts, what is wrong with it, and each question with its points."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").split("\n")  # as the parser counts them
    found = "".join(_problem(problem, lines[problem.line - 1] if problem.line <= len(lines) else "") for problem in parsed.problems)
    wrong = f'<ul class="coach-problems">{found}</ul>' if found else '<p class="coach-meta">No problems.</p>'
    shown = parsed.guide
    if shown is None:
        return wrong
    points = sum(len(question.points) for question in shown.questions)
    rows = "".join(_question(question, f"line {question.line}", _answer(question)) for question in shown.questions)
    return (
        f'<p class="coach-score"><strong>{text(shown.role)}</strong> · {counted(len(shown.questions), "question")}, {counted(points, "point")}</p>'
        f'{wrong}<ul class="coach-questions">{rows}</ul>'
    )


def saved(name: str, found: Changes) -> str:
    """What has changed in a guide by saving it."""
    groups = (("added", found.added), ("changed", found.changed), ("removed", found.removed))
    said = "; ".join(f"{counted(len(group), 'question')} {what}: {_names(group)}" for what, group in groups if group)
    return notice(f"{name} is saved. {said or 'No question has changed'}.")


def rebuild(progress: Progress) -> str:
    """How the rebuilding of the index goes."""
    share = "" if progress.share is None else f' value="{progress.share:.3f}"'
    percent = "" if progress.share is None else f" {progress.share:.0%}"
    said = escape(progress.message)
    return f'<p class="coach-meta">{said}{percent}</p><progress class="coach-progress-bar" max="1"{share} aria-label="Rebuilding the index"></progress>'


def _question(question: Question, said: str, inner: str = "") -> str:
    points = counted(len(question.points), "point") if question.points else "no answer yet, so it can't be asked"
    parts = (CATEGORY_NAMES[question.category], question.difficulty or "", points, said)
    meta = f'<span class="coach-meta">{escape(" · ".join(part for part in parts if part))}</span>'
    if not inner:
        return f"<li>{text(question.text)}<br>{meta}</li>"
    return f"<li><details><summary>{text(question.text)}<br>{meta}</summary>{inner}</details></li>"


def _answer(question: Question) -> str:
    """The points of a question, and what would be asked next."""
    kinds = {point: "" if point.kind is PointKind.CORE else f' <span class="coach-meta">({point.kind.value})</span>' for point in question.points}
    points = "".join(f"<li>{text(point.statement)}{kind}</li>" for point, kind in kinds.items())
    asked = "".join(f'<li>{text(each.text)} <span class="coach-meta">(follow-up)</span></li>' for each in question.follow_ups)
    return f"<ul>{points}{asked}</ul>" if points or asked else ""


def _problem(problem: Problem, line: str = "") -> str:
    where = f"line {problem.line}"
    shown = line.strip()
    quoted = f"<br><code>{escape(shown[:LINE_CHARACTERS] + ('…' if len(shown) > LINE_CHARACTERS else ''))}</code>" if shown else ""
    name = SEVERITIES[problem.severity]
    return f'<li><strong class="coach-{problem.severity.value}">{name}</strong>, {where}: {text(problem.message)}{quoted}</li>'


def _last(score: int | None) -> str:
    return "not tried" if score is None else f"{score} of 100 the last time"


def _names(questions: Sequence[Question]) -> str:
    named = ", ".join(f"“{question.text}”" for question in questions[:NAMED])
    return named + (f" and {len(questions) - NAMED} more" if len(questions) > NAMED else "")


def _file(path: Path, folder: Path) -> str:
    """A file as seen from the folder; its name may hold bytes that are no text."""
    shown = path.relative_to(folder) if path.is_relative_to(folder) and path != folder else Path(path.name)
    return str(shown).encode("utf-8", "replace").decode()
