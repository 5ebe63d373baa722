"""What the page shows of the past: how the guides stand, pictures, and the report on an interview to read and to take along."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from coach.files import save
from coach.interview.types import Mode
from coach.practice.charts import charts
from coach.practice.history import Summary, Unreadable, practised, standing, summaries
from coach.practice.practice import Ask, Practice, Wish
from coach.report import html as html_report
from coach.report import markdown, pdf
from coach.web import render

FILES = ("md", "html", "pdf")
DUE_SHOWN = 5  # questions


def overview(practice: Practice) -> str:
    """Readiness, coverage and weakest points of the guides that were practised, with pictures."""
    attempts = practice.attempts()
    guides = practised(practice.coach.library.guides, attempts)
    if not guides:
        return render.notice("Nothing has been practised yet. After the first answer this shows how ready you are, where you are weakest, and what is due.")
    now = datetime.now(UTC).astimezone()
    drawn = charts(guides, attempts, practice.cards(), now).values()
    return "".join(render.standing(standing(guide, attempts, now)) for guide in guides) + render.pictures(drawn)


def due(practice: Practice) -> str:
    """What has to be repeated now."""
    return render.due(practice.due(), DUE_SHOWN)


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
    return render.report_frame(number, page), paths
