"""The guide that answers are graded against."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.guides.parser import parse_guide
from coach.guides.types import Guide, Question

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The guide that ships with the product."""
    parsed = parse_guide(OWN_GUIDE.read_text("utf-8"), OWN_GUIDE).guide
    assert parsed is not None
    return parsed


@pytest.fixture(scope="session")
def asked(guide: Guide) -> Callable[[str], Question]:
    """The one question of the guide with these words in it."""

    def find(words: str) -> Question:
        [question] = [question for question in guide.questions if words in question.text]
        return question

    return find
