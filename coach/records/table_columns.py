"""What the tables that leave the program have as columns: a name with its unit, a kind, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import ColumnElement, Label, Select, select
from sqlalchemy.orm import aliased

from coach.records.tables import (
    Comment,
    CountedRepetition,
    DiaryEntry,
    GivenAnswer,
    GivenOverride,
    HeldSession,
    JudgedSet,
    KeptProfile,
    Outcome,
    OwnGoal,
    Person,
    PlanVersion,
    SetEvent,
)

TEXT, WHOLE, NUMBER, DAY, YES_NO = pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_()
MOMENT = pa.timestamp("us", tz="UTC")

#: What a database row becomes in the table: none, one or several rows.
Rows = Callable[[Mapping[str, Any]], Iterator[Mapping[str, Any]]]


def one_row(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """As it is."""
    yield row


@dataclass(frozen=True, slots=True)
class Out:
    """One table: its columns in their order with their kinds, what is asked of the database, what becomes of a row.

    `words` are the columns with sentences that people wrote, in which there may be names.
    """

    name: str
    kinds: Mapping[str, pa.DataType]
    asked: Select[Any]
    words: frozenset[str] = frozenset()
    rows: Rows = one_row


_BY = aliased(Person)
_PERSON = Person.pseudonym.label("person")
_BY_WHOM = _BY.pseudonym.label("by")


def _labelled(*columns: ColumnElement[Any] | Any) -> Select[Any]:
    return select(_PERSON, Person.name.label("name"), *columns)


def _plan_rows(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """One row for each exercise of a version; a plan without any is one row, too."""
    plan = row["data"]
    targets = {key: value for key, value in (plan.get("targets") or {}).items() if key != "set_by"}
    for item in plan.get("items") or [{}]:
        yield {**row, **targets, **item, "limits": _limits(item.get("limits") or {}), "item_note": item.get("note")}


def _limits(changes: Mapping[str, Mapping[str, float | None]]) -> str:
    """`depth max 60; forward_bend max 40`: what the plan tightens."""
    said = (
        f"{name} {bound} {value:g}"
        for name, change in sorted(changes.items())
        for bound, value in sorted(change.items())
        if value is not None
    )
    return "; ".join(said)


def _profile_rows(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield {**row, **row["data"]}


def _answer_rows(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield {**row, "flags": "; ".join(row["flags"])}


def _event_rows(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What most events have, as columns; an event says which of them."""
    yield {**row["data"], **row}


def _of(model: Any, *names: str, **renamed: str) -> list[Label[Any]]:
    said = [getattr(model, name).label(name) for name in names]
    return said + [getattr(model, name).label(label) for label, name in renamed.items()]


_WHO = {"person": TEXT, "name": TEXT}

SESSIONS = Out(
    "sessions",
    _WHO
    | {"session": WHOLE, "exercise": TEXT, "kind": TEXT, "plan_version": WHOLE, "began_at": MOMENT, "local_day": DAY}
    | {"zone": TEXT, "ended_at": MOMENT, "state": TEXT, "why": TEXT},
    _labelled(
        *_of(HeldSession, "kind", "began_at", "local_day", "zone", "ended_at", "state", "why"),
        *_of(HeldSession, session="id", exercise="exercise_id"),
        PlanVersion.version.label("plan_version"),
    )
    .join_from(HeldSession, Person)
    .outerjoin(PlanVersion, PlanVersion.id == HeldSession.plan_id)
    .order_by(HeldSession.id),
)
SETS = Out(
    "sets",
    _WHO
    | {"set": WHOLE, "session": WHOLE, "number_in_session": WHOLE, "state": TEXT, "performed_at": MOMENT}
    | {"local_day": DAY, "kind": TEXT, "exercise": TEXT, "exercise_version": WHOLE, "exercise_sha256": TEXT}
    | {"repetitions": WHOLE, "repetitions_clear": WHOLE, "attempts": WHOLE, "breaches": WHOLE, "verdict": TEXT}
    | {"coverage_share": NUMBER, "view": TEXT, "recording_sha256": TEXT},
    _labelled(
        *_of(JudgedSet, "state", "performed_at", "local_day", "kind", "exercise_version", "exercise_sha256"),
        *_of(JudgedSet, "attempts", "breaches", "verdict", "view", "recording_sha256"),
        *_of(JudgedSet, set="id", session="session_id", number_in_session="number", exercise="exercise_id"),
        *_of(JudgedSet, repetitions="count", repetitions_clear="clear", coverage_share="coverage"),
    )
    .join_from(JudgedSet, Person)
    .order_by(JudgedSet.id),
)
REPETITIONS = Out(
    "repetitions",
    _WHO
    | {"set": WHOLE, "repetition": WHOLE, "start_s": NUMBER, "end_s": NUMBER, "extreme": NUMBER}
    | {"extreme_unit": TEXT, "verdict": TEXT, "goal_met": YES_NO},
    _labelled(
        *_of(CountedRepetition, "start_s", "end_s", "extreme", "verdict", "goal_met"),
        *_of(CountedRepetition, set="set_id", repetition="index", extreme_unit="unit"),
    )
    .join_from(CountedRepetition, JudgedSet)
    .join(Person)
    .order_by(CountedRepetition.set_id, CountedRepetition.index),
)
EVENTS = Out(
    "events",
    _WHO
    | {"set": WHOLE, "event": WHOLE, "t_s": NUMBER, "kind": TEXT, "limit_id": TEXT, "quantity": TEXT}
    | {"start_s": NUMBER, "end_s": NUMBER, "value": NUMBER, "u": NUMBER, "limit": NUMBER, "unit": TEXT}
    | {"verdict": TEXT, "reason": TEXT, "why": TEXT, "text": TEXT},
    _labelled(*_of(SetEvent, "t_s", "kind", "data", set="set_id", event="index"))
    .join_from(SetEvent, JudgedSet)
    .join(Person)
    .order_by(SetEvent.set_id, SetEvent.index),
    rows=_event_rows,
)
ANSWERS = Out(
    "answers",
    _WHO
    | {"answer": WHOLE, "asked_at": MOMENT, "local_day": DAY, "kind": TEXT, "exercise": TEXT, "set_number": WHOLE}
    | {"set": WHOLE, "pain_back_0_10": WHOLE, "pain_limb_0_10": WHOLE, "flags": TEXT, "why": TEXT},
    _labelled(
        *_of(GivenAnswer, "asked_at", "local_day", "kind", "set_number", "flags", "why"),
        *_of(GivenAnswer, answer="id", exercise="exercise_id", set="set_id"),
        *_of(GivenAnswer, pain_back_0_10="back", pain_limb_0_10="limb"),
    )
    .join_from(GivenAnswer, Person)
    .order_by(GivenAnswer.id),
    rows=_answer_rows,
)
DIARY = Out(
    "diary",
    _WHO | {"entry": WHOLE, "local_day": DAY, "written_at": MOMENT, "kind": TEXT, "number": NUMBER, "words": TEXT},
    _labelled(*_of(DiaryEntry, "local_day", "kind", "number", "words", entry="id", written_at="at"))
    .join_from(DiaryEntry, Person)
    .order_by(DiaryEntry.id),
    frozenset({"words"}),
)
GOALS = Out(
    "goals",
    _WHO | {"set_at": MOMENT, "words": TEXT},
    _labelled(*_of(OwnGoal, "words", set_at="at")).join_from(OwnGoal, Person).order_by(OwnGoal.id),
    frozenset({"words"}),
)
OUTCOMES = Out(
    "outcomes",
    _WHO
    | {"local_day": DAY, "kept_at": MOMENT, "kind": TEXT, "value": NUMBER, "unit": TEXT, "how": TEXT, "set": WHOLE}
    | {"by": TEXT},
    _labelled(*_of(Outcome, "local_day", "kind", "value", "unit", "how", kept_at="at", set="set_id"), _BY_WHOM)
    .join_from(Outcome, Person, Person.id == Outcome.person_id)
    .outerjoin(_BY, _BY.id == Outcome.by_id)
    .order_by(Outcome.id),
)
PROFILES = Out(
    "profiles",
    _WHO
    | {"told_at": MOMENT, "told_by": TEXT, "level": TEXT, "operation": TEXT, "segments": WHOLE}
    | {"operated_on": TEXT, "planned": YES_NO},
    _labelled(*_of(KeptProfile, "told_by", "data", told_at="at"))
    .join_from(KeptProfile, Person)
    .order_by(KeptProfile.id),
    rows=_profile_rows,
)
OVERRIDES = Out(
    "overrides",
    _WHO
    | {"exercise": TEXT, "given_at": MOMENT, "until": DAY, "ended_at": MOMENT, "by": TEXT, "by_name": TEXT}
    | {"reason": TEXT},
    _labelled(
        *_of(GivenOverride, "until", "ended_at", "by_name", "reason", exercise="exercise_id", given_at="at"), _BY_WHOM
    )
    .join_from(GivenOverride, Person, Person.id == GivenOverride.person_id)
    .outerjoin(_BY, _BY.id == GivenOverride.by_id)
    .order_by(GivenOverride.id),
    frozenset({"by_name", "reason"}),
)
PLANS = Out(
    "plans",
    _WHO
    | {"version": WHOLE, "written_at": MOMENT, "by": TEXT, "exercise_id": TEXT, "sets": WHOLE, "repetitions": WHOLE}
    | {"hold_s": NUMBER, "days_per_week": WHOLE, "goal": NUMBER, "limits": TEXT, "walking_min": WHOLE}
    | {"protein_meals": WHOLE, "fluid_glasses": WHOLE, "item_note": TEXT, "note": TEXT},
    _labelled(*_of(PlanVersion, "version", "note", "data", written_at="at"), _BY_WHOM)
    .join_from(PlanVersion, Person, Person.id == PlanVersion.person_id)
    .outerjoin(_BY, _BY.id == PlanVersion.by_id)
    .order_by(PlanVersion.id),
    frozenset({"item_note", "note"}),
    _plan_rows,
)
COMMENTS = Out(
    "comments",
    _WHO
    | {"comment": WHOLE, "written_at": MOMENT, "kind": TEXT, "by": TEXT, "set": WHOLE, "reply_to": WHOLE}
    | {"words": TEXT},
    _labelled(*_of(Comment, "kind", "words", "reply_to", comment="id", written_at="at", set="set_id"), _BY_WHOM)
    .join_from(Comment, Person, Person.id == Comment.person_id)
    .outerjoin(_BY, _BY.id == Comment.by_id)
    .order_by(Comment.id),
    frozenset({"words"}),
)

TABLES = (
    *(SESSIONS, SETS, REPETITIONS, EVENTS, ANSWERS, DIARY, GOALS, OUTCOMES),
    *(PROFILES, OVERRIDES, PLANS, COMMENTS),
)
