"""The embedder: from its folder only, the same vectors whoever asks, and any text."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from coach.cancel import Stopped
from coach.errors import CoachError
from coach.index.embedder import FINGERPRINTED, SentenceEmbedder


def test_vectors_have_length_one_and_are_float32(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode(["one", "", "naïve 卷积 🙂 \udcff \0", "word " * 1000])
    assert (vectors.shape, vectors.dtype) == ((4, 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.encode([]).shape == (0, 384)


def test_tokens_are_counted_with_the_special_ones(embedder: SentenceEmbedder) -> None:
    assert embedder.count_tokens("") == 2
    assert embedder.count_tokens("image") == 3
    assert embedder.count_tokens("image " * 1000) == 1002
    assert embedder.max_tokens == 256


def test_a_paraphrase_is_closer_than_another_subject(embedder: SentenceEmbedder) -> None:
    a, b, c = embedder.encode(["How does a CNN work?", "Explain convolutional networks.", "Recipe for soup."])
    assert a @ b > 0.5 > a @ c


def test_several_threads_get_what_one_gets(embedder: SentenceEmbedder) -> None:
    texts = [f"passage {number} on filters" for number in range(24)]
    expected = embedder.encode(texts)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: (embedder.count_tokens(text), embedder.encode([text])[0])[1], texts))
    np.testing.assert_allclose(np.array(found), expected, atol=1e-5)


def test_progress_is_told_and_a_stop_is_heeded(embedder: SentenceEmbedder) -> None:
    told: list[int] = []
    cancel = threading.Event()

    def report(done: int) -> None:
        told.append(done)
        cancel.set()

    with pytest.raises(Stopped):
        embedder.encode(["text"] * 100, report, cancel)
    assert told == [32]


def test_nothing_is_printed(embedder: SentenceEmbedder, capfd: pytest.CaptureFixture[str]) -> None:
    embedder.encode(["text"] * 100)
    embedder.count_tokens("word " * 1000)
    assert capfd.readouterr() == ("", "")


def test_another_tokenizer_is_another_embedder(embedder: SentenceEmbedder, models_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    for path in (models_dir / "all-MiniLM-L6-v2").rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(models_dir / "all-MiniLM-L6-v2")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    assert SentenceEmbedder(folder).fingerprint == embedder.fingerprint
    tokenizer = folder / "tokenizer.json"
    text = tokenizer.read_text("utf-8")
    tokenizer.unlink()
    tokenizer.write_text(text + "\n", "utf-8")
    assert SentenceEmbedder(folder).fingerprint != embedder.fingerprint


@pytest.mark.parametrize("name", FINGERPRINTED)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    for other in FINGERPRINTED:
        if other != name:
            (tmp_path / other).parent.mkdir(exist_ok=True)
            (tmp_path / other).write_text("{}")
    with pytest.raises(CoachError, match=f"{name} is missing"):
        SentenceEmbedder(tmp_path)


def test_a_truncated_model_is_one_sentence(models_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models_dir / "all-MiniLM-L6-v2", folder, ignore=shutil.ignore_patterns("model.safetensors"))
    (folder / "model.safetensors").write_bytes((models_dir / "all-MiniLM-L6-v2" / "model.safetensors").read_bytes()[:1000])
    with pytest.raises(CoachError, match="can't be loaded"):
        SentenceEmbedder(folder)
