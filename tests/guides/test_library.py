"""Guide files on disk: what can be read is read, and what can't is one clear sentence."""

import os
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.guides.library import MAX_GUIDE_BYTES, guide_files, load_library, read_guide
from coach.guides.types import Severity

GOOD = "---\nterm: Data Engineer\n---\n\n## What is A?\n- a\n"
ANSWER = "- A point of an answer, which a guide of this size has many of.\n"


def write(path: Path, content: str | bytes = GOOD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only_message(path: Path) -> str:
    """The one problem of a file of which nothing can be used."""
    parsed = read_guide(path)
    assert parsed.guide is None
    (problem,) = parsed.problems
    assert (problem.path, problem.severity) == (path, Severity.ERROR)
    return f"{problem.line}: {problem.message}"


def test_markdown_files_in_all_folders_are_guides_but_no_readme_or_hidden_file(tmp_path: Path) -> None:
    for name in ("b.md", "a.MD", "deep/er/c.markdown", "README.md", "readme.markdown", ".hidden.md", "notes.txt", "d.md.bak"):
        write(tmp_path / name)
    (tmp_path / "folder.md").mkdir()
    assert [path.relative_to(tmp_path).as_posix() for path in guide_files(tmp_path)] == ["a.MD", "b.md", "deep/er/c.markdown"]


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff", "\ufeff\r\n"])
def test_an_empty_file_is_one_sentence(tmp_path: Path, content: str) -> None:
    assert only_message(write(tmp_path / "a.md", content)) == "1: the file is empty; write a question as a heading and its answer as bullets below"


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [(b"caf\xe9\n", 1, 3), (GOOD.encode("utf-16"), 1, 0), (b"---\n\n# Na\xefve?\n", 3, 9), (b"\x89PNG\r\n\x1a\n\x00\x00", 1, 0)],
    ids=["latin-1", "utf-16", "third line", "picture"],
)
def test_a_file_that_is_not_utf8_is_one_sentence_with_its_line(tmp_path: Path, content: bytes, line: int, byte: int) -> None:
    assert only_message(write(tmp_path / "a.md", content)) == f"{line}: the file is not UTF-8 text (byte {byte}); save it as UTF-8 in your editor"


def test_a_file_of_ten_megabytes_is_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", GOOD + ANSWER * (10_000_000 // len(ANSWER)))
    assert only_message(path) == f"1: the file has {path.stat().st_size:,} bytes and a guide at most {MAX_GUIDE_BYTES:,}; split it into several guides"


def test_a_file_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "gone.md").symlink_to("moved-away.md")
    assert guide_files(tmp_path) == [tmp_path / "gone.md", tmp_path / "loop.md"]
    assert only_message(tmp_path / "gone.md") == "1: the file can't be read (No such file or directory); check its name and permissions"
    assert only_message(tmp_path / "loop.md").startswith("1: the file can't be read (Too many levels of symbolic links)")
    assert only_message(tmp_path).startswith("1: the file can't be read (Is a directory)")


def test_windows_files_with_a_byte_order_mark_are_read_like_others(tmp_path: Path) -> None:
    plain = read_guide(write(tmp_path / "a.md"))
    assert read_guide(write(tmp_path / "a.md", "\ufeff" + GOOD.replace("\n", "\r\n"))) == plain
    assert read_guide(write(tmp_path / "a.md", GOOD.replace("\n", "\r"))) == plain
    assert plain.problems == ()


def test_bad_files_do_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path / "good.md")
    write(tmp_path / "latin.md", b"caf\xe9")
    write(tmp_path / "empty.md", "")
    (tmp_path / "loop.md").symlink_to("loop.md")
    library = load_library(tmp_path)
    assert [guide.id for guide in library.guides] == ["good"]
    assert [problem.path.name for problem in library.problems] == ["empty.md", "latin.md", "loop.md"]


def test_two_guides_of_the_same_name_are_said_with_the_name_of_the_other(tmp_path: Path) -> None:
    first, second = write(tmp_path / "Data Engineer.md"), write(tmp_path / "more" / "data-engineer.md")
    library = load_library(tmp_path)
    assert [guide.path for guide in library.guides] == [first]
    (problem,) = library.problems
    assert (problem.path, problem.severity) == (second, Severity.ERROR)
    assert str(first) in problem.message


def test_guides_and_questions_are_found_by_their_ids(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "b.md")
    library = load_library(tmp_path)
    assert [library.guide(guide.id) for guide in library.guides] == list(library.guides)
    questions = [question for guide in library.guides for question in guide.questions]
    assert len({question.id for question in questions}) == 2
    assert [library.question(question.id) for question in questions] == questions


def test_an_id_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    library = load_library(tmp_path)
    with pytest.raises(CoachError, match=r"^There is no guide 'b' any more; reload the page\.$"):
        library.guide("b")
    with pytest.raises(CoachError, match=r"^There is no question 'a/b' any more; reload the page\.$"):
        library.question("a/b")


@pytest.mark.parametrize("name", [None, "README.md", "notes.txt"])
def test_a_folder_without_guides_is_one_sentence(tmp_path: Path, name: str | None) -> None:
    if name:
        write(tmp_path / name)
    with pytest.raises(CoachError, match=r"^There is no guide in .+; copy a Markdown guide there, or run `coach check` to see what is wrong\.$"):
        load_library(tmp_path)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"^There is no guide in .+/nowhere; copy"):
        load_library(tmp_path / "nowhere")


def test_a_folder_whose_only_guide_is_broken_says_why(tmp_path: Path) -> None:
    write(tmp_path / "a.md", b"caf\xe9")
    with pytest.raises(CoachError, match=r"a\.md:1: error: the file is not UTF-8 text \(byte 3\)"):
        load_library(tmp_path)


def test_a_file_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\n.md")
    write(path, "")
    (problem,) = read_guide(path).problems
    assert str(problem).encode("utf-8").endswith(b"caf??.md:1: error: the file is empty; write a question as a heading and its answer as bullets below")
