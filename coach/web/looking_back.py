"""What the page shows of the past: how the guides stand, pictures, and the report on an interview to read and to take along."""

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from coach.files import save
from coach.interview.types import Mode
from coach.practice.charts import charts
from coach.practice.history import Standing, Summary, Unreadable, practised, standing, summaries
from coach.practice.practice import Ask, Practice, Wish
from coach.report import html as html_report
from coach.report import markdown, pdf
from coach.report.document import CATEGORY_NAMES
from coach.web import render

FILES = ("md", "html", "pdf")
DUE_SHOWN = 5  # questions


def overview(practice: Practice) -> str:
    """Readiness, coverage and weakest points of the guides that were practised, with pictures."""
    attempts = practice.attempts()
    guides = practised(practice.coach.library.guides, attempts)
    if not guides:
        return render.notice("Nothing has been practised yet. After the first answer this shows how ready you are, what you keep missing, and what is due.")
    now = datetime.now(UTC).astimezone()
    pictures = "".join(f'<div class="coach-plot">{each}</div>' for each in charts(guides, attempts, practice.cards(), now).values())
    return "".join(_standing(standing(guide, attempts, now)) for guide in guides) + f'<div class="coach-plots">{pictures}</div>'


def due(practice: Practice) -> str:
    """What has to be repeated now."""
    questions = practice.due()
    if not questions:
        return '<p class="coach-score">Nothing is due now.</p>'
    rows = "".join(f"<li>{render.text(question.text)}</li>" for question in questions[:DUE_SHOWN])
    more = f'<p class="coach-meta">and {len(questions) - DUE_SHOWN} more</p>' if len(questions) > DUE_SHOWN else ""
    count = "1 question is" if len(questions) == 1 else f"{len(questions)} questions are"
    return f'<div class="coach-card"><p class="coach-score">{count} due now:</p><ul>{rows}</ul>{more}</div>'


def due_or_needed(practice: Practice) -> Wish:
    """An interview of what is due, or, when nothing is, of what is needed most."""
    mode = Mode.DRILL if practice.due() else Mode.PRACTICE
    return Wish(tuple(practice.coach.library.guides), Ask.NEED, mode, count=DUE_SHOWN)


def interviews(practice: Practice) -> list[tuple[str, int]]:
    """A name and the number of each interview that has an answer or can't be read, the newest first. `report` says what is wrong with one that can't."""
    found = reversed(summaries(practice.store, practice.profile))
    return [(_name(each), each.number) for each in found if isinstance(each, Unreadable) or each.mean_score is not None]


def _name(each: Summary | Unreadable) -> str:
    what = "can’t be read" if isinstance(each, Unreadable) else f"{each.mode}, {each.answered} of {each.planned} answered"
    return f"{each.number}: {each.started.astimezone():%d %B %Y, %H:%M}, {what}"


def report(practice: Practice, number: int, folder: Path) -> tuple[str, Sequence[Path]]:
    """The report on an interview: as a page within the page, without scripts and without access to it, and as files, in the order of FILES.

    The files are in `folder`, for nobody else to read. Raises CoachError.
    """
    made = practice.report(number)
    page = html_report.render(made)
    paths = [folder / f"interview-{number}.{ending}" for ending in FILES]
    for path, content in zip(paths, (markdown.render(made).encode(), page.encode(), pdf.render(made)), strict=True):
        save(path, content)
    return f'<iframe class="coach-report" sandbox title="Report on interview {number}" srcdoc="{html.escape(page, quote=True)}"></iframe>', paths


def _standing(found: Standing) -> str:
    covered = found.coverage
    means = " · ".join(f"{CATEGORY_NAMES[category]} {each.mean:.0f}" for category, each in found.categories.items())
    weakest = "".join(
        f'<li>{render.text(weak.point.label or weak.point.text)} <span class="coach-meta">earned {weak.progress.mean:.0%} so far, in “'
        f"{render.text(weak.question.text)}”</span></li>"
        for weak in found.weakest
    )
    study = f"<p>What you keep missing:</p><ul>{weakest}</ul>" if weakest else ""
    done = f"{covered.tried} of {covered.questions} questions tried, {covered.good} went well the last time."
    return (
        f'<div class="coach-card"><h2>{render.text(found.guide.role)}</h2><p>{render.text(found.readiness.summary)}</p>'
        f'<p class="coach-meta">{done} {render.text(means)}</p>{study}</div>'
    )
