"""A store in a file and somebody who practises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.config import load_settings
from coach.store.store import Store, open_store
from coach.store.types import Profile


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One file for all these tests, each of which uses a profile of its own: making the tables takes longer than a test."""
    home: Path = tmp_path_factory.mktemp("practice")
    with open_store(load_settings(home=home)) as opened:
        yield opened


@pytest.fixture
def anna(store: Store) -> Iterator[Profile]:
    profile = store.create_profile("Anna")
    yield profile
    store.delete_profile(profile)
