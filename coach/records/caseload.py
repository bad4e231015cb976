"""The therapist's list: who needs her, why in words, ordered, searched and paged in the database.

The order comes from `standing`, one row a patient; what hangs on today (silent for days, an override that ends) is
computed when the list is read. Every threshold here is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, case, func, select
from sqlalchemy.orm import Session

from coach.care.profile import LEVELS, Profile, week_of
from coach.language import Sentence
from coach.records import standing
from coach.records.desk import Desk
from coach.records.people import named
from coach.records.standing import STRETCH
from coach.records.tables import GivenOverride, Person, Standing
from coach.rules.model import Level

#: A rise of pain (0-10) over the two weeks before that is worth a look (MCID of NRS about 2, Salaffi 2004).
PAIN_UP = 2
#: Breaches for each set that are more than before by so much.
BREACHES_UP = 0.5
#: Share of the time that could be judged below which the record says little.
COVERAGE_LOW = 0.6
#: Days without training after which somebody has gone silent.
SILENT_DAYS = 7
#: Days before its end in which an override is told to end; before, it is told to run.
OVERRIDE_ENDS = 3
#: A sign stays on the list for so long, if no therapist deals with it before.
SIGN_STAYS = timedelta(days=28)

NeedKind = Literal[
    "red_flag",
    "pain_stop",
    "pain_up",
    "breaches_up",
    "coverage_low",
    "question",
    "silent",
    "override_ends",
    "override_runs",
    "no_plan",
    "unconfirmed",
]
Order = Literal["need", "name", "last_day", "week"]
#: What weighs more than all that comes after it.
_WEIGHTS: dict[str, int] = {
    "red_flag": 256,
    "pain_stop": 128,
    "pain_up": 64,
    "breaches_up": 32,
    "question": 16,
    "silent": 8,
    "coverage_low": 4,
    "no_plan": 2,
    "unconfirmed": 1,
}


@dataclass(frozen=True, slots=True)
class Need:
    """One reason to look at a patient; `since` is the day it began, where there is one."""

    kind: NeedKind
    words: Sentence
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One patient of the list; the figures are those of `standing`."""

    person_id: int
    name: str
    level: Level | None
    week: int | None
    needs: tuple[Need, ...]
    last_day: date | None
    sets_14d: int
    breaches_14d: int
    breaches_before: int
    coverage_14d: float | None
    pain_last: int | None
    pain_before: int | None
    questions: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some rows, and how many there are in all."""

    rows: tuple[CaseRow, ...] = field(default_factory=tuple)
    total: int = 0


def caseload(
    desk: Desk,
    now: datetime,
    search: str = "",
    order: Order = "need",
    descending: bool = True,
    offset: int = 0,
    limit: int = 25,
) -> CasePage:
    """A page of all patients who are not put away.

    Raises
    ------
    AccessError: it is for therapists.
    """
    today = now.astimezone().date()
    wanted = _patients(search)
    by = _order(order, now, today)
    if order == "week":
        # The longer ago, the more weeks.
        descending = not descending
    ordered = wanted.order_by(
        by.desc().nulls_last() if descending else by.asc().nulls_last(), func.lower(Person.name), Person.id
    )
    _complete(desk)
    with desk.reading(None, "caseload") as session:
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        found = session.execute(ordered.offset(offset).limit(limit)).all()
        ends = _ending(session, [row.Person.id for row in found], today)
        return CasePage(tuple(_row(row, ends.get(row.Person.id), now, today) for row in found), total)


def needs_of(desk: Desk, person_id: int, now: datetime) -> tuple[Need, ...]:
    """Why one patient needs her therapist, the most pressing first; raises as `caseload`."""
    today = now.astimezone().date()
    _complete(desk)
    with desk.reading(person_id, "caseload") as session:
        row = session.execute(_patients("").where(Person.id == person_id)).one_or_none()
        ends = _ending(session, [person_id], today)
        return () if row is None else tuple(_needs(row.Standing, ends.get(person_id), now, today))


def _complete(desk: Desk) -> None:
    """Make the rows of those who have none."""
    if not desk.allows(None, "caseload", "read"):
        return
    with desk.store.transaction() as session:
        left = standing.without_row(session)
    if left:
        with desk.store.transaction(write=True) as session:
            for number in left:
                standing.refresh(session, number)


def _patients(search: str) -> Select[*tuple[Any, ...]]:
    wanted = select(Person, Standing).join(Standing, Standing.person_id == Person.id)
    wanted = wanted.where(Person.role == "patient", Person.archived_at.is_(None))
    return wanted.where(named(search)) if search else wanted


def _order(order: Order, now: datetime, today: date) -> SQLColumnExpression[Any]:
    if order == "name":
        return func.lower(Person.name)
    if order == "last_day":
        return Standing.last_day
    if order == "week":
        return Standing.operated_on
    conditions = _conditions(now, today)
    scores = [case((conditions[kind], weight), else_=0) for kind, weight in _WEIGHTS.items()]
    total: ColumnElement[Any] = scores[0]
    for score in scores[1:]:
        total = total + score
    return total


def _conditions(now: datetime, today: date) -> dict[str, ColumnElement[bool]]:
    """What `_needs` says of a row, said to the database."""
    s = Standing
    after_handled = func.coalesce(s.handled_at, datetime.min.replace(tzinfo=now.tzinfo, year=1970))
    rate, before = 1.0 * s.breaches_14d / func.nullif(s.sets_14d, 0), s.breaches_before / func.nullif(s.sets_before, 0)
    return {
        "red_flag": and_(s.red_flag_at > now - SIGN_STAYS, s.red_flag_at > after_handled),
        "pain_stop": and_(s.pain_stop_at > now - SIGN_STAYS, s.pain_stop_at > after_handled),
        "pain_up": s.pain_last - s.pain_before >= PAIN_UP,
        "breaches_up": rate - 1.0 * before >= BREACHES_UP,
        "question": s.questions > 0,
        "silent": and_(s.has_plan.is_(True), s.last_day <= today - timedelta(days=SILENT_DAYS)),
        "coverage_low": s.coverage_14d < COVERAGE_LOW,
        "no_plan": s.has_plan.is_not(True),
        "unconfirmed": s.told_by == "patient",
    }


def _row(row: Row[*tuple[Any, ...]], ends: date | None, now: datetime, today: date) -> CaseRow:
    person, stands = row.Person, row.Standing
    # Weeks do not hang on the level.
    week = week_of(Profile("lumbar", operated_on=stands.operated_on), today) if stands.operated_on else None
    return CaseRow(
        person.id,
        person.name,
        next((level for level in LEVELS if level == stands.level), None),
        week,
        tuple(_needs(stands, ends, now, today)),
        stands.last_day,
        stands.sets_14d,
        stands.breaches_14d,
        stands.breaches_before,
        stands.coverage_14d,
        stands.pain_last,
        stands.pain_before,
        stands.questions,
    )


def _needs(stands: Standing, ends: date | None, now: datetime, today: date) -> Iterator[Need]:
    yield from _signs(stands, now)
    yield from _trends(stands)
    if stands.questions:
        yield Need("question", Sentence("Asked a question, not answered yet"))
    if stands.has_plan and stands.last_day is not None and (today - stands.last_day).days >= SILENT_DAYS:
        days = (today - stands.last_day).days
        yield Need("silent", Sentence("Silent for {n} days", n=days), stands.last_day)
    if stands.coverage_14d is not None and stands.coverage_14d < COVERAGE_LOW:
        share = round(100 * stands.coverage_14d)
        yield Need("coverage_low", Sentence("Judged only {share} % of the time", share=share))
    if ends is not None and ends - today <= timedelta(days=OVERRIDE_ENDS):
        yield Need("override_ends", Sentence("An override ends in {n} days", n=(ends - today).days))
    elif ends is not None:
        yield Need("override_runs", Sentence("An override runs until {day}", day=ends.isoformat()))
    if not stands.has_plan:
        yield Need("no_plan", Sentence("No plan yet"))
    if stands.told_by == "patient":
        yield Need("unconfirmed", Sentence("The operation was told by the patient and is not confirmed yet."))


def _signs(stands: Standing, now: datetime) -> Iterator[Need]:
    for kind, at, words in (
        ("red_flag", stands.red_flag_at, Sentence("Marked a sign that ends the day")),
        ("pain_stop", stands.pain_stop_at, Sentence("Stopped because of pain")),
    ):
        handled = stands.handled_at is not None and at is not None and stands.handled_at >= at
        if at is not None and not handled and at > now - SIGN_STAYS:
            yield Need(kind, words, at.astimezone().date())  # type: ignore[arg-type]


def _trends(stands: Standing) -> Iterator[Need]:
    if stands.pain_last is not None and stands.pain_before is not None:
        rise = stands.pain_last - stands.pain_before
        if rise >= PAIN_UP:
            words = Sentence(
                "Pain {last}, in the two weeks before {before}", last=stands.pain_last, before=stands.pain_before
            )
            yield Need("pain_up", words)
    if stands.sets_14d and stands.sets_before:
        rate, before = stands.breaches_14d / stands.sets_14d, stands.breaches_before / stands.sets_before
        if rate - before >= BREACHES_UP:
            words = Sentence(
                "Limits passed {now} times in {days} days, before {before}",
                now=stands.breaches_14d,
                days=STRETCH.days,
                before=stands.breaches_before,
            )
            yield Need("breaches_up", words)


def _ending(session: Session, people: Sequence[int], today: date) -> dict[int, date]:
    """When the override of each ends that ends first."""
    wanted = (
        select(GivenOverride.person_id, func.min(GivenOverride.until))
        .where(
            GivenOverride.person_id.in_(people),
            GivenOverride.ended_at.is_(None),
            GivenOverride.until >= today,
        )
        .group_by(GivenOverride.person_id)
    )
    found = session.execute(wanted).all()
    return {person: until if isinstance(until, date) else date.fromisoformat(until) for person, until in found}
