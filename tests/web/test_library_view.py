"""What the Library view shows and does, without a browser: the guides, a draft on its way into the folder, the rebuild in the background."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hashing import WordHashing
from hypothesis import given
from hypothesis import strategies as st

from coach.cancel import Cancel
from coach.config import Settings
from coach.errors import CoachError
from coach.guides.changes import changes
from coach.guides.parser import parse_guide
from coach.guides.shelf import Occupied
from coach.guides.skeleton import SKELETON
from coach.guides.types import Category
from coach.interview.coach import Coach
from coach.interview.loading import Loading, Progress
from coach.interview.progress import coverage
from coach.interview.types import Attempt
from coach.practice.practice import Practice
from coach.store.store import open_store
from coach.web import browsing, drafting, render
from coach.web.drafting import Draft
from coach.web.rebuilding import Rebuilding

BAKING = "---\nterm: Baker\n---\n\n## Technical Questions\n\n### How is sourdough leavened?\n\n- Wild yeast.\n\n### What is proofing?\n\n- Rest.\n- Gas.\n"
HOSTILE = "# <script>alert(1)</script>\n\n## What is <img src=x onerror=alert(1)>?\n\n- **<b>A</b>**: <svg/onload=alert(1)>\n"


@pytest.fixture
def folder(settings: Settings) -> Path:
    (settings.content_path / "baker.md").write_text(BAKING, "utf-8")
    return settings.content_path


@pytest.fixture
def coach(folder: Path, settings: Settings) -> Coach:
    made = Coach(settings)
    made.embedder = Loading("Search", lambda _report: WordHashing())
    return made


@pytest.fixture
def practice(coach: Coach, settings: Settings) -> Iterator[Practice]:
    with open_store(settings) as store:
        yield Practice(coach, store, store.default_profile())


def upload(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def finished(rebuilding: Rebuilding) -> Progress:
    deadline = time.monotonic() + 20
    while rebuilding.under_way and time.monotonic() < deadline:
        time.sleep(0.01)
    assert rebuilding.progress is not None
    return rebuilding.progress


def test_a_guide_is_shown_with_its_questions_and_how_they_went() -> None:
    guide = parse_guide(BAKING, Path("/home/content/baker.md")).guide
    assert guide is not None
    first, second = guide.questions
    attempt = Attempt(first.id, guide.id, first.category, datetime.now(UTC), 70, ())
    shown = render.guide(guide, coverage(guide.questions, [attempt]), {first.id: 70}, Path("/home/content"))
    assert "baker.md · 2 technical" in shown
    assert "1 of 2 tried (50%) · 70 of 100 on average the last time" in shown
    assert "Technical · 1 point · 70 of 100 the last time" in shown
    assert "Technical · 2 points · not tried" in shown
    assert second.text in shown
    assert first.category is Category.TECHNICAL


def test_before_the_first_answer_nothing_was_tried(practice: Practice) -> None:
    assert "Nothing tried yet" in browsing.overview(practice)


def test_without_guides_it_says_what_to_do(settings: Settings) -> None:
    empty = Coach(settings, may_be_empty=True)
    with open_store(settings) as store:
        assert "Write one here or upload" in browsing.overview(Practice(empty, store, store.default_profile()))
    assert browsing.choices(empty) == []
    assert "there is no guide in this folder" in browsing.look(empty).problems


def test_problems_are_those_of_coach_check_with_their_lines(coach: Coach, folder: Path) -> None:
    assert browsing.look(coach).problems == render.notice("No problems were found in your guides.")
    (folder / "sub").mkdir()
    (folder / "sub" / "bad.md").write_bytes(b"\n\ncaf\xe9")
    shown = browsing.look(coach).problems
    assert "<h3>sub/bad.md</h3>" in shown
    assert "line 3: the file is not UTF-8 text" in shown


def test_files_that_say_something_else_by_now_are_noticed(coach: Coach, folder: Path) -> None:
    assert not browsing.look(coach).changed
    (folder / "baker.md").write_text(BAKING.replace("Gas.", "Volume."), "utf-8")
    assert browsing.look(coach).changed
    coach.reload(lambda _progress: None, Cancel())
    assert not browsing.look(coach).changed


def test_a_front_matter_without_equality_is_no_change(coach: Coach, folder: Path) -> None:
    (folder / "baker.md").write_text(BAKING.replace("term: Baker", "term: Baker\nrating: .nan"), "utf-8")
    coach.reload(lambda _progress: None, Cancel())
    assert not browsing.look(coach).changed


def test_files_that_are_not_in_use_can_be_chosen_but_not_practised(coach: Coach, folder: Path) -> None:
    (folder / "a-new.md").write_text(BAKING, "utf-8")
    assert browsing.choices(coach) == [("Baker (baker.md)", "baker.md"), ("a-new.md (not in use)", "a-new.md")]
    assert browsing.guide_in(coach, "a-new.md") is None
    guide = browsing.guide_in(coach, "baker.md")
    assert guide is not None
    assert guide.id == "baker"


def test_a_search_shows_where_a_passage_stands_or_says_that_there_is_none(coach: Coach) -> None:
    shown = browsing.search(coach, "sourdough leavened wild yeast", Cancel())
    assert "Baker › Technical Questions › How is sourdough leavened?" in shown
    assert "baker.md, line 9" in shown
    assert "Nothing relevant in your guides" in browsing.search(coach, "orbital mechanics", Cancel())


def test_what_a_guide_says_means_nothing_on_the_page() -> None:
    parsed = parse_guide(HOSTILE, Path("/c/<i>.md"))
    assert parsed.guide is not None
    shown = [
        render.guide(parsed.guide, coverage(parsed.guide.questions, ()), {}, Path("/c")),
        render.preview(parsed, HOSTILE),
        render.problems(parsed.problems, Path("/c")),
        render.saved("<i>.md", changes(None, parsed.guide)),
    ]
    for tag in ("<script", "<img", "<svg", "<b>", "<i>"):
        assert not any(tag in each for each in shown)


def test_a_preview_has_the_questions_with_their_points_and_the_problems_with_their_lines() -> None:
    shown = drafting.preview(SKELETON + "\n### What is a batch?\n", "")
    assert "<strong>Data Engineer</strong> · 3 questions, 6 points" in shown
    assert "Technical · easy · 3 points · line 9" in shown
    assert "Running a step twice must not write its rows twice. <span" in shown
    assert "line 27: this question has no answer" in shown
    assert "<code>### What is a batch?</code>" in shown


@pytest.mark.parametrize(("text", "said"), [("", "the file is empty"), ("x" * 5_000_001, "a guide at most 5,000,000"), ("\ud800", "not UTF-8")])
def test_a_preview_of_what_can_be_no_guide_says_so(text: str, said: str) -> None:
    assert said in drafting.preview(text, "a.md")


@given(text=st.text(max_size=300), name=st.text(max_size=20))
def test_a_preview_never_fails_and_never_lets_a_tag_through(text: str, name: str) -> None:
    shown = drafting.preview(f"## What is {text}?\n\n- {text}<script>", name)
    assert "<script" not in shown
    assert "\n" not in shown


def test_a_new_guide_is_called_by_its_title_and_says_what_was_added(folder: Path) -> None:
    draft, said = drafting.saved(folder, Draft(), "", SKELETON, overwrite=False)
    assert draft == Draft("data-engineer.md", SKELETON)
    assert (folder / "data-engineer.md").read_text("utf-8") == SKELETON
    assert "data-engineer.md is saved. 2 questions added: “What is a data pipeline?”" in said


def test_a_guide_without_name_and_title_needs_a_name(folder: Path) -> None:
    with pytest.raises(CoachError, match="needs a name"):
        drafting.saved(folder, Draft(), " ", "## What is A?\n\n- a\n", overwrite=False)


def test_an_edited_guide_says_what_has_changed(folder: Path) -> None:
    draft = drafting.opened(folder, "baker.md")
    assert draft == Draft("baker.md", BAKING)
    edited = BAKING.replace("Wild yeast.", "Wild yeast and bacteria.").replace("What is proofing?", "What is oven spring?")
    draft, said = drafting.saved(folder, draft, "ignored", edited, overwrite=False)
    assert "1 question added: “What is oven spring?”; 1 question changed: “How is sourdough leavened?”; 1 question removed: “What is proofing?”." in said
    _, said = drafting.saved(folder, draft, "", edited + "\n", overwrite=False)
    assert "No question has changed." in said
    assert [each.name for each in folder.iterdir()] == ["baker.md"]


def test_a_guide_that_changed_meanwhile_is_overwritten_only_on_request(folder: Path) -> None:
    draft = drafting.opened(folder, "baker.md")
    (folder / "baker.md").write_text(BAKING + "\nSomething else.\n", "utf-8")
    with pytest.raises(Occupied):
        drafting.saved(folder, draft, "", SKELETON, overwrite=False)
    with pytest.raises(Occupied):
        drafting.saved(folder, Draft(), "Baker.md", SKELETON, overwrite=False)
    drafting.saved(folder, draft, "", SKELETON, overwrite=True)
    assert (folder / "baker.md").read_text("utf-8") == SKELETON


def test_a_guide_that_was_deleted_while_it_was_edited_can_still_be_saved(folder: Path) -> None:
    draft = drafting.opened(folder, "baker.md")
    drafting.deleted(folder, "baker.md")
    _, said = drafting.saved(folder, draft, "", BAKING, overwrite=False)
    assert "baker.md is saved. 2 questions added" in said


@pytest.mark.parametrize("name", ["../../evil.md", "/tmp/evil.md", "..\\evil.md"])  # noqa: S108 - a path that somebody may try
def test_a_name_that_is_a_path_stays_in_the_folder(folder: Path, name: str) -> None:
    drafting.saved(folder, Draft(), name, SKELETON, overwrite=False)
    assert sorted(each.name for each in folder.iterdir()) == ["baker.md", "evil.md"]
    assert not list(folder.parent.glob("evil*"))
    for attempt in (lambda: drafting.opened(folder, f"../content/{name}"), lambda: drafting.deleted(folder, name)):
        with pytest.raises(CoachError, match="There is no guide"):
            attempt()


def test_an_uploaded_file_is_read_and_not_kept(tmp_path: Path) -> None:
    path = upload(tmp_path, "Data Engineer.md", b"\xef\xbb\xbf" + SKELETON.encode())
    assert drafting.uploaded(path) == ("Data Engineer", SKELETON)
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("guide.txt", b"# A", r"guide\.txt is no Markdown file"),
        ("guide.md", b"caf\xe9", "not UTF-8"),
        ("guide.md", b"x" * 5_000_001, "larger than the 5,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_guide_is_refused_and_not_kept(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = upload(tmp_path, name, content)
    with pytest.raises(CoachError, match=said):
        drafting.uploaded(path)
    assert not path.exists()


def test_a_rebuild_runs_in_the_background_and_its_failure_is_said(coach: Coach, folder: Path) -> None:
    rebuilding = Rebuilding(coach)
    assert rebuilding.progress is None
    assert not rebuilding.under_way
    (folder / "data-engineer.md").write_text(SKELETON, "utf-8")
    rebuilding.start()
    assert finished(rebuilding).ready
    assert [guide.role for guide in coach.library.guides] == ["Baker", "Data Engineer"]
    (folder / "data-engineer.md").write_bytes(b"caf\xe9")
    rebuilding.start()
    assert "not UTF-8" in (finished(rebuilding).error or "")
    assert not rebuilding.is_stopped
    assert [guide.role for guide in coach.library.guides] == ["Baker", "Data Engineer"]


def test_a_rebuild_can_be_stopped_and_a_later_one_takes_over(coach: Coach, folder: Path) -> None:
    may = threading.Event()

    def slow(_report: object) -> WordHashing:
        may.wait()
        return WordHashing()

    coach.embedder = Loading("Search", slow)
    rebuilding = Rebuilding(coach)
    rebuilding.start()
    assert rebuilding.under_way
    rebuilding.stop()
    assert finished(rebuilding).error == "Stopped."
    assert rebuilding.is_stopped
    rebuilding.start()
    assert not rebuilding.is_stopped
    (folder / "data-engineer.md").write_text(SKELETON, "utf-8")
    rebuilding.start()
    may.set()
    assert finished(rebuilding).ready
    assert len(coach.library.guides) == 2
