"""Opening the database: SQLite's file or a PostgreSQL server, brought to this version's tables. What differs between the two is here and nowhere else."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from coach.config import Settings
from coach.errors import CoachError

FILE = "coach.db"
WAIT_SECONDS = 30  # for another writer; a write takes some 10 ms
CONNECT_SECONDS = 10  # for a server to answer
WRITERS_LOCK = 0x636F616368  # "coach": PostgreSQL's advisory lock that is held by whoever writes


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. One transaction writes at a time, whatever the number of threads and processes; readers see what was there when they began."""

    reader: Engine
    writer: Engine
    path: Path | None  # of SQLite's file

    @property
    def name(self) -> str:
        """What it is called in messages, which show no part of a server's address."""
        return f"The database {self.path}" if self.path else "The database of the setting database_url"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that reads. Raises CoachError when the database can't be used."""
        with self._transaction(self.reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes, on disk when the block is left without an error. Raises CoachError when the database can't be used."""
        with self._transaction(self.writer) as session:
            yield session

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with self.trouble(), Session(engine) as session, session.begin():
            yield session

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Turns the driver's errors into a CoachError that says what to do. Values that do not fit the tables are no trouble of the database's."""
        try:
            yield
        except (DataError, IntegrityError):
            raise
        except json.JSONDecodeError as error:
            raise CoachError(f"{self.name} holds damaged data ({error}); import an export, or a backup of it.") from error
        except DBAPIError as error:
            reason = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
            advice = "check that its server runs and that the setting is right"
            if self.path:
                advice = "check that the folder can be written and the disk has space; a damaged file can be moved away and an export imported instead"
            raise CoachError(f"{self.name} can't be used ({reason}); {advice}.") from error

    def erase(self) -> None:
        """Leave nothing of deleted rows in SQLite's files; PostgreSQL's autovacuum does it there. Raises CoachError while somebody reads them."""
        if not self.path:
            return
        with self.trouble(), self.reader.execution_options(transaction="none").connect() as connection:
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:  # whoever closes the file last empties the log
            raise CoachError(f"It is deleted, but traces of it stay in {self.path}-wal while another coach reads them; close every coach to remove them.")

    def close(self) -> None:
        """Close all connections."""
        self.reader.dispose()


def open_database(settings: Settings) -> Database:
    """The database of these settings, with this version's tables. Raises CoachError when it can't be opened or a newer version made it."""
    try:
        database = _server(settings.database_url.get_secret_value()) if settings.database_url else _file(settings.data_path / FILE)
        try:
            with database.trouble(), _opening(database):
                _migrate(database)
        except BaseException:
            database.close()
            raise
    except OSError as error:
        raise CoachError(f"The database can't be kept in {settings.data_path} ({error.strerror}); check that folder's permissions.") from error
    return database


def _file(path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # what somebody said in an interview is for nobody else on this machine; SQLite gives its other files the same mode
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": WAIT_SECONDS}, hide_parameters=True, **_TEXT)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # Python's own transactions begin late and never IMMEDIATE
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # each commit is on disk when it returns
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # VACUUM would leave a copy in /tmp

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        match connection.get_execution_options().get("transaction"):
            case "write":
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # a transaction that reads first and writes later can't wait for another writer
            case "read":
                connection.exec_driver_sql("BEGIN")

    return Database(engine.execution_options(transaction="read"), engine.execution_options(transaction="write"), path)


def _server(address: str) -> Database:
    """No message shows any part of the address: of one with an error in it nobody knows which part is the password."""
    try:
        url = make_url(address)
        usable = url.get_backend_name() == "postgresql" and bool(url.database) and address.count("@") <= 1
    except (ArgumentError, ValueError):
        usable = False
    if not usable:
        raise CoachError(
            "The setting database_url is not the address of a PostgreSQL database, such as postgresql://user:password@host/name; correct it (an @ in the "
            "password is written %40), or leave it out to keep everything in a file."
        )
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": CONNECT_SECONDS}, pool_pre_ping=True, hide_parameters=True, **_TEXT
    )

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        if connection.get_execution_options().get("transaction") == "write":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")

    # A reader sees one state throughout, as in SQLite. A writer must see what was committed while it waited for the lock.
    return Database(engine.execution_options(isolation_level="REPEATABLE READ"), engine.execution_options(transaction="write"), None)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


_TEXT: dict[str, Any] = {"json_serializer": _dumped}  # text as it is, not \u escapes: shorter, and readable with any tool


def _opening(database: Database) -> AbstractContextManager[object]:
    """SQLite does not wait for others when it changes to write-ahead logging, so only one process opens at a time."""
    return FileLock(f"{database.path}.lock") if database.path else nullcontext()


def _migrate(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", "coach.store:migrations")
    scripts = ScriptDirectory.from_config(config)
    if database.path:
        with database.reader.execution_options(transaction="none").connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # stays with the file
    with database.reader.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    known = {script.revision for script in scripts.walk_revisions()}
    if unknown := set(present) - known:
        raise CoachError(f"{database.name} was made by a newer version of the coach (its tables are of revision {', '.join(unknown)}); update the coach.")
    if set(present) != set(scripts.get_heads()):
        with database.writer.begin() as connection:  # a second process waits here and then finds nothing left to do
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
