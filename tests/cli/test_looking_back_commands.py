"""`coach history`, `coach report` and `coach progress` on interviews that were graded by hand."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from by_hand import answer, clock
from terminal import Terminal

from coach.guides.library import read_guide
from coach.guides.types import Question
from coach.interview.session import Began, GaveUp, Paused
from coach.interview.types import Mode, Plan
from coach.practice.ongoing import OngoingInterview
from coach.store.store import Store
from coach.store.types import Profile

DAYS_AGO = datetime.now(UTC) - timedelta(days=3)


@pytest.fixture
def questions(baker: Path) -> tuple[Question, ...]:
    guide = read_guide(baker).guide
    assert guide is not None
    return guide.questions


@pytest.fixture
def me(kept: Store, questions: tuple[Question, ...]) -> Profile:
    """Somebody with a finished interview of three days ago (50, 100 and 0 of 100) and one that was paused."""
    profile = kept.default_profile()
    finished = OngoingInterview.begin(kept, profile, Plan(questions), clock(DAYS_AGO))
    finished.did(Began())
    answer(finished, "Feeding")
    answer(finished, "Gluten", "Acid")
    finished.did(GaveUp())
    paused = OngoingInterview.begin(kept, profile, Plan(questions[:1], Mode.REALISTIC), clock(DAYS_AGO + timedelta(hours=5)))
    paused.did(Began())
    paused.did(Paused())
    return profile


def test_a_history_without_interviews_says_how_to_begin(quick: Terminal, kept: Store) -> None:
    assert quick.run("history").stdout == "Me has held no interview yet; `coach interview` begins one.\n"
    assert quick.json("history") == {"profile": "Me", "interviews": [], "unreadable": []}
    assert quick.run("progress").stdout == "Me has practised nothing yet; `coach interview` begins.\n"


def test_the_history_is_a_table(quick: Terminal, me: Profile) -> None:
    header, first, second = quick.run("history").stdout.splitlines()
    assert header.split() == ["no.", "started", "mode", "answered", "score", "state"]
    assert first.split() == ["1", *f"{DAYS_AGO.astimezone():%Y-%m-%d %H:%M}".split(), "practice", "3", "of", "3", "50", "finished"]
    assert second.split()[3:] == ["realistic", "0", "of", "1", "-", "paused"]


def test_the_history_in_json(quick: Terminal, me: Profile) -> None:
    first, second = quick.json("history")["interviews"]
    started = first.pop("started")
    assert first == {"number": 1, "mode": "practice", "planned": 3, "answered": 3, "mean_score": 50.0, "state": "finished"}
    assert datetime.fromisoformat(started) == DAYS_AGO
    assert (second["mean_score"], second["state"]) == (None, "paused")


def test_an_interview_that_can_not_be_read_is_named_beside_the_others(quick: Terminal, me: Profile, kept: Store, questions: tuple[Question, ...]) -> None:
    kept.start_interview(me, {"questions": "none"}, DAYS_AGO)
    finished = quick.run("history")
    assert [line.split()[0] for line in finished.stdout.splitlines()] == ["no.", "1", "2"]
    assert re.fullmatch(r"Interview 3 of .* can't be read: What was kept is no Plan .*\.\n", finished.stderr)
    found = quick.json("history")
    assert [each["number"] for each in found["interviews"]] == [1, 2]
    [bad] = found["unreadable"]
    assert (bad["number"], "What was kept is no Plan" in bad["problem"]) == (3, True)
    assert "What was kept is no Plan" in quick.run("report", "3").stderr


def test_a_history_is_one_profiles(quick: Terminal, me: Profile, kept: Store) -> None:
    kept.create_profile("Ben")
    assert quick.json("history", "--profile", "Ben") == {"profile": "Ben", "interviews": [], "unreadable": []}
    assert "There is no profile named Carl; there are: Me, Ben." in quick.run("history", "--profile", "Carl").stderr


def test_a_report_is_markdown_on_the_screen(quick: Terminal, me: Profile) -> None:
    finished = quick.run("report", "1")
    assert finished.status == 0
    assert finished.stdout.startswith("# Interview 1\n")
    assert "**50 of 100 on average**" in finished.stdout
    assert "It shrinks the map." in finished.stdout
    assert "Baker" in finished.stdout
    assert "baker.md, line" in finished.stdout


@pytest.mark.parametrize(("file_format", "start"), [("md", b"# Interview 1\n"), ("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")])
def test_a_report_is_written_in_each_format(quick: Terminal, me: Profile, tmp_path: Path, file_format: str, start: bytes) -> None:
    path = tmp_path / f"report.{file_format}"
    finished = quick.run("report", "1", "--format", file_format, "--output", str(path))
    assert (finished.status, finished.stdout) == (0, f"The report is in {path}.\n")
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("7",), "Me has no interview number 7; choose one from the history."),
        (("1", "--format", "pdf"), "A PDF can't be shown on the screen; give --output FILE."),
        (("1", "--output", "/nowhere/report.md"), "/nowhere/report.md can't be written"),
    ],
)
def test_a_report_that_can_not_be_is_one_sentence(quick: Terminal, me: Profile, arguments: tuple[str, ...], sentence: str) -> None:
    finished = quick.run("report", *arguments)
    assert (finished.status, finished.stdout) == (1, "")
    assert finished.stderr.startswith(f"coach: {sentence}")
    assert finished.stderr.count("\n") == 1


def test_a_report_outlives_its_guide(quick: Terminal, me: Profile, baker: Path) -> None:
    (baker.parent / "other.md").write_text("## Technical Questions\n\n#### What is pooling?\n\n- **Size**: It makes maps smaller.\n")
    baker.unlink()
    finished = quick.run("report", "1")
    assert finished.status == 0
    assert "**Feeding**" in finished.stdout


def test_progress_tells_how_a_guide_stands(quick: Terminal, me: Profile) -> None:
    said = quick.run("progress").stdout
    assert "A random question would score about " in said
    assert "3 of 3 questions tried; 1 went well the last time." in said
    assert "technical         75 of 100 on average, 2 answers" in said
    assert "situational        0 of 100 on average, 1 answer\n" in said
    weakest = [line.split()[:2] for line in said.splitlines() if "baker.md:" in line]
    assert weakest == [["0%", "Temperature"], ["0%", "Safety"], ["0%", "Plan"]]
    assert "Gluten" not in said


def test_progress_tells_what_is_due_now_and_in_the_coming_days(quick: Terminal, me: Profile) -> None:
    found = quick.json("progress")
    assert len(found["forecast"]) == 14
    assert found["due"] >= 1  # what was given up three days ago
    assert found["forecast"][0] >= found["due"]
    assert sum(found["forecast"]) <= 3
    _, chart = quick.run("progress").stdout.split(f"Due now: {found['due']} question")
    first, *days = chart.splitlines()
    assert first.endswith("In the next 14 days:")
    assert len(days) == 14
    assert days[0].split()[-2:] == ["█" * found["forecast"][0], str(found["forecast"][0])]
    today = datetime.now().astimezone()
    assert days[0].split()[:3] == [f"{today:%a}", str(today.day), f"{today:%b}"]


def test_progress_in_json(quick: Terminal, me: Profile) -> None:
    found = quick.json("progress")
    assert found["plots"] == []
    [guide] = found["guides"]
    assert guide["id"] == "baker"
    assert guide["coverage"] == {"questions": 3, "tried": 1.0, "good": pytest.approx(1 / 3)}
    assert guide["categories"] == {"technical": {"mean": 75, "attempts": 2}, "situational": {"mean": 0, "attempts": 1}}
    assert guide["readiness"]["attempts"] == 3
    assert 0 <= guide["readiness"]["one_question"]["low"] <= guide["readiness"]["mean"] <= guide["readiness"]["one_question"]["high"] <= 100
    weakest = guide["weakest"][0]
    assert (weakest["label"], weakest["mean"], weakest["last"], weakest["attempts"]) == ("Temperature", 0.0, 0.0, 1)


def test_a_guide_that_was_not_practised_is_shown_when_it_is_named(quick: Terminal, kept: Store) -> None:
    said = quick.run("progress", "--guide", "baker").stdout
    assert "Not known yet" in said
    assert "0 of 3 questions tried" in said
    assert "No guide is called 'pilot'" in quick.run("progress", "--guide", "pilot").stderr


def test_plots_are_pictures_that_stand_alone(quick: Terminal, me: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "plots"
    written = quick.json("progress", "--plots", str(folder))["plots"]
    assert {Path(each).name for each in written} == {path.name for path in folder.iterdir()} == {"trend.svg", "topics.svg", "coverage.svg", "due.svg"}
    for path in folder.iterdir():
        assert ElementTree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - drawn just now
    assert str(folder / "trend.svg") in quick.run("progress", "--plots", str(folder)).stdout


def test_plots_of_nothing_are_refused(quick: Terminal, kept: Store, tmp_path: Path) -> None:
    finished = quick.run("progress", "--plots", str(tmp_path / "plots"))
    assert (finished.status, finished.stderr) == (1, "coach: There is nothing to draw yet; `coach interview` begins.\n")
    assert not (tmp_path / "plots").exists()


def test_plots_to_where_no_folder_can_be_are_refused(quick: Terminal, me: Profile, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    finished = quick.run("progress", "--plots", str(tmp_path / "file"))
    assert finished.status == 1
    assert finished.stderr.startswith(f"coach: The folder {tmp_path / 'file'} can't be made")
