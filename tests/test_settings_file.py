"""Changing coach.toml: checked, in one step, and nothing else in it is touched."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.config import load_settings
from coach.errors import CoachError
from coach.settings_file import change_settings, write_settings


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODEL", "THREADS", "CONTEXT"):
        monkeypatch.delenv(f"COACH_{name}", raising=False)


def test_a_change_is_read_at_the_next_start_and_comments_stay(tmp_path: Path) -> None:
    (tmp_path / "coach.toml").write_text("# mine\ncontext = 4096  # enough\n")
    changed = change_settings(load_settings(home=tmp_path), {"threads": 3, "context": 8000})
    assert (changed.threads, changed.context) == (3, 8000)
    assert (load_settings(home=tmp_path).threads, load_settings(home=tmp_path).context) == (3, 8000)
    assert (tmp_path / "coach.toml").read_text().startswith("# mine\ncontext = 8000  # enough\n")


def test_none_brings_the_default_back(tmp_path: Path) -> None:
    (tmp_path / "coach.toml").write_text("threads = 2\nport = 7000\n")
    assert change_settings(load_settings(home=tmp_path), {"threads": None}).threads is None
    assert tomllib.loads((tmp_path / "coach.toml").read_text()) == {"port": 7000}


@pytest.mark.parametrize(("name", "value"), [("threads", 0), ("threads", 513), ("context", 2047), ("context", 10**9), ("context", "much")])
def test_what_is_not_allowed_is_said_and_leaves_the_file_alone(tmp_path: Path, name: str, value: int) -> None:
    with pytest.raises(CoachError, match=f"The setting {name} should be .*Nothing was changed"):
        change_settings(load_settings(home=tmp_path), {"model": "qwen3-4b", name: value})
    assert list(tmp_path.iterdir()) == []


def test_what_a_variable_sets_can_not_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_THREADS", "2")
    with pytest.raises(CoachError, match="The variable COACH_THREADS sets threads"):
        change_settings(load_settings(home=tmp_path), {"threads": 1})


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="cannot be written"):
        write_settings(tmp_path / "file" / "coach.toml", {"threads": 1})


VALUES = st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(max_size=20))


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(st.sampled_from(["port", "host", "other key", "x"]), VALUES),
    st.dictionaries(st.sampled_from(["model", "threads", "port"]), st.none() | VALUES),
)
def test_only_the_keys_that_change_change(tmp_path_factory: pytest.TempPathFactory, before: dict[str, int | str], changes: dict[str, int | str | None]) -> None:
    path = tmp_path_factory.mktemp("toml") / "coach.toml"
    write_settings(path, before)
    path.write_text(path.read_text() + '[table]\nkept = "yes"  # a comment\n')
    write_settings(path, changes)
    expected = {key: value for key, value in (before | changes).items() if value is not None}
    assert tomllib.loads(path.read_text()) == expected | {"table": {"kept": "yes"}}
    assert '[table]\nkept = "yes"  # a comment\n' in path.read_text()
    assert [each.name for each in path.parent.iterdir()] == ["coach.toml"]
