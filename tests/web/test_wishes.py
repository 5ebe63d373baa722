"""What the setup of an interview comes to."""

from pathlib import Path

import pytest

from coach.guides.library import Library
from coach.guides.parser import parse_guide
from coach.guides.types import Category
from coach.interview.types import Mode
from coach.practice.practice import Ask
from coach.web.views.practise import ANY_DIFFICULTY, wish_of

BAKING = """# Baker

## Technical Questions

### What is a starter?

- **Definition**: Flour and water with wild yeast.
"""
PUMPS = BAKING.replace("Baker", "Plumber").replace("a starter", "a pump").replace("Flour and water with wild yeast", "It moves water")


@pytest.fixture(scope="module")
def library() -> Library:
    guides = [parse_guide(text, Path(f"{name}.md")).guide for name, text in (("baker", BAKING), ("plumber", PUMPS))]
    return Library(tuple(guide for guide in guides if guide), ())


def test_a_mix_is_of_the_chosen_guides_and_categories(library: Library) -> None:
    wish = wish_of(library, ["plumber"], Ask.MIX, Mode.REALISTIC, 3, 2, [Category.TECHNICAL], ANY_DIFFICULTY, 30, "")
    assert wish is not None
    assert [guide.id for guide in wish.guides] == ["plumber"]
    assert (wish.categories, wish.difficulty, wish.count, wish.minutes, wish.seconds) == ((Category.TECHNICAL,), None, 3, 30, 120)


@pytest.mark.parametrize(("asks", "how"), [(Ask.JOB, Mode.PRACTICE), (Ask.MIX, Mode.DRILL), (Ask.NEED, Mode.DRILL)])
def test_what_is_due_or_fits_a_job_is_looked_for_in_all_guides(library: Library, asks: Ask, how: Mode) -> None:
    wish = wish_of(library, ["baker"], asks, how, 3, 2, [], "hard", 30, "We need a plumber.")
    assert wish is not None
    assert [guide.id for guide in wish.guides] == ["baker", "plumber"]
    assert (wish.categories, wish.difficulty, wish.minutes, wish.seconds) == ((), None, None, None)


@pytest.mark.parametrize(("ids", "categories"), [([], [Category.TECHNICAL]), (["gone"], [Category.TECHNICAL]), (["baker"], [])])
def test_nothing_chosen_is_no_wish(library: Library, ids: list[str], categories: list[str]) -> None:
    assert wish_of(library, ids, Ask.MIX, Mode.PRACTICE, 3, 0, categories, ANY_DIFFICULTY, 0, "") is None
