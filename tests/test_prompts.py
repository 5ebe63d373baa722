"""What the prompts cost before anything is put into them."""

import inspect
import re

import pytest

from coach import prompts
from coach.llm.local import LocalModel

TOLERANCE = 0.15
ROW = re.compile(r"^\| (\w+) \|.*\| about (\d+) \|", re.MULTILINE)
STATED = {name: int(tokens) for name, tokens in ROW.findall(prompts.__doc__ or "")}
COMPLETED_BY = {"judge": prompts.judge_probe, "support": prompts.support_probe}


def fixed_text(name: str) -> str:
    """All text of a prompt into which nothing was put."""
    prompt = getattr(prompts, name)
    messages = prompt(*[""] * len(inspect.signature(prompt).parameters))
    probe = COMPLETED_BY[name]("") if name in COMPLETED_BY else ""
    return "".join(message.content for message in messages) + probe


def test_the_table_lists_every_prompt() -> None:
    makers = {name for name, value in vars(prompts).items() if inspect.isfunction(value) and not name.startswith("_") and not name.endswith("_probe")}
    assert set(STATED) == makers


@pytest.mark.model
@pytest.mark.parametrize("name", STATED)
def test_a_prompt_costs_what_the_table_says(name: str, default_model: LocalModel) -> None:
    assert default_model.count_tokens(fixed_text(name)) == pytest.approx(STATED[name], rel=TOLERANCE)
