"""Settings: where they come from, which of them counts, and what is said when one is wrong."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach.config import DEFAULT_MODEL, PACKAGE_DIR, load_settings
from coach.errors import CoachError


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home without settings, and no variable that names one."""
    for name in [name for name in os.environ if name.startswith("COACH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_HOME", str(tmp_path))


def write(tmp_path: Path, toml: str) -> None:
    (tmp_path / "coach.toml").write_text(toml, "utf-8")


def test_the_defaults_suit_a_private_laptop() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.model, settings.llm_url) == ("127.0.0.1", 7860, DEFAULT_MODEL, None)


def test_the_file_overrules_the_default_the_variable_the_file_and_the_flag_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().port == 7860
    write(tmp_path, "port = 1111")
    assert load_settings().port == 1111
    monkeypatch.setenv("COACH_PORT", "2222")
    assert load_settings().port == 2222
    assert load_settings(port=3333).port == 3333


def test_a_flag_that_is_not_given_and_an_empty_variable_count_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "port = 1111")
    monkeypatch.setenv("COACH_PORT", "")
    assert load_settings(port=None).port == 1111


def test_home_holds_everything_of_the_users(tmp_path: Path) -> None:
    settings = load_settings()
    assert [settings.content_path, settings.models_path, settings.index_path, settings.data_path, settings.toml_path] == [
        tmp_path / name for name in ("content", "models", "index", "data", "coach.toml")
    ]


def test_models_can_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'models_dir = "/srv/of-the-file"')
    assert load_settings().models_path == Path("/srv/of-the-file")
    monkeypatch.setenv("COACH_MODELS_DIR", "~/weights")
    assert load_settings().models_path == Path.home() / "weights"
    assert load_settings().content_path == tmp_path / "content"


def test_a_home_below_the_users_own_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", "~/coaching")
    assert load_settings().home == Path.home() / "coaching"


@pytest.mark.parametrize(("name", "value"), [("port", "70000"), ("port", "http"), ("threads", "0"), ("context", "12")])
def test_a_wrong_variable_is_named_with_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", value)
    with pytest.raises(CoachError) as caught:
        load_settings()
    assert f"The setting {name} (the variable COACH_{name.upper()}) is wrong: " in str(caught.value)
    assert f"it was '{value}'" in str(caught.value)


def test_a_wrong_line_of_the_file_is_named_with_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'port = "http"')
    with pytest.raises(CoachError) as caught:
        load_settings()
    assert f"The setting port ({tmp_path / 'coach.toml'}) is wrong: " in str(caught.value)


def test_a_wrong_flag_is_named_even_where_a_variable_is_set_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PORT", "7000")
    with pytest.raises(CoachError, match=r"The setting port \(the flag --port\) is wrong: "):
        load_settings(port=-1)


def test_a_wrong_line_that_a_variable_overrules_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'port = "http"')
    monkeypatch.setenv("COACH_PORT", "7000")
    assert load_settings().port == 7000


def test_a_misspelt_name_in_the_file_is_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path, 'modle = "smollm2-135m"')
    with pytest.raises(CoachError) as caught:
        load_settings()
    assert str(caught.value) == f"{tmp_path / 'coach.toml'} sets modle, which is no setting; did you mean model?"


def test_a_name_like_no_other_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    write(tmp_path, "colour = 3")
    with pytest.raises(CoachError, match=r"sets colour, which is no setting; there are home, models_dir, .*, port\."):
        load_settings()


@pytest.mark.parametrize("content", [b"port = ", b"port == 1", b"[[[", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "coach.toml").write_bytes(content)
    with pytest.raises(CoachError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{tmp_path / 'coach.toml'} is not valid TOML: ")


@pytest.mark.parametrize("name", ["llm_key", "database_url"])
def test_a_secret_is_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", "hush")
    assert "hush" not in repr(load_settings())
    monkeypatch.delenv(f"COACH_{name.upper()}")
    write(tmp_path, f"{name} = 987654321")
    with pytest.raises(CoachError, match=name) as caught:
        load_settings()
    assert "987654321" not in str(caught.value)


# Where the home is when nothing says so


def home_seen_by(package_parent: Path, tmp_path: Path) -> Path:
    """The home of the coach whose package lies in `package_parent`, asked from another folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    environment |= {"PYTHONPATH": str(package_parent), "XDG_DATA_HOME": str(tmp_path / "share"), "HOME": str(tmp_path)}
    code = "from coach.config import load_settings; print(load_settings().home)"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    return Path(finished.stdout.strip())


def test_a_checkout_is_its_own_home(tmp_path: Path) -> None:
    assert home_seen_by(PACKAGE_DIR.parent, tmp_path) == PACKAGE_DIR.parent


def test_an_installed_coach_keeps_everything_in_the_users_folder(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE_DIR, tmp_path / "site-packages" / "coach", ignore=shutil.ignore_patterns("__pycache__"))
    assert home_seen_by(tmp_path / "site-packages", tmp_path) == tmp_path / "share" / "interview-coach"
