"""The backup of a SQLite store before its tables change, and the copy of one that every backup begins with."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from coach.records.backup_file import BACKUPS, DATABASE, ENDING, write_backup
from coach.records.faults import writing
from coach.records.places import made_folder
from coach.records.sqlite_file import SQLITE_ERRORS, is_plain
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
    file = folder / f"{_NAME}{schema}{ENDING}"
    with snapshot(engine, file) as copy:
        encrypted = not is_plain(copy)
        write_backup(file, copy, schema=schema, encrypted=encrypted, whole=False, made_at=None)
    for old in sorted(folder.glob(f"{_NAME}*{ENDING}"), reverse=True)[KEPT:]:
        with suppress(OSError):
            old.unlink()


@contextmanager
def snapshot(engine: Engine, file: Path) -> Iterator[Path]:
    """A copy of the SQLite database as it is at one moment, without what was deleted from it, to make `file` of.

    Others may read and write meanwhile. It is encrypted where the store is, and gone when the block ends. A failure of
    the driver is for `database_faults`.

    Raises
    ------
    RecordError: there is no room, or no right to write, where `file` is to be.
    """
    with working_folder(file) as folder:
        copy = folder / DATABASE
        with writing(file), closing(engine.raw_connection()) as connection:
            try:
                connection.cursor().execute("VACUUM INTO ?", (str(copy),))
            except SQLITE_ERRORS as error:
                if "full" in str(error):
                    raise OSError(errno.ENOSPC, "full") from error
                raise
        yield copy


@contextmanager
def working_folder(file: Path) -> Iterator[Path]:
    """A folder for this user only beside `file`, gone when the block ends; raises RecordError."""
    with writing(file):
        folder = Path(tempfile.mkdtemp(prefix=f".{file.name}.", suffix=PART, dir=file.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
