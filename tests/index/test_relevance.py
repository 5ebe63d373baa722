"""The line between a search that found something and one that did not is where the labelled queries put it."""

import tomllib
from pathlib import Path

import pytest

from coach.evaluation.relevance import best_threshold, error_rates
from coach.index.build import OpenedIndex
from coach.index.search import RELEVANCE_THRESHOLD

TOPICS = tomllib.loads((Path(__file__).parent / "queries.toml").read_text("utf-8"))["topic"]
QUERIES = [query for topic in TOPICS for query in topic["queries"]]


@pytest.fixture(scope="module")
def scores(own_index: OpenedIndex) -> dict[tuple[str, bool], list[float]]:
    found: dict[tuple[str, bool], list[float]] = {}
    for topic in TOPICS:
        found.setdefault((topic["half"], topic["relevant"]), []).extend(own_index.index.best_score(query) for query in topic["queries"])
    return found


def test_there_are_enough_queries_and_none_stands_twice() -> None:
    assert sum(len(topic["queries"]) for topic in TOPICS if topic["relevant"]) >= 40
    assert sum(len(topic["queries"]) for topic in TOPICS if not topic["relevant"]) >= 60
    assert len({query.casefold() for query in QUERIES}) == len(QUERIES)
    assert len({topic["name"] for topic in TOPICS}) == len(TOPICS)


def test_the_threshold_is_the_derived_one(scores: dict[tuple[str, bool], list[float]]) -> None:
    assert best_threshold(scores["tune", True], scores["tune", False]) == pytest.approx(RELEVANCE_THRESHOLD, abs=0.02)


def test_it_holds_on_topics_that_it_was_not_derived_from(scores: dict[tuple[str, bool], list[float]]) -> None:
    rates = error_rates(scores["held-out", True], scores["held-out", False], RELEVANCE_THRESHOLD)
    assert rates.false_positive <= 0.05
    assert rates.false_negative <= 0.12


def test_the_best_threshold_is_the_middle_of_the_gap() -> None:
    assert best_threshold([0.6, 0.8], [0.1, 0.4]) == pytest.approx(0.5)
    assert best_threshold([0.2, 0.8, 0.9], [0.1, 0.3]) == pytest.approx(0.55)


def test_rates_are_shares_of_each_kind() -> None:
    rates = error_rates([0.2, 0.8, 0.9, 0.9], [0.1, 0.5], 0.5)
    assert (rates.false_positive, rates.false_negative, rates.mean) == (0.5, 0.25, 0.375)


@pytest.mark.parametrize(("relevant", "irrelevant"), [([], [0.1]), ([0.1], []), ([], [])])
def test_scores_of_one_kind_give_no_threshold(relevant: list[float], irrelevant: list[float]) -> None:
    with pytest.raises(ValueError, match="both kinds"):
        best_threshold(relevant, irrelevant)
