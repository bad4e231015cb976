"""Kept sets: one kept whole, one opened, or a page of them from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from coach.errors import RecordError
from coach.language import say
from coach.pose.poses import Recording
from coach.records import standing
from coach.records.desk import Desk
from coach.records.shelf import keep
from coach.records.store import (
    SetRow,
    StoredSet,
    add_events,
    fill_set,
    keep_recording,
    keep_rule,
    must_be_known,
    set_row,
    set_rows,
)
from coach.records.tables import KINDS, JudgedSet

#: A set cut off before its first frame was written has no recording to look at.
_KEPT = (JudgedSet.state != "running", JudgedSet.recording_sha256.is_not(None))


@dataclass(frozen=True, slots=True)
class SetPage:
    """Some sets of a person, newest first, and how many fit in all."""

    rows: tuple[SetRow, ...]
    total: int


def save_set(
    desk: Desk,
    person_id: int,
    *,
    exercise_text: str,
    report: Mapping[str, Any],
    recording: Recording,
    kind: str,
    performed_at: datetime,
    zone: tzinfo | None = None,
) -> int:
    """Keep one judged set, whole or not at all, and return its number; `zone` is this machine's unless given.

    The recording's file comes first, under the hash of its bytes, so that no row ever points at nothing; a
    program killed in between leaves at most a file that the next saving of the same recording takes up.

    Raises
    ------
    AccessError: nobody keeps a set for somebody else.
    RecordError: there is nobody with that number any more, or the disk or the database fails.
    ValueError: `kind` is neither "live" nor "film", or `performed_at` has no time zone.
    """
    if kind not in KINDS or performed_at.tzinfo is None:
        raise ValueError("A set is 'live' or 'film', and its moment has a time zone.")
    store = desk.store
    with desk.writing(person_id, "set") as session:
        # Before the file: of somebody who was erased meanwhile nothing comes to lie on the disk again.
        must_be_known(session, person_id)
        kept = keep(store.folder, recording, report["exercise"]["sha256"], store.vault)
        judged = JudgedSet(
            performed_at=performed_at,
            local_day=performed_at.astimezone(zone).date(),
            kind=kind,
            rule_sha256=keep_rule(session, exercise_text),
            person_id=person_id,
        )
        fill_set(judged, report)
        keep_recording(session, judged, kept)
        session.add(judged)
        session.flush()
        add_events(session, judged.id, 0, report["events"])
        standing.refresh(session, person_id)
        return judged.id


def whose_set(desk: Desk, set_id: int) -> int:
    """The number of the person who did that set.

    Raises
    ------
    RecordError: there is no such set.
    AccessError: it is not for this viewer.
    """
    # Who may read it is known only once it is known whose it is, and no more than that is read for it.
    with desk.store.transaction() as session:
        person_id = session.scalar(select(JudgedSet.person_id).where(JudgedSet.id == set_id))
    if person_id is None or not desk.allows(person_id, "set", "read"):
        raise RecordError(say("There is no set number {number} in the store. Choose one from the list.", number=set_id))
    return person_id


def open_set(desk: Desk, set_id: int) -> StoredSet:
    """That set with its report, poses and rule.

    Raises
    ------
    RecordError: there is none for this viewer, or its recording is missing or not the one that was judged.
    """
    with desk.reading(whose_set(desk, set_id), "set"):
        return desk.store.open_set(set_id)


def sets_of(
    desk: Desk,
    person_id: int,
    *,
    exercise_id: str | None = None,
    verdict: str | None = None,
    since: date | None = None,
    until: date | None = None,
    offset: int = 0,
    limit: int = 20,
) -> SetPage:
    """A page of a person's sets that fit all that is given, newest first; both days are her own and included."""
    wanted: list[ColumnElement[bool]] = [JudgedSet.person_id == person_id, *_KEPT]
    given: list[tuple[Any, Any]] = [(JudgedSet.exercise_id, exercise_id), (JudgedSet.verdict, verdict)]
    wanted += [column == value for column, value in given if value is not None]
    wanted += [JudgedSet.local_day >= since] if since else []
    wanted += [JudgedSet.local_day <= until] if until else []
    order = JudgedSet.performed_at.desc(), JudgedSet.id.desc()
    with desk.reading(person_id, "set") as session:
        total = session.scalar(select(func.count()).select_from(JudgedSet).where(*wanted)) or 0
        found = session.execute(set_rows().where(*wanted).order_by(*order).offset(offset).limit(limit))
        return SetPage(tuple(set_row(row) for row in found), total)


def around_set(desk: Desk, set_id: int) -> tuple[int | None, int | None]:
    """The numbers of the set that the same person did before that one, and of the one after; raises as `whose_set`."""
    person_id = whose_set(desk, set_id)
    place = tuple_(JudgedSet.performed_at, JudgedSet.id)
    hers = select(JudgedSet.id).where(JudgedSet.person_id == person_id, *_KEPT)
    with desk.reading(person_id, "set") as session:
        here = tuple_(
            *session.execute(select(JudgedSet.performed_at, JudgedSet.id).where(JudgedSet.id == set_id)).one()
        )
        before = hers.where(place < here).order_by(JudgedSet.performed_at.desc(), JudgedSet.id.desc()).limit(1)
        after = hers.where(place > here).order_by(JudgedSet.performed_at, JudgedSet.id).limit(1)
        return session.scalar(before), session.scalar(after)


def exercises_done(desk: Desk, person_id: int) -> list[str]:
    """The ids of the exercises she has kept sets of, in alphabetical order."""
    wanted = JudgedSet.person_id == person_id, *_KEPT
    with desk.reading(person_id, "set") as session:
        return sorted(session.scalars(select(JudgedSet.exercise_id).where(*wanted).distinct()))
