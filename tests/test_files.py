"""Files are written whole or not at all."""

import os
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.files import save


def test_the_content_replaces_what_was_there_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    for content in (b"old", b"", b"new \xff\0"):
        save(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    save(tmp_path / "report.html", b"private")
    assert (tmp_path / "report.html").stat().st_mode & 0o077 == 0


def test_a_disk_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    save(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CoachError, match=r"report\.html can't be written \(No space left on device\)"):
        save(path, b"new")
    assert [(each, each.read_bytes()) for each in tmp_path.iterdir()] == [(path, b"old")]


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="No such file or directory"):
        save(tmp_path / "none" / "report.html", b"new")
