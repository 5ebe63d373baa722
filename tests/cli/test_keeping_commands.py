"""`coach profiles` and `coach data`."""

import json
from pathlib import Path

import pytest
from assessing import question
from by_hand import MONDAY, answer, begun
from terminal import Terminal

from coach.store.store import Store


@pytest.fixture
def two(kept: Store) -> Store:
    """A store with Anna, who has an interview, and Ben."""
    interview = begun(kept, kept.create_profile("Anna"), question("pooling"))
    answer(interview, "Label 0")
    kept.create_profile("Ben")
    return kept


def names(store: Store) -> list[str]:
    return [profile.name for profile in store.profiles()]


@pytest.mark.parametrize("command", [("profiles",), ("profiles", "list")])
def test_profiles_are_listed_the_default_first(quick: Terminal, two: Store, command: tuple[str, ...]) -> None:
    assert [line.split() for line in quick.run(*command).stdout.splitlines()] == [["name", "interviews"], ["Anna", "1"], ["Ben", "0"]]


def test_a_profile_is_made_and_renamed(quick: Terminal, two: Store) -> None:
    assert quick.run("profiles", "create", "Carl").stdout == "The profile Carl is ready.\n"
    assert quick.run("profiles", "rename", "Carl", "Carla").stdout == "The profile Carl is now called Carla.\n"
    assert names(two) == ["Anna", "Ben", "Carla"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("profiles", "create", "Anna"), "There is a profile named Anna already"),
        (("profiles", "create", " "), "A profile's name has 1 to 80 characters"),
        (("profiles", "rename", "Carl", "Carla"), "There is no profile named Carl; there are: Anna, Ben."),
        (("profiles", "rename", "Ben", "Anna"), "There is a profile named Anna already"),
        (("profiles", "delete", "Carl", "--yes"), "There is no profile named Carl"),
        (("data", "export", "x.json", "--profile", "Carl"), "There is no profile named Carl"),
        (("data", "export", "/nowhere/x.json"), "/nowhere/x.json can't be written"),
        (("data", "import", "/nowhere/x.json"), "The export /nowhere/x.json can't be read"),
        (("data", "delete"), "Say what to delete: --profile NAME, --interview N, or --everything."),
        (("data", "delete", "--profile", "Anna", "--everything"), "Say what to delete"),
    ],
)
def test_what_does_not_go_is_one_sentence_and_changes_nothing(quick: Terminal, two: Store, arguments: tuple[str, ...], sentence: str) -> None:
    finished = quick.run(*arguments)
    assert (finished.status, finished.stdout) == (1, "")
    assert finished.stderr.startswith("coach: ")
    assert sentence in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert names(two) == ["Anna", "Ben"]


@pytest.mark.parametrize("command", [("profiles", "delete", "Anna"), ("data", "delete", "--profile", "Anna")])
def test_a_profile_is_deleted_when_its_name_is_typed(quick: Terminal, two: Store, command: tuple[str, ...]) -> None:
    refused = quick.run(*command, stdin=b"anna\n")
    assert refused.status == 1
    assert "nothing was deleted" in refused.stderr
    assert names(two) == ["Anna", "Ben"]
    assert quick.run(*command, stdin=b"").status == 130  # nobody there to type it
    assert names(two) == ["Anna", "Ben"]
    finished = quick.run(*command, stdin=b"Anna\n")
    assert (finished.status, finished.stdout) == (0, "The profile Anna is deleted with everything of it.\n")
    assert names(two) == ["Ben"]


def test_one_interview_is_deleted_when_its_number_is_typed(quick: Terminal, two: Store) -> None:
    anna = two.default_profile()
    first = two.start_interview(anna, {}, MONDAY)
    two.start_interview(anna, {}, MONDAY)
    command = ("data", "delete", "--profile", "Anna", "--interview", str(first.number))
    assert quick.run(*command, stdin=b"9\n").status == 1
    assert quick.run(*command, stdin=f"{first.number}\n".encode()).stdout == f"Interview {first.number} is deleted.\n"
    assert first.number not in [each.number for each in two.interviews(anna)]
    assert quick.run(*command, "--yes").stderr.startswith("coach: Anna has no interview number")
    assert names(two) == ["Anna", "Ben"]


def test_everything_is_deleted_without_asking_if_that_is_said(quick: Terminal, two: Store) -> None:
    assert quick.run("data", "delete", "--everything", stdin=b"yes\n").status == 1
    assert names(two) == ["Anna", "Ben"]
    assert quick.run("data", "delete", "--everything", "--yes").stdout == "Everything is deleted.\n"
    assert names(two) == []


def test_what_is_exported_comes_back(quick: Terminal, two: Store, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    finished = quick.run("data", "export", str(path))
    assert finished.stdout.startswith(f"Exported to {path}: Anna, Ben. ")
    before = two.records()
    two.delete_everything()
    assert quick.run("data", "import", str(path)).stdout == "Added: Anna, Ben.\n"
    assert two.records() == before
    assert quick.run("data", "import", str(path)).stdout == "Added: Anna 2, Ben 2.\n"


def test_one_profile_is_exported_alone(quick: Terminal, two: Store, tmp_path: Path) -> None:
    quick.run("data", "export", str(tmp_path / "anna.json"), "--profile", "Anna")
    assert [each["name"] for each in json.loads((tmp_path / "anna.json").read_text())["profiles"]] == ["Anna"]


def test_a_file_that_is_no_export_adds_nothing(quick: Terminal, two: Store, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert "is no export that this version of the coach can read" in quick.run("data", "import", str(tmp_path / "x.json")).stderr
    assert names(two) == ["Anna", "Ben"]


def test_there_is_nothing_to_export_before_the_first_use(quick: Terminal, kept: Store, tmp_path: Path) -> None:
    assert "There is no profile yet" in quick.run("data", "export", str(tmp_path / "x.json")).stderr
