"""How somebody stands, what is due, and a report within the page, as HTML."""

import html
from collections.abc import Iterable, Sequence

from coach.guides.types import Question
from coach.interview.progress import over_time
from coach.practice.history import Standing
from coach.report.document import CATEGORY_NAMES
from coach.web.render.text import text


def due(questions: Sequence[Question], shown: int) -> str:
    """What has to be repeated now: at most `shown` of the questions, and how many there are."""
    if not questions:
        return '<p class="coach-score">Nothing is due now.</p>'
    rows = "".join(f"<li>{text(question.text)}</li>" for question in questions[:shown])
    more = f'<p class="coach-meta">and {len(questions) - shown} more</p>' if len(questions) > shown else ""
    count = "1 question is" if len(questions) == 1 else f"{len(questions)} questions are"
    return f'<div class="coach-card"><p class="coach-score">{count} due now:</p><ul>{rows}</ul>{more}</div>'


def standing(found: Standing) -> str:
    """How somebody stands in a guide."""
    covered = found.coverage
    means = " · ".join(f"{CATEGORY_NAMES[category]} {each.mean:.0f}" for category, each in found.categories.items())
    weakest = "".join(
        f"<li>{text(weak.point.label or weak.point.text)} "
        f'<span class="coach-meta">earned {over_time(weak.progress.earned)}, in “{text(weak.question.text)}”</span></li>'
        for weak in found.weakest
    )
    study = f"<p>Your weakest points:</p><ul>{weakest}</ul>" if weakest else ""
    done = f"{covered.tried} of {covered.questions} questions tried, {covered.good} went well the last time."
    return (
        f'<div class="coach-card"><h2>{text(found.guide.role)}</h2><p>{text(found.readiness.summary)}</p>'
        f'<p class="coach-meta">{done} {text(means)}</p>{study}</div>'
    )


def pictures(drawn: Iterable[str]) -> str:
    """Plots of our own making, as SVG, side by side."""
    return f'<div class="coach-plots">{"".join(f"<div class=coach-plot>{each}</div>" for each in drawn)}</div>'


def report_frame(number: int, page: str) -> str:
    """A report, which is a page of its own, within the page: without scripts and without access to it.

    Its links lead within itself: without the frame's own address they would load the page around it. Quotes in anybody's text are escaped there already.
    """
    within = page.replace('href="#', 'href="about:srcdoc#')
    return f'<iframe class="coach-report" sandbox title="Report on interview {number}" srcdoc="{html.escape(within, quote=True)}"></iframe>'
