"""Notes of what runs: SQLite files that a program holds locked, so that what is not locked was left behind."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.errors import RecordError

DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Begun:
    """Number in the store of a set or a session, and when it began there (with a time zone): it is known again by both.

    `why` it ended is "" while that is not known.
    """

    number: int
    begun_at: datetime
    why: str = ""


def noted(note: Path, begun: Begun) -> sqlite3.Connection:
    """Write a note and keep it locked; raises RecordError where it cannot be written."""
    try:
        return _written(note, begun)
    except sqlite3.Error as error:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        raise RecordError(
            f"A set cannot be kept in {note.parent} ({error}). Free some space there, or choose another folder."
        ) from error


def opened(note: Path, mode: str) -> sqlite3.Connection:
    """The note; what is locked by its first writing or exclusive transaction stays so until it is closed."""
    # The session begins in one thread and ends in another.
    address = f"{note.absolute().as_uri()}?mode={mode}"
    lock = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("PRAGMA locking_mode = EXCLUSIVE")
        # A journal on disk would be a third file to be left behind.
        lock.execute("PRAGMA journal_mode = MEMORY")
    except sqlite3.Error:
        lock.close()
        raise
    return lock


def _written(note: Path, begun: Begun) -> sqlite3.Connection:
    said = (begun.number, begun.begun_at.isoformat(), begun.why)
    lock = opened(note, "rwc")
    try:
        lock.execute("BEGIN EXCLUSIVE")
        lock.execute("CREATE TABLE begun (number INTEGER, begun_at TEXT, why TEXT) STRICT")
        lock.execute("INSERT INTO begun VALUES (?, ?, ?)", said)
        lock.execute("COMMIT")
    except sqlite3.Error:
        lock.close()
        raise
    return lock


def locked(note: Path) -> tuple[sqlite3.Connection, Begun] | None:
    """The note of a set left behind, locked; None where its program still holds it.

    Raises
    ------
    ValueError: there is no note, or it is damaged.
    """
    lock = None
    try:
        lock = opened(note, "rw")
        lock.execute("BEGIN EXCLUSIVE")
        number, moment, why = lock.execute("SELECT number, begun_at, why FROM begun").fetchone()
        lock.execute("COMMIT")
        return lock, Begun(number, datetime.fromisoformat(moment), why)
    except (sqlite3.Error, TypeError, ValueError) as error:
        if lock is not None:
            lock.close()
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
            return None
        raise ValueError(f"{note} is damaged.") from error


def set_aside(path: Path) -> None:
    """Let a file that cannot be read lie under a name that no start looks at."""
    # Another start may have been quicker.
    with suppress(OSError):
        path.replace(path.with_name(f"{path.name}{DAMAGED}"))
