"""`coach index` and `coach search`, as they are typed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"
HIT_FIELDS = {"id", "score", "guide", "category", "question", "text", "path", "line"}


@pytest.fixture
def guide(home: Path) -> Path:
    """The overview and first question of the real guide, in a home of its own."""
    path = home / "content" / "cv.md"
    path.write_text("\n#### ".join(OWN_GUIDE.read_text("utf-8").split("\n#### ")[:2]), "utf-8")
    return path


def test_index_says_what_it_did_and_then_that_there_is_nothing_to_do(searching: Terminal, guide: Path) -> None:
    first = searching.json("index")
    assert set(first) == {"chunks", "embedded", "reused", "removed", "guides", "seconds", "notices"}
    assert first["chunks"] == first["embedded"] > 0
    assert "was not there yet" in first["notices"][0]
    second = searching.json("index")
    assert (second["chunks"], second["embedded"], second["reused"], second["notices"]) == (first["chunks"], 0, first["chunks"], [])
    assert searching.run("index").stdout.startswith("The index is up to date:")
    assert searching.json("index", "--rebuild")["embedded"] == first["chunks"]


def test_search_prints_stable_json(searching: Terminal, guide: Path) -> None:
    found = searching.json("search", "convolution filters", "-k", "3")
    assert set(found) == {"query", "hits", "relevant"}
    assert (found["query"], found["relevant"]) == ("convolution filters", True)
    assert 1 <= len(found["hits"]) <= 3
    for hit in found["hits"]:
        assert set(hit) == HIT_FIELDS
        assert Path(hit["path"]) == guide
        assert 1 <= hit["line"] <= len(guide.read_text("utf-8").splitlines())
    best = found["hits"][0]
    assert best["category"] == "technical"
    assert best["text"].split(":")[0].split()[0] in guide.read_text("utf-8").splitlines()[best["line"] - 1]


def test_search_for_a_reader_shows_where_it_stands(guide: Path) -> None:
    """In a process of its own, as it is for people: loading the embedder there takes 5 s."""
    command = [sys.executable, "-c", "from coach.cli import main; main()", "search", "convolution filters"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "PYTHONUTF8": "1"})
    assert finished.returncode == 0
    assert " › Technical Questions › " in finished.stdout
    assert "content/cv.md:" in finished.stdout
    assert "was not there yet" in finished.stderr


def test_search_says_when_nothing_is_relevant(searching: Terminal, guide: Path) -> None:
    assert searching.run("search", "chicken soup recipe").stdout == "Nothing relevant in your guides.\n"
    assert searching.json("search", "who won the world cup") == {"query": "who won the world cup", "hits": [], "relevant": False}


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_query_is_one_sentence(quick: Terminal, guide: Path, query: str) -> None:
    finished = quick.run("search", query)
    assert (finished.status, finished.stdout) == (1, "")
    assert finished.stderr == "coach: The query is empty; write a few words to search for.\n"


@pytest.mark.parametrize("arguments", [("search",), ("search", "a", "-k", "0"), ("search", "a", "-k", "x"), ("index", "--what")])
def test_wrong_usage_is_exit_status_2(quick: Terminal, guide: Path, arguments: tuple[str, ...]) -> None:
    assert quick.run(*arguments).status == 2


def test_a_query_that_is_no_utf8_is_searched_for(searching: Terminal, guide: Path) -> None:
    assert searching.json("search", os.fsdecode(b"caf\xff"))["hits"] == []


def test_no_guides_is_one_sentence(quick: Terminal, home: Path) -> None:
    finished = quick.run("search", "convolution filters")
    assert finished.status == 1
    assert finished.stderr.startswith("coach: There is no guide in ")
    assert finished.stderr.count("\n") == 1


def test_a_damaged_index_is_rebuilt_and_said_beside_the_json(searching: Terminal, guide: Path, home: Path) -> None:
    searching.run("index")
    shutil.rmtree(next((home / "index").glob("build-*")))
    finished = searching.run("search", "convolution filters", "--json")
    assert "was damaged; it was built anew" in finished.stderr
    assert json.loads(finished.stdout)["relevant"]


def test_a_guide_that_is_left_out_is_said(searching: Terminal, guide: Path) -> None:
    (guide.parent / "broken.md").write_bytes(b"\xff\xfe no text")
    report = searching.json("index")
    assert report["guides"] == 1
    assert "`coach check` says what" in report["notices"][-1]
