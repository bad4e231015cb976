"""Kept sets as one viewer may read them: one opened, or a page of them from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from coach.errors import RecordError
from coach.language import say
from coach.records.desk import Desk
from coach.records.store import SetRow, StoredSet, set_row, set_rows
from coach.records.tables import JudgedSet

#: A set cut off before its first frame was written has no recording to look at.
_KEPT = (JudgedSet.state != "running", JudgedSet.recording_sha256.is_not(None))


@dataclass(frozen=True, slots=True)
class SetPage:
    """Some sets of a person, newest first, and how many fit in all."""

    rows: tuple[SetRow, ...]
    total: int


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
