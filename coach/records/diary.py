"""The diary: numbers and lines of a day, each appended; of a number the newest is in force."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select

from coach.errors import RecordError
from coach.language import decimal, say
from coach.records import standing
from coach.records.desk import Desk
from coach.records.own_words import kept_words
from coach.records.tables import DiaryEntry

#: Bounds of each number, both included; those of walking, sleep, meals and fluids are against typing errors: proposals.
NUMBERS: Mapping[str, tuple[float, float]] = {
    "pain_back": (0, 10),
    "pain_leg": (0, 10),
    "pain_arm": (0, 10),
    "walking_min": (0, 600),
    "sleep_h": (0, 24),
    "protein_meals": (0, 12),
    "fluid_glasses": (0, 40),
}
WORDS = ("medication", "injection", "treatment", "note")
DIARY_KINDS = (*NUMBERS, *WORDS)


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One day: the numbers in force by kind, and all lines by kind in the order in which they were written."""

    day: date
    numbers: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def write_diary(desk: Desk, person_id: int, day: date, entries: Mapping[str, float | str], now: datetime) -> None:
    """Append to a day, all entries or none.

    Raises
    ------
    AccessError: it is not her own diary.
    RecordError: a number is out of its bounds, words are refused, or the day is still to come.
    ValueError: there is no such kind, or it does not take what it was given.
    """
    # Where she lives it may be tomorrow already.
    if (day - now.astimezone().date()).days > 1:
        raise RecordError(say("This day is still to come. Choose today or a day before."))
    rows = [_entry(kind, value) for kind, value in entries.items()]
    if not rows:
        return
    with desk.writing(person_id, "diary") as session:
        for row in rows:
            row.person_id, row.local_day, row.at = person_id, day, now
            session.add(row)
        if any(row.kind in standing.PAINS for row in rows):
            standing.refresh(session, person_id)


def diary_of(desk: Desk, person_id: int, since: date, until: date) -> list[DiaryDay]:
    """The days with any entry, newest first; both days included. Raises AccessError."""
    wanted = (
        select(DiaryEntry)
        .where(DiaryEntry.person_id == person_id, DiaryEntry.local_day >= since, DiaryEntry.local_day <= until)
        .order_by(DiaryEntry.local_day.desc(), DiaryEntry.id)
    )
    with desk.reading(person_id, "diary") as session:
        rows = session.scalars(wanted).all()
        return [_day(day, list(found)) for day, found in groupby(rows, key=attrgetter("local_day"))]


def _entry(kind: str, value: float | str) -> DiaryEntry:
    if kind in WORDS and isinstance(value, str):
        return DiaryEntry(kind=kind, number=None, words=kept_words(value))
    if kind not in NUMBERS or isinstance(value, str):
        raise ValueError(f"{kind} is no kind of the diary, or takes something else.")
    least, most = NUMBERS[kind]
    if not math.isfinite(value) or not least <= value <= most:
        raise RecordError(
            say(
                "This can be {least} to {most}. Write a number between.", least=decimal(least, 0), most=decimal(most, 0)
            )
        )
    return DiaryEntry(kind=kind, number=float(value), words="")


def _day(day: date, rows: list[DiaryEntry]) -> DiaryDay:
    numbers = {row.kind: row.number for row in rows if row.number is not None}
    words: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.number is None:
            words[row.kind] = (*words.get(row.kind, ()), row.words)
    return DiaryDay(day, numbers, words)
