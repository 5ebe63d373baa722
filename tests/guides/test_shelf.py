"""Writing to the folder of guides: names, what is refused, and what is never touched."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.guides import shelf
from coach.guides.library import MAX_GUIDE_BYTES, guide_files
from coach.guides.shelf import Occupied

GUIDE = "---\nterm: Data Engineer\n---\n\n## What is A?\n\n- a\n"
OTHER = GUIDE.replace("- a", "- another")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "content"
    made.mkdir()
    (tmp_path / "outside.md").write_text("not to be touched", "utf-8")
    return made


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Data Engineer", "data-engineer.md"),
        ("Data Engineer.md", "data-engineer.md"),
        ("guide v1.2", "guide-v1-2.md"),
        ("notes.MARKDOWN", "notes.md"),
        ("../../etc/passwd", "passwd.md"),
        ("..\\..\\windows\\win.md", "win.md"),
        ("/abs/olute.md", "olute.md"),
        (".hidden.md", "hidden.md"),
        ("Übung", "ubung.md"),
        ("a\x00b\n", "a-b.md"),
        ("<script>", "script.md"),
    ],
)
def test_a_name_becomes_a_plain_file_name(folder: Path, wanted: str, name: str) -> None:
    assert shelf.name_for(folder, wanted) == name


@pytest.mark.parametrize("wanted", ["", "  ", "..", "/", ".md", "...", "a/..", "README", "readme.md"])
def test_a_name_of_which_nothing_is_left_is_refused(folder: Path, wanted: str) -> None:
    with pytest.raises(CoachError, match="name"):
        shelf.name_for(folder, wanted)


@given(wanted=st.text(max_size=80))
def test_no_name_leads_out_of_the_folder(tmp_path_factory: pytest.TempPathFactory, wanted: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "names"
    folder.mkdir(exist_ok=True)
    try:
        name = shelf.name_for(folder, wanted)
    except CoachError:
        return
    assert (folder / name).resolve().parent == folder.resolve()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_a_guide_that_would_have_the_same_id_is_the_one_that_is_meant(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "Data Engineer.markdown").write_text(GUIDE, "utf-8")
    assert shelf.name_for(folder, "data-engineer.md") == "sub/Data Engineer.markdown"


def test_a_guide_is_written_whole_and_read_again(folder: Path) -> None:
    path = shelf.put(folder, "data-engineer.md", GUIDE, expected=None)
    assert path == folder / "data-engineer.md"
    assert shelf.text_of(folder, "data-engineer.md") == GUIDE
    assert guide_files(folder) == [path]
    assert [each.name for each in folder.iterdir()] == ["data-engineer.md"]


def test_what_is_there_is_overwritten_only_when_it_was_opened_or_asked_for(folder: Path) -> None:
    shelf.put(folder, "a.md", GUIDE, expected=None)
    for expected in (None, OTHER):
        with pytest.raises(Occupied, match=r"a\.md"):
            shelf.put(folder, "a.md", OTHER, expected=expected)
    assert shelf.text_of(folder, "a.md") == GUIDE
    shelf.put(folder, "a.md", OTHER, expected=GUIDE)
    assert shelf.text_of(folder, "a.md") == OTHER
    shelf.put(folder, "a.md", GUIDE, expected=None, overwrite=True)
    assert shelf.text_of(folder, "a.md") == GUIDE


def test_a_file_that_is_no_text_is_not_overwritten_unasked(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"caf\xe9")
    with pytest.raises(Occupied):
        shelf.put(folder, "a.md", GUIDE, expected=None)
    with pytest.raises(CoachError, match="not UTF-8"):
        shelf.text_of(folder, "a.md")


def test_line_ends_of_another_system_are_no_difference(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"\xef\xbb\xbf" + GUIDE.replace("\n", "\r\n").encode())
    assert shelf.text_of(folder, "a.md") == GUIDE
    shelf.put(folder, "a.md", OTHER, expected=GUIDE)


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_GUIDE_BYTES + 1), "\ud800"])
def test_a_text_that_can_be_no_guide_is_not_written(folder: Path, text: str) -> None:
    with pytest.raises(CoachError, match=r"a\.md:1: error: the file"):
        shelf.put(folder, "a.md", text, expected=None)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../outside.md", "../new.md", "sub/../../outside.md", "/etc/hostname", "sub/new.md", "a.txt", ".a.md", "", ".", "a\x00.md"])
def test_a_path_out_of_the_folder_is_neither_written_read_nor_deleted(folder: Path, name: str) -> None:
    for attempt in (
        lambda: shelf.put(folder, name, GUIDE, expected=None, overwrite=True),
        lambda: shelf.text_of(folder, name),
        lambda: shelf.remove(folder, name),
    ):
        with pytest.raises(CoachError):
            attempt()
    assert sorted(path.name for path in folder.parent.rglob("*")) == ["content", "outside.md"]
    assert (folder.parent / "outside.md").read_text("utf-8") == "not to be touched"


def test_a_link_that_leads_out_is_left_alone(folder: Path) -> None:
    (folder / "link.md").symlink_to(folder.parent / "outside.md")
    assert shelf.names(folder) == {}
    for attempt in (
        lambda: shelf.put(folder, "link.md", GUIDE, expected=None, overwrite=True),
        lambda: shelf.text_of(folder, "link.md"),
        lambda: shelf.remove(folder, "link.md"),
    ):
        with pytest.raises(CoachError, match=r"no guide link\.md"):
            attempt()
    assert (folder / "link.md").is_symlink()
    assert (folder.parent / "outside.md").read_text("utf-8") == "not to be touched"


def test_a_deleted_guide_is_gone_and_the_others_stay(folder: Path) -> None:
    for name in ("a.md", "b.md"):
        shelf.put(folder, name, GUIDE, expected=None)
    shelf.remove(folder, "a.md")
    assert list(shelf.names(folder)) == ["b.md"]
    with pytest.raises(CoachError, match=r"no guide a\.md"):
        shelf.remove(folder, "a.md")


def test_names_that_cannot_be_shown_are_left_out(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.md")).write_text(GUIDE, "utf-8")
    (folder / "ok.md").write_text(GUIDE, "utf-8")
    assert list(shelf.names(folder)) == ["ok.md"]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "content"
    assert shelf.names(folder) == {}
    shelf.put(folder, "a.md", GUIDE, expected=None)
    assert list(shelf.names(folder)) == ["a.md"]
