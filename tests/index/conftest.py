"""A folder with the first questions of the real guide, and the whole of it indexed."""

from pathlib import Path

import pytest
from hashing import WordHashing
from recording import RecordingEmbedder

from coach.guides.library import Library, load_library
from coach.index.build import OpenedIndex, open_index
from coach.index.embedder import SentenceEmbedder

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"


@pytest.fixture
def recording() -> RecordingEmbedder:
    """What is embedded when, what is kept and what is said does not depend on the vectors."""
    return RecordingEmbedder(WordHashing())


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
def own_library(own_home: Path) -> Library:
    return load_library(own_home / "content")


@pytest.fixture(scope="session")
def own_index(own_library: Library, embedder: SentenceEmbedder, own_home: Path) -> OpenedIndex:
    """The whole real guide."""
    return open_index(own_library, embedder, own_home / "index", own_home / "content")
