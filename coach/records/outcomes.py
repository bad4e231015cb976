"""Outcome measures: what is kept of each, within which bounds, and every value with how it was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from coach.errors import RecordError
from coach.language import decimal, say
from coach.records.desk import AccessError, Desk
from coach.records.tables import JudgedSet, Outcome


@dataclass(frozen=True, slots=True)
class OutcomeMeasure:
    """Unit, bounds (both included), which way is better, and who describes it."""

    unit: str
    bounds: tuple[float, float]
    better: Literal["up", "down"]
    source: str


_NRS = OutcomeMeasure("points", (0, 10), "down", "numeric rating scale, 0 to 10")
OUTCOMES: Mapping[str, OutcomeMeasure] = {
    "nrs_back": _NRS,
    "nrs_leg": _NRS,
    "nrs_arm": _NRS,
    "tug_s": OutcomeMeasure("s", (3, 300), "down", "Podsiadlo and Richardson 1991; bounds: proposal"),
    "sts5_s": OutcomeMeasure("s", (3, 180), "down", "Csuka and McCarty 1985; bounds: proposal"),
    "sts30_n": OutcomeMeasure("count", (0, 60), "up", "Jones, Rikli and Beam 1999; bounds: proposal"),
    "stance_left_s": OutcomeMeasure("s", (0, 120), "up", "single-leg stance; bounds: proposal"),
    "stance_right_s": OutcomeMeasure("s", (0, 120), "up", "single-leg stance; bounds: proposal"),
    "odi": OutcomeMeasure("%", (0, 100), "down", "Fairbank and Pynsent 2000, total score"),
    "ndi": OutcomeMeasure("points", (0, 50), "down", "Vernon and Mior 1991, total score"),
}


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One value on the patient's own day; `how` is "camera" or "hand"."""

    id: int
    day: date
    at: datetime
    kind: str
    value: float
    unit: str
    how: str
    by_id: int | None
    set_id: int | None


def save_outcome(
    desk: Desk,
    person_id: int,
    kind: str,
    value: float,
    day: date,
    how: Literal["camera", "hand"],
    now: datetime,
    set_id: int | None = None,
) -> int:
    """Keep one value, and return its number.

    Raises
    ------
    AccessError: it is not for this viewer, or the set is not hers.
    RecordError: the value lies outside its bounds, or the day is still to come.
    ValueError: there is no such measure.
    """
    measure = OUTCOMES.get(kind)
    if measure is None:
        raise ValueError(f"An outcome is one of {sorted(OUTCOMES)}.")
    least, most = measure.bounds
    if not math.isfinite(value) or not least <= value <= most:
        raise RecordError(
            say(
                "This can be {least} to {most}. Write a number between.", least=decimal(least, 0), most=decimal(most, 0)
            )
        )
    if day > now.astimezone().date():
        raise RecordError(say("This day is still to come. Choose the day of the measurement."))
    with desk.writing(person_id, "outcome") as session:
        if set_id is not None and getattr(session.get(JudgedSet, set_id), "person_id", None) != person_id:
            raise AccessError(say("This set is not in this patient's record."))
        row = Outcome(
            person_id=person_id,
            local_day=day,
            at=now,
            kind=kind,
            value=float(value),
            unit=measure.unit,
            how=how,
            by_id=desk.viewer.person_id,
            set_id=set_id,
        )
        session.add(row)
        session.flush()
        return row.id


def outcomes_of(desk: Desk, person_id: int, kind: str | None = None) -> list[OutcomeRow]:
    """Her values, newest day first; raises AccessError where it is not for this viewer."""
    wanted = select(Outcome).where(Outcome.person_id == person_id)
    if kind is not None:
        wanted = wanted.where(Outcome.kind == kind)
    with desk.reading(person_id, "outcome") as session:
        rows = session.scalars(wanted.order_by(Outcome.local_day.desc(), Outcome.id.desc()))
        return [
            OutcomeRow(row.id, row.local_day, row.at, row.kind, row.value, row.unit, row.how, row.by_id, row.set_id)
            for row in rows
        ]
