"""A terminal whose commands share the model that is loaded, and a home with our guide."""

from pathlib import Path

import pytest
from terminal import Terminal

from coach.llm.local import LocalModel

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, default_model: LocalModel) -> Terminal:
    """Commands get the default model that is loaded already: each would load its own and, in one process, none would be freed."""
    monkeypatch.setattr("coach.llm.open_model", lambda settings, report=None: default_model)
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def guide(home: Path, own_index_dir: Path) -> Path:
    """A home with our guide and its index."""
    path = home / "content" / OWN_GUIDE.name
    path.write_bytes(OWN_GUIDE.read_bytes())
    (home / "index").symlink_to(own_index_dir)
    return path


@pytest.fixture(scope="session")
def own_index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of our guide is kept between these tests."""
    return tmp_path_factory.mktemp("index")
