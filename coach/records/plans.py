"""Plans of care in versions: each is kept whole, the highest is in force, none is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.care import Plan, check_plan, plan_from_json, plan_to_json
from coach.errors import CoachError, PlanError
from coach.language import say
from coach.records import standing
from coach.records.desk import Desk
from coach.records.own_words import kept_words
from coach.records.profiles import overrides_in, profile_in
from coach.records.tables import Person, PlanVersion
from coach.rules import Exercise, load_exercise


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """One version; `by` is the name of who wrote it, "" where nobody is named; `note` says why it was changed."""

    id: int
    version: int
    plan: Plan
    at: datetime
    by: str
    note: str


def save_plan(desk: Desk, person_id: int, plan: Plan, now: datetime, note: str = "", *, over: int | None = None) -> int:
    """Keep a plan as the next version, and return its number.

    `over` is the version that the writer had in sight (0 for none): where another one has come since, nothing is kept.

    Raises
    ------
    AccessError: only a therapist writes plans.
    PlanError: the plan asks for what the envelope or the rules do not allow, or a newer version is in force.
    """
    words = kept_words(note) if note.strip() else ""
    exercises = _exercises(plan)
    with desk.writing(person_id, "plan") as session:
        # One writer at a time, so that two tabs cannot both be next.
        session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
        last = session.scalar(select(func.max(PlanVersion.version)).where(PlanVersion.person_id == person_id)) or 0
        if over is not None and over != last:
            raise PlanError(
                say("Version {n} of this plan has been kept meanwhile. Look at it, then save again.", n=last)
            )
        today = now.astimezone().date()
        faults = check_plan(
            plan, exercises, profile_in(session, person_id), today, overrides_in(session, person_id, today)
        )
        if faults:
            raise PlanError("\n".join(str(fault.words) for fault in faults))
        return _add(session, desk, person_id, plan, now, words, last + 1)


def plan_of(desk: Desk, person_id: int, version: int | None = None) -> KeptPlan | None:
    """The plan in force, or that version; None where there is none.

    Raises
    ------
    AccessError: it is not for this viewer.
    PlanError: what is kept cannot be read.
    """
    with desk.reading(person_id, "plan") as session:
        wanted = select(PlanVersion).where(PlanVersion.person_id == person_id)
        if version is not None:
            wanted = wanted.where(PlanVersion.version == version)
        row = session.scalars(wanted.order_by(PlanVersion.version.desc()).limit(1)).one_or_none()
        return None if row is None else _kept(session, row)


def plan_versions(desk: Desk, person_id: int, limit: int = 50) -> list[KeptPlan]:
    """The newest versions first; raises as `plan_of`."""
    with desk.reading(person_id, "plan") as session:
        wanted = select(PlanVersion).where(PlanVersion.person_id == person_id)
        rows = session.scalars(wanted.order_by(PlanVersion.version.desc()).limit(limit)).all()
        return [_kept(session, row) for row in rows]


def _add(session: Session, desk: Desk, person_id: int, plan: Plan, now: datetime, note: str, version: int) -> int:
    session.add(
        PlanVersion(
            person_id=person_id,
            version=version,
            at=now,
            by_id=desk.viewer.person_id,
            note=note,
            data=plan_to_json(plan),
        )
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise PlanError(say("This plan has been changed meanwhile. Look at it, then save again.")) from error
    standing.refresh(session, person_id)
    return version


def _kept(session: Session, row: PlanVersion) -> KeptPlan:
    by = session.scalar(select(Person.name).where(Person.id == row.by_id)) if row.by_id is not None else None
    return KeptPlan(row.id, row.version, plan_from_json(row.data), row.at, by or "", row.note)


def _exercises(plan: Plan) -> Mapping[str, Exercise]:
    found = {}
    for item in plan.items:
        try:
            found[item.exercise_id] = load_exercise(item.exercise_id)
        except CoachError:
            continue
    return found
