"""What the wording of a story shows by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.grading.rubric import is_form, rubric
from coach.grading.story_form import MEASURES, first_person, measured, specific
from coach.guides.types import Category, Guide

OWN = "At Hermes in Lyon I rebuilt the label pipeline. I moved it to Airflow and wrote the checks myself. Errors fell from 8 to 2 percent."
SHARED = "We rebuilt the label pipeline. We moved it to another tool, and our team wrote the checks. I was part of it. I liked it."
VAGUE = "There was a hard project with a lot of problems. It was solved in the end and everybody was happy."


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        (OWN, "At Hermes in Lyon I rebuilt the label pipeline."),
        ("I wrote it. I tested it.", "I wrote it."),
        ("My task was the model. I trained it, and the others took care of the data.", "My task was the model."),
    ],
)
def test_a_story_of_ones_own_is_told_in_the_first_person(answer: str, quote: str) -> None:
    found = first_person(answer)
    assert found is not None
    assert answer[slice(*found)] == quote


@pytest.mark.parametrize("answer", [SHARED, VAGUE, "I did it.", "fine", "", "I/O and I2C are buses. The index i runs over the images."])
def test_what_others_did_is_not(answer: str) -> None:
    assert first_person(answer) is None


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        (OWN, "Errors fell from 8 to 2 percent."),
        ("I had 400 images. In the end, recall doubled.", "In the end, recall doubled."),
        ("The cost fell by a third", "The cost fell by a third"),
    ],
)
def test_a_result_is_measured_by_the_last_number(answer: str, quote: str) -> None:
    found = measured(answer)
    assert found is not None
    assert answer[slice(*found)] == quote


@pytest.mark.parametrize("answer", [VAGUE, "In 2019 it became much better.", "One day everyone was happy."])
def test_a_year_or_no_number_measures_nothing(answer: str) -> None:
    assert measured(answer) is None


def test_names_and_amounts_make_a_story_specific() -> None:
    found = specific(OWN)
    assert found is not None
    assert OWN[slice(*found)] == "At Hermes in Lyon I rebuilt the label pipeline."
    assert specific(VAGUE) is None
    assert specific(SHARED) is None


@given(st.text(max_size=300))
def test_evidence_is_verbatim(answer: str) -> None:
    for measure in MEASURES.values():
        if (found := measure(answer)) is not None:
            assert answer[slice(*found)].strip()


def test_every_point_on_the_form_has_its_measure(guide: Guide) -> None:
    behavioural = [question for question in guide.questions if question.category is Category.BEHAVIORAL]
    assert behavioural
    for question in behavioural:
        assert {point.label for point in rubric(question) if is_form(point)} == set(MEASURES)
