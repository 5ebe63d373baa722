"""Nothing is loaded that is not the file it claims to be."""

import json
import os
import shutil
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.models.catalogue import find
from coach.models.transfer import Progress
from coach.models.verify import CACHE_NAME, locate, verify

SMOL = "smollm2-135m"
MINILM = "all-MiniLM-L6-v2"


@pytest.fixture
def here(real_models: Path, models_dir: Path) -> Path:
    """A models folder of the test's own with SmolLM2 and MiniLM in it."""
    return Path(shutil.copytree(real_models, models_dir, ignore=shutil.ignore_patterns(".*")))


def flip_byte(path: Path, position: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(position)
        byte = stream.read(1)[0]
        stream.seek(position)
        stream.write(bytes([byte ^ 1]))


def hashed_bytes(name: str, models_dir: Path) -> int:
    """How many bytes `locate` reads to be sure."""
    reports: list[Progress] = []
    locate(name, models_dir, reports.append)
    return sum(report.total_bytes for report in reports if report.done_bytes == report.total_bytes)


def test_a_language_model_is_located_as_its_file_and_an_embedder_as_its_folder(here: Path) -> None:
    assert locate(SMOL, here) == here / "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert locate(MINILM, here) == here / MINILM


def test_the_located_embedder_is_the_one_that_sentence_transformers_loads(here: Path) -> None:
    from sentence_transformers import SentenceTransformer

    embedder = SentenceTransformer(str(locate(MINILM, here)), device="cpu")
    assert embedder.encode(["overfitting"]).shape == (1, 384)
    assert embedder.max_seq_length == find(MINILM).context


def test_a_missing_model_says_how_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"smollm2-135m is not here: .*SmolLM2-135M-Instruct\.Q4_1\.gguf is missing; run `coach models pull smollm2-135m`"):
        locate(SMOL, tmp_path)


def test_a_truncated_file_is_refused_by_name(here: Path) -> None:
    path = find(SMOL).path_in(here)
    os.truncate(path, 1_000_000)
    with pytest.raises(CoachError, match=r"SmolLM2-135M-Instruct\.Q4_1\.gguf is truncated: it has 1000000 of 98362432 bytes"):
        locate(SMOL, here)


def test_a_file_with_one_flipped_bit_is_refused_by_name(here: Path) -> None:
    locate(SMOL, here)
    flip_byte(find(SMOL).path_in(here), 50_000_000)
    with pytest.raises(CoachError, match=r"SmolLM2-135M-Instruct\.Q4_1\.gguf.*its SHA-256 is [0-9a-f]{64} instead of b179c952"):
        locate(SMOL, here)


def test_a_longer_file_is_refused_by_name(here: Path) -> None:
    with find(SMOL).path_in(here).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(CoachError, match=r"Q4_1\.gguf.*has 98362433 bytes instead of 98362432"):
        locate(SMOL, here)


def test_one_changed_small_file_of_an_embedder_is_refused_by_name(here: Path) -> None:
    flip_byte(here / MINILM / "1_Pooling" / "config.json", 40)
    with pytest.raises(CoachError, match=r"1_Pooling/config\.json"):
        locate(MINILM, here)


def test_a_file_is_hashed_once_and_again_only_when_it_changes(here: Path) -> None:
    size = find(SMOL).bytes
    assert hashed_bytes(SMOL, here) == size
    assert hashed_bytes(SMOL, here) == 0
    os.utime(find(SMOL).path_in(here))
    assert hashed_bytes(SMOL, here) == size


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"SmolLM2-135M-Instruct.Q4_1.gguf": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_corrupt_cache_is_ignored(here: Path, content: bytes) -> None:
    (here / CACHE_NAME).write_bytes(content)
    assert hashed_bytes(SMOL, here) == find(SMOL).bytes
    assert hashed_bytes(SMOL, here) == 0


def test_the_cache_of_another_file_vouches_for_nothing(here: Path) -> None:
    locate(SMOL, here)
    rows = json.loads((here / CACHE_NAME).read_text())
    path = find(SMOL).path_in(here)
    other = path.with_name("other")
    shutil.copy2(path, other)  # the same size and time of change, another inode
    flip_byte(other, 50_000_000)
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)
    assert rows[path.name]["size"] == path.stat().st_size
    with pytest.raises(CoachError, match="SHA-256"):
        locate(SMOL, here)


def test_verify_reads_every_byte_again_even_when_the_cache_knows_the_file(here: Path) -> None:
    path = find(SMOL).path_in(here)
    locate(SMOL, here)
    before = path.stat()
    flip_byte(path, 50_000_000)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # what the cache goes by has not changed
    ((file, trouble),) = verify(find(SMOL), here)
    assert trouble is not None
    assert file.path in trouble
    with pytest.raises(CoachError):  # and the cache has learnt it
        locate(SMOL, here)


def test_verify_judges_each_file_of_a_model(here: Path) -> None:
    (here / MINILM / "vocab.txt").unlink()
    troubles = {file.path: trouble for file, trouble in verify(find(MINILM), here)}
    assert len(troubles) == 10
    assert [path for path, trouble in troubles.items() if trouble] == ["vocab.txt"]


def test_an_own_file_is_located_by_its_path(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = find(SMOL).path_in(here).rename(tmp_path / "my own model.gguf")
    assert locate(own, here) == own
    monkeypatch.chdir(tmp_path)
    assert locate("my own model.gguf", here) == own
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate("~/my own model.gguf", here) == own


def test_an_own_file_in_the_models_folder_needs_only_its_name(here: Path) -> None:
    own = find(SMOL).path_in(here).rename(here / "mine.gguf")
    assert locate("mine.gguf", here) == own


def test_a_truncated_own_file_is_refused_by_name(here: Path) -> None:
    own = find(SMOL).path_in(here).rename(here / "mine.gguf")
    os.truncate(own, own.stat().st_size - 1)
    with pytest.raises(CoachError, match=r"mine\.gguf is truncated"):
        locate(own, here)


def test_an_own_path_must_be_a_file_that_exists(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"nowhere\.gguf does not exist"):
        locate(tmp_path / "nowhere.gguf", tmp_path)
    with pytest.raises(CoachError, match="is not a file"):
        locate(tmp_path, tmp_path)


def test_an_unknown_name_is_not_taken_for_a_path(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="no model called 'gpt-5'"):
        locate("gpt-5", tmp_path)
