"""How far each counted repetition of a person's sets went, and what happened in one set; no recording is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select

from coach.records.desk import Desk
from coach.records.tables import CountedRepetition, JudgedSet, SetEvent


@dataclass(frozen=True, slots=True)
class SetExtremes:
    """One set: `extremes` are the farthest value of each counted repetition, in `unit`, in their order."""

    set_id: int
    session_id: int | None
    day: date
    exercise_id: str
    view: str
    unit: str
    extremes: tuple[float, ...]


def extremes_of(desk: Desk, person_id: int, since: date, exercise_id: str | None = None) -> list[SetExtremes]:
    """The sets since that day that have a counted repetition, oldest first.

    Raises
    ------
    AccessError: they are not for this viewer.
    RecordError: the database fails.
    """
    wanted = [JudgedSet.person_id == person_id, JudgedSet.state != "running", JudgedSet.local_day >= since]
    if exercise_id is not None:
        wanted.append(JudgedSet.exercise_id == exercise_id)
    columns = (JudgedSet.id, JudgedSet.session_id, JudgedSet.local_day, JudgedSet.exercise_id, JudgedSet.view)
    chosen = (
        select(*columns, CountedRepetition.unit, CountedRepetition.extreme)
        .join(CountedRepetition, CountedRepetition.set_id == JudgedSet.id)
        .where(*wanted)
        .order_by(JudgedSet.performed_at, JudgedSet.id, CountedRepetition.index)
    )
    with desk.reading(person_id, "set") as session:
        rows = session.execute(chosen).all()
    return [_together(list(found)) for _, found in groupby(rows, key=attrgetter("id"))]


def events_of(desk: Desk, person_id: int, set_id: int) -> list[dict[str, Any]]:
    """The events of one set of hers, in their order; none where the set is not hers. Raises as `extremes_of`."""
    chosen = (
        select(SetEvent.data)
        .join(JudgedSet, JudgedSet.id == SetEvent.set_id)
        .where(SetEvent.set_id == set_id, JudgedSet.person_id == person_id)
        .order_by(SetEvent.index)
    )
    with desk.reading(person_id, "set") as session:
        return [dict(data) for data in session.scalars(chosen)]


def _together(rows: list[Any]) -> SetExtremes:
    first = rows[0]
    extremes = tuple(float(row.extreme) for row in rows)
    return SetExtremes(first.id, first.session_id, first.local_day, first.exercise_id, first.view, first.unit, extremes)
