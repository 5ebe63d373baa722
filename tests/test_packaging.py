"""The wheel works from any directory, with nothing of the checkout around it."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's contents, as an installation lays them out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(CHECKOUT)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    [wheel] = folder.glob("interview_coach-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def briefly_installed(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with no more than two questions in its guide: making an index of the whole takes 15 s."""
    folder = tmp_path_factory.mktemp("brief") / "site"
    shutil.copytree(installed, folder)
    [guide] = (folder / "coach" / "_content").iterdir()
    guide.write_text("\n#### ".join(guide.read_text("utf-8").split("\n#### ")[:3]), "utf-8")
    return folder


def run(installed: Path, user_home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`coach` from the installed copy, for a user whose home folder is `user_home`."""
    return run_python(installed, user_home, "-m", "coach", *arguments, **variables)


def run_python(installed: Path, user_home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python with the installed copy, for that user."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COACH_", "XDG_"))}
    environment |= {"PYTHONPATH": str(installed), "HOME": str(user_home)} | variables
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=user_home, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_it_ships_the_guides_and_nothing_of_the_tests(installed: Path) -> None:
    assert [path.name for path in (installed / "coach" / "_content").iterdir()] == [path.name for path in (CHECKOUT / "content").iterdir()]
    assert {path.name for path in installed.iterdir() if path.is_dir() and not path.name.endswith(".dist-info")} == {"coach"}


def test_a_search_works_in_a_new_users_home(briefly_installed: Path, tmp_path: Path, models_dir: Path) -> None:
    finished = run(briefly_installed, tmp_path, "search", "data augmentation", "--json", COACH_MODELS_DIR=str(models_dir))
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert found["relevant"]
    assert Path(found["hits"][0]["path"]).is_relative_to(tmp_path)
    [content] = tmp_path.rglob("content")
    assert [path.read_bytes() for path in content.iterdir()] == [path.read_bytes() for path in (briefly_installed / "coach" / "_content").iterdir()]
    assert (content.parent / "index" / "manifest.json").is_file()
    assert content.parent.name == "interview-coach"


def test_coach_home_names_the_folder_for_everything(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "mine"
    finished = run(installed, tmp_path, "explain", "data augmentation", COACH_HOME=str(home))
    assert finished.returncode == 1
    assert str(home / "models") in finished.stderr  # the model is looked for there, and said to be missing
    assert (home / "content" / "computer-vision-engineer.md").is_file()
    assert "Traceback" not in finished.stderr


def test_the_database_is_made_in_a_new_users_home(installed: Path, tmp_path: Path) -> None:
    code = "from coach.config import load_settings; from coach.store.store import open_store; print(open_store(load_settings()).default_profile().name)"
    finished = run_python(installed, tmp_path, "-c", code)
    assert (finished.returncode, finished.stdout) == (0, "Me\n"), finished.stderr
    assert list(tmp_path.rglob("data/coach.db"))
