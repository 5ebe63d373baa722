"""The lines between sentences that rest on a passage and others are where the labelled sentences put them."""

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from coach import prompts
from coach.evaluation.relevance import best_threshold, error_rates
from coach.index.embedder import SentenceEmbedder
from coach.interview.grounding import SUPPORT_LOG_ODDS, SUPPORT_SIMILARITY, similarities
from coach.llm.local import LocalModel

TOPICS = tomllib.loads((Path(__file__).parent / "support.toml").read_text("utf-8"))["topic"]
LABELS = ("supported", "unsaid", "contradicting")

Scores = dict[tuple[str, str], list[float]]


@pytest.fixture(scope="module")
def scores(embedder: SentenceEmbedder) -> Scores:
    """By half and label, the cosine of each sentence to the closest passage of its topic."""
    found: Scores = defaultdict(list)
    for topic in TOPICS:
        for label in LABELS:
            rows = [similarities(topic[label], passage, embedder) for passage in topic["passages"]]
            found[topic["half"], label] += map(max, zip(*rows, strict=True))
    return found


def test_there_are_sixty_sentences_of_each_kind_and_none_stands_twice() -> None:
    sentences = [sentence for topic in TOPICS for label in LABELS for sentence in topic[label]]
    assert sum(len(topic["supported"]) for topic in TOPICS) >= 60
    assert sum(len(topic["unsaid"]) + len(topic["contradicting"]) for topic in TOPICS) >= 60
    assert len(set(sentences)) == len(sentences)
    assert sum(topic["half"] == "tune" for topic in TOPICS) * 2 == len(TOPICS)


def test_the_least_similarity_is_the_derived_one(scores: Scores) -> None:
    assert best_threshold(scores["tune", "supported"], scores["tune", "unsaid"]) == pytest.approx(SUPPORT_SIMILARITY, abs=0.02)


def test_it_holds_on_topics_that_it_was_not_derived_from(scores: Scores) -> None:
    rates = error_rates(scores["held-out", "supported"], scores["held-out", "unsaid"], SUPPORT_SIMILARITY)
    assert rates.false_negative <= 0.05
    assert rates.false_positive <= 0.2


@pytest.mark.model
@pytest.mark.parametrize("name", ["tracking", "wrong labels"])
def test_the_model_tells_paraphrases_from_what_was_twisted_or_added(embedder: SentenceEmbedder, default_model: LocalModel, name: str) -> None:
    """On two held-out topics; all of them, at ten times the cost, are in docs/grounding.md."""
    [topic] = [each for each in TOPICS if each["name"] == name]
    passes = {}
    for label in LABELS:
        rows = [similarities(topic[label], passage, embedder) for passage in topic["passages"]]
        closest = [topic["passages"][max(range(len(rows)), key=lambda row: rows[row][column])] for column in range(len(topic[label]))]
        odds = [
            default_model.yes_no_log_odds(prompts.support(passage), [prompts.support_probe(sentence)])[0]
            for sentence, passage in zip(topic[label], closest, strict=True)
        ]
        passes[label] = sum(value >= SUPPORT_LOG_ODDS for value in odds) / len(odds)
    assert passes["supported"] >= 0.6
    assert passes["unsaid"] == 0
    assert passes["contradicting"] <= 0.5
