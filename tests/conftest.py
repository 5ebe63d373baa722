"""What all tests share: the real models, loaded once a run."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from coach.config import EMBEDDER, Settings, load_settings

if TYPE_CHECKING:
    from coach.index.embedder import SentenceEmbedder
    from coach.llm.local import LocalModel

CHECKOUT = Path(__file__).resolve().parent.parent
OWN_GUIDE = CHECKOUT / "content" / "computer-vision-engineer.md"
BRIEF = 8  # points of each model answer; the shortest of our guide has 14
SHARED = CHECKOUT.parent / "shared"  # material that is not part of the repository; tests that read it run where it is

hypothesis.settings.register_profile("coach", deadline=None)  # on a busy machine any example can be slow; pytest-timeout ends what hangs
hypothesis.settings.load_profile("coach")


def pytest_report_header() -> list[str]:
    """The versions that matter when a test on a model fails."""
    from importlib.metadata import version

    names = ["llama-cpp-python", "sentence-transformers", "torch", "faiss-cpu", "gradio", "markdown-it-py"]
    return [", ".join(f"{name} {version(name)}" for name in names), f"models: {load_settings().models_path}"]


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Where `make test` has put the model files."""
    return load_settings().models_path


@pytest.fixture(scope="session")
def default_model(models_dir: Path) -> "Iterator[LocalModel]":
    """The real default model."""
    from coach.config import DEFAULT_MODEL
    from coach.llm.local import LocalModel
    from coach.models.verify import locate

    model = LocalModel(locate(DEFAULT_MODEL, models_dir), context=8192)
    yield model
    model.close()


@pytest.fixture(scope="session")
def small_model(models_dir: Path) -> "Iterator[LocalModel]":
    """A tiny real model, for tests of the plumbing: it judges nothing usefully."""
    from coach.llm.local import LocalModel
    from coach.models.verify import locate

    model = LocalModel(locate("smollm2-135m", models_dir), context=2048)
    yield model
    model.close()


@pytest.fixture(scope="session")
def embedder(models_dir: Path) -> "SentenceEmbedder":
    """The real embedder."""
    from coach.index.embedder import SentenceEmbedder
    from coach.models.verify import locate

    return SentenceEmbedder(locate(EMBEDDER, models_dir))


@pytest.fixture(scope="session")
def own_home(embedder: "SentenceEmbedder", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with our own guide and its index, to be read or copied and not changed: making that index takes 15 s."""
    from coach.guides.library import load_library
    from coach.index.build import open_index

    folder = tmp_path_factory.mktemp("own")
    content = folder / "content"
    content.mkdir()
    shutil.copy(OWN_GUIDE, content)
    open_index(load_library(content), embedder, folder / "index", content)
    return folder


@pytest.fixture(scope="session")
def brief_home(own_home: Path, embedder: "SentenceEmbedder", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with our own guide, of whose model answers only the beginning is left, and its index: grading takes the model a second a point."""
    from coach.guides.library import load_library
    from coach.index.build import open_index

    folder = tmp_path_factory.mktemp("brief")
    shutil.copytree(own_home, folder, dirs_exist_ok=True)
    [guide] = (folder / "content").iterdir()
    guide.write_text(shortened(guide), "utf-8")
    open_index(load_library(folder / "content"), embedder, folder / "index", folder / "content")
    return folder


def shortened(path: Path) -> str:
    """The text of a guide with no more than BRIEF points of each model answer."""
    from coach.guides.library import read_guide

    guide = read_guide(path).guide
    assert guide is not None
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for question in reversed(guide.questions):
        last, *gone = question.points[BRIEF - 1 :]
        headings = gone[0].group != last.group  # is the line before it
        del lines[gone[0].line - 1 - headings : gone[-1].line]
    return "".join(lines)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models_dir: Path) -> Path:
    """An empty home folder that the settings point to, with the real models beside it."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    monkeypatch.setenv("COACH_MODELS_DIR", str(models_dir))
    (tmp_path / "content").mkdir()
    return tmp_path


@pytest.fixture
def settings(home: Path) -> Settings:
    """Settings for that home."""
    return load_settings()
