"""What the README says can be done, can be done."""

import re
import shlex
from pathlib import Path

import click
import pytest

from coach.cli.main import cli
from coach.config import Settings
from coach.guides.parser import parse_guide

CHECKOUT = Path(__file__).resolve().parents[1]
README = (CHECKOUT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line.split(" #")[0].strip() for language, block in BLOCKS if not language for line in block.splitlines() if line.startswith("coach")]


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_has_the_options_that_are_shown(line: str) -> None:
    arguments = shlex.split(line)[1:]
    command: click.Command = cli
    while arguments and isinstance(command, click.Group):
        found = command.get_command(click.Context(command), arguments.pop(0))
        assert found is not None, line
        command = found
    if not isinstance(command, click.Group):
        command.make_context("coach", arguments)  # parses without running; raises on what it does not know


def test_commands_are_shown_at_all() -> None:
    assert len(COMMANDS) >= 10


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for name in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert name in targets


def test_every_setting_is_in_the_table() -> None:
    variables = set(re.findall(r"\| `(COACH_\w+)` \|", README))
    assert variables == {f"COACH_{name.upper()}" for name in Settings.model_fields}


def test_the_guide_that_is_shown_has_nothing_wrong_with_it() -> None:
    [shown] = [block for language, block in BLOCKS if language == "markdown"]
    parsed = parse_guide(shown, Path("shown.md"))
    assert parsed.problems == ()
    assert parsed.guide is not None
    [question] = parsed.guide.questions
    assert [point.kind.value for point in question.points] == ["core", "core", "pitfall"]
    assert len(question.follow_ups) == 1


def test_every_file_that_is_linked_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    for link in links:
        assert (CHECKOUT / link).is_file(), link
