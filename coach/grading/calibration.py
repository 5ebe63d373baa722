"""From the two measurements of a point, similarity and log-odds, to a probability and a status.

    p = sigmoid(INTERCEPT + SIMILARITY_WEIGHT * similarity + LOG_ODDS_WEIGHT * (log_odds - log_odds_of_an_empty_answer))

similarity: the highest cosine between the point and a sentence of the answer, two neighbouring sentences, or the whole answer.
log-odds: log P(Yes) - log P(No) of the model asked whether the answer states or clearly implies the point.
How the constants were fitted, on which data, and how well they hold on questions kept aside: docs/grading.md.
"""

import math

from coach.grading.types import Status

INTERCEPT = -2.3
SIMILARITY_WEIGHT = 6.1  # per unit of cosine
LOG_ODDS_WEIGHT = 1.05  # per nat
SIMILARITY_FLOOR = 0.25  # below it nothing in the answer speaks of the point, whatever the model says: evidence must come from the answer
COVERED_FROM = 0.7
PARTIAL_FROM = 0.5

# Points about the form of a story share no words with it, so only the log-odds speak.
STORY_INTERCEPT = -2.0
STORY_LOG_ODDS_WEIGHT = 1.0


def probability(similarity: float, log_odds_gain: float) -> float:
    """That the answer covers a point, 0 to 1. `log_odds_gain` is over an empty answer, in nats."""
    if similarity < SIMILARITY_FLOOR:
        return 0.0
    return _sigmoid(INTERCEPT + SIMILARITY_WEIGHT * similarity + LOG_ODDS_WEIGHT * log_odds_gain)


def story_probability(log_odds_gain: float) -> float:
    """That the answer has a part of a story, 0 to 1."""
    return _sigmoid(STORY_INTERCEPT + STORY_LOG_ODDS_WEIGHT * log_odds_gain)


def status(probability: float) -> Status:
    """The verdict on a point."""
    if probability >= COVERED_FROM:
        return Status.COVERED
    return Status.PARTIAL if probability >= PARTIAL_FROM else Status.MISSED


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
