"""Building the index: only what changed, whole after a crash, one process at a time, and saying what was wrong."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from recording import RecordingEmbedder

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.guides.library import Library, load_library
from coach.index import build
from coach.index.build import OpenedIndex, open_index
from coach.index.embedder import SentenceEmbedder
from coach.index.store import Reason, load, sources_of
from coach.index.types import Progress


def opened(content: Path, embedder: SentenceEmbedder | RecordingEmbedder, index_dir: Path, *, rebuild: bool = False) -> OpenedIndex:
    return open_index(load_library(content), embedder, index_dir, content, rebuild=rebuild)


def changed(content: Path) -> None:
    """Another text for one point of the guide."""
    guide = content / "guide.md"
    point = load_library(content).guides[0].questions[0].points[0]
    guide.write_text(guide.read_text("utf-8").replace(point.text, "It learns from images for which the wanted output is known."), "utf-8")


def test_an_index_that_is_not_there_is_built_and_said(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    first = opened(content, recording, index_dir)
    assert first.summary is not None
    assert first.summary.embedded == first.summary.chunks == len(first.index)
    assert len(set(recording.seen)) == len(recording.seen)
    [notice] = first.notices
    assert notice.startswith("The search index was not there yet; it was built")


def test_an_unchanged_library_is_not_embedded_again(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    opened(content, recording, index_dir)
    recording.seen.clear()
    again = opened(content, recording, index_dir)
    assert (recording.seen, again.notices, again.summary) == ([], (), None)


def test_one_changed_point_embeds_only_what_holds_it(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    first = opened(content, recording, index_dir)
    recording.seen.clear()
    changed(content)
    second = opened(content, recording, index_dir)
    assert second.notices[0].startswith("The search index was older than the guides;")
    before = {chunk.embedded_text for chunk in first.index.chunks}
    after = {chunk.embedded_text for chunk in second.index.chunks}
    assert set(recording.seen) == after - before
    assert second.summary is not None
    assert 0 < second.summary.embedded < second.summary.chunks / 4


def test_taken_over_vectors_equal_those_of_a_rebuild(content: Path, embedder: SentenceEmbedder, index_dir: Path, tmp_path: Path) -> None:
    opened(content, embedder, index_dir)
    changed(content)
    opened(content, embedder, index_dir)
    opened(content, embedder, tmp_path / "fresh")
    sources = sources_of(load_library(content).guides, content)
    incremental, fresh = (load(folder, embedder.fingerprint, sources).stored for folder in (index_dir, tmp_path / "fresh"))
    assert incremental is not None
    assert fresh is not None
    assert incremental.chunks == fresh.chunks
    np.testing.assert_allclose(incremental.vectors, fresh.vectors, atol=1e-5)


def test_an_added_and_a_removed_guide_are_noticed(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    alone = opened(content, recording, index_dir)
    other = content / "other.md"
    other.write_text("# Baker\n\n#### How do you bake bread?\n\n- Knead the dough.\n", "utf-8")
    recording.seen.clear()
    both = opened(content, recording, index_dir)
    assert "older than the guides" in both.notices[0]
    assert all("dough" in text or "bread" in text for text in recording.seen)
    other.unlink()
    recording.seen.clear()
    third = opened(content, recording, index_dir)
    assert recording.seen == []
    assert third.summary is not None
    assert third.summary.removed == len(both.index) - len(alone.index) > 0


def test_a_rebuild_takes_nothing_over_and_needs_no_notice(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    first = opened(content, recording, index_dir)
    recording.seen.clear()
    again = opened(content, recording, index_dir, rebuild=True)
    assert set(recording.seen) == {chunk.embedded_text for chunk in first.index.chunks}
    assert again.notices == ()


def test_an_index_of_another_embedder_is_made_anew(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    opened(content, recording, index_dir)
    recording.seen.clear()
    recording.fingerprint = "f" * 64
    again = opened(content, recording, index_dir)
    assert "another embedder" in again.notices[0]
    assert again.summary is not None
    assert again.summary.reused == 0


def test_a_damaged_index_is_made_anew(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    opened(content, recording, index_dir)
    next(index_dir.glob("build-*/vectors.faiss")).write_bytes(b"IxFI")
    assert opened(content, recording, index_dir).notices[0].startswith("The search index was damaged; it was built anew")
    assert opened(content, recording, index_dir).notices == ()


def test_a_home_that_moved_needs_no_new_index(content: Path, recording: RecordingEmbedder, index_dir: Path, tmp_path: Path) -> None:
    opened(content, recording, index_dir)
    (tmp_path / "moved").mkdir()
    content.rename(tmp_path / "moved" / "content")
    index_dir.rename(tmp_path / "moved" / "index")
    recording.seen.clear()
    again = opened(tmp_path / "moved" / "content", recording, tmp_path / "moved" / "index")
    assert (again.notices, recording.seen) == ((), [])
    assert again.index.search("supervised learning").hits[0].path == tmp_path / "moved" / "content" / "guide.md"


def test_a_guide_saved_while_the_index_is_built_is_indexed_the_next_time(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    library = load_library(content)
    changed(content)  # after parsing, before its file is hashed
    open_index(library, recording, index_dir, content)
    assert "older than the guides" in opened(content, recording, index_dir).notices[0]


def test_stopping_keeps_the_old_index_and_what_was_embedded(
    content: Path, recording: RecordingEmbedder, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "CHECKPOINT_TEXTS", 20)
    opened(content, recording, index_dir)
    sources = sources_of(load_library(content).guides, content)
    cancel = threading.Event()

    def stop_in_the_third_group(progress: Progress) -> None:
        if "passage 4" in progress.message:
            cancel.set()

    with pytest.raises(Stopped):
        open_index(load_library(content), recording, index_dir, content, stop_in_the_third_group, cancel, rebuild=True)
    assert load(index_dir, recording.fingerprint, sources).reason is None
    recording.seen.clear()
    resumed = opened(content, recording, index_dir, rebuild=True).summary
    assert resumed is not None
    assert len(recording.seen) <= resumed.chunks - 40
    assert not list(index_dir.glob(".partial*"))


def test_progress_never_goes_back(content: Path, recording: RecordingEmbedder, index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "CHECKPOINT_TEXTS", 20)
    shares: list[float] = []
    open_index(load_library(content), recording, index_dir, content, lambda progress: shares.append(progress.share or 0))
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_an_index_folder_that_cannot_be_made_is_one_sentence(content: Path, recording: RecordingEmbedder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="The search index can't be written to"):
        opened(content, recording, tmp_path / "file")


def test_a_guide_that_vanishes_meanwhile_is_named(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    library = load_library(content)
    (content / "guide.md").unlink()
    with pytest.raises(CoachError, match=r"guide\.md can't be read any more"):
        open_index(library, recording, index_dir, content)


def test_a_library_without_text_gives_an_index_that_finds_nothing(recording: RecordingEmbedder, index_dir: Path, tmp_path: Path) -> None:
    empty = open_index(Library((), ()), recording, index_dir, tmp_path).index
    assert not empty.search("anything").relevant
    assert empty.rank_questions("anything") == []
    assert open_index(Library((), ()), recording, index_dir, tmp_path).notices == ()


BUILDING = """
    import signal
    import sys
    from pathlib import Path
    from coach.guides.library import load_library
    from coach.index import build
    from hashing import WordHashing

    content, index_dir, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

    def say(message):
        print(message, flush=True)
        if message.startswith(moment):
            signal.pause()  # until a signal comes

    signal.signal(signal.SIGCONT, lambda *_: None)
    build.CHECKPOINT_TEXTS = 20
    opened = build.open_index(load_library(content), WordHashing(), index_dir, content, lambda progress: say(progress.message))
    say(f"done {opened.summary.embedded if opened.summary else 0}")
"""


@contextmanager
def building(content: Path, index_dir: Path, waits_at: str) -> Iterator[subprocess.Popen[str]]:
    """A process that builds and prints what it reports; after the message that begins with `waits_at` it waits for a signal. Killed in the end."""
    command = [sys.executable, "-c", textwrap.dedent(BUILDING), str(content), str(index_dir), waits_at]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as child:
        try:
            yield child
        finally:
            child.kill()


def read_until(child: subprocess.Popen[str], message: str) -> None:
    """Read what a building process prints up to the message that begins like this."""
    assert child.stdout is not None
    assert any(line.startswith(message) for line in child.stdout)


@pytest.mark.parametrize(("moment", "waits_at"), [("reading", "reading"), ("embedding passage 4", "embedding passage 4"), ("writing", "done")])
def test_a_killed_build_leaves_the_old_index_whole(content: Path, recording: RecordingEmbedder, index_dir: Path, moment: str, waits_at: str) -> None:
    old = opened(content, recording, index_dir)
    old_sources = sources_of(load_library(content).guides, content)
    own = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"
    (content / "guide.md").write_text("\n#### ".join(own.read_text("utf-8").split("\n#### ")[:6]), "utf-8")
    with building(content, index_dir, waits_at) as child:
        read_until(child, moment)
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    new_sources = sources_of(load_library(content).guides, content)
    reasons = [load(index_dir, recording.fingerprint, sources).reason for sources in (old_sources, new_sources)]
    # While the index is written it does not wait, so that the kill comes anywhere in it or just too late; then the new index must be whole.
    assert reasons == [None, Reason.STALE] or (moment == "writing" and reasons == [Reason.STALE, None])
    recording.seen.clear()
    resumed = opened(content, recording, index_dir)
    if moment == "embedding passage 4":
        assert resumed.summary is not None
        assert resumed.summary.embedded == len(recording.seen)
        new = {chunk.embedded_text for chunk in resumed.index.chunks} - {chunk.embedded_text for chunk in old.index.chunks}
        assert len(new) - len(recording.seen) == 20  # the first group was on disk; the kill came in the second


def test_two_processes_at_once_build_it_once(content: Path, recording: RecordingEmbedder, index_dir: Path) -> None:
    with building(content, index_dir, waits_at="embedding passage 2") as first:
        read_until(first, "embedding passage 2")
        with building(content, index_dir, waits_at="never") as second:
            read_until(second, "waiting for another coach")
            first.send_signal(signal.SIGCONT)
            outputs = [child.communicate(timeout=60) for child in (first, second)]
    assert [child.returncode for child in (first, second)] == [0, 0], outputs
    embedded = [int(output.splitlines()[-1].split()[1]) for output, _ in outputs]
    assert embedded[1] == 0 < embedded[0]
    assert len(list(index_dir.glob("build-*"))) == 1
    assert opened(content, recording, index_dir).notices == ()
