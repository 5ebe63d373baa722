"""How a new home gets the guides that come with the coach."""

import os
import threading
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.guides import shipped
from coach.guides.library import load_library
from coach.guides.shipped import provide_guides, shipped_guides


def test_a_new_home_gets_every_shipped_guide(tmp_path: Path) -> None:
    content = tmp_path / "not yet" / "there" / "content"
    assert provide_guides(content)
    files = {path.relative_to(content): path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert files == {path.relative_to(shipped_guides()): path.read_bytes() for path in shipped_guides().rglob("*") if path.is_file()}
    assert load_library(content).guides
    assert list(content.parent.iterdir()) == [content]  # nothing else is left


def test_a_second_time_nothing_is_touched(tmp_path: Path) -> None:
    content = tmp_path / "content"
    provide_guides(content)
    first, *_ = sorted(content.glob("*.md"))
    first.write_text("mine")
    assert not provide_guides(content)
    assert first.read_text() == "mine"


def test_an_empty_folder_stays_empty_and_is_said(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert not provide_guides(tmp_path / "content")
    with pytest.raises(CoachError, match="There is no guide in "):
        load_library(tmp_path / "content")


def test_a_link_to_a_folder_that_is_not_mounted_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(tmp_path / "stick")
    assert not provide_guides(tmp_path / "content")
    assert not (tmp_path / "stick").exists()


def test_the_users_copy_can_be_edited_where_the_installed_one_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "coach"
    (package / "_content" / "more").mkdir(parents=True)
    guide = package / "_content" / "more" / "guide.md"
    guide.write_text("# Guide")
    guide.chmod(0o444)
    guide.parent.chmod(0o555)
    monkeypatch.setattr(shipped, "PACKAGE_DIR", package)
    assert provide_guides(tmp_path / "content")
    copy = tmp_path / "content" / "more" / "guide.md"
    assert copy.stat().st_mode & 0o200
    assert copy.parent.stat().st_mode & 0o200
    guide.parent.chmod(0o755)  # so that it can be removed


def test_several_first_starts_at_once_give_one_whole_folder(tmp_path: Path) -> None:
    done: list[bool] = []
    threads = [threading.Thread(target=lambda: done.append(provide_guides(tmp_path / "content"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count(True) == 1
    assert len(done) == 8
    assert os.listdir(tmp_path) == ["content"]  # noqa: PTH208 - hidden ones too


def test_a_home_that_can_not_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CoachError, match=r"The guides can't be copied to .*; set COACH_HOME"):
        provide_guides(tmp_path / "file" / "content")
