"""What is offered to be asked: from the guides at hand, each of them, never twice."""

from pathlib import Path

from coach.guides.parser import parse_guide
from coach.guides.types import Guide
from coach.interview.concepts import concepts


def guide(name: str, text: str) -> Guide:
    found = parse_guide(f"# {name}\n\n## Technical Questions\n\n{text}", Path(f"{name}.md")).guide
    assert found is not None
    return found


BAKER = guide(
    "baker",
    """#### How do you keep bread fresh?

- **Linen Bag**: It keeps the crust.
- **Crust**: It protects the crumb.

#### How is rye dough different?

- **Sour Dough**: A sour dough keeps rye bread together; the sour dough must be ripe.
- **Rye Gluten**: There is little of it.
""",
)
SMITH = guide("smith", "#### What is steel?\n\n- **Iron**: Most of it.\n- **Sour dough**: None.\n")


def test_what_a_guide_mentions_most_comes_first_and_its_questions_last() -> None:
    assert concepts([BAKER], 4) == ["Sour Dough", "Linen Bag", "How do you keep bread fresh?", "How is rye dough different?"]


def test_guides_take_turns_and_nothing_is_offered_twice() -> None:
    assert concepts([SMITH, BAKER], 4) == ["Sour dough", "What is steel?", "Linen Bag", "How do you keep bread fresh?"]


def test_without_questions_there_is_nothing_to_offer() -> None:
    assert concepts([guide("empty", "Nothing yet.")], 3) == []
