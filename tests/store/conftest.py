"""A store on each of the two databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from postgres_server import USER, running_server

from coach.config import Settings, load_settings
from coach.store.store import Store, open_store
from coach.store.types import Profile

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a server's socket; started once a run, by the first test that needs it."""
    with running_server() as folder:
        yield folder


@contextmanager
def new_database(postgres: Path) -> Iterator[str]:
    """The address of an empty database."""
    name = f"test{next(_numbers)}"
    with psycopg.connect(host=str(postgres), user=USER, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql://{USER}@/{name}?host={postgres}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def shared_address(postgres: Path) -> Iterator[str]:
    """A database for one test after the other: a new one takes a fifth of a second."""
    with new_database(postgres) as address:
        yield address


@pytest.fixture
def sqlite_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty home, so a new file."""
    monkeypatch.delenv("COACH_DATABASE_URL", raising=False)
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def postgres_settings(tmp_path: Path, shared_address: str) -> Iterator[Settings]:
    """A database of the server without profiles."""
    yield load_settings(home=tmp_path / "home", database_url=shared_address)
    with psycopg.connect(shared_address) as server:
        server.execute("DELETE FROM profiles")


@pytest.fixture
def new_postgres_settings(tmp_path: Path, postgres: Path) -> Iterator[Settings]:
    """A database of the server without tables."""
    with new_database(postgres) as address:
        yield load_settings(home=tmp_path / "home", database_url=address)


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of a database without profiles, of each kind in turn."""
    chosen: Settings = request.getfixturevalue(f"{request.param}_settings")
    return chosen


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as opened:
        yield opened


@pytest.fixture
def anna(store: Store) -> Profile:
    return store.create_profile("Anna")
