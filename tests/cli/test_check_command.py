"""`coach check`, as it is typed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"
GOOD = "---\nterm: Data Engineer\n---\n\n## What is A?\n- a\n"
HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "llama_cpp", "faiss", "numpy")
LINE = re.compile(r"(.+):(\d+): (error|warning): (.+)")


def coach(*arguments: str | Path | bytes, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from coach.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(OWN_GUIDE.parents[1])}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment, cwd=folder)


def problems(finished: subprocess.CompletedProcess[str]) -> list[tuple[str, int, str, str]]:
    """(file name, line, severity, message) of each line printed. Every line has that form, and nothing else is said but the count."""
    found = [LINE.fullmatch(line) for line in finished.stdout.splitlines()]
    assert all(found), finished.stdout
    assert re.fullmatch(r"\d+ guides?, \d+ questions?, \d+ errors?, \d+ warnings?\n", finished.stderr), finished.stderr
    return [(Path(each[1]).name, int(each[2]), each[3], each[4]) for each in found if each]


def test_our_own_guides_have_nothing_wrong() -> None:
    finished = coach("check", OWN_GUIDE.parent)
    assert (finished.returncode, finished.stdout) == (0, "")
    assert finished.stderr.endswith("questions, 0 errors, 0 warnings\n")


def test_the_content_folder_is_what_is_checked_when_nothing_is_named(home: Path) -> None:
    shutil.copy(OWN_GUIDE, home / "content")
    finished = coach("check")
    assert finished.returncode == 0
    assert finished.stderr.startswith("1 guide, ")


def test_each_bad_guide_in_a_folder_is_one_line_and_the_good_ones_still_count(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "latin.md").write_bytes(b"## Caf\xe9?\n- a\n")
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "large.md").write_text("- a bullet of some length\n" * 400_000)
    (tmp_path / "yaml.md").write_text("---\nterm: A: B\n---\n" + GOOD.split("---\n")[2])
    (tmp_path / "none.md").write_text("---\nterm: A\n---\nSome words.\n")
    (tmp_path / "twice.md").write_text(GOOD + "\n## What is A?\n- b\n")
    (tmp_path / "bare.md").write_text(GOOD.split("---\n")[2])
    (tmp_path / "loop.md").symlink_to("loop.md")
    finished = coach("check", tmp_path)
    assert finished.returncode == 1
    assert [found[:3] for found in problems(finished)] == [
        ("bare.md", 1, "warning"),
        ("empty.md", 1, "error"),
        ("large.md", 1, "error"),
        ("latin.md", 1, "error"),
        ("loop.md", 1, "error"),
        ("none.md", 1, "error"),
        ("twice.md", 8, "error"),
        ("yaml.md", 2, "error"),
    ]
    assert finished.stderr == "5 guides, 5 questions, 7 errors, 1 warning\n"


def test_warnings_alone_are_exit_status_0(tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text(GOOD.split("---\n")[2])
    finished = coach("check", tmp_path)
    assert finished.returncode == 0
    assert [found[:3] for found in problems(finished)] == [("bare.md", 1, "warning")]


def test_a_path_is_shown_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("words\n")
    assert coach("check", "sub/a.txt", folder=tmp_path).stdout.startswith("sub/a.txt:1: warning: no front matter;")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere.md", "there is no such file or folder; give a guide file or a folder of guides"),
        ("x" * 5000, "this path can't be read (File name too long); give a guide file or a folder of guides"),
        ("loop.md", "the file can't be read (Too many levels of symbolic links); check its name and permissions"),
        ("vacant", "there is no guide in this folder; copy a Markdown guide (.md) there"),
    ],
    ids=["missing", "too long", "unreadable", "empty folder"],
)
def test_a_path_without_a_guide_is_one_line_and_the_other_paths_are_checked(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "vacant").mkdir()
    (tmp_path / "loop.md").symlink_to("loop.md")
    finished = coach("check", name, "good.md", folder=tmp_path)
    assert finished.returncode == 1
    assert problems(finished) == [(name, 1, "error", sentence)]
    assert finished.stderr == "1 guide, 1 question, 1 error, 0 warnings\n"


def test_a_file_that_may_not_be_read_is_one_line() -> None:
    """Root may read everything, so where the tests run as root the command drops that right once its modules are loaded."""
    code = """
import os, sys
from coach.cli import main
try:
    main(["check", sys.argv[-1] + "/good.md"])
except SystemExit:
    os.geteuid() or os.seteuid(65534)
main()
"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "good.md").write_text(GOOD)
        (folder / "secret.md").write_text(GOOD)
        (folder / "secret.md").chmod(0)
        finished = subprocess.run([sys.executable, "-c", code, "check", name], capture_output=True, text=True, check=False, timeout=120)
    *_, found = finished.stdout.splitlines()
    assert found == f"{name}/secret.md:1: error: the file can't be read (Permission denied); check its name and permissions"
    assert finished.stderr.splitlines() == ["1 guide, 1 question, 0 errors, 0 warnings", "1 guide, 1 question, 1 error, 0 warnings"]


def test_a_file_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("")
    assert problems(coach("check", tmp_path))[0][:3] == ("caf?.md", 1, "error")
    assert json.loads(coach("check", tmp_path, "--json").stdout)["problems"][0]["path"].endswith("caf?.md")


def test_json_has_the_problems_and_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD + "- **Follow-ups**:\n  - b?\n")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    finished = coach("check", tmp_path, "--json")
    assert (finished.returncode, finished.stderr) == (1, "")
    printed: Any = json.loads(finished.stdout)
    assert printed["problems"] == [
        {
            "path": str(tmp_path / "latin.md"),
            "line": 1,
            "severity": "error",
            "message": "the file is not UTF-8 text (byte 3); save it as UTF-8 in your editor",
        }
    ]
    assert printed["guides"] == [{"path": str(tmp_path / "good.md"), "title": "Data Engineer", "sections": 0, "questions": 1, "points": 1, "follow_ups": 1}]


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help"), ("check", str(OWN_GUIDE)), ("--version",)], ids=" ".join)
def test_it_answers_at_once_without_loading_what_is_heavy(arguments: tuple[str, ...]) -> None:
    code = f"import sys\nfrom coach.cli import main\ntry:\n    main()\nfinally:\n    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    finished = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.splitlines()[-1] == "[]"
