"""The `coach` command itself: quick help, and how errors reach the terminal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coach import __version__
from coach.cli.main import COMMANDS

RUN = "from coach.cli import main; main()"
MODELS_AND_PAGE = {"torch", "gradio", "faiss", "llama_cpp", "sentence_transformers", "transformers", "sklearn", "httpx", "uvicorn"}
HEAVY = MODELS_AND_PAGE | {"numpy", "pydantic", "sqlalchemy", "alembic", "psycopg", "fsrs", "matplotlib", "fpdf"}
TELL = "import atexit, sys; atexit.register(lambda: print('loaded:', *{name.split('.')[0] for name in sys.modules}, file=sys.stderr)); "


@pytest.fixture
def new_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that does not exist yet."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def coach(*arguments: str, code: str = RUN) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=60)


def with_command(folder: Path, body: str) -> str:
    """Code that runs the coach with one more command, `odd`, which does `body`."""
    (folder / "odd_command.py").write_text(f"import time\nimport click\n\n@click.command()\ndef odd():\n    {body}\n")
    return (
        f"import sys; sys.path.insert(0, {str(folder)!r}); from coach.cli.main import COMMANDS, main; COMMANDS['odd'] = ('odd_command', 'odd', 'Odd.'); main()"
    )


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("--version",)])
def test_help_and_version_load_nothing_heavy_and_make_nothing(new_home: Path, arguments: tuple[str, ...]) -> None:
    finished = coach(*arguments, code=TELL + RUN)
    assert finished.returncode == 0
    loaded = finished.stderr.removeprefix("loaded: ").split()
    assert "click" in loaded
    assert HEAVY.isdisjoint(loaded)
    assert not new_home.exists()


@pytest.mark.parametrize("arguments", [("history",), ("report", "1"), ("progress",), ("profiles",), ("data", "export", "export.json")])
def test_what_needs_no_model_loads_none(new_home: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.delenv("COACH_DATABASE_URL", raising=False)
    coach("profiles", "create", "Anna")
    arguments = tuple(str(new_home / each) if each.endswith(".json") else each for each in arguments)
    finished = coach(*arguments, code=TELL + RUN)
    said, _, loaded = finished.stderr.rpartition("loaded: ")
    assert (finished.returncode, "Anna has no interview number 1" in said) in [(0, False), (1, True)]
    assert "sqlalchemy" in loaded.split()
    assert (MODELS_AND_PAGE | {"matplotlib", "fpdf"}).isdisjoint(loaded.split())


def test_help_names_every_command() -> None:
    said = coach("--help").stdout
    for name, (_, _, text) in COMMANDS.items():
        assert f"{name} " in said
        assert text.split()[0] in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_makes_nothing(new_home: Path, name: str) -> None:
    finished = coach(name, "--help")
    assert finished.returncode == 0
    assert finished.stdout.startswith(f"Usage: coach {name} ")
    assert not new_home.exists()


def test_the_version_is_the_packages() -> None:
    assert coach("--version").stdout == f"coach, version {__version__}\n"


@pytest.mark.parametrize("arguments", [("interveiw",), ("--what",), ("check", "--what")])
def test_a_command_or_option_that_does_not_exist_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    finished = coach(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith("Usage: coach ")
    assert arguments[-1] in finished.stderr


def test_something_to_correct_is_one_sentence(new_home: Path) -> None:
    finished = coach("models", "path", "nosuch")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("coach: There is no model called 'nosuch'")
    assert finished.stderr.count("\n") == 1
    assert not new_home.exists()


def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PORT", "http")
    finished = coach("search", "pooling")
    assert finished.returncode == 1
    assert finished.stderr.startswith("coach: The setting port (the variable COACH_PORT) is wrong: ")
    assert finished.stderr.count("\n") == 1


def test_the_first_use_of_a_new_home_copies_the_guides_and_says_so(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MODELS_DIR", str(new_home / "none"))  # it ends there: nothing to load
    first, second = coach("search", "pooling").stderr, coach("search", "pooling").stderr
    assert first.startswith(f"The coach's own guides are now in {new_home / 'content'}; add yours there.\n")
    assert list((new_home / "content").glob("*.md"))
    assert "guides are now in" not in second


def test_checking_somebodys_own_file_makes_no_home(new_home: Path, tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text("## Technical Questions\n\n#### What is pooling?\n\n- It makes maps smaller.\n")
    coach("check", str(tmp_path / "guide.md"))
    assert not new_home.exists()


def test_something_unexpected_is_one_sentence_and_the_log_has_the_details(new_home: Path, tmp_path: Path) -> None:
    finished = coach("odd", code=with_command(tmp_path, "1 / 0"))
    log = new_home / "data" / "coach.log"
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr == f"coach: something unexpected went wrong (ZeroDivisionError: division by zero); the details are in {log}.\n"
    assert "Traceback" in log.read_text()


def test_where_no_log_can_be_written_the_details_are_on_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "file"))
    finished = coach("odd", code=with_command(tmp_path, "1 / 0"))
    assert finished.returncode == 1
    assert "Traceback" in finished.stderr
    assert finished.stderr.endswith("(ZeroDivisionError: division by zero); the details are in the lines above.\n")


def test_ctrl_c_is_one_word_and_status_130(tmp_path: Path) -> None:
    code = with_command(tmp_path, "click.echo('busy'); time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "odd"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell that runs the tests in the background ignores it
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "busy\n"
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=10)[1]
    assert process.returncode == 130
    assert errors.strip() == "Interrupted."


@pytest.mark.parametrize("arguments", [("--help",), ("models", "list")])
def test_a_reader_that_has_gone_is_no_error_to_speak_of(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run([sys.executable, "-c", RUN, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(writing)
    assert finished.returncode == 1
    assert finished.stderr == ""
