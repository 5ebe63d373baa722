"""A coach on our own guide with the real model and embedder, one for all tests of a run."""

import shutil
from pathlib import Path

import pytest

from coach.config import load_settings
from coach.guides.types import Guide, Question
from coach.interview.coach import Coach
from coach.interview.loading import Loading
from coach.llm.local import LocalModel

OWN_GUIDE = Path(__file__).resolve().parents[2] / "content" / "computer-vision-engineer.md"


@pytest.fixture(scope="session")
def guided_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder that holds our own guide and nothing else: reading it needs no embedder."""
    folder = tmp_path_factory.mktemp("guided")
    (folder / "content").mkdir()
    shutil.copy(OWN_GUIDE, folder / "content")
    return folder


@pytest.fixture(scope="session")
def unloaded_coach(guided_home: Path, models_dir: Path) -> Coach:
    """What needs no model: the guides, and what is refused at once."""
    return Coach(load_settings(home=guided_home, models_dir=models_dir))


@pytest.fixture(scope="session")
def coach(own_home: Path, models_dir: Path, default_model: LocalModel) -> Coach:
    """The real coach, given the model that other tests have loaded already."""
    made = Coach(load_settings(home=own_home, models_dir=models_dir))
    made.model = Loading("Model", lambda _report: default_model)
    return made


@pytest.fixture(scope="session")
def guide(unloaded_coach: Coach) -> Guide:
    return unloaded_coach.library.guides[0]


@pytest.fixture(scope="session")
def cnn_question(guide: Guide) -> Question:
    """The question on convolutional networks."""
    return next(each for each in guide.questions if "convolutional neural networks work" in each.text)
