"""The files of the index: swapped in whole, checked before they are read."""

import hashlib
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.errors import CoachError
from coach.index.store import Reason, Sources, Stored, load, save
from coach.index.types import Chunk, ChunkKind

SOURCES = Sources({"guide.md": "0" * 64}, "1" * 64)
EMBEDDER = "embedder"


def chunk(text: str) -> Chunk:
    return Chunk("g/q#p", ChunkKind.POINT, text, text, ("Role",), "g", "Guide", "g/q", "What?", "technical", ("g/q#p",), "guide.md", 4)


def build_of(*texts: str) -> Stored:
    return Stored(tuple(chunk(text) for text in texts), np.eye(len(texts), 8, dtype=np.float32), SOURCES)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save(tmp_path, build_of("old", "older"), EMBEDDER)
    return tmp_path


def texts_of(folder: Path) -> list[str]:
    loaded = load(folder, EMBEDDER, SOURCES)
    assert loaded.reason is None
    assert loaded.stored is not None
    return [each.text for each in loaded.stored.chunks]


def in_build(folder: Path, name: str) -> Path:
    return folder / json.loads((folder / "manifest.json").read_text())["build"] / name


@pytest.mark.parametrize("text", ["plain", "a\u2028b\x85c\x0bd\r\ne", "naïve 卷积 🙂", "a lone \ud800 surrogate", "\0"])
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    save(tmp_path, build_of(text), EMBEDDER)
    assert texts_of(tmp_path) == [text]


def test_an_index_that_was_never_built_is_missing(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere", EMBEDDER, SOURCES).reason is Reason.MISSING


def test_another_embedders_index_is_foreign(saved: Path) -> None:
    assert load(saved, "another", SOURCES).reason is Reason.FOREIGN


def test_another_chunkers_index_is_foreign(saved: Path) -> None:
    manifest = saved / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"chunker": "0"}))
    assert load(saved, EMBEDDER, SOURCES).reason is Reason.FOREIGN


@pytest.mark.parametrize("sources", [Sources({}, "1" * 64), Sources({"guide.md": "2" * 64}, "1" * 64), Sources(SOURCES.files, "2" * 64)])
def test_an_index_of_other_guides_is_stale(saved: Path, sources: Sources) -> None:
    assert load(saved, EMBEDDER, sources).reason is Reason.STALE


DAMAGE: dict[str, Callable[[Path], object]] = {
    "manifest empty": lambda folder: (folder / "manifest.json").write_bytes(b""),
    "manifest no object": lambda folder: (folder / "manifest.json").write_text("[1]"),
    "manifest nested without end": lambda folder: (folder / "manifest.json").write_text("[" * 200_000),
    "manifest no text": lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe\0"),
    "manifest cut": lambda folder: (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes()[:-40]),
    "vectors gone": lambda folder: in_build(folder, "vectors.faiss").unlink(),
    "vectors cut": lambda folder: os.truncate(in_build(folder, "vectors.faiss"), 20),
    "vectors longer": lambda folder: in_build(folder, "vectors.faiss").open("ab").write(b"x"),
    "chunks gone": lambda folder: in_build(folder, "chunks.jsonl").unlink(),
    "chunks changed": lambda folder: in_build(folder, "chunks.jsonl").write_text(in_build(folder, "chunks.jsonl").read_text().replace("older", "OLDER")),
    "chunks a folder": lambda folder: (in_build(folder, "chunks.jsonl").unlink(), in_build(folder, "chunks.jsonl").mkdir()),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_noticed(saved: Path, what: str) -> None:
    DAMAGE[what](saved)
    assert load(saved, EMBEDDER, SOURCES).reason is Reason.DAMAGED


@pytest.mark.parametrize("name", ["vectors.faiss", "chunks.jsonl"])
def test_nonsense_is_damage_even_when_the_manifest_vouches_for_it(saved: Path, name: str) -> None:
    nonsense = b"IxFI\0\0 {"
    in_build(saved, name).write_bytes(nonsense)
    manifest = json.loads((saved / "manifest.json").read_text())
    manifest["files"][name] = {"sha256": hashlib.sha256(nonsense).hexdigest(), "bytes": len(nonsense)}
    (saved / "manifest.json").write_text(json.dumps(manifest))
    assert load(saved, EMBEDDER, SOURCES).reason is Reason.DAMAGED


@pytest.mark.parametrize("field", ["chunks", "dimensions"])
def test_a_count_that_does_not_fit_is_damage(saved: Path, field: str) -> None:
    manifest = saved / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {field: 5}))
    assert load(saved, EMBEDDER, SOURCES).reason is Reason.DAMAGED


def test_the_old_build_is_removed_once_the_new_one_is_in_force(saved: Path) -> None:
    save(saved, build_of("new"), EMBEDDER)
    assert texts_of(saved) == ["new"]
    assert len(list(saved.glob("build-*"))) == 1


SAVING = """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[3])
    from test_index_store import EMBEDDER, build_of
    from coach.index import store
    fatal, calls = int(sys.argv[2]), 0

    def counted(function):
        def call(*arguments, **named):
            global calls
            calls += 1
            if calls == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)
        return call

    os.fsync, Path.replace, store.shutil.rmtree = counted(os.fsync), counted(Path.replace), counted(store.shutil.rmtree)
    store.save(Path(sys.argv[1]), build_of("new"), EMBEDDER)
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments, str(Path(__file__).parent)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("step", range(1, 8))
def test_a_kill_at_any_step_of_the_swap_leaves_a_whole_index(saved: Path, step: int) -> None:
    """Steps: sync vectors, chunks, folder, manifest; replace the manifest; sync; remove the old build."""
    assert run(SAVING, str(saved), str(step)).returncode == -9
    assert texts_of(saved) == (["old", "older"] if step <= 5 else ["new"])
    save(saved, build_of("next"), EMBEDDER)
    assert texts_of(saved) == ["next"]
    assert len(list(saved.glob("build-*"))) == 1


FULL = """
    import resource, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[2])
    from test_index_store import EMBEDDER, build_of
    from coach.errors import CoachError
    from coach.index.store import save
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    try:
        save(Path(sys.argv[1]), build_of("new" * 100), EMBEDDER)
    except CoachError as error:
        print(error)
"""


def test_a_disk_that_takes_no_more_is_one_sentence_and_the_old_index_stays(saved: Path) -> None:
    finished = run(FULL, str(saved))
    assert finished.stdout.startswith(f"The search index can't be written to {saved} (File too large);"), finished.stderr
    assert texts_of(saved) == ["old", "older"]
    assert len(list(saved.glob("build-*"))) == 1


def test_a_folder_in_the_manifests_place_is_damage_and_can_be_reported(saved: Path) -> None:
    (saved / "manifest.json").unlink()
    (saved / "manifest.json" / "inside").mkdir(parents=True)
    assert load(saved, EMBEDDER, SOURCES).reason is Reason.DAMAGED
    with pytest.raises(CoachError, match="can't be written"):
        save(saved, build_of("new"), EMBEDDER)


def test_an_unreadable_folder_is_damage_and_not_a_crash(saved: Path) -> None:
    saved.chmod(0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)  # permissions mean nothing to root
    try:
        assert load(saved, EMBEDDER, SOURCES).reason is Reason.DAMAGED
        with pytest.raises(CoachError, match="check the folder's permissions"):
            save(saved, build_of("new"), EMBEDDER)
    finally:
        os.seteuid(was)
        saved.chmod(0o700)
    assert texts_of(saved) == ["old", "older"]
