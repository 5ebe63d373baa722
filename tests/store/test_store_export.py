"""Exports: the same after a round trip, whole or not at all, and wrong files named."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from stored_values import START, attempt, card, event, minutes, records

from coach.config import Settings
from coach.errors import CoachError
from coach.store.export import read_export, write_export
from coach.store.store import Store, open_store
from coach.store.types import Lookup, Profile, ProfileRecord, State


@pytest.fixture
def filled(store: Store, anna: Profile) -> Store:
    """A store with a profile that has a bit of everything."""
    first = store.start_interview(anna, {"questions": ["g/q"], "mode": "practice"}, START)
    store.append(first, event("answered", at=1, text="Ein Fuß – 卷积 🙂"))
    store.append(first, event("assessed", at=2, score=50), attempts=[attempt()], cards=[card("g/q", due=3, stability=1.5), card("g/q#a")], state=State.FINISHED)
    store.start_interview(anna, {}, START)
    store.add_lookup(anna, Lookup("What is 卷积?", minutes(4)))
    return store


@pytest.fixture
def sqlite_store(sqlite_settings: Settings) -> Iterator[Store]:
    with open_store(sqlite_settings) as opened:
        yield opened


@pytest.fixture
def postgres_store(postgres_settings: Settings) -> Iterator[Store]:
    with open_store(postgres_settings) as opened:
        yield opened


# Round trips


@given(records)
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_exported_and_imported_is_exported_the_same_again(sqlite_store: Store, postgres_store: Store, kept: tuple[ProfileRecord, ...]) -> None:
    """From SQLite to PostgreSQL and back to SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{n}.json" for n in range(3)]
        sqlite_store.add_records(kept)
        assert sqlite_store.records() == kept
        write_export(sqlite_store, files[0])
        sqlite_store.delete_everything()
        read_export(postgres_store, files[0])
        assert postgres_store.records() == kept
        write_export(postgres_store, files[1])
        postgres_store.delete_everything()
        read_export(sqlite_store, files[1])
        write_export(sqlite_store, files[2])
        sqlite_store.delete_everything()
        assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()


def test_an_import_is_as_good_as_the_original(filled: Store, anna: Profile, tmp_path: Path) -> None:
    write_export(filled, tmp_path / "all.json")
    [copy] = read_export(filled, tmp_path / "all.json")
    assert copy.name == "Anna 2"
    assert [each.number for each in filled.interviews(copy)] == [1, 2]
    assert filled.events(filled.interview(copy, 1)) == filled.events(filled.interview(anna, 1))
    assert (filled.attempts(copy), filled.cards(copy)) == (filled.attempts(anna), filled.cards(anna))
    assert filled.lookups(copy) == filled.lookups(anna) == [Lookup("What is 卷积?", minutes(4))]
    assert filled.start_interview(copy, {}, START).number == 3
    [third] = read_export(filled, tmp_path / "all.json")
    assert third.name == "Anna 3"


def test_one_profile_can_be_exported_by_itself(filled: Store, tmp_path: Path) -> None:
    ben = filled.create_profile("Ben")
    write_export(filled, tmp_path / "ben.json", [ben])
    assert [each["name"] for each in json.loads((tmp_path / "ben.json").read_bytes())["profiles"]] == ["Ben"]


def test_an_export_of_version_1_has_everything_but_lookups(filled: Store, anna: Profile, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    write_export(filled, path)
    content = json.loads(path.read_bytes()) | {"version": 1}
    del profile(content)["lookups"]
    path.write_text(json.dumps(content), "utf-8")
    [copy] = read_export(filled, path)
    assert filled.attempts(copy) == filled.attempts(anna)
    assert filled.lookups(copy) == []


# The file


def test_the_file_is_versioned_and_readable(filled: Store, tmp_path: Path) -> None:
    write_export(filled, tmp_path / "all.json")
    text = (tmp_path / "all.json").read_text("utf-8")
    assert "Ein Fuß – 卷积 🙂" in text
    found = json.loads(text)
    assert (found["format"], found["version"]) == ("interview-coach export", 2)
    assert found["profiles"][0]["interviews"][0]["events"][0]["at"] == "2026-03-01T09:31:00Z"


def test_an_old_file_is_replaced(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text("old")
    write_export(filled, tmp_path / "all.json")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["all.json"]
    assert (tmp_path / "all.json").read_text().startswith("{")


def test_a_folder_that_is_not_there_is_named(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"nowhere/all\.json can.t be written \(No such file or directory\)"):
        write_export(filled, tmp_path / "nowhere" / "all.json")


def test_a_name_that_can_not_be_written_leaves_nothing_behind(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "exports" / "all.json").mkdir(parents=True)
    with pytest.raises(CoachError, match=r"all\.json can't be written"):
        write_export(filled, tmp_path / "exports" / "all.json")
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["all.json"]


# Wrong files


def profile(content: dict[str, Any]) -> dict[str, Any]:
    """The one profile of an export."""
    found: dict[str, Any] = content["profiles"][0]
    return found


def interview(content: dict[str, Any]) -> dict[str, Any]:
    """Its first interview."""
    found: dict[str, Any] = profile(content)["interviews"][0]
    return found


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "other format": (lambda each: each.update(format="diary"), "the field format: input should be 'interview-coach export'"),
    "newer version": (lambda each: each.update(version=3), "the field version: input should be 1 or 2"),
    "no profiles": (lambda each: each.pop("profiles"), "the field profiles: field required"),
    "no number": (lambda each: interview(each).update(number="one"), r"the field profiles\.0\.interviews\.0\.number: input should be a valid integer"),
    "no time": (lambda each: interview(each)["events"][1].update(at="soon"), r"the field profiles\.0\.interviews\.0\.events\.1\.at: "),
    "unknown state": (lambda each: interview(each).update(state="lost"), r"the field profiles\.0\.interviews\.0\.state: input should be"),
    "unknown field": (lambda each: profile(each).update(age=3), r"the field profiles\.0\.age: unexpected keyword"),
    "unknown field of a point": (lambda each: interview(each)["attempts"][0]["points"][0].update(age=3), r"points\.0\.age: unexpected keyword"),
    "unusable name": (lambda each: profile(each).update(name=" "), "A profile's name has 1 to 80 characters"),
    "no zone": (lambda each: profile(each)["cards"][0].update(due="2026-01-01T00:00:00"), r"can't be kept \(.*no time zone"),
    "card twice": (lambda each: profile(each)["cards"].append(profile(each)["cards"][0]), r"can't be kept \("),
    "interview twice": (lambda each: profile(each)["interviews"].append(interview(each)), r"can't be kept \("),
    "huge number": (lambda each: interview(each).update(number=10**30), r"can't be kept \("),
    "no JSON": (lambda each: interview(each).update(plan={"a": float("inf")}), r"can't be kept \("),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_file_is_named_with_its_field_and_adds_nothing(filled: Store, tmp_path: Path, name: str) -> None:
    change, complaint = CHANGES[name]
    path = tmp_path / "all.json"
    write_export(filled, path)
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content), "utf-8")
    before = filled.records()
    with pytest.raises(CoachError, match=complaint):
        read_export(filled, path)
    assert filled.records() == before


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"format"', b"[" * 5000])
def test_a_file_that_is_no_export_is_named(sqlite_store: Store, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "all.json").write_bytes(content)
    with pytest.raises(CoachError, match=r"all\.json is no export that this version of the coach can read: .*; choose a file that it has exported\."):
        read_export(sqlite_store, tmp_path / "all.json")


def test_a_file_that_is_not_there_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"The export .*all\.json can't be read \(No such file or directory\)"):
        read_export(sqlite_store, tmp_path / "all.json")
