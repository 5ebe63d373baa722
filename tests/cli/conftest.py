"""Terminals with and without a model, and homes with guides."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hashing import WordHashing
from scripted import ScriptedModel
from terminal import Terminal

from coach.config import load_settings
from coach.index.embedder import SentenceEmbedder
from coach.llm.local import LocalModel
from coach.store.store import Store, open_store

BAKER = """# Baker Interview Preparation

## Technical Questions

#### How do you keep a sourdough starter alive?

- **Feeding**: Give it flour and water every day.
- **Temperature**: A cool place slows the yeast down.
- **Follow-Up Points**:
  - How do you wake a starter that slept in the fridge?

#### How is rye dough different from wheat dough?

- **Gluten**: Rye has little of it, so the dough does not stretch.
- **Acid**: Sourdough keeps rye bread from being sticky.

## Situational Questions

#### An oven fails in the night. What do you do?

- **Safety**: Switch it off and look for gas.
- **Plan**: Bake what can wait in the other ovens later.
- **Follow-Up Points**:
  - Which bread can wait for the other ovens?
  - Whom do you call?
"""


@pytest.fixture
def quick(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """For commands that load no model."""
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def scripted(quick: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The coach on a model that says yes to everything and an embedder that knows only words: what is asked and kept does not depend on them."""
    monkeypatch.setattr("coach.llm.open_model", lambda settings, report=None: ScriptedModel("Which flour", " would you take?"))
    monkeypatch.setattr("coach.index.embedder.SentenceEmbedder", lambda path: WordHashing())
    return quick


@pytest.fixture
def searching(quick: Terminal, monkeypatch: pytest.MonkeyPatch, embedder: SentenceEmbedder) -> Terminal:
    """Commands get the embedder that is loaded already."""
    monkeypatch.setattr("coach.index.embedder.SentenceEmbedder", lambda path: embedder)
    return quick


@pytest.fixture
def terminal(searching: Terminal, monkeypatch: pytest.MonkeyPatch, default_model: LocalModel) -> Terminal:
    """Commands get the default model that is loaded already: each would load its own and, in one process, none would be freed."""
    monkeypatch.setattr("coach.llm.open_model", lambda settings, report=None: default_model)
    return searching


@pytest.fixture
def baker(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a guide of three questions, whose history is in a file."""
    monkeypatch.delenv("COACH_DATABASE_URL", raising=False)
    path = home / "content" / "baker.md"
    path.write_text(BAKER, "utf-8")
    return path


@pytest.fixture
def kept(baker: Path) -> Iterator[Store]:
    """The store of that home."""
    with open_store(load_settings()) as store:
        yield store


@pytest.fixture
def guide(home: Path, brief_home: Path) -> Path:
    """A home with the beginning of each model answer of our guide, and their index."""
    shutil.copytree(brief_home, home, dirs_exist_ok=True)
    [path] = (home / "content").iterdir()
    return path
