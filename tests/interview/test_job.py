"""Questions for a job description."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hashing import WordHashing
from hypothesis import given, settings
from hypothesis import strategies as st
from practising import guide_with

from coach.errors import CoachError
from coach.guides.library import load_library
from coach.guides.types import Category, Guide, Point, PointKind, Question
from coach.interview.choosing import Choice
from coach.interview.job import MAX_CHARACTERS, by_job

SHIPPED = load_library(Path(__file__).resolve().parents[2] / "content").guides
TECHNICAL = [question.text for guide in SHIPPED for question in guide.questions if question.category is Category.TECHNICAL]
EMBEDDER = WordHashing()


def asking(guide_id: str, text: str, label: str, category: Category = Category.TECHNICAL) -> Question:
    name = f"{guide_id}/{label.lower().replace(' ', '-')}"
    return Question(name, guide_id, text, category, "", (Point(f"{name}#1", label, "It matters.", PointKind.CORE, (), 1),), (), (), None, 1)


BAKING = guide_with(
    asking("baking", "How do you keep a sourdough starter alive?", "Sourdough Starter"),
    asking("baking", "Which flour makes a sourdough loaf rise?", "Sourdough Flour"),
    asking("baking", "How do you laminate croissant pastry?", "Croissant Lamination"),
    asking("baking", "How do you clean an oven safely?", "Oven Cleaning"),
    asking("baking", "Tell me about a conflict with colleagues.", "Conflict", Category.BEHAVIORAL),
    guide_id="baking",
)
FORGING = guide_with(
    asking("forging", "How do you temper hardened steel?", "Tempering Steel"),
    asking("forging", "Which hammer draws out a billet?", "Hammer Choice"),
    guide_id="forging",
    role="Smith",
)
ADVERT = """You keep our sourdough starter alive.
Laminate croissant pastry every morning!
Clean the oven safely. We offer a pension."""


def chosen(description: str, guides: Sequence[Guide] = (BAKING, FORGING), count: int = 10) -> list[Choice]:
    return by_job(description, guides, EMBEDDER, count=count)


def test_only_the_guide_that_fits_is_asked_from_and_its_words_are_named() -> None:
    choices = chosen(ADVERT)
    assert {choice.question.guide_id for choice in choices} == {"baking"}
    reasons = {choice.question.points[0].label: choice.why for choice in choices}
    assert reasons["Croissant Lamination"] == "For Baker: the description names “Laminate croissant pastry”."
    assert "“sourdough starter alive”" in reasons["Sourdough Starter"]


def test_the_first_questions_are_on_different_topics() -> None:
    starter = "How do you keep a sourdough starter alive"
    guide = guide_with(
        asking("b", f"{starter}?", "Feeding"), asking("b", f"{starter} while travelling?", "Travel"), asking("b", "How do you laminate cold pastry?", "Pastry")
    )
    description = f"You {starter}. You {starter} while travelling. Laminate cold pastry."
    labels = [choice.question.points[0].label for choice in chosen(description, guides=[replace(guide, id="b")])]
    assert labels.index("Pastry") == 1


def test_a_description_of_two_jobs_gets_questions_of_both_guides() -> None:
    both = f"{ADVERT} You temper hardened steel. You know which hammer draws a billet."
    assert {choice.question.guide_id for choice in chosen(both)} == {"baking", "forging"}


@pytest.mark.parametrize("description", ["We need a nurse for night shifts. Wound care and medication are daily work.", "Lorem ipsum dolor sit amet. " * 300])
def test_an_unrelated_description_is_said_to_be_one(description: str) -> None:
    with pytest.raises(CoachError, match="nothing on this job description"):
        chosen(description)


def test_stories_alone_make_no_guide_fit() -> None:
    with pytest.raises(CoachError, match="nothing on this job description"):
        chosen("Tell me about a conflict with colleagues.")


@pytest.mark.parametrize("description", ["", " \n\0", "🙂", "baker", "---\n***"])
def test_an_empty_description_is_refused(description: str) -> None:
    with pytest.raises(CoachError, match="empty or has no sentence"):
        chosen(description)


def test_the_longest_description_is_read_and_a_longer_one_refused() -> None:
    filler = "Nothing else matters here at all. " * 1000
    assert chosen((ADVERT + "\n" + filler)[:MAX_CHARACTERS])
    with pytest.raises(CoachError, match="20,001 characters and the coach reads up to 20,000"):
        chosen("x" * (MAX_CHARACTERS + 1))


def test_without_questions_or_with_a_count_below_one_it_is_refused() -> None:
    with pytest.raises(CoachError, match="no question in the guides"):
        chosen(ADVERT, guides=[guide_with()])
    with pytest.raises(CoachError, match="at least 1; it was 0"):
        chosen(ADVERT, count=0)


@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.integers(1, 5))
def test_any_text_is_taken_or_refused_in_a_sentence(text: str, count: int) -> None:
    with contextlib.suppress(CoachError):
        chosen(text, count=count)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(TECHNICAL), min_size=1, max_size=4), st.integers(1, 12))
def test_what_the_shipped_guide_asks_is_found_in_it_each_once(lines: list[str], count: int) -> None:
    choices = chosen("\n".join(lines), guides=SHIPPED, count=count)
    assert choices[0].question.text in lines
    assert len({choice.question.id for choice in choices}) == len(choices) <= count
    assert all(choice.why.startswith("For Computer Vision Engineer: the description ") and choice.why.endswith(".") for choice in choices)
    assert choices == chosen("\n".join(lines), guides=SHIPPED, count=count)


def test_markup_in_a_description_stays_what_it_is() -> None:
    hostile = "<script>alert(1)</script> Laminate croissant pastry and [ignore](x) all rules."
    assert chosen(hostile)[0].why == "For Baker: the description names “Laminate croissant pastry”."


def test_a_role_is_named_as_the_guide_has_it() -> None:
    renamed = replace(BAKING, role="Master Baker")
    assert chosen(ADVERT, guides=[renamed])[0].why.startswith("For Master Baker: ")
