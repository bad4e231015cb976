"""What patients answered before, between and after sets: written once, never changed.

A day is the local day of the computer (or of a given zone), so that a sign marked today stops today and not tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from coach.care import Answers
from coach.errors import RecordError
from coach.language import say
from coach.records import standing
from coach.records.desk import Desk
from coach.records.store import must_be_known
from coach.records.tables import ANSWER_KINDS, GivenAnswer

_ANSWERS = TypeAdapter(Answers)
#: No local day is longer, not even the one on which the clocks are put back.
_A_DAY_AT_MOST = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One time that a person answered; `why` is the reason given after a stop or a fall, or ""."""

    id: int
    asked_at: datetime
    kind: str
    exercise_id: str | None
    set_number: int | None
    answers: Answers
    set_id: int | None
    why: str


def save_answers(
    desk: Desk,
    person_id: int,
    answers: Answers,
    *,
    kind: str,
    asked_at: datetime,
    exercise_id: str | None = None,
    set_number: int | None = None,
    set_id: int | None = None,
    why: str = "",
    zone: tzinfo | None = None,
) -> int:
    """Keep what a person answered, and return the number of the row; `zone` is this machine's unless given.

    Raises
    ------
    AccessError: nobody answers for somebody else.
    RecordError: there is nobody with that number any more, or the database fails.
    ValueError: `kind` is not one of `ANSWER_KINDS`, or `asked_at` has no time zone.
    """
    if kind not in ANSWER_KINDS or asked_at.tzinfo is None:
        raise ValueError("An answer is 'before', 'after_set' or 'after', and its moment has a time zone.")
    with desk.writing(person_id, "answer") as session:
        must_be_known(session, person_id)
        given = GivenAnswer(
            person_id=person_id,
            asked_at=asked_at,
            local_day=asked_at.astimezone(zone).date(),
            kind=kind,
            exercise_id=exercise_id,
            set_number=set_number,
            back=answers.back,
            limb=answers.limb,
            flags=sorted(answers.flags),
            set_id=set_id,
            why=why,
        )
        session.add(given)
        standing.refresh(session, person_id)
        return given.id


def answers_of(desk: Desk, person_id: int, since: datetime | None = None) -> list[AnswerRow]:
    """What a person answered since then (a moment with its time zone), newest first.

    Raises
    ------
    AccessError: it is not for this viewer.
    RecordError: there is nobody with that number any more, the database fails, or a row cannot be read.
    """
    wanted = select(GivenAnswer).where(GivenAnswer.person_id == person_id)
    if since is not None:
        wanted = wanted.where(GivenAnswer.asked_at >= since)
    with desk.reading(person_id, "answer") as session:
        must_be_known(session, person_id)
        rows = session.scalars(wanted.order_by(GivenAnswer.asked_at.desc(), GivenAnswer.id.desc()))
        return [_row(given) for given in rows]


def told_between(desk: Desk, person_id: int, since: date, until: date) -> list[tuple[date, AnswerRow]]:
    """What a person answered on her own days `since` to `until`, both included, each with its day, newest first.

    Raises
    ------
    AccessError: it is not for this viewer.
    RecordError: the database fails, or a row cannot be read.
    """
    within = GivenAnswer.local_day >= since, GivenAnswer.local_day <= until
    wanted = select(GivenAnswer).where(GivenAnswer.person_id == person_id, *within)
    with desk.reading(person_id, "answer") as session:
        rows = session.scalars(wanted.order_by(GivenAnswer.asked_at.desc(), GivenAnswer.id.desc()))
        return [(given.local_day, _row(given)) for given in rows]


def answered_today(desk: Desk, person_id: int, now: datetime, zone: tzinfo | None = None) -> Answers | None:
    """The last answers "before" a set on the local day of `now`, with every sign that was marked since midnight.

    None where the person was not asked today. A sign marked at any time of the day stays until the next local day,
    whatever was answered after it. `zone` is that of this machine unless given. Raises as `answers_of`.
    """
    today = _today(desk, person_id, now, zone)
    flags = frozenset().union(*(row.answers.flags for row in today))
    before = next((row.answers for row in today if row.kind == "before"), None)
    if before is None:
        return Answers(flags=flags) if flags else None
    return Answers(before.back, before.limb, flags)


def earlier_today(
    desk: Desk, person_id: int, exercise_id: str, now: datetime, zone: tzinfo | None = None
) -> tuple[Answers, ...]:
    """What was answered after sets of that exercise on the local day of `now`, newest first: for `may_begin`."""
    today = _today(desk, person_id, now, zone)
    return tuple(row.answers for row in today if row.kind != "before" and row.exercise_id == exercise_id)


def hurt_today(desk: Desk, person_id: int, exercise_id: str, now: datetime, zone: tzinfo | None = None) -> bool:
    """Whether that exercise was stopped for pain on the local day of `now`."""
    today = _today(desk, person_id, now, zone)
    return any(row.why == "pain" and row.exercise_id == exercise_id for row in today)


def _today(desk: Desk, person_id: int, now: datetime, zone: tzinfo | None) -> Sequence[AnswerRow]:
    day = now.astimezone(zone).date()
    recent = answers_of(desk, person_id, now - _A_DAY_AT_MOST)
    return [row for row in recent if row.asked_at.astimezone(zone).date() == day]


def _row(given: GivenAnswer) -> AnswerRow:
    said: dict[str, Any] = {"back": given.back, "limb": given.limb, "flags": given.flags}
    try:
        answers = _ANSWERS.validate_python(said)
    except ValidationError as error:
        raise RecordError(
            say("Answer {number} in the store cannot be read. Put a copy of the store in its place.", number=given.id)
        ) from error
    return AnswerRow(
        given.id, given.asked_at, given.kind, given.exercise_id, given.set_number, answers, given.set_id, given.why
    )
