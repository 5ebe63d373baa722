"""Fetching real models: once, by one process, onto a disk that has room."""

import shutil
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest
from local_sources import Hub, Index, entry_of, python_environment, quiet

from coach.errors import CoachError
from coach.models.catalogue import HubSource, WheelSource, find
from coach.models.fetch import Progress, pull

SMOL = "smollm2-135m"
Usage = namedtuple("Usage", "total used free")


def test_real_models_come_out_of_the_wheels_of_pypi(real_models: Path) -> None:
    assert find(SMOL).path_in(real_models).stat().st_size == 98_362_432
    assert (real_models / "all-MiniLM-L6-v2" / "model.safetensors").stat().st_size == 90_868_376


def test_a_model_that_is_there_is_returned_at_once(real_models: Path) -> None:
    reports: list[Progress] = []
    started = time.monotonic()
    assert pull(find(SMOL), real_models, reports.append) == find(SMOL).path_in(real_models)
    assert time.monotonic() - started < 0.5
    assert reports == []


def test_a_model_in_a_folder_that_only_others_may_write_is_returned(real_models: Path, models_dir: Path) -> None:
    models_dir.mkdir()
    for path in real_models.glob("*.gguf"):
        (models_dir / path.name).symlink_to(path)
    models_dir.chmod(0o555)
    assert pull(find(SMOL), models_dir, quiet) == find(SMOL).path_in(models_dir)
    assert not (models_dir / ".parts").exists()


def test_two_processes_fetch_a_model_once(real_models: Path, hub: Hub, models_dir: Path) -> None:
    entry = find(SMOL)
    source = entry.sources[0]
    assert isinstance(source, HubSource)
    hub.serve(source.repo, source.revision, entry.files[0].path, entry.path_in(real_models).read_bytes())
    script = (
        "import sys, pathlib\nfrom coach.models.catalogue import find\nfrom coach.models.fetch import pull\n"
        f"print(pull(find({SMOL!r}), pathlib.Path(sys.argv[1]), lambda progress: None))"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, str(models_dir)], env=python_environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == [str(entry.path_in(models_dir))] * 2
    assert hub.sent == entry.bytes


def test_only_the_missing_file_of_a_folder_is_fetched(real_models: Path, hub: Hub, models_dir: Path) -> None:
    entry = find("all-MiniLM-L6-v2")
    source = entry.sources[0]
    assert isinstance(source, HubSource)
    shutil.copytree(real_models / entry.name, models_dir / entry.name)
    vocabulary = models_dir / entry.name / "vocab.txt"
    hub.serve(source.repo, source.revision, "vocab.txt", vocabulary.read_bytes())
    vocabulary.unlink()
    assert pull(entry, models_dir, quiet) == models_dir / entry.name
    assert len(hub.requests) == 1


def test_a_disk_without_room_is_told_with_numbers_before_anything_is_fetched(hub: Hub, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - 10**9, 10**9))
    with pytest.raises(CoachError, match=r"qwen2\.5-coder-1\.5b needs 1\.18 GB more on the disk of .*, and 1\.00 GB is free: free 184\.4 MB"):
        pull(find("qwen2.5-coder-1.5b"), models_dir, quiet)
    assert hub.requests == []


def test_wheels_need_room_for_the_parts_and_the_file(index: Index, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 4000
    entry = entry_of(content, WheelSource(index.add_parts(content, 1), "*/data/part??.bin"))
    need = 2 * len(content) + 64 * 2**20
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(need, 1, need - 1))
    with pytest.raises(CoachError, match="tiny needs"):
        pull(entry, models_dir, quiet)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(need, 0, need))
    pull(entry, models_dir, quiet)


def test_what_is_there_already_needs_no_room(hub: Hub, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 4000
    hub.serve("a/b", "c", "tiny.gguf", content)
    models_dir.mkdir()
    (models_dir / ".tiny.gguf.partial").write_bytes(content[:1_000_000])
    need = len(content) - 1_000_000 + 64 * 2**20
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(need, 0, need))
    assert pull(entry_of(content, HubSource("a/b", "c")), models_dir, quiet).read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CoachError, match=r"Fetching smollm2-135m failed because .*file"):
        pull(find(SMOL), tmp_path / "file" / "models", quiet)
