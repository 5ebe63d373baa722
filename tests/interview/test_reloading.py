"""Guides that are added, changed and deleted while the coach is running."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hashing import WordHashing

from coach.cancel import Cancel, Stopped
from coach.config import Settings
from coach.errors import CoachError
from coach.index.build import quiet
from coach.index.types import Progress, Vectors
from coach.interview.coach import Coach
from coach.interview.loading import Loading

BAKING = "---\nterm: Baker\n---\n\n## How is sourdough leavened?\n\n- Wild yeast and lactic bacteria in a starter.\n"
SEWING = "---\nterm: Tailor\n---\n\n## What is a buttonhole stitch?\n\n- Thread loops around the fabric edge.\n"


class Held(WordHashing):
    """Goes on embedding only when it may."""

    def __init__(self) -> None:
        self.may, self.reached = threading.Event(), threading.Event()
        self.may.set()

    def encode(self, texts: Sequence[str], report: object = None, cancel: threading.Event | None = None) -> Vectors:
        self.reached.set()
        self.may.wait()
        if cancel is not None and cancel.is_set():
            raise Stopped
        return super().encode(texts)


@pytest.fixture
def embedder() -> Held:
    return Held()


@pytest.fixture
def coach(settings: Settings, embedder: Held) -> Coach:
    (settings.content_path / "baker.md").write_text(BAKING, "utf-8")
    made = Coach(settings)
    made.embedder = Loading("Search", lambda _report: embedder)
    return made


def roles(coach: Coach) -> list[str]:
    return [guide.role for guide in coach.library.guides]


def found(coach: Coach, query: str) -> set[str]:
    """The guide of the closest passage, if any is close."""
    return {hit.chunk.guide_title for hit in coach.find_passages(query).hits[:1]}


def test_a_guide_that_was_added_is_used_and_only_it_is_embedded(coach: Coach, settings: Settings) -> None:
    assert found(coach, "buttonhole stitch thread") == set()
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    told: list[Progress] = []
    before = len(coach.search.wait().index)
    summary = coach.reload(told.append, Cancel())
    assert summary is not None
    assert summary.reused == before
    assert roles(coach) == ["Baker", "Tailor"]
    assert found(coach, "buttonhole stitch thread") == {"Tailor"}
    assert coach.search.progress.ready
    assert told[-1].message == "writing the index"


def test_with_nothing_changed_there_is_nothing_to_do(coach: Coach) -> None:
    coach.search.wait()
    assert coach.reload(quiet, Cancel()) is None
    assert roles(coach) == ["Baker"]


def test_the_old_guides_answer_while_the_new_ones_are_read(coach: Coach, settings: Settings, embedder: Held) -> None:
    before = coach.search.wait()
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    embedder.may.clear()
    embedder.reached.clear()
    rebuilding = threading.Thread(target=coach.reload, args=(quiet, Cancel()))
    rebuilding.start()
    assert embedder.reached.wait(10)
    assert coach.search.wait() is before
    assert roles(coach) == ["Baker"]
    embedder.may.set()
    rebuilding.join()
    assert coach.search.wait().library is coach.library
    assert before.library.guides[0].role == "Baker"  # whoever has it keeps it


def test_stopping_leaves_everything_as_it_was(coach: Coach, settings: Settings, embedder: Held) -> None:
    before = coach.search.wait()
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Stopped):
        coach.reload(quiet, cancel)
    assert coach.search.wait() is before
    assert roles(coach) == ["Baker"]


def test_a_guide_that_cannot_be_read_any_more_leaves_everything_and_says_why(coach: Coach, settings: Settings) -> None:
    before = coach.search.wait()
    (settings.content_path / "baker.md").write_bytes(b"caf\xe9")
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    with pytest.raises(CoachError, match=r"baker\.md:1: error: the file is not UTF-8 text \(byte 3\).*goes on with the guides that it has"):
        coach.reload(quiet, Cancel())
    assert coach.search.wait() is before
    assert roles(coach) == ["Baker"]


def test_another_file_that_was_never_a_guide_is_no_hindrance(coach: Coach, settings: Settings) -> None:
    (settings.content_path / "broken.md").write_bytes(b"caf\xe9")
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    coach.reload(quiet, Cancel())
    assert roles(coach) == ["Baker", "Tailor"]
    assert [problem.path.name for problem in coach.library.problems] == ["broken.md"]


def test_a_guide_that_went_while_search_was_loading_is_no_lasting_hindrance(coach: Coach, settings: Settings) -> None:
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    (settings.content_path / "baker.md").unlink()
    with pytest.raises(CoachError, match=r"baker\.md can't be read any more"):
        coach.search.wait()
    coach.reload(quiet, Cancel())
    assert coach.search.progress.ready
    assert found(coach, "buttonhole stitch thread") == {"Tailor"}


def test_an_interview_on_a_deleted_guide_goes_on(coach: Coach, settings: Settings) -> None:
    question = coach.library.guides[0].questions[0]
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    (settings.content_path / "baker.md").unlink()
    coach.reload(quiet, Cancel())
    assert roles(coach) == ["Tailor"]
    assert coach.guide_of(question).role == "Baker"
    assert found(coach, "sourdough yeast bacteria") == set()


def test_the_last_guide_can_go_and_another_come(coach: Coach, settings: Settings, tmp_path: Path) -> None:
    (settings.content_path / "baker.md").unlink()
    coach.reload(quiet, Cancel())
    assert roles(coach) == []
    assert not coach.find_passages("sourdough").relevant
    assert coach.find_question("Wild yeast in a starter.").question is None
    (settings.content_path / "tailor.md").write_text(SEWING, "utf-8")
    coach.reload(quiet, Cancel())
    assert found(coach, "buttonhole stitch thread") == {"Tailor"}


def test_a_coach_may_start_without_guides_where_some_can_be_added(settings: Settings) -> None:
    assert Coach(settings, may_be_empty=True).library.guides == ()


@pytest.mark.parametrize(("query", "said"), [("  ", "nothing to search for"), ("x" * 1_001, "shorten it")])
def test_a_query_that_cannot_be_searched_for_is_refused_before_anything_loads(coach: Coach, query: str, said: str) -> None:
    with pytest.raises(CoachError, match=said):
        coach.find_passages(query)
    assert coach.search.progress.message == "Search: waiting"
