"""What a patient's days, weeks and sessions came to: for her own view of them and the therapist's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from coach.care import Done, SessionFacts
from coach.errors import CoachError
from coach.records.desk import Desk
from coach.records.tables import (
    DiaryEntry,
    GivenAnswer,
    HeldSession,
    JudgedSet,
    RuleText,
)
from coach.rules import parse_exercise
from coach.rules.model import Dose

#: A row with whatever columns were asked for.
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day. `clear` repetitions passed no limit; `whole_sets` had all planned repetitions; `coverage` is a mean.

    `pain_before` is what was told before the first set, `pain_after` after the last one, 0-10; None where not told.
    """

    day: date
    sets: int = 0
    whole_sets: int = 0
    repetitions: int = 0
    clear: int = 0
    breaches: int = 0
    coverage: float | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    walking_min: float | None = None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week from Monday on, summed as its days; `days` with a set, `pain` the mean of what was told before."""

    monday: date
    days: int
    sets: int
    repetitions: int
    clear: int
    breaches: int
    coverage: float | None
    pain: float | None
    walking_min: float | None


def days_of(desk: Desk, person_id: int, since: date, until: date) -> list[DayRow]:
    """The days on which anything was done or told, oldest first; both days included.

    Raises
    ------
    AccessError: they are not for this viewer.
    """
    with desk.reading(person_id, "set") as session:
        return _days(session, person_id, since, until)


def week_sums(desk: Desk, person_id: int, since: date, until: date) -> list[WeekRow]:
    """The weeks that have a day between the two, oldest first, those without anything too; raises as `days_of`."""
    first, last = _monday(since), _monday(until) + timedelta(days=6)
    by_week: dict[date, list[DayRow]] = {}
    for row in days_of(desk, person_id, first, last):
        by_week.setdefault(_monday(row.day), []).append(row)
    mondays = [first + timedelta(weeks=k) for k in range((last - first).days // 7 + 1)]
    return [_week(monday, by_week.get(monday, [])) for monday in mondays]


def done_since(desk: Desk, person_id: int, day: date) -> list[Done]:
    """Sets of each exercise on each day since then, which is what the plan is held against; raises as `days_of`.

    A set counts where a repetition was counted in it, or where none could be.
    """
    wanted = (
        select(JudgedSet.exercise_id, JudgedSet.local_day, func.count())
        .where(
            JudgedSet.person_id == person_id,
            JudgedSet.local_day >= day,
            JudgedSet.state != "running",
            JudgedSet.kind == "live",
            JudgedSet.count.is_(None) | (JudgedSet.count > 0),
        )
        .group_by(JudgedSet.exercise_id, JudgedSet.local_day)
        .order_by(JudgedSet.local_day, JudgedSet.exercise_id)
    )
    with desk.reading(person_id, "set") as session:
        return [Done(*row) for row in session.execute(wanted)]


def session_facts(desk: Desk, person_id: int, exercise_id: str | None = None, last: int = 10) -> list[SessionFacts]:
    """Her last ended sessions, oldest first, as progression is decided from; raises as `days_of`."""
    wanted = select(HeldSession).where(HeldSession.person_id == person_id, HeldSession.state != "running")
    if exercise_id is not None:
        wanted = wanted.where(HeldSession.exercise_id == exercise_id)
    newest = wanted.order_by(HeldSession.began_at.desc(), HeldSession.id.desc()).limit(last)
    with desk.reading(person_id, "session") as session:
        held = list(session.scalars(newest))[::-1]
        sets = _sets(session, JudgedSet.session_id.in_([one.id for one in held]))
        doses = _doses(session, sets)
        pains = _pains(session, person_id, [one.local_day for one in held])
        by_session = {number: list(found) for number, found in groupby(sorted(sets, key=_session), key=_session)}
        return [_facts(one, by_session[one.id], doses, pains) for one in held if one.id in by_session]


def _days(session: Session, person_id: int, since: date, until: date) -> list[DayRow]:
    hers = JudgedSet.person_id == person_id, JudgedSet.local_day >= since, JudgedSet.local_day <= until
    sets = _sets(session, *hers)
    doses = _doses(session, sets)
    by_day = {day: list(found) for day, found in groupby(sorted(sets, key=_day), key=_day)}
    wanted = (
        select(DiaryEntry.local_day, DiaryEntry.number)
        .where(
            DiaryEntry.person_id == person_id,
            DiaryEntry.kind == "walking_min",
            DiaryEntry.local_day >= since,
            DiaryEntry.local_day <= until,
        )
        .order_by(DiaryEntry.id)
    )
    walked: dict[date, float | None] = {row[0]: row[1] for row in session.execute(wanted)}
    told = _answers(session, person_id, since, until)
    days = sorted({*by_day, *walked, *told})
    return [_summed(day, by_day.get(day, []), doses, told.get(day, []), walked.get(day)) for day in days]


_SET_COLUMNS = (
    JudgedSet.id,
    JudgedSet.session_id,
    JudgedSet.local_day,
    JudgedSet.count.label("counted"),
    JudgedSet.clear,
    JudgedSet.breaches,
    JudgedSet.coverage,
    JudgedSet.rule_sha256,
)
_day, _session = attrgetter("local_day"), attrgetter("session_id")


def _sets(session: Session, *conditions: Any) -> Sequence[AnyRow]:
    wanted = select(*_SET_COLUMNS).where(JudgedSet.state != "running", *conditions)
    return session.execute(wanted.order_by(JudgedSet.performed_at, JudgedSet.id)).all()


def _doses(session: Session, sets: Iterable[AnyRow]) -> Mapping[str, Dose | None]:
    """By the name of a rule's text; None where it cannot be read any more."""
    names = {one.rule_sha256 for one in sets}
    texts = session.execute(select(RuleText.sha256, RuleText.text).where(RuleText.sha256.in_(names)))
    return {sha256: _dose(text) for sha256, text in texts}


@lru_cache(maxsize=256)
def _dose(text: str) -> Dose | None:
    try:
        return parse_exercise(text).dose
    except CoachError:
        return None


def _answers(session: Session, person_id: int, since: date, until: date) -> dict[date, list[AnyRow]]:
    columns = (GivenAnswer.local_day, GivenAnswer.kind, GivenAnswer.back, GivenAnswer.limb, GivenAnswer.set_id)
    within = GivenAnswer.local_day >= since, GivenAnswer.local_day <= until
    wanted = select(*columns).where(GivenAnswer.person_id == person_id, *within)
    rows = session.execute(wanted.order_by(GivenAnswer.local_day, GivenAnswer.asked_at, GivenAnswer.id))
    return {day: list(found) for day, found in groupby(rows, key=_day)}


def _pains(session: Session, person_id: int, days: Sequence[date]) -> dict[date, list[AnyRow]]:
    return _answers(session, person_id, min(days), max(days)) if days else {}


def _worst(row: AnyRow | None) -> int | None:
    return max((pain for pain in (row.back, row.limb) if pain is not None), default=None) if row is not None else None


def _before(told: Sequence[AnyRow]) -> int | None:
    return _worst(next((row for row in told if row.kind == "before"), None))


def _summed(
    day: date,
    sets: Sequence[AnyRow],
    doses: Mapping[str, Dose | None],
    told: Sequence[AnyRow],
    walking_min: float | None,
) -> DayRow:
    return DayRow(
        day,
        sets=len(sets),
        whole_sets=sum(_is_whole(one, doses) for one in sets),
        repetitions=sum(one.counted or 0 for one in sets),
        clear=sum(one.clear for one in sets),
        breaches=sum(one.breaches for one in sets),
        coverage=_mean([one.coverage for one in sets]),
        pain_before=_before(told),
        pain_after=_worst(next((row for row in reversed(told) if row.kind != "before"), None)),
        walking_min=walking_min,
    )


def _is_whole(one: AnyRow, doses: Mapping[str, Dose | None]) -> bool:
    dose = doses.get(one.rule_sha256)
    return dose is not None and one.counted is not None and one.counted >= dose.repetitions


def _facts(
    held: HeldSession,
    sets: Sequence[AnyRow],
    doses: Mapping[str, Dose | None],
    pains: Mapping[date, list[AnyRow]],
) -> SessionFacts:
    dose = doses.get(sets[-1].rule_sha256)
    told, numbers = pains.get(held.local_day, []), {one.id for one in sets}
    before = next((row for row in told if row.kind == "before"), None)
    after = [row for row in told if row.set_id in numbers]
    return SessionFacts(
        held.exercise_id,
        held.local_day,
        sets=len(sets),
        repetitions=sum(one.counted or 0 for one in sets),
        planned_repetitions=dose.sets * dose.repetitions if dose else 0,
        breaches=sum(one.breaches for one in sets),
        breached_sets=sum(one.breaches > 0 for one in sets),
        coverage=_mean([one.coverage for one in sets]),
        pain_rise=_rise(before, after),
        stopped_for=held.why if held.state == "stopped" else "",
    )


def _rise(before: AnyRow | None, after: Sequence[AnyRow]) -> int | None:
    """The largest rise, the back with the back and limbs with limbs; None where nothing can be compared."""
    if before is None:
        return None
    pairs = [pair for row in after for pair in ((before.back, row.back), (before.limb, row.limb))]
    return max((new - old for old, new in pairs if old is not None and new is not None), default=None)


def _week(monday: date, days: Sequence[DayRow]) -> WeekRow:
    return WeekRow(
        monday,
        days=sum(one.sets > 0 for one in days),
        sets=sum(one.sets for one in days),
        repetitions=sum(one.repetitions for one in days),
        clear=sum(one.clear for one in days),
        breaches=sum(one.breaches for one in days),
        coverage=_mean([one.coverage for one in days]),
        pain=_mean([one.pain_before for one in days]),
        walking_min=sum(known) if (known := [one.walking_min for one in days if one.walking_min is not None]) else None,
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
