"""From the two measurements of a point, margin and log-odds gain, to a probability and a status.

    p = sigmoid(INTERCEPT + MARGIN_WEIGHT * margin + LOG_ODDS_WEIGHT * gain)

margin: by how much a part of the answer (a clause or sentence, two neighbouring sentences, or all of it) is closer to the point than to the
other points of the model answer, in cosine; see `coach.grading.evidence`.
gain: log P(Yes) - log P(No) of the model asked whether the answer states or clearly implies the point, less the same for an empty answer,
less what the answer adds in this way to points that nobody makes.
How the constants were fitted, on which data, and how well they hold on questions kept aside: docs/grading.md.
"""

import math

from coach.grading.types import Status

INTERCEPT = -4.1
MARGIN_WEIGHT = 9.8  # per unit of cosine
LOG_ODDS_WEIGHT = 2.2  # per nat
COVERED_FROM = 0.5
PARTIAL_FROM = 0.3

SIMILARITY_FLOOR = 0.25  # below it nothing in the answer speaks of the point, whatever the model says: evidence must come from the answer

# Parts of a story share no words with it, so only the log-odds speak. Set by reasoning on a dozen stories: no graded ones are at hand.
STORY_INTERCEPT = -5.75
STORY_LOG_ODDS_WEIGHT = 5.0


def probability(similarity: float, margin: float, log_odds_gain: float) -> float:
    """That the answer covers a point, 0 to 1. `similarity` and `margin` are in cosine, `log_odds_gain` in nats."""
    if similarity < SIMILARITY_FLOOR:
        return 0.0
    return _sigmoid(INTERCEPT + MARGIN_WEIGHT * margin + LOG_ODDS_WEIGHT * log_odds_gain)


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
