"""`coach models` as somebody types it, with real models from PyPI."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coach.cli.models import models
from coach.errors import CoachError
from coach.settings_file import write_settings

CHECKOUT = Path(__file__).resolve().parents[2]
SMOL = "smollm2-135m"
DEAD_ENDPOINT = "http://127.0.0.1:9"  # the discard port: nobody answers, at once


def coach_models(*arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(models, list(arguments), env={"HF_ENDPOINT": DEAD_ENDPOINT} | variables)


def trouble(result: Result) -> str:
    """The sentence of a command that failed."""
    assert result.exit_code == 1
    assert isinstance(result.exception, CoachError)
    return str(result.exception)


def row(name: str) -> dict[str, Any]:
    (found,) = [row for row in json.loads(coach_models("list", "--json").stdout) if row["name"] == name]
    return dict(found)


@pytest.fixture(scope="module")
def pulled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Result]]:
    """A models folder after `coach models pull` with SmolLM2 as the model, and what was printed."""
    folder = tmp_path_factory.mktemp("models")
    home = str(tmp_path_factory.mktemp("home"))
    yield folder, coach_models("pull", COACH_HOME=home, COACH_MODELS_DIR=str(folder), COACH_MODEL=SMOL)
    shutil.rmtree(folder)


@pytest.fixture
def home(tmp_path: Path, pulled: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own that shares the pulled models."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    monkeypatch.setenv("COACH_MODELS_DIR", str(pulled[0]))
    for name in ("COACH_MODEL", "COACH_LLM_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def empty_models(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_MODELS_DIR", str(home / "models"))
    (home / "models").mkdir()
    return home / "models"


def test_pull_without_a_name_fetches_the_model_in_use_and_the_embedder(pulled: tuple[Path, Result]) -> None:
    folder, result = pulled
    assert result.exit_code == 0, result.output
    assert f"{SMOL} is ready: {folder / 'SmolLM2-135M-Instruct.Q4_1.gguf'}" in result.stdout
    assert f"all-MiniLM-L6-v2 is ready: {folder / 'all-MiniLM-L6-v2'}" in result.stdout


def test_pull_says_that_the_hub_did_not_answer(pulled: tuple[Path, Result]) -> None:
    assert f"{SMOL}: 127.0.0.1 does not give SmolLM2-135M-Instruct.Q4_1.gguf" in pulled[1].stderr


def test_pull_of_a_model_that_is_there_says_where(home: Path) -> None:
    result = coach_models("pull", SMOL)
    assert result.stdout.startswith(f"{SMOL} is ready: ")
    assert result.stderr == ""


def test_pull_with_a_server_set_fetches_only_the_embedder(home: Path) -> None:
    result = coach_models("pull", COACH_LLM_URL="http://127.0.0.1:8000/v1")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"all-MiniLM-L6-v2 is ready: {os.environ['COACH_MODELS_DIR']}/all-MiniLM-L6-v2"]


def test_ctrl_c_stops_at_once_with_a_sentence(empty_models: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        process = subprocess.Popen(
            [sys.executable, "-c", f"from coach.cli.models import models; models(['pull', '{SMOL}'])"],
            env=os.environ | {"HF_ENDPOINT": f"http://127.0.0.1:{silent.getsockname()[1]}", "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        silent.accept()
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        words = process.communicate(timeout=30)[1]
    assert "Stopped; what was fetched is kept" in words
    assert time.monotonic() - started < 3
    assert process.returncode == 1


def test_pull_of_an_unknown_name_lists_the_known_ones(home: Path) -> None:
    assert "the known ones are qwen2.5-coder-1.5b, " in trouble(coach_models("pull", "llama"))


def test_list_shows_what_is_here_and_what_is_in_use(home: Path) -> None:
    lines = coach_models("list").stdout.splitlines()
    (smol,) = [line for line in lines if SMOL in line]
    (default,) = [line for line in lines if "qwen2.5-coder-1.5b" in line]
    assert "98.4 MB" in smol
    assert "Apache-2.0" in smol
    assert "installed" in smol
    assert default.startswith("*")
    assert "1.12 GB" in default
    assert "absent" in default


def test_list_as_json_has_the_same_facts(home: Path) -> None:
    smol = row(SMOL)
    assert (smol["bytes"], smol["context"], smol["state"], smol["in_use"]) == (98_362_432, 8192, "installed", False)
    assert row("all-MiniLM-L6-v2")["in_use"]


def test_list_calls_a_truncated_model_incomplete(empty_models: Path) -> None:
    (empty_models / "SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(b"GGUF")
    assert row(SMOL)["state"] == "incomplete"


def test_verify_reads_everything_that_is_here(home: Path) -> None:
    result = coach_models("verify")
    assert result.exit_code == 0
    assert f"{SMOL}: SmolLM2-135M-Instruct.Q4_1.gguf is right" in result.stdout
    assert "all-MiniLM-L6-v2: 1_Pooling/config.json is right" in result.stdout


def test_verify_names_a_wrong_file_and_fails(empty_models: Path) -> None:
    (empty_models / "SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(b"GGUF")
    result = coach_models("verify")
    assert "SmolLM2-135M-Instruct.Q4_1.gguf is truncated: it has 4 of 98362432 bytes" in result.stdout
    assert "1 model file is missing or wrong" in trouble(result)


def test_verify_of_a_model_that_is_not_here_fails(empty_models: Path) -> None:
    assert "missing or wrong" in trouble(coach_models("verify", SMOL))


def test_verify_of_nothing_says_so(empty_models: Path) -> None:
    assert "There is no model in" in coach_models("verify").stdout


def test_path_prints_only_the_path(home: Path) -> None:
    assert coach_models("path", SMOL).stdout == f"{os.environ['COACH_MODELS_DIR']}/SmolLM2-135M-Instruct.Q4_1.gguf\n"


def test_path_of_a_missing_model_fails_and_says_how_to_fetch_it(home: Path) -> None:
    assert "run `coach models pull qwen2.5-coder-1.5b`" in trouble(coach_models("path"))


def test_use_writes_the_model_and_keeps_everything_else(home: Path) -> None:
    settings = home / "coach.toml"
    settings.write_bytes(b'# mine\r\nport = 7861  # not the usual one\r\nmodel = "old"\r\n\r\nthreads = 2\r\n')
    settings.chmod(0o640)
    assert coach_models("use", SMOL.upper()).exit_code == 0
    assert settings.read_bytes() == f'# mine\r\nport = 7861  # not the usual one\r\nmodel = "{SMOL}"\r\n\r\nthreads = 2\r\n'.encode()
    assert settings.stat().st_mode & 0o777 == 0o640
    assert row(SMOL)["in_use"]


def test_a_new_setting_goes_above_the_tables(home: Path) -> None:
    settings = home / "coach.toml"
    settings.write_text("[other]\nkey = 1\n")
    write_settings(settings, {"model": SMOL})
    assert tomllib.loads(settings.read_text()) == {"model": SMOL, "other": {"key": 1}}


def test_use_makes_a_settings_file_that_only_its_owner_reads(home: Path) -> None:
    coach_models("use", SMOL)
    assert (home / "coach.toml").read_text() == f'model = "{SMOL}"\n'
    assert (home / "coach.toml").stat().st_mode & 0o077 == 0


def test_use_takes_the_path_of_an_own_file_and_remembers_it_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = home / 'my "own".gguf'
    own.symlink_to(Path(os.environ["COACH_MODELS_DIR"]) / "SmolLM2-135M-Instruct.Q4_1.gguf")
    monkeypatch.chdir(home)
    assert coach_models("use", 'my "own".gguf').exit_code == 0
    assert coach_models("path").stdout == f"{own}\n"
    assert f"In use as the language model: {own}" in coach_models("list").stdout


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ("qwen2.5-coder-0.5b", "run `coach models pull qwen2.5-coder-0.5b`"),
        ("all-MiniLM-L6-v2", "is an embedder"),
        ("nowhere.gguf", "nowhere.gguf does not exist"),
        ("llama", "There is no model called 'llama'"),
    ],
)
def test_use_refuses_what_cannot_be_loaded_and_changes_nothing(home: Path, choice: str, sentence: str) -> None:
    assert sentence in trouble(coach_models("use", choice))
    assert not (home / "coach.toml").exists()


def test_use_says_when_a_variable_still_comes_first(home: Path) -> None:
    assert "The variable COACH_MODEL is set to 'qwen2.5-coder-0.5b' and still comes first" in coach_models("use", SMOL, COACH_MODEL="qwen2.5-coder-0.5b").stdout
