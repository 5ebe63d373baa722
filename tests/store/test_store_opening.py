"""Opening the store: migrations, addresses, and files and servers that can't be used."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from processes import together
from sqlalchemy import text

from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.store.database import open_database
from coach.store.models import Base
from coach.store.store import DEFAULT_PROFILE, open_store


@pytest.fixture(params=["sqlite_settings", "new_postgres_settings"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of a database without tables, of each kind in turn."""
    chosen: Settings = request.getfixturevalue(request.param)
    return chosen


def test_the_migrations_make_the_tables_of_the_models(settings: Settings) -> None:
    database = open_database(settings)
    with database.reader.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def test_what_was_kept_is_there_when_opened_again(settings: Settings) -> None:
    with open_store(settings) as store:
        made = store.create_profile("Anna")
    with open_store(settings) as store:
        assert store.profiles() == [made]


def test_a_database_of_a_newer_version_is_left_alone(settings: Settings) -> None:
    with open_store(settings) as store:
        made = store.create_profile("Anna")
    database = open_database(settings)
    with database.reader.connect() as connection:
        present = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    for revision in ("9999", present):
        with database.writer.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        if revision == "9999":
            with pytest.raises(CoachError, match=r"was made by a newer version of the coach \(its tables are of revision 9999\); update the coach\.$"):
                open_store(settings)
    database.close()
    with open_store(settings) as store:
        assert store.profiles() == [made]


def test_a_database_of_the_first_version_keeps_what_it_holds_and_gets_the_new_tables(settings: Settings) -> None:
    with open_store(settings) as store:
        made = store.create_profile("Anna")
    database = open_database(settings)
    with database.writer.begin() as connection:
        connection.execute(text("DROP TABLE lookups"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    with open_store(settings) as store:
        assert store.profiles() == [made]
        assert store.lookups(made) == []


def test_processes_that_open_a_new_database_together_all_find_it(settings: Settings) -> None:
    names = together(default_profile_name, [(settings,)] * 3)
    assert names == [DEFAULT_PROFILE] * 3
    with open_store(settings) as store:
        assert len(store.profiles()) == 1


def default_profile_name(settings: Settings) -> str:
    with open_store(settings) as store:
        return store.default_profile().name


# SQLite's settings


def test_commits_are_on_disk_when_they_return(sqlite_settings: Settings) -> None:
    database = open_database(sqlite_settings)
    for engine in (database.reader, database.writer):
        with engine.connect() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")]
            assert found == ["wal", 2, 1, 1]  # 2 is FULL
    database.close()


@pytest.mark.parametrize("content", [b"this is no database, but long enough to look at" * 50, b"\0" * 5000])
def test_a_damaged_file_is_named(sqlite_settings: Settings, content: bytes) -> None:
    sqlite_settings.data_path.mkdir(parents=True)
    path = sqlite_settings.data_path / "coach.db"
    path.write_bytes(content)
    with pytest.raises(CoachError, match=rf"The database {re.escape(str(path))} can't be used \(.*\); check .* a damaged file can be moved away"):
        open_store(sqlite_settings)
    assert path.read_bytes() == content


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(CoachError, match=rf"The database can't be kept in {re.escape(str(tmp_path / 'data'))} \(.*\); check that folder's permissions"):
        open_store(load_settings(home=tmp_path))


# PostgreSQL's address


@pytest.mark.parametrize(
    "address",
    [
        "hush",
        "postgresql://",
        "postgresql://anna:hush@localhost",  # no database
        "postgresql://anna:hush@localhost:port/db",
        "postgresql://anna:hu@sh@localhost/db",  # the @ is not percent-encoded
        "mysql://anna:hush@localhost/db",
        "nonsense://anna:hush@localhost/db",
        "sqlite:////tmp/hush.db",
    ],
)
def test_a_wrong_address_is_named_without_its_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(CoachError, match="The setting database_url is not the address of a PostgreSQL database, such as postgresql://user:") as caught:
        open_store(load_settings(home=tmp_path, database_url=address))
    assert "hush" not in str(caught.value)
    assert "sh@" not in str(caught.value)


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(CoachError) as caught:
        open_store(load_settings(home=tmp_path, database_url=f"postgresql://anna:hush@/db?host={tmp_path}"))
    message = str(caught.value)
    assert message.startswith("The database of the setting database_url can't be used (")
    assert message.endswith("; check that its server runs and that the setting is right.")
    assert "hush" not in message
    assert "\n" not in message


def test_a_database_that_is_not_there_is_named(postgres_settings: Settings) -> None:
    assert postgres_settings.database_url
    address = postgres_settings.database_url.get_secret_value().replace("/test", "/no_test")
    with pytest.raises(CoachError, match=r'database_url can\'t be used \(.*database "no_test\d+" does not exist'):
        open_store(load_settings(home=postgres_settings.home, database_url=address))


def test_the_command_line_starts_without_the_database(tmp_path: Path) -> None:
    heavy = {"sqlalchemy", "alembic", "psycopg"}
    code = f"import sys, coach.cli.main, coach.store.types, coach.store.values; print({heavy} & set(sys.modules))"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert finished.stdout == "set()\n"
