"""The engine under the store: SQLite that loses nothing it acknowledged, or whatever `DATABASE_URL` names."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, NoSuchModuleError, ProgrammingError

from coach.errors import RecordError
from coach.language import marked, say

#: How long a writer waits for another one.
PATIENCE_S = 20.0
#: Execution option: a connection that will write takes SQLite's write lock at once. One that read first and writes
#: later is refused without waiting when another process wrote in between.
BEGIN = "coach_begin"

_MIGRATIONS = Path(__file__).parent / "migrations"
#: Any number that no other program takes; PostgreSQL lets one opener at a time bring the tables up to date.
_MIGRATION_LOCK = 728_511
_SENTENCES = (
    ("is full", marked("The disk is full, so nothing was saved in {where}. Free some space and save again.")),
    ("locked", marked("Another program keeps {where} busy. Close it and try again.")),
    ("readonly", marked("{where} may not be written by this user. Choose another folder with COACH_DATA.")),
    ("unable to open", marked("{where} cannot be opened. Check that its folder exists and may be written.")),
    (
        "not a database",
        marked("{where} is not a store of Coach. Move it away, or choose another folder with COACH_DATA."),
    ),
    ("malformed", marked("{where} is damaged. Put a copy of it in its place, or move it away to begin anew.")),
)
_OTHER_FILE = marked("{where} could not be used ({said}). Check the disk, or choose another folder with COACH_DATA.")
_OTHER_SERVER = marked("The store {where} does not answer. Check that it runs and that DATABASE_URL is right.")


def open_engine(address: str | URL) -> Engine:
    """An engine for `address`; nothing is read or written yet.

    Raises
    ------
    RecordError: the address is no database address, or the driver for it is not installed.
    """
    try:
        url = make_url(address)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        engine = create_engine(url, json_serializer=_dumps, connect_args=_connect_args(url))
    except (ArgumentError, NoSuchModuleError) as error:
        raise RecordError(
            "DATABASE_URL is not the address of a database. Write postgresql://user:password@host/name, or unset it."
        ) from error
    except ModuleNotFoundError as error:
        raise RecordError(f"The driver {error.name} for DATABASE_URL is not installed. Install it with pip.") from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date, all or nothing; any number of programs may do so at the same time.

    Raises
    ------
    RecordError: the store was made by a newer program, or cannot be written.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with database_faults(engine), engine.execution_options(**{BEGIN: "IMMEDIATE"}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise RecordError(
                say("{where} was made by a newer Coach. Update the program to open it.", where=_where(engine))
            ) from error


@contextmanager
def database_faults(engine: Engine) -> Iterator[None]:
    """Turn a failure of the database or its disk into a `RecordError`; a defect of ours keeps its traceback."""
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except DatabaseError as error:
        said = str(error.orig)
        other = _OTHER_FILE if engine.dialect.name == "sqlite" else _OTHER_SERVER
        sentence = next((sentence for sign, sentence in _SENTENCES if sign in said), other)
        raise RecordError(say(sentence, where=_where(engine), said=said)) from error


#: NaN is no JSON; one in a report is a defect that must not reach the record.
_dumps = partial(json.dumps, allow_nan=False, ensure_ascii=False)


def _connect_args(url: URL) -> dict[str, Any]:
    return {"timeout": PATIENCE_S} if url.get_backend_name() == "sqlite" else {}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's own driver would otherwise begin transactions late and commit before changes of tables.
    connection.isolation_level = None
    _turn_on_wal(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _turn_on_wal(connection: Any) -> None:
    # SQLite does not wait for its turn in this one statement, and two programs may open a new store at once.
    patient_until_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > patient_until_s:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN, 'DEFERRED')}")


def _where(engine: Engine) -> str:
    is_file = engine.dialect.name == "sqlite"
    return str(engine.url.database) if is_file else engine.url.render_as_string(hide_password=True)
