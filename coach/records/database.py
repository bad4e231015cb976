"""The engine under the store: SQLite that loses nothing it acknowledged, or whatever `DATABASE_URL` names.

With a passphrase the SQLite file is encrypted from its first byte on; a server encrypts its own disks.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, NoSuchModuleError, ProgrammingError

from coach.errors import RecordError
from coach.language import marked, say
from coach.records.backup_file import DATABASE, newest_backup
from coach.records.schema_backup import back_up_before
from coach.records.sqlite_file import SQLITE_ERRORS, connect, driver, is_plain_store, make_encrypted, sweep_parts

#: Environment variable with the address of another database.
URL_VARIABLE = "DATABASE_URL"
#: How long a writer waits for another one.
PATIENCE_S = 20.0
#: Execution option: a connection that will write takes SQLite's write lock at once. One that read first and writes
#: later is refused without waiting when another process wrote in between.
BEGIN = "coach_begin"

_MIGRATIONS = Path(__file__).parent / "migrations"
_LEAST_ROOM_BYTES = 64 * 1024
#: A file so large is looked through at every opening: it took 0.03 s, encrypted 0.15 s, on two busy cores. *Proposal.*
_CHECKED_BYTES = 8 * 2**20
#: Any number that no other program takes; PostgreSQL lets one opener at a time bring the tables up to date.
_MIGRATION_LOCK = 728_511
_DAMAGED = marked("{where} is damaged. Put the newest backup in its place: coach backup restore {backup}")
_SENTENCES = (
    ("is full", marked("The disk is full, so nothing was saved in {where}. Free some space and save again.")),
    ("locked", marked("Another program keeps {where} busy. Close it and try again.")),
    ("readonly", marked("{where} may not be written by this user. Choose another folder with COACH_DATA.")),
    ("unable to open", marked("{where} cannot be opened. Check that its folder exists and may be written.")),
    ("malformed", _DAMAGED),
)
#: The same whatever lies there, so that nobody learns from it what does.
_NOT_OPENED = marked(
    "{where} does not open: it is encrypted, damaged, or not a store of Coach. Set COACH_PASSPHRASE if it is "
    "encrypted, or put the newest backup in its place: coach backup restore {backup}"
)
_WRONG_PASSPHRASE = marked(
    "The passphrase does not open {where}. Set the right one in COACH_PASSPHRASE; if it is the right one, the file is "
    "damaged: coach backup restore {backup}"
)
_PLAIN = marked(
    "{where} is not encrypted yet. Unset COACH_PASSPHRASE and encrypt it with “coach passphrase set”; then set "
    "COACH_PASSPHRASE again."
)
_OTHER_FILE = marked("{where} could not be used ({said}). Check the disk, or choose another folder with COACH_DATA.")
_OTHER_SERVER = marked("The store {where} does not answer. Check that it runs and that DATABASE_URL is right.")


def address_of(url: str | None, folder: Path) -> str | URL:
    """Where the store of a data folder is: at `url`, else at `DATABASE_URL`, else in the folder itself."""
    return url or os.environ.get(URL_VARIABLE) or URL.create("sqlite", database=str(folder / DATABASE))


def open_engine(address: str | URL, passphrase: str | None = None) -> Engine:
    """An engine for `address`; nothing is read or written yet. A server has no use for the passphrase.

    Raises
    ------
    RecordError: the address is no database address, or the driver for it is not installed.
    """
    try:
        url = make_url(address)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        is_file = url.get_backend_name() == "sqlite"
        options = {"module": driver(passphrase), "connect_args": {"timeout": PATIENCE_S}} if is_file else {}
        # A statement's parameters are names and words of patients, and errors end in logs.
        engine = create_engine(url, json_serializer=_dumps, hide_parameters=True, **options)
    except (ArgumentError, NoSuchModuleError) as error:
        raise RecordError(
            "DATABASE_URL is not the address of a database. Write postgresql://user:password@host/name, or unset it."
        ) from error
    except ModuleNotFoundError as error:
        raise RecordError(f"The driver {error.name} for DATABASE_URL is not installed. Install it with pip.") from error
    if is_file:
        if passphrase is not None:
            event.listen(engine, "do_connect", partial(_connect_encrypted, engine, passphrase))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date, all or nothing; any number of programs may do so at the same time.

    Before tables of a SQLite file change, a backup of it is made beside it.

    Raises
    ------
    RecordError: the store is damaged, encrypted, was made by a newer program, or cannot be written.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    place = place_of(engine)
    _check_file(engine)
    with database_faults(engine), engine.execution_options(**{BEGIN: "IMMEDIATE"}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        config.attributes["connection"] = connection
        try:
            found = MigrationContext.configure(connection).get_current_revision()
            scripts = ScriptDirectory.from_config(config)
            if place and found and scripts.get_revision(found) and found != scripts.get_current_head():
                back_up_before(engine, place, found)
            command.upgrade(config, "head")
        except CommandError as error:
            raise RecordError(
                say("{where} was made by a newer Coach. Update the program to open it.", where=_where(engine))
            ) from error
    if place is not None:
        sweep_parts(place)


def known_schema() -> str:
    """The newest form of the tables that this program knows."""
    return str(ScriptDirectory(str(_MIGRATIONS)).get_current_head())


def schema_of(engine: Engine) -> str | None:
    """The form of the tables in a store, which may be a newer one; None where there are none."""
    with database_faults(engine), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def place_of(engine: Engine) -> Path | None:
    """The store's SQLite file; None where it is no file."""
    database = engine.url.database if engine.dialect.name == "sqlite" else None
    return None if database in (None, "", ":memory:") else Path(database)


@contextmanager
def database_faults(engine: Engine) -> Iterator[None]:
    """Turn a failure of the database or its disk into a `RecordError`; a defect of ours keeps its traceback."""
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except DatabaseError as error:
        raise _said(engine, str(error.orig)) from error
    except SQLITE_ERRORS as error:  # where the driver was asked itself
        raise _said(engine, str(error)) from error


def _said(engine: Engine, said: str) -> RecordError:
    is_file = engine.dialect.name == "sqlite"
    known = (("not a database", _NOT_OPENED if driver(None) is engine.dialect.loaded_dbapi else _WRONG_PASSPHRASE),)
    # SQLite says it so where there is no room for the index of its log.
    if "disk I/O error" in said and (place := place_of(engine)) and _room_bytes(place) < _LEAST_ROOM_BYTES:
        said = "the disk is full"
    sentences = known + _SENTENCES
    sentence = next((one for sign, one in sentences if sign in said), _OTHER_FILE if is_file else _OTHER_SERVER)
    return RecordError(say(sentence, where=_where(engine), said=said, backup=_newest(engine)))


def _room_bytes(place: Path) -> int:
    try:
        return shutil.disk_usage(place.parent).free
    except OSError:
        return _LEAST_ROOM_BYTES


def _newest(engine: Engine) -> str:
    place = place_of(engine)
    found = newest_backup(place.parent) if place else None
    return str(found) if found else "FILE"


#: NaN is no JSON; one in a report is a defect that must not reach the record.
_dumps = partial(json.dumps, allow_nan=False, ensure_ascii=False)


def _check_file(engine: Engine) -> None:
    """Look whether the file's pages hang together, where that costs little or its last program did not end well."""
    place = place_of(engine)
    if place is None or not place.exists():
        return
    # The last program to end takes the log with it.
    log = place.with_name(f"{place.name}-wal")
    if place.stat().st_size > _CHECKED_BYTES and not (log.exists() and log.stat().st_size):
        return
    with database_faults(engine), engine.connect() as connection:
        if connection.execute(text("PRAGMA quick_check(1)")).scalar() != "ok":
            raise RecordError(say(_DAMAGED, where=place, backup=_newest(engine)))


def _connect_encrypted(engine: Engine, passphrase: str, *said: Any) -> Any:
    """A connection to the encrypted file, which is made where there is none."""
    *_, options = said
    place = place_of(engine)
    if place is None:
        return None
    if not place.exists():
        make_encrypted(place, passphrase)
    elif is_plain_store(place):
        raise RecordError(say(_PLAIN, where=place))
    return connect(place, passphrase, **options)


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
        except connection.OperationalError as error:
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
