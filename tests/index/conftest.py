"""A folder with the first questions of the real guide, and the whole of it indexed."""

import shutil
from pathlib import Path

import pytest
from recording import RecordingEmbedder

from coach.guides.library import Library, load_library
from coach.index.build import OpenedIndex, open_index
from coach.index.embedder import SentenceEmbedder

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"


@pytest.fixture
def recording(embedder: SentenceEmbedder) -> RecordingEmbedder:
    return RecordingEmbedder(embedder)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder whose guide has the overview and the first two questions of ours."""
    folder = tmp_path / "content"
    folder.mkdir()
    parts = OWN_GUIDE.read_text("utf-8").split("\n#### ")
    (folder / "guide.md").write_text("\n#### ".join(parts[:3]), "utf-8")
    return folder


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(scope="session")
def own_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("own")
    shutil.copy(OWN_GUIDE, folder)
    return load_library(folder)


@pytest.fixture(scope="session")
def own_index(own_library: Library, embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory) -> OpenedIndex:
    """The whole real guide, indexed once a run."""
    return open_index(own_library, embedder, tmp_path_factory.mktemp("own-index"), own_library.guides[0].path.parent)
