"""A store in one file, and a file looked at: what was written can be put back by `restore`, as a file or on a server.

A SQLite store is copied while it is in use; a server's is copied row by row into a SQLite file. The file is encrypted
where the store is, with the same passphrase.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert, text
from sqlalchemy.engine import URL

from coach.errors import RecordError
from coach.language import say
from coach.records.backup_file import DATABASE, BackupFacts, write_backup
from coach.records.database import address_of, database_faults, open_engine, place_of, schema_of, upgrade
from coach.records.passphrase import passphrase_or_default
from coach.records.schema_backup import snapshot, working_folder
from coach.records.sqlite_file import is_plain
from coach.records.store import Store
from coach.records.table_copy import copy_rows
from coach.records.tables import VaultKey
from coach.records.unpacking import Unpacking
from coach.records.vault import DATA_KEY, open_vault, wrapped

_NAMES = "SELECT sha256, path FROM {schema}.recordings ORDER BY sha256"


def back_up(
    source: Store | Path,
    file: Path,
    *,
    passphrase: str | None = None,
    url: str | None = None,
    now: datetime | None = None,
) -> BackupFacts:
    """Write all of a store to `file`: of an open one, or of the one in a data folder (or on the server at `url`).

    `passphrase` opens the one in a folder and any on a server; by default it is that of `COACH_PASSPHRASE`.

    Raises
    ------
    RecordError: there is no store, the passphrase does not open it, or `file` cannot be written; nothing of it is left,
        and what was there before stays.
    """
    secret = passphrase_or_default(passphrase)
    with _source(source, secret, url) as (engine, folder):
        schema = schema_of(engine)
        if schema is None:
            raise _no_store(folder)
        copied = _copy_of_file(engine, file) if engine.dialect.name == "sqlite" else _copy_of_rows(engine, file, secret)
        with database_faults(engine), copied as (copy, rows):
            names = ((sha256, folder / path) for sha256, path in rows)
            encrypted = not is_plain(copy)
            return write_backup(file, copy, names, schema=schema, encrypted=encrypted, whole=True, made_at=now)


def check_backup(file: Path, *, passphrase: str | None = None) -> BackupFacts:
    """Look at all of a backup: it is whole, it opens, it hangs together, and its recordings are the right ones.

    Raises
    ------
    RecordError: it is not so, it is of a newer program, or the passphrase does not open it.
    """
    with working_folder(Path(tempfile.gettempdir()) / "coach-check") as folder:
        return Unpacking(file, folder, passphrase_or_default(passphrase), keep=False).run()


@contextmanager
def _source(source: Store | Path, passphrase: str | None, url: str | None) -> Iterator[tuple[Engine, Path]]:
    if isinstance(source, Store):
        yield source.engine, source.folder
        return
    engine = open_engine(address_of(url, source), passphrase)
    place = place_of(engine)
    try:
        if place is not None and not place.exists():
            raise _no_store(source)
        yield engine, source
    finally:
        engine.dispose()


@contextmanager
def _copy_of_file(engine: Engine, file: Path) -> Iterator[tuple[Path, Iterable[tuple[str, str]]]]:
    """A copy of the SQLite database, and the names and places of its recordings."""
    with snapshot(engine, file) as copy:
        connection = engine.raw_connection()
        connection.detach()
        with closing(connection), closing(connection.cursor()) as cursor:
            # It has the key of the store it was copied from, which is asked for no passphrase again.
            cursor.execute("ATTACH ? AS copied", (str(copy),))
            cursor.execute(_NAMES.format(schema="copied"))
            yield copy, cursor  # type: ignore[misc]


@contextmanager
def _copy_of_rows(
    engine: Engine, file: Path, passphrase: str | None
) -> Iterator[tuple[Path, Iterable[tuple[str, str]]]]:
    """A SQLite database with the rows of a server's, and the names and places of its recordings."""
    vault = open_vault(engine, passphrase)
    with working_folder(file) as folder:
        copy = folder / DATABASE
        target = open_engine(URL.create("sqlite", database=str(copy)), None if vault is None else passphrase)
        try:
            upgrade(target)
            with database_faults(target), engine.connect() as source, target.begin() as connection:
                copy_rows(source.execution_options(isolation_level="REPEATABLE READ"), connection)
                if vault is not None:
                    connection.execute(insert(VaultKey).values(key=DATA_KEY, value=wrapped(vault, None)))
            with target.connect() as connection:
                names = [(row.sha256, row.path) for row in connection.execute(text(_NAMES.format(schema="main")))]
        finally:
            target.dispose()
        yield copy, names


def _no_store(folder: Path) -> RecordError:
    return RecordError(say("There is no store in {folder}. Check the folder, or set COACH_DATA.", folder=folder))
