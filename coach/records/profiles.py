"""Which operation a person had, what her surgeon ordered, which overrides run, and so what she may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.care import Allowance, Order, Override, Profile, allowance, profile_from_json, profile_to_json
from coach.care.envelope import MOST_OVERRIDE_DAYS
from coach.errors import ProfileError
from coach.language import say
from coach.records import standing, tables
from coach.records.desk import AccessError, Desk
from coach.records.tables import GivenOverride, Person
from coach.rules import Exercise

ToldBy = Literal["patient", "therapist"]


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """The profile in force, who told it, and when; `by` is the name of who wrote it down, "" where nobody is named."""

    id: int
    profile: Profile
    told_by: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class KeptOverride:
    """An override with its number; `override` is what the envelope takes."""

    id: int
    override: Override

    @property
    def exercise_id(self) -> str:
        """What it lets her do."""
        return self.override.exercise_id

    @property
    def by_name(self) -> str:
        """Who gave it."""
        return self.override.by_name

    @property
    def reason(self) -> str:
        """Why."""
        return self.override.reason

    @property
    def until(self) -> date:
        """Its last day."""
        return self.override.until


def save_profile(
    desk: Desk, person_id: int, profile: Profile, now: datetime, told_by: ToldBy, *, over: int | None = None
) -> int:
    """Keep a profile, which is in force from now on, and return the number of its row.

    `over` is the row that the writer had in sight (0 for none): where another one has come since, nothing is kept.

    Raises
    ------
    AccessError: it is not for this viewer, a therapist has confirmed it and a patient would change it, or a patient
        would say that the surgeon released something, or take back what she told: what loosens a precaution a
        therapist enters.
    ProfileError: another one than `over` is in force.
    RecordError: the database fails.
    """
    if desk.viewer.role == "patient":
        if told_by != "patient":
            raise AccessError(say("Only a therapist confirms this."))
        if any(order.kind == "released" for order in profile.orders):
            raise AccessError(say("What may begin earlier than usual, your therapist enters."))
    with desk.writing(person_id, "profile") as session:
        # One writer at a time, so that none comes between the look and the row.
        session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
        newest = _newest(session, person_id)
        if over is not None and over != (newest.id if newest else 0):
            raise ProfileError(say("The operation has been changed meanwhile. Look at it again, then go on."))
        if desk.viewer.role == "patient" and newest is not None and newest.told_by == "therapist":
            raise AccessError(say("Your therapist has confirmed this. Ask her to change it."))
        if desk.viewer.role == "patient" and newest is not None:
            _only_tightens(profile_from_json(newest.data), profile, now.astimezone().date())
        row = tables.KeptProfile(
            person_id=person_id,
            at=now,
            by_id=desk.viewer.person_id,
            told_by=told_by,
            data=profile_to_json(profile),
        )
        session.add(row)
        session.flush()
        standing.refresh(session, person_id)
        return row.id


def _only_tightens(before: Profile, profile: Profile, today: date) -> None:
    """What a patient told once she cannot take back in a way that opens more: her therapist can.

    After an operation she may only move its day later, and what she was to wait with stays.
    """
    told = before.operated_on
    if told is None or told > today:
        return
    day = profile.operated_on
    later = day is not None and told <= day <= today
    if (
        not later
        or profile.planned
        or not all(any(_as_strict(one, old) for one in profile.orders) for old in before.orders)
    ):
        raise AccessError(say("You told that the operation has been. Ask your therapist to change it."))


def _as_strict(order: Order, before: Order) -> bool:
    """Whether an order asks for at least what an earlier one about the same asked for."""
    if order.subject != before.subject:
        return False
    if order.kind == "never" or before.kind == "released":
        return True
    return order.kind == before.kind and (order.week or 0) >= (before.week or 0)


def profile_of(desk: Desk, person_id: int) -> KeptProfile | None:
    """The profile in force; None where nobody told one.

    Raises
    ------
    AccessError: it is not for this viewer.
    ProfileError: what is kept cannot be read. Nothing is guessed in its place.
    """
    with desk.reading(person_id, "profile") as session:
        return _kept(session, person_id)


def give_override(
    desk: Desk, person_id: int, exercise_id: str, reason: str, until: date, by_name: str, now: datetime
) -> int:
    """Let her do one exercise earlier than the defaults, to the end of that day, and return the override's number.

    Raises
    ------
    AccessError: only a therapist gives one.
    ProfileError: no name, a reason too short, an end too far ahead.
    """
    given = Override(exercise_id, by_name, reason, until, now.astimezone().date())
    with desk.writing(person_id, "override") as session:
        row = GivenOverride(
            person_id=person_id,
            exercise_id=given.exercise_id,
            by_id=desk.viewer.person_id,
            by_name=given.by_name,
            reason=given.reason,
            at=now,
            until=given.until,
        )
        session.add(row)
        session.flush()
        return row.id


def end_override(desk: Desk, override_id: int, now: datetime) -> None:
    """It counts for nothing from now on; it stays in the record.

    Raises
    ------
    AccessError: only a therapist ends one.
    RecordError: there is none of that number.
    """
    with desk.writing_of(GivenOverride, override_id, "override") as (session, _):
        row = session.get_one(GivenOverride, override_id)
        row.ended_at = row.ended_at or now


def overrides_of(desk: Desk, person_id: int, today: date) -> list[KeptOverride]:
    """Those that count on that day, the one that ends first first."""
    with desk.reading(person_id, "override") as session:
        return _overrides(session, person_id, today)


def allowance_for(desk: Desk, person_id: int, exercise: Exercise, today: date) -> Allowance:
    """May she do it on that day, as far as her profile, the precautions and the overrides say?

    Raises
    ------
    AccessError: it is not for this viewer.
    ProfileError: her profile cannot be read.
    """
    with desk.reading(person_id, "profile") as session:
        return allowance_in(session, person_id, exercise, today)


def allowance_in(session: Session, person_id: int, exercise: Exercise, today: date) -> Allowance:
    """As `allowance_for`, within a transaction."""
    return allowance(exercise, profile_in(session, person_id), today, overrides_in(session, person_id, today))


def profile_in(session: Session, person_id: int) -> Profile | None:
    """The profile in force, within a transaction."""
    kept = _kept(session, person_id)
    return kept.profile if kept else None


def overrides_in(session: Session, person_id: int, today: date) -> list[Override]:
    """The overrides that count on that day, within a transaction."""
    return [one.override for one in _overrides(session, person_id, today)]


def _newest(session: Session, person_id: int) -> tables.KeptProfile | None:
    wanted = select(tables.KeptProfile).where(tables.KeptProfile.person_id == person_id)
    return session.scalars(wanted.order_by(tables.KeptProfile.id.desc()).limit(1)).one_or_none()


def _kept(session: Session, person_id: int) -> KeptProfile | None:
    row = _newest(session, person_id)
    if row is None:
        return None
    by = session.scalar(select(Person.name).where(Person.id == row.by_id)) if row.by_id is not None else None
    return KeptProfile(row.id, profile_from_json(row.data), row.told_by, row.at, by or "")


def _overrides(session: Session, person_id: int, today: date) -> list[KeptOverride]:
    wanted = (
        select(GivenOverride)
        .where(GivenOverride.person_id == person_id, GivenOverride.until >= today, GivenOverride.ended_at.is_(None))
        .order_by(GivenOverride.until, GivenOverride.id)
    )
    kept = [KeptOverride(row.id, given) for row in session.scalars(wanted) if (given := _given(row)) is not None]
    return [one for one in kept if one.override.runs_on(today)]


def _given(row: GivenOverride) -> Override | None:
    """As it was given; None where what is kept is no override, which lifts nothing and stands in nobody's way."""
    try:
        return as_given(row.exercise_id, row.by_name, row.reason, row.at, row.until)
    except ProfileError:
        return None


def as_given(exercise_id: str, by_name: str, reason: str, at: datetime, until: date) -> Override:
    """An override from what is kept of it.

    Where the program's zone has changed, its first day may read one day off, and stays one that it can have begun on.

    Raises
    ------
    ProfileError: it is none that could have been given.
    """
    on = min(max(at.astimezone().date(), until - timedelta(days=MOST_OVERRIDE_DAYS)), until)
    # No zone's day is further from that of UTC.
    utc = at.astimezone(UTC).date()
    on = min(max(on, utc - timedelta(days=1)), utc + timedelta(days=1))
    return Override(exercise_id, by_name, reason, until, on)
