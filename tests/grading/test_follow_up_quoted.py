"""What a candidate quotes of a follow-up is no evidence. On a model that says yes to everything: what is closed to it can't be covered."""

import pytest
from assessing import assessed
from hashing import WordHashing
from scripted import ScriptedModel

from coach.grading.evidence import match
from coach.grading.grader import Grader
from coach.grading.types import Assessment, Status
from coach.guides.types import Category, Point, PointKind, Question

FEEDING = Point("g/q#0", "Feeding", "Give it flour and water every day.", PointKind.CORE, (), 1)
COOL = Point("g/q#1", "Temperature", "A cool place slows the yeast down.", PointKind.CORE, (), 2)
STARTER = Question("g/q", "g", "How do you keep a sourdough starter alive?", Category.TECHNICAL, "", (FEEDING, COOL), (), (), None, 1)
FOLLOW_UP = "Which place with a cool yeast slows the starter down?"
QUOTES = [
    FOLLOW_UP,
    f"Asked {FOLLOW_UP.lower().rstrip('?')} many bakers would disagree.",
    f"Nobody ever told me “{FOLLOW_UP.rstrip('?')}” during training.",
    f"{STARTER.text} {FOLLOW_UP} Hard to say, really.",
]


def after(answer: str) -> Assessment:
    """The assessment after this answer to the follow-up."""
    *_, last = Grader(WordHashing(), ScriptedModel()).grade_follow_up(assessed(STARTER, "Flour.", covered=["Feeding"]), FOLLOW_UP, answer)
    assert last.assessment is not None
    return last.assessment


@pytest.mark.parametrize("answer", QUOTES)
def test_the_words_of_a_follow_up_are_no_evidence(answer: str) -> None:
    found = match(STARTER.text, answer, STARTER.points, WordHashing(), follow_up=FOLLOW_UP).matches[1]
    assert found.similarity < 0.2
    [_, cool] = after(answer).verdicts
    assert (cool.status, cool.evidence) == (Status.MISSED, None)


def test_what_is_said_beside_them_is() -> None:
    [_, cool] = after(f"{FOLLOW_UP} At four degrees, a cool place, the yeast slows down.").verdicts
    assert cool.status is Status.COVERED
    assert cool.evidence is not None
    assert cool.evidence.text == "At four degrees, a cool place, the yeast slows down."
