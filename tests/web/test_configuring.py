"""What the settings view does, on a real store and a coach whose model is not loaded."""

import hashlib
import json
import re
import socket
import stat
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from sqlalchemy import text

from coach.config import load_settings
from coach.errors import CoachError
from coach.interview.coach import Coach
from coach.models.catalogue import HubSource, ModelEntry, ModelFile, Source, find
from coach.practice.practice import Practice
from coach.store.database import open_database
from coach.store.store import open_store
from coach.web import configuring, render
from coach.web.context import Context
from coach.web.downloading import Download, Fetching
from coach.web.visit import Visit

SMALL_GUIDE = Path(__file__).with_name("small_guide.md")
PATIENCE = 20  # seconds


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    for name in ("MODEL", "MODELS_DIR", "THREADS", "CONTEXT", "LLM_URL", "DATABASE_URL"):
        monkeypatch.delenv(f"COACH_{name}", raising=False)
    for folder in ("content", "models", "downloads"):
        (tmp_path / folder).mkdir()
    (tmp_path / "content" / "guide.md").write_text(SMALL_GUIDE.read_text())
    settings = load_settings(home=tmp_path)
    with open_store(settings) as store:
        yield Context(Practice(Coach(settings), store, store.default_profile()), tmp_path / "downloads")


def practised(context: Context) -> None:
    context.practice.store.start_interview(context.practice.profile, {"questions": []}, datetime.now(UTC))


def put_model(context: Context, name: str) -> None:
    """A file of the right size: choosing looks at nothing else, loading does."""
    entry = find(name)
    with (context.practice.coach.settings.models_path / entry.files[0].path).open("wb") as stream:
        stream.truncate(entry.bytes)


def test_a_model_that_is_here_is_used_from_the_next_start_on(context: Context) -> None:
    coach = context.practice.coach
    put_model(context, "smollm2-135m")
    assert "next start" in configuring.use_model(coach, "smollm2-135m")
    assert configuring.chosen_settings(coach).model == "smollm2-135m"
    assert configuring.waiting(coach.settings, configuring.chosen_settings(coach)) == "From the next start on: model smollm2-135m."


@pytest.mark.parametrize(("name", "sentence"), [("smollm2-135m", "press Download first"), ("all-MiniLM-L6-v2", "always used"), ("gpt", "no model called")])
def test_a_model_that_can_not_be_used_is_refused_with_what_to_do(context: Context, name: str, sentence: str) -> None:
    with pytest.raises(CoachError, match=sentence):
        configuring.use_model(context.practice.coach, name)
    assert not context.practice.coach.settings.toml_path.exists()


def test_where_loading_failed_the_chosen_model_is_loaded_at_once(context: Context) -> None:
    coach = context.practice.coach
    with pytest.raises(CoachError, match=r"qwen2.5-coder-1.5b is not here"):
        coach.model.wait()
    put_model(context, "smollm2-135m")
    assert "Loading it now" in configuring.use_model(coach, "smollm2-135m")
    with pytest.raises(CoachError, match=r"SmolLM2-135M-Instruct\.Q4_1\.gguf is not"):  # of zeros only: another error, of the model that was chosen
        coach.model.wait()


def test_numbers_are_kept_and_a_wrong_one_is_refused(context: Context) -> None:
    coach = context.practice.coach
    assert "threads = 3" in configuring.use_numbers(coach, 3, 8192)
    assert "already" in configuring.use_numbers(coach, 3.0, 8192.0)
    assert "nothing on threads" in configuring.use_numbers(coach, None, 8192)
    with pytest.raises(CoachError, match="context should be greater than or equal to 2048"):
        configuring.use_numbers(coach, None, 100)
    assert configuring.waiting(coach.settings, configuring.chosen_settings(coach)) is None


def test_an_export_comes_back_as_another_profile_and_the_upload_is_gone(context: Context, tmp_path: Path) -> None:
    practised(context)
    exported = configuring.export(context)
    assert [each["name"] for each in json.loads(exported.read_text())["profiles"]] == ["Me"]
    upload = tmp_path / "upload.json"
    exported.rename(upload)
    assert configuring.import_file(context.practice, upload) == "Added: Me 2. Choose who practises below."
    assert not upload.exists()


def test_a_file_that_is_no_export_is_named_without_its_folder(context: Context, tmp_path: Path) -> None:
    upload = tmp_path / "notes.json"
    upload.write_text("[]")
    with pytest.raises(CoachError, match=r"^notes\.json is no export"):
        configuring.import_file(context.practice, upload)


def test_another_profile_has_a_history_of_its_own_and_closes_what_is_open(context: Context) -> None:
    practised(context)
    first = context.practice.profile
    context.visits["an open page"] = visit = Visit()
    with visit.explaining.at_work() as cancel:
        configuring.create(context, "  Ann  Lee ")
        assert cancel.is_set()
    assert context.visits == {}
    assert context.practice.profile.name == "Ann Lee"
    assert context.practice.is_new()
    configuring.switch(context, first.id)
    assert not context.practice.is_new()
    with pytest.raises(CoachError, match="choose another"):
        configuring.switch(context, 999)


def test_deleting_wants_the_name_and_leaves_an_empty_profile_of_that_name(context: Context, tmp_path: Path) -> None:
    practised(context)
    configuring.export(context)
    with pytest.raises(CoachError, match="type the profile’s name, Me"):
        configuring.delete(context, "me")
    assert not context.practice.is_new()
    configuring.delete(context, " Me ")
    assert context.practice.is_new()
    assert [each.name for each in context.practice.store.profiles()] == ["Me"]
    assert list((tmp_path / "downloads").iterdir()) == []


def test_what_can_not_be_removed_is_named_and_nothing_of_the_profile_is_deleted(context: Context, tmp_path: Path) -> None:
    practised(context)
    (tmp_path / "downloads" / "elsewhere").symlink_to(tmp_path / "content")  # which rmtree refuses
    with pytest.raises(CoachError, match=r"downloads/elsewhere can't be removed, so nothing of the profile was deleted"):
        configuring.delete(context, "Me")
    assert not context.practice.is_new()
    assert (tmp_path / "content" / "guide.md").exists()


def test_without_a_folder_of_downloads_the_rest_is_deleted(context: Context, tmp_path: Path) -> None:
    practised(context)
    (tmp_path / "downloads").rmdir()
    configuring.delete(context, "Me")
    assert context.practice.is_new()


def test_where_traces_stay_the_profile_begins_anew_all_the_same(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.store.database.WAIT_SECONDS", 0.1)
    settings = context.practice.coach.settings
    with open_store(settings) as store, open_database(settings).reading() as another:
        context.practice.store = store
        practised(context)
        context.visits["an open page"] = Visit()
        another.execute(text("SELECT * FROM profiles"))
        with pytest.raises(CoachError, match="It is deleted, but traces of it stay"):
            configuring.delete(context, "Me")
        assert context.practice.is_new()
        assert store.profiles() == [context.practice.profile]
        assert context.visits == {}
        practised(context)


def test_what_is_taken_along_is_in_a_folder_of_its_own_that_nobody_guesses(context: Context) -> None:
    one, other = configuring.export(context), configuring.export(context)
    assert one.name == other.name == "interview-coach-export.json"
    assert one.parent != other.parent
    assert one.parent.parent == context.taken_along
    assert len(one.parent.name) >= 16
    assert stat.S_IMODE(one.parent.stat().st_mode) == 0o700


def test_an_open_page_says_once_that_somebody_else_practises_now(context: Context) -> None:
    page: Any = SimpleNamespace(session_hash="open")
    before = context.visit(page)
    configuring.create(context, "Ann")
    with pytest.raises(gr.Error, match="Somebody else practises now; reload the page"):
        context.visit(page)
    assert context.visit(page) is not before
    new: Any = SimpleNamespace(session_hash="new")
    assert context.visit(new) is context.visit(new)


def test_a_page_that_was_closed_is_forgotten(context: Context) -> None:
    page: Any = SimpleNamespace(session_hash="open")
    context.visit(page)
    context.leave_all()
    context.leave(page)
    assert (context.visits, context.outdated) == ({}, set())


def ended(download: Download) -> Fetching:
    """How a download ended."""
    deadline = time.monotonic() + PATIENCE
    while download.state is None or download.state.running:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return download.state


def entry_of(content: bytes, *sources: Source) -> ModelEntry:
    file = ModelFile("tiny.gguf", len(content), hashlib.sha256(content).hexdigest())
    return ModelEntry("tiny", "llm", (file,), "MIT", 1, 1, None, sources, "")


def test_a_download_of_what_is_there_ends_at_once_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    download, fetched = Download(), threading.Event()
    download.start(entry_of(b"GGUF"), tmp_path, fetched.set)
    assert ended(download).notice == "tiny is here, complete and checked."
    assert fetched.wait(PATIENCE)


@pytest.mark.parametrize(("error", "said"), [(CoachError("coach.toml is broken."), "coach.toml is broken"), (RuntimeError(), r"unexpected .*\(RuntimeError\)")])
def test_what_fails_after_a_download_is_said_beside_it(tmp_path: Path, error: Exception, said: str) -> None:
    def fetched() -> None:
        raise error

    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    download = Download()
    download.start(entry_of(b"GGUF"), tmp_path, fetched)
    state = ended(download)
    assert state.failed
    assert re.match(f"tiny is here, complete and checked. .*{said}", state.notice)


def test_a_download_without_a_source_fails_with_what_to_do(tmp_path: Path) -> None:
    download, fetched = Download(), threading.Event()
    download.start(entry_of(b"GGUF"), tmp_path, fetched.set)
    state = ended(download)
    assert state.failed
    assert "connect this machine and try again" in state.notice
    assert not fetched.is_set()
    assert 'class="coach-problem"' in render.fetching(state)


def test_a_download_can_be_stopped_and_only_one_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        download = Download()
        entry = entry_of(b"GGUF", HubSource("a/b", "0" * 40))
        download.start(entry, tmp_path, lambda: None)
        with pytest.raises(CoachError, match="tiny is being downloaded"):
            download.start(entry, tmp_path, lambda: None)
        assert "<progress" in render.fetching(download.state)
        connection, _ = silent.accept()
        with connection:
            download.cancel()
            state = ended(download)
    assert "Download goes on from there" in state.notice
    assert not state.failed
