"""Plots of a history as SVG to stand in a page. Text takes the page's own colour (currentColor) and the ground is left clear, so light and dark both work.

Each function returns one element: the picture, with a title and its numbers in words for those who can't see it, or a paragraph when there is nothing to draw.
"""

import html
import io
import math
import re
import textwrap
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from coach.report.document import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WELL_FROM = 60  # of 100: a score from here on went well
RUNNING = 5  # attempts that the running mean is over
WIDTH = 7.5  # inches of 72 points, as the type is sized; the page scales it
ROW = 0.36  # inches, a row of a heat map or a bar
NAME_CHARACTERS = 23  # of a row's or column's name
COLUMN_CHARACTERS = 65  # of all columns' names; where they have more, only every second or third is named
NAMED = 6  # days or attempts on the axis of a trend
# Blue and vermilion of Okabe and Ito (2008), which colour-blind people tell apart: each at least 3:1 on white and on the dark page (WCAG 2.2, 1.4.11).
WELL, WEAK = "#0072b2", "#d55e00"
STRONGEST = 0.55  # opacity of a cell at most, so that the number on it can be read
INK = "#010203"  # stands for the page's own colour until the picture is written
LEGEND = 114  # where it says what the signs of a trend mean, on its scale of scores
FAINT = 0.3  # opacity of what is only there for orientation

_ROOT = re.compile(r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>")
_STYLE_SHEET = re.compile(r"<style.*?</style>", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_GROUP_NAME = re.compile(r'<g id="[^"]*"')


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Mean scores, 0 to 100: `means` has a row for each topic and in it a number for each column, a week or a round; None where nothing was tried."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    means: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """One attempt's score, 0 to 100."""

    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a topic was practised, in questions: `well` of the `tried` of the `total`."""

    name: str
    total: int
    tried: int
    well: int


@dataclass(frozen=True, slots=True)
class DueOn:
    """How many cards are due on a day."""

    day: date
    count: int


def heat_map(topics: HeatMap, title: str) -> str:
    """Where it went well and where not: the mean score of each topic in each column."""
    if not any(mean is not None for row in topics.means for mean in row):
        return _nothing("Nothing has been answered yet: practise, and your topics will show here.")
    figure, axes = _figure(len(topics.rows) + 1, title, left=0.26, width=0.72)
    for y, row in enumerate(topics.means):
        for x, mean in enumerate(row):
            if mean is not None:
                colour, strength = _heat(mean)
                axes.barh(y, 0.94, left=x - 0.47, height=0.9, color=colour, alpha=strength, linewidth=0)
            _words(axes, x, y, "–" if mean is None else f"{mean:.0f}", align="center")
        _words(axes, -0.5, y, _short(topics.rows[y]), align="right")
    names = [_short(name) for name in topics.columns]
    every = max(1, math.ceil(len(names) * max(map(len, names)) / COLUMN_CHARACTERS))
    for x, name in enumerate(names):
        if x % every == 0:
            _words(axes, x, -0.75, name, align="center")
    axes.set_xlim(-0.5, len(topics.columns) - 0.5)
    axes.set_ylim(len(topics.rows) - 0.5, -1.1)
    axes.axis("off")
    said = (
        f"{name}: {', '.join(f'{column} {mean:.0f}' for column, mean in zip(topics.columns, row, strict=True) if mean is not None) or 'nothing yet'}"
        for name, row in zip(topics.rows, topics.means, strict=True)
    )
    return _svg(figure, title, f"Mean score of 100 by topic. {'; '.join(said)}.")


def trend(attempts: Sequence[Scored], title: str) -> str:
    """How the score moves: each attempt a dot, and the mean of the last RUNNING as a line. `attempts` in the order of time.

    Over several days the place of an attempt is its time; within one day, where all would stand on top of one another, its number.
    """
    if not attempts:
        return _nothing("Nothing has been answered yet: after a first answer your scores will show here.")
    first, last = attempts[0].at, attempts[-1].at
    one_day = first.date() == last.date()
    figure, axes = _figure(8, title, left=0.06, width=0.86, below=0.55 if one_day else 0.3)
    if one_day:
        places = [number + 0.5 for number in range(len(attempts))]
    else:
        midnight = datetime.combine(first.date(), time(), first.tzinfo)
        places = [(each.at - midnight) / timedelta(days=1) for each in attempts]
    width = math.floor(places[-1]) + 1  # in attempts or whole days
    means = [_mean([each.score for each in attempts[max(0, n - RUNNING + 1) : n + 1]]) for n in range(len(attempts))]
    _dots(axes, places, [each.score for each in attempts])
    _line(axes, places, means)
    _words(axes, 1.02 * width, means[-1], f"{means[-1]:.0f}")
    _dots(axes, [0], [LEGEND])
    _words(axes, 0, LEGEND, "one attempt")
    _line(axes, [0.2 * width, 0.24 * width], [LEGEND, LEGEND])
    _words(axes, 0.24 * width, LEGEND, f"mean of the last {RUNNING}")
    named = sorted({round(step * (width - 1) / (NAMED - 1)) for step in range(NAMED)})
    years = first.year != last.year
    names = [str(place + 1) if one_day else _axis_day(first.date() + timedelta(place), year=years) for place in named]
    axes.set_xticks([place + 0.5 for place in named], names)
    if one_day:
        axes.set_xlabel(f"Number of the attempt on {_day(first)}", color=INK)
    axes.set_xlim(-0.02 * width, 1.02 * width)
    axes.set_ylim(0, LEGEND + 6)
    axes.set_yticks([0, 20, 40, 60, 80, 100])
    _plain_axes(axes)
    many = f"{len(attempts)} attempt{'s' if len(attempts) > 1 else ''} {f'on {_day(first)}' if one_day else f'from {_day(first)} to {_day(last)}'}"
    few = min(RUNNING, len(attempts))
    return _svg(figure, title, f"{many}. Mean of the first {few}: {means[few - 1]:.0f} of 100; of the last {few}: {means[-1]:.0f}.")


def coverage(topics: Sequence[Coverage], title: str) -> str:
    """How much of a guide was practised: of each topic's questions those that went well, those only tried and those not yet tried."""
    topics = [each for each in topics if each.total]
    if not topics:
        return _nothing("This guide has no questions to practise.")
    figure, axes = _figure(len(topics) + 1, title, left=0.26, width=0.48)
    for y, topic in enumerate(topics):
        parts = ((topic.well, WELL, 1.0), (topic.tried - topic.well, WEAK, 1.0), (topic.total - topic.tried, INK, FAINT / 2))
        left = 0.0
        for count, colour, strength in parts:
            share = count / topic.total
            axes.barh(y, share, left=left, height=0.62, color=colour, alpha=strength, linewidth=0)
            left += share
        _words(axes, 0, y, _short(topic.name), align="right")
        _words(axes, 1, y, f"{topic.tried} of {topic.total} tried, {topic.well} well")
    for x, name, colour, strength in ((0.0, "went well", WELL, 1.0), (0.37, "tried", WEAK, 1.0), (0.65, "not yet", INK, FAINT / 2)):
        axes.barh(-0.85, 0.03, left=x, height=0.4, color=colour, alpha=strength, linewidth=0)
        _words(axes, x + 0.03, -0.85, name)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(topics) - 0.5, -1.2)
    axes.axis("off")
    said = (f"{each.name}: {each.well} went well and {each.tried - each.well} only tried, of {each.total}" for each in topics)
    return _svg(figure, title, f"Questions by topic. {'; '.join(said)}.")


def forecast(due: Sequence[DueOn], title: str) -> str:
    """What comes due: a bar for each day, the first of them today."""
    if not any(each.count for each in due):
        return _nothing("Nothing is due in the coming days.")
    figure, axes = _figure(5.5, title, left=0.02, width=0.96)
    for x, each in enumerate(due):
        if each.count:
            axes.bar(x, each.count, width=0.7, color=WELL, linewidth=0)
            _words(axes, x, each.count, f"{each.count}", align="center", raised=True)
        starts = x == 0 or each.day.day == 1
        _words(axes, x, 0, f"{each.day:%a}\n{_axis_day(each.day, year=False) if starts else each.day.day}", align="center", raised=False)
    axes.axhline(0, color=INK, linewidth=0.8, alpha=FAINT)
    highest = max(each.count for each in due)
    axes.set_xlim(-0.6, len(due) - 0.4)
    axes.set_ylim(-0.3 * highest, 1.15 * highest)
    axes.axis("off")
    said = ", ".join(f"{_day(each.day)} {each.count}" for each in due if each.count)
    return _svg(figure, title, f"{sum(each.count for each in due)} due in {len(due)} days: {said}.")


def _figure(rows: float, title: str, *, left: float, width: float, below: float = 0.3) -> "tuple[Figure, Axes]":
    """A figure by itself, as pyplot's would live on in a server, with axes as high as so many rows.

    `left` and `width` are shares of the figure's width; `below` is the room for the axis, in inches.
    """
    _set_up()
    from matplotlib.figure import Figure

    top = 0.45  # inches, for the title
    height = rows * ROW + top + below
    figure = Figure(figsize=(WIDTH, height))
    figure.patch.set_alpha(0)
    axes = figure.add_axes((left, below / height, width, rows * ROW / height))
    axes.patch.set_alpha(0)
    figure.text(0.01, 1 - 0.2 / height, clean(title), color=INK, fontsize=12, fontweight="bold", va="center", parse_math=False)
    return figure, axes


@cache
def _set_up() -> None:
    """What matplotlib only has as settings of the whole process, set once: nothing else here draws."""
    import matplotlib as mpl

    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "coach", "font.size": 10})
    warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font")  # no matter: text stays text, and the browser has other fonts


def _dots(axes: "Axes", x: Sequence[float], y: Sequence[float]) -> None:
    axes.plot(x, y, "o", color=WELL, markersize=4.5, markeredgewidth=0)


def _line(axes: "Axes", x: Sequence[float], y: Sequence[float]) -> None:
    axes.plot(x, y, color=WEAK, linewidth=2.5)


def _words(axes: "Axes", x: float, y: float, text: str, *, align: Literal["left", "center", "right"] = "left", raised: bool | None = None) -> None:
    """Text at a place of the axes, as it is: no "$" makes a formula. `raised`: above the place, below it, or at its height."""
    axes.annotate(
        clean(text),
        (x, y),
        xytext=({"left": 6, "center": 0, "right": -6}[align], {None: 0, True: 3, False: -4}[raised]),
        textcoords="offset points",
        ha=align,
        va={None: "center", True: "bottom", False: "top"}[raised],
        color=INK,
        annotation_clip=False,
        parse_math=False,
    )


def _heat(mean: float) -> tuple[str, float]:
    """Colour and opacity of a cell: the further from WELL_FROM the stronger."""
    if mean >= WELL_FROM:
        return WELL, STRONGEST * (0.25 + 0.75 * (mean - WELL_FROM) / (100 - WELL_FROM))
    return WEAK, STRONGEST * (0.25 + 0.75 * (WELL_FROM - mean) / WELL_FROM)


def _plain_axes(axes: "Axes") -> None:
    """Only what is needed to read a value off."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=INK, alpha=FAINT)
    axes.tick_params(length=0, pad=7, colors=INK)
    axes.grid(axis="y", color=INK, alpha=FAINT / 2, linewidth=0.8)
    axes.set_axisbelow(True)


def _svg(figure: "Figure", title: str, said: str) -> str:
    """The picture as one element to put into a page. The same figure gives the same text."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    drawn = written.getvalue()
    # A style sheet inside would hold for the whole page, and names of groups would be there once for each plot.
    body = _GROUP_NAME.sub("<g", _STYLE_SHEET.sub("", _METADATA.sub("", drawn[drawn.index("<svg") :])))
    body = body.replace(f": {INK}", ": currentColor")
    name, words = html.escape(clean(title)), html.escape(clean(f"{title}. {said}"))
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-label="{words}" width="100%" style="max-width: {WIDTH * 72:.0f}pt; stroke-linejoin: round" '
    )
    return _ROOT.sub(lambda match: f"{root}{match.group(1)}>\n <title>{name}</title>", body, count=1)


def _nothing(sentence: str) -> str:
    return f"<p>{html.escape(sentence)}</p>"


def _short(name: str) -> str:
    return textwrap.shorten(name, NAME_CHARACTERS, placeholder=" …")


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _axis_day(day: date, *, year: bool) -> str:
    return f"{day.day} {day:%b}{f' {day.year}' if year else ''}"
