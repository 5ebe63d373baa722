"""Guide files on disk: reading one, reading a folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coach.errors import CoachError
from coach.guides.parser import parse_guide
from coach.guides.types import Guide, ParsedGuide, Problem, Question, Severity

MAX_GUIDE_BYTES = 5_000_000  # some 20,000 questions; a larger file is no guide
SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True)
class Library:
    """All guides of a folder, and what is wrong with them."""

    guides: tuple[Guide, ...]
    problems: tuple[Problem, ...]

    def guide(self, guide_id: str) -> Guide:
        """The guide with this id. Raises CoachError when there is none (any more)."""
        if guide := self._guides.get(guide_id):
            return guide
        raise CoachError(f"There is no guide {guide_id!r} any more; reload the page.")

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises CoachError when there is none (any more)."""
        if question := self._questions.get(question_id):
            return question
        raise CoachError(f"There is no question {question_id!r} any more; reload the page.")

    @cached_property
    def _guides(self) -> dict[str, Guide]:
        return {guide.id: guide for guide in self.guides}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for guide in self.guides for question in guide.questions}


def guide_files(folder: Path) -> list[Path]:
    """The guide files in a folder and below it, sorted. README files and hidden ones are no guides; a dangling link is one that can't be read."""
    return sorted(path for path in folder.rglob("*") if _is_guide_name(path) and (path.is_file() or (path.is_symlink() and not path.exists())))


def _is_guide_name(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and path.stem.lower() != "readme" and not path.name.startswith(".")


def read_guide(path: Path) -> ParsedGuide:
    """Read and parse one file. What is wrong with it, even that it can't be read, is in the result's problems."""
    try:
        if (size := path.stat().st_size) > MAX_GUIDE_BYTES:
            return _too_large(path, size)
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(path, 1, f"the file can't be read ({error.strerror}); check its name and permissions")
    return parse_bytes(raw, path)


def parse_bytes(raw: bytes, path: Path) -> ParsedGuide:
    """What `read_guide` makes of a file with this content. Pure."""
    if len(raw) > MAX_GUIDE_BYTES:
        return _too_large(path, len(raw))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _unreadable(path, line, f"the file is not UTF-8 text (byte {error.start}); save it as UTF-8 in your editor")
    if not text.strip():
        return _unreadable(path, 1, "the file is empty; write a question as a heading and its answer as bullets below")
    return parse_guide(text, path)


def read_folder(folder: Path) -> Library:
    """All guides of a folder, which may be none. Files that can't be used at all are only in `problems`."""
    parsed = [read_guide(path) for path in guide_files(folder)] if folder.is_dir() else []
    problems = [problem for each in parsed for problem in each.problems]
    guides: dict[str, Guide] = {}
    for each in parsed:
        if each.guide is None:
            continue
        if other := guides.get(each.guide.id):
            message = f"another guide, {other.path}, has the same file name but for its case, accents or folder; rename this one"
            problems.append(Problem(each.guide.path, 1, Severity.ERROR, message))
        else:
            guides[each.guide.id] = each.guide
    return Library(tuple(guides.values()), tuple(problems))


def check(path: Path) -> Library:
    """A guide file or a folder of guides as its author sees it: that there is none is a problem like any other."""
    try:
        is_folder, is_there = path.is_dir(), path.exists() or path.is_symlink()
    except OSError as error:
        return _problem(path, f"this path can't be read ({error.strerror}); give a guide file or a folder of guides")
    if not is_there:
        return _problem(path, "there is no such file or folder; give a guide file or a folder of guides")
    if not is_folder:
        parsed = read_guide(path)
        return Library((parsed.guide,) if parsed.guide else (), parsed.problems)
    library = read_folder(path)
    return library if library.guides or library.problems else _problem(path, "there is no guide in this folder; copy a Markdown guide (.md) there")


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file and line."""
    return sorted(problems, key=lambda problem: (problem.shown_path, problem.line))


def load_library(content_dir: Path) -> Library:
    """Like `read_folder`. Raises CoachError when the folder holds no guide that can be used."""
    library = read_folder(content_dir)
    if not library.guides:
        why = f" ({library.problems[0]})" if library.problems else ""
        raise CoachError(f"There is no guide in {content_dir}{why}; copy a Markdown guide there, or run `coach check` to see what is wrong.")
    return library


def _problem(path: Path, message: str) -> Library:
    return Library((), (Problem(path, 1, Severity.ERROR, message),))


def _too_large(path: Path, size: int) -> ParsedGuide:
    return _unreadable(path, 1, f"the file has {size:,} bytes and a guide at most {MAX_GUIDE_BYTES:,}; split it into several guides")


def _unreadable(path: Path, line: int, message: str) -> ParsedGuide:
    return ParsedGuide(None, (Problem(path, line, Severity.ERROR, message),))
