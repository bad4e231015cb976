"""An account erased so that nothing of it is left in the data folder: rows, recordings, what ran, and the free pages.

What stays is the audit, which knows people by number alone, and what she did as a therapist in others' records. Copies
are not reached from here: backups, exports and the disk's own snapshots are told, not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from coach.errors import RecordError
from coach.language import say
from coach.records.accounts import write_down
from coach.records.backup_file import BACKUPS, ENDING
from coach.records.database import database_faults
from coach.records.desk import Desk
from coach.records.places import default_data_dir
from coach.records.restore import REPLACED
from coach.records.running import FOLDER, RunningSession, RunningSet, left_behind, sessions_left_behind
from coach.records.shelf_bytes import remove_bytes
from coach.records.store import Store
from coach.records.tables import HeldSession, JudgedSet, KeptRecording, Person, RuleText

#: Tables that PostgreSQL is asked to clear of what was deleted.
_CLEARED = "people, sessions, sets, set_events, repetitions, answers, diary, goals, outcomes, comments, profiles, plans"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took away.

    `complete` is False where another program read the store all the while, so that the write-ahead log could not be
    cut; it is cut when that program closes. `damaged` are files of broken-off sets, of which nobody knows whose.
    `backups` are those in the store's own folder, and stores that one was put in the place of: they may still hold
    her, and there may be others elsewhere.
    """

    recordings: int
    left_behind: int
    damaged: int
    complete: bool
    backups: tuple[Path, ...]


def erase_person(desk: Desk, p: int) -> Erased:
    """Erase the person `p` and all that is kept of her; it cannot be undone.

    An erasure that was cut off is finished by asking for it again.

    Raises
    ------
    AccessError: it is neither hers nor an administrator's to ask.
    RecordError: there is no such person, a session of hers runs, or the disk or the database fails.
    """
    with desk.writing(p, "account") as session:
        if session.get(Person, p) is None:
            raise RecordError(say("There is no person number {number} in the store.", number=p))
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
        behind = _remove_what_ran(session, p)
        recordings = _delete(session, desk.store, p)
        write_down(session, desk, "erase", p)
    damaged = len(list((default_data_dir() / FOLDER).glob("*.damaged")))
    folder = desk.store.folder
    backups = [*sorted((folder / BACKUPS).glob(f"*{ENDING}")), *sorted(folder.glob(f"{REPLACED}*"))]
    return Erased(recordings, behind, damaged, clear_free_pages(desk.store.engine), tuple(backups))


def clear_free_pages(engine: Engine) -> bool:
    """Write the database anew without what was deleted; False where its log could not be cut yet.

    Raises
    ------
    RecordError: the disk is full or the database fails; rows that were deleted stay deleted.
    """
    with database_faults(engine):
        connection = engine.raw_connection()
        try:
            if engine.dialect.name == "sqlite":
                return _vacuum_sqlite(connection)
            _vacuum_server(connection)
            return True
        finally:
            connection.close()


def _vacuum_sqlite(connection: Any) -> bool:
    cursor = connection.cursor()
    cursor.execute("VACUUM")
    busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    cursor.close()
    return not busy


def _vacuum_server(connection: Any) -> None:
    driver = connection.driver_connection
    driver.autocommit = True
    driver.execute(f"VACUUM {_CLEARED}")
    driver.autocommit = False


def _delete(session: Session, store: Store, p: int) -> int:
    """Her rows, and recordings and rules that no one else's sets are of; returns how many recordings went.

    Files go before the rows are let go for good: cut off in between, the rows still lead a second attempt to the rest.
    """
    hers = select(JudgedSet.recording_sha256).where(JudgedSet.person_id == p, JudgedSet.recording_sha256.is_not(None))
    wanted: Sequence[str | None] = session.scalars(hers.distinct()).all()
    session.execute(delete(Person).where(Person.id == p))
    used = select(JudgedSet.recording_sha256).where(JudgedSet.recording_sha256.in_(wanted))
    unused = sorted({one for one in wanted if one} - {one for one in session.scalars(used) if one})
    session.execute(delete(KeptRecording).where(KeptRecording.sha256.in_(unused)))
    of_a_set = select(JudgedSet.id).where(JudgedSet.rule_sha256 == RuleText.sha256).exists()
    session.execute(delete(RuleText).where(~of_a_set))
    return sum(remove_bytes(store, sha256) for sha256 in unused)


def _remove_what_ran(session: Session, p: int) -> int:
    """Files of sets and sessions of hers whose program died; raises RecordError where one still runs."""
    sets = _begun(session, JudgedSet.id, JudgedSet.performed_at, JudgedSet.person_id == p)
    hers = HeldSession.person_id == p
    removed = 0
    sessions = _begun(session, HeldSession.id, HeldSession.began_at, hers)
    running = _begun(session, HeldSession.id, HeldSession.began_at, hers, HeldSession.state == "running")
    left: list[RunningSession | RunningSet] = [*sessions_left_behind(), *left_behind()]
    for one in left:
        began = (one.begun.number, one.begun.begun_at)
        if began in (sessions if isinstance(one, RunningSession) else sets):
            one.remove()
            removed += 1
            running.discard(began)
        else:
            one.leave()
    if running and _held() > 0:
        raise RecordError(say("A session of this person runs. End it, then erase."))
    return removed


def _held() -> int:
    """How many sessions run in some program: those whose notes are locked."""
    free = 0
    for one in sessions_left_behind():
        one.leave()
        free += 1
    return len(list((default_data_dir() / FOLDER).glob("*.session"))) - free


def _begun(session: Session, number: Any, began: Any, *hers: Any) -> set[tuple[int, datetime]]:
    return {(row[0], row[1]) for row in session.execute(select(number, began).where(*hers))}
