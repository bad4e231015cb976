"""The backup of a SQLite store before its tables change, and the copy of one that every backup begins with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from coach.records.backup_file import BACKUPS, ENDING, write_backup
from coach.records.places import made_folder
from coach.records.sqlite_file import kind_of
from coach.records.whole_file import PART

#: Backups before changes of the tables that stay.
KEPT = 3
_NAME = "schema-"


def back_up_before(engine: Engine, place: Path, schema: str) -> None:
    """Keep the database at `place`, whose tables are of the form `schema`, as it is; the oldest such backup goes.

    Raises
    ------
    RecordError: the backup cannot be written.
    """
    folder = made_folder(place.parent / BACKUPS)
    with snapshot(engine, folder) as copy:
        file = folder / f"{_NAME}{schema}{ENDING}"
        encrypted = kind_of(copy) != "plain"
        write_backup(file, copy, schema=schema, encrypted=encrypted, whole=False, made_at=None)
    for old in sorted(folder.glob(f"{_NAME}*{ENDING}"), reverse=True)[KEPT:]:
        with suppress(OSError):
            old.unlink()


@contextmanager
def snapshot(engine: Engine, folder: Path) -> Iterator[Path]:
    """A copy in `folder` of the SQLite database as it is at one moment, without what was deleted from it.

    Others may read and write meanwhile. It is encrypted where the store is, and gone when the block ends. A failure of
    the driver is for `database_faults`.
    """
    copy = folder / f".{secrets.token_hex(8)}{PART}"
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(copy),))
        yield copy
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
