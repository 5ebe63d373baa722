"""From the measurements of a point to a probability and a status.

    p = sigmoid(INTERCEPT + margin weight * margin + log-odds weight * gain + grade weight * grade - log(points))
    each weight = LISTED + (ALONE - LISTED) / points

margin: by how much a part of the answer (a clause or sentence, two neighbouring sentences, or all of it) is closer to the point than to the
other points of the model answer, in cosine; see `coach.grading.evidence`.
gain: log P(Yes) - log P(No) of the model asked whether the answer states or clearly implies the point, less the same for an empty answer,
less what the answer adds in this way to points that nobody makes.
grade: how much of the model answer is in the answer as a whole, 0 to 5, as the model sees it.
points: how many the model answer has. The longer the list, the less likely each of them is made, the more tells its own closeness, and the
less a grade for all of them.
How the constants were fitted, on which data, and how well they hold on questions kept aside: docs/grading.md.
"""

import math

from coach.grading.types import Status

INTERCEPT = -3.8
MARGIN_LISTED, MARGIN_ALONE = 10.6, 3.9  # per unit of cosine
LOG_ODDS_LISTED, LOG_ODDS_ALONE = 1.8, 0.9  # per nat
GRADE_LISTED, GRADE_ALONE = 0.7, 1.5  # per grade of 0 to 5
COVERED_FROM = 0.5
PARTIAL_FROM = 0.35

SIMILARITY_FLOOR = 0.1  # below it nothing in the answer speaks of the point, whatever the model says: evidence must come from the answer
ON_SUBJECT_FROM = 0.25  # cosine to some point from which a sentence is read by the model
# Cosine to talk to a grader, and its lead over that to the question and the points, from which a clause is such talk and no part of the answer:
# 2 % of honest clauses and 40 % of those of attacks that were not looked at before (docs/grading.md).
TALK_FROM, TALK_LEAD = 0.35, 0.1

# Parts of a story share no words with it, so only the log-odds speak. Set by reasoning on a dozen stories: no graded ones are at hand.
STORY_INTERCEPT = -5.75
STORY_LOG_ODDS_WEIGHT = 5.0


def probability(similarity: float, margin: float, log_odds_gain: float, grade: float, points: int) -> float:
    """That the answer covers a point, 0 to 1. `similarity` and `margin` are in cosine, `log_odds_gain` in nats, `grade` from 0 to 5, `points` at least 1."""
    if similarity < SIMILARITY_FLOOR:
        return 0.0

    def weight(listed: float, alone: float) -> float:
        return listed + (alone - listed) / points

    evidence = weight(MARGIN_LISTED, MARGIN_ALONE) * margin + weight(LOG_ODDS_LISTED, LOG_ODDS_ALONE) * log_odds_gain
    return _sigmoid(INTERCEPT + evidence + weight(GRADE_LISTED, GRADE_ALONE) * grade - math.log(points))


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
