"""Plots as SVG: what they say, and that they stand in any page."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from contrast import contrast
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import TEXTS

from coach.report.plots import STRONGEST, WEAK, WELL, Coverage, DueOn, HeatMap, Scored, coverage, forecast, heat_map, trend

SVG = "{http://www.w3.org/2000/svg}"
MONDAY = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
CONTRAST = 3.0  # of what has to be seen to read a picture: WCAG 2.2, success criterion 1.4.11

TOPICS = HeatMap(("Technical", "Behavioral"), ("week 47", "week 48"), ((42.4, 71.0), (None, 88.0)))
SCORES = [Scored(MONDAY + timedelta(days=day), score) for day, score in enumerate([20.0, 40.0, 60.0, 50.0, 80.0, 100.0, 95.0])]
PRACTISED = [Coverage("Technical", 20, 8, 5), Coverage("Behavioral", 4, 0, 0)]
DUE = [DueOn(MONDAY.date() + timedelta(days=day), count) for day, count in enumerate([41, 0, 52, *[0] * 11])]
PLOTS = {
    "heat map": (lambda title="Scores": heat_map(TOPICS, title)),
    "trend": (lambda title="Scores": trend(SCORES, title)),
    "coverage": (lambda title="Scores": coverage(PRACTISED, title)),
    "forecast": (lambda title="Scores": forecast(DUE, title)),
}


def texts(svg: str) -> list[str]:
    """The words in a picture, in the order in which they are drawn."""
    return ["".join(element.itertext()).strip() for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def label(svg: str) -> str:
    return ET.fromstring(svg).attrib["aria-label"]  # noqa: S314 - our own


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_it_has_a_title_and_an_alternative_and_stands_in_any_page(plot: Callable[[], str]) -> None:
    svg = plot()
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"].startswith("Scores. ")
    assert [each.text for each in root.iter(f"{SVG}title")] == ["Scores"]
    assert "Scores" in texts(svg)
    assert {each.tag for each in root.iter()} <= {f"{SVG}{name}" for name in ("svg", "title", "g", "defs", "path", "use", "text", "tspan", "clipPath", "rect")}
    assert not re.search(r"https?://(?!www\.w3\.org/)", svg)
    assert "#010203" not in svg
    assert "currentColor" in svg
    assert "#000000" not in svg


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_the_same_numbers_give_the_same_picture(plot: Callable[[], str]) -> None:
    assert plot() == plot()


def test_two_plots_in_a_page_do_not_get_into_each_others_way() -> None:
    drawn = [plot() for plot in PLOTS.values()]
    for one in drawn:
        for name in re.findall(r"(?:url\(|href=\")#([\w-]+)", one):
            assert one.count(f'id="{name}"') == 1
    for name in {name for one in drawn for name in re.findall(r' id="([\w-]+)"', one)}:
        assert len({re.search(rf'id="{name}".*?/>', one, re.DOTALL)[0] for one in drawn if f'id="{name}"' in one}) == 1


def test_a_heat_map_has_the_number_of_each_cell() -> None:
    svg = heat_map(TOPICS, "Scores")
    assert {"Technical", "Behavioral", "week 47", "week 48", "42", "71", "–", "88"} <= set(texts(svg))
    assert "Technical: week 47 42, week 48 71; Behavioral: week 48 88." in label(svg)


def test_a_heat_map_with_many_columns_names_some_of_them() -> None:
    columns = tuple(f"week {number}" for number in range(1, 53))
    found = texts(heat_map(HeatMap(("Technical",), columns, ((50.0,) * 52,)), "Scores"))
    assert 4 <= len(set(columns) & set(found)) <= 12
    assert found.count("50") == 52


@given(st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
@settings(max_examples=15)
def test_cells_are_the_stronger_the_further_from_well_they_are(one: float, other: float) -> None:
    svg = heat_map(HeatMap(("T",), ("a", "b"), ((one, other),)), "Scores")
    cells = [(colour, float(strength)) for colour, strength in re.findall(r"fill: (#\w+); opacity: ([\d.]+)\"", svg)]
    assert len(cells) == 2
    for score, (colour, strength) in zip((one, other), cells, strict=True):
        assert colour == (WELL if score >= 60 else WEAK)
        assert 0 < strength <= STRONGEST + 1e-6
    if cells[0][0] == cells[1][0] and abs(one - 60) < abs(other - 60):
        assert cells[0][1] <= cells[1][1]


def test_a_trend_ends_at_the_running_mean() -> None:
    svg = trend(SCORES, "Scores")
    assert "77" in texts(svg)  # (60 + 50 + 80 + 100 + 95) / 5
    assert label(svg).endswith("7 attempts from 23 November 2026 to 29 November 2026. Mean of the first 5: 50 of 100; of the last 5: 77.")


def test_one_attempt_is_a_trend_already() -> None:
    svg = trend(SCORES[:1], "Scores")
    assert {"1", "Number of the attempt on 23 November 2026"} <= set(texts(svg))
    assert "1 attempt on 23 November 2026. Mean of the first 1: 20 of 100; of the last 1: 20." in label(svg)


def dots(svg: str) -> list[float]:
    """Where the attempts of a trend stand from left to right, in points; the legend's is left out."""
    drawn = re.findall(r'<use xlink:href="[^"]*" x="([\d.]+)" y="[\d.]+" style="fill: ' + WELL, svg)
    return [float(x) for x in drawn[:-1]]


@given(st.lists(st.integers(min_value=0, max_value=5 * 3600), min_size=2, max_size=12).map(sorted))
@settings(max_examples=10)
def test_attempts_of_one_day_stand_side_by_side_in_their_order(seconds: list[int]) -> None:
    svg = trend([Scored(MONDAY + timedelta(seconds=each), 50.0) for each in seconds], "Scores")
    places = dots(svg)
    assert len(places) == len(seconds)
    steps = [after - before for before, after in pairwise(places)]
    assert min(steps) == pytest.approx(max(steps), abs=0.01)
    assert min(steps) > 30
    assert {"1", str(len(seconds)), "Number of the attempt on 23 November 2026"} <= set(texts(svg))
    assert f"{len(seconds)} attempts on 23 November 2026." in label(svg)


def test_attempts_of_two_days_stand_at_their_times() -> None:
    svg = trend([Scored(MONDAY + timedelta(hours=hours), 50.0) for hours in (0, 1, 13)], "Scores")
    first, second, third = dots(svg)
    assert third - second == pytest.approx(12 * (second - first), rel=0.01)
    assert {"23 Nov", "24 Nov"} <= set(texts(svg))
    assert "Number of the attempt" not in svg


def test_a_trend_over_the_turn_of_the_year_names_the_years() -> None:
    found = texts(trend([SCORES[0], Scored(datetime(2027, 2, 1, tzinfo=UTC), 50)], "Scores"))
    assert {"23 Nov 2026", "1 Feb 2027"} <= set(found)


def test_coverage_says_how_many_were_tried_and_went_well() -> None:
    svg = coverage([*PRACTISED, Coverage("Empty", 0, 0, 0)], "Coverage")
    assert {"8 of 20 tried, 5 well", "0 of 4 tried, 0 well", "went well", "tried", "not yet"} <= set(texts(svg))
    assert "Empty" not in svg
    assert "Technical: 5 went well and 3 only tried, of 20" in label(svg)


def test_a_forecast_has_a_bar_for_each_day_with_something_due() -> None:
    svg = forecast(DUE, "Due")
    assert [each for each in texts(svg) if each in ("0", "41", "52")] == ["41", "52"]
    assert label(svg) == "Due. 93 due in 14 days: 23 November 2026 41, 25 November 2026 52."


@pytest.mark.parametrize(
    "drawn",
    [
        heat_map(HeatMap((), (), ()), "T"),
        heat_map(HeatMap(("a",), ("b",), ((None,),)), "T"),
        trend([], "T"),
        coverage([], "T"),
        forecast([], "T"),
        forecast([DueOn(date(2026, 1, 1), 0)], "T"),
    ],
)
def test_where_there_is_nothing_to_draw_it_says_so(drawn: str) -> None:
    assert re.fullmatch(r"<p>[A-Z][^<>]+\.</p>", drawn)


@settings(max_examples=25)
@given(TEXTS, TEXTS)
@pytest.mark.filterwarnings("ignore:Glyph")  # the test runner shows what is silenced elsewhere
def test_names_stay_text(name: str, title: str) -> None:
    for svg in (heat_map(HeatMap((name,), (name,), ((50.0,),)), title), coverage([Coverage(name, 2, 1, 1)], title)):
        root = ET.fromstring(svg)  # noqa: S314 - our own
        assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {"svg", "title", "g", "defs", "path", "use", "text", "tspan", "clipPath", "rect"}
        assert not any(attribute.startswith("on") for each in root.iter() for attribute in each.attrib)


def test_a_dollar_is_a_dollar() -> None:
    assert "$x^2$" in texts(heat_map(HeatMap(("$x^2$",), ("a",), ((1.0,),)), "T"))


@pytest.mark.parametrize("ground", ["#ffffff", "#15181f"])
@pytest.mark.parametrize("colour", [WELL, WEAK])
def test_colours_show_on_light_and_on_dark(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= CONTRAST
