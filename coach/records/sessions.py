"""Sessions and sets as they run: begun only where the envelope lets her, each event on disk as it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from coach.care import Allowance
from coach.errors import CoachError, RecordError
from coach.language import say, spoken_language
from coach.pose.poses import Recording
from coach.records import standing
from coach.records.desk import Desk
from coach.records.profiles import allowance_in
from coach.records.shelf import keep
from coach.records.store import (
    SetRow,
    add_events,
    fill_set,
    keep_recording,
    keep_rule,
    must_be_known,
    set_row,
    set_rows,
)
from coach.records.tables import (
    CountedRepetition,
    HeldSession,
    JudgedSet,
    Person,
    PlanVersion,
    SetEvent,
)
from coach.rules import Exercise, load_exercise, parse_exercise, rule_file


class NotAllowed(CoachError):  # noqa: N818 - it is no error of anybody's
    """The envelope does not let her do this exercise today; `allowance` says why, and who set it."""

    def __init__(self, exercise: Exercise, allowance: Allowance) -> None:
        against = [str(reason.words) for reason in allowance.reasons if reason.against]
        name = exercise.words(spoken_language()).name
        super().__init__(say("{name} can wait. {why}", name=name, why=" ".join(against)))
        self.exercise, self.allowance = exercise, allowance


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session; `ended_at` is never before `began_at`, however clocks were set."""

    id: int
    person_id: int
    exercise_id: str
    kind: str
    plan_id: int | None
    began_at: datetime
    day: date
    zone: str
    ended_at: datetime | None
    state: str
    why: str
    sets: tuple[SetRow, ...] = ()


def begin_session(desk: Desk, person_id: int, exercise_id: str, kind: str, now: datetime, zone: tzinfo) -> int:
    """A session of the exercise that this program's rules have under that id; returns its number.

    The rule's own file is asked, not one that somebody hands over.

    Raises
    ------
    NotAllowed: the envelope does not let her do it on her day `zone` has now.
    AccessError: nobody begins a session for somebody else.
    RecordError: her record is put away, or there is nobody with that number any more.
    UnknownExerciseError, RuleFileError: there is no such rule, or it cannot be read.
    """
    exercise, day = load_exercise(rule_file(exercise_id)), now.astimezone(zone).date()
    with desk.writing(person_id, "session") as session:
        _ask(session, person_id, day, exercise)
        plan = select(PlanVersion.id).where(PlanVersion.person_id == person_id).order_by(PlanVersion.version.desc())
        row = HeldSession(
            person_id=person_id,
            exercise_id=exercise.id,
            kind=kind,
            plan_id=session.scalar(plan.limit(1)),
            began_at=now,
            local_day=day,
            zone=zone_name(zone, now),
            state="running",
            why="",
        )
        session.add(row)
        session.flush()
        return row.id


def begin_set(desk: Desk, session_id: int, exercise_text: str, number: int, now: datetime) -> int:
    """The next set of a running session, by the rule's text as it is tuned for her; returns its number in the store.

    The envelope is asked again, about the rule's own file and about that text, on the day of the session: midnight
    stops nothing that runs, what was entered or ended meanwhile does, and so does a whole day that passed.

    Raises
    ------
    NotAllowed: the envelope does not let her go on with it.
    RecordError: there is no such session, it has ended, the text is of another exercise, or her record is put away.
    UnknownExerciseError, RuleFileError: the rule is there no more, or the text is none.
    """
    exercise = parse_exercise(exercise_text)
    with desk.writing_of(HeldSession, session_id, "set") as (session, _):
        held = session.get_one(HeldSession, session_id)
        if held.state != "running" or held.exercise_id != exercise.id:
            raise RecordError(say("Session {number} has ended. Begin another one.", number=session_id))
        day = held.local_day + timedelta(days=max((now - held.began_at).days, 0))
        _ask(session, held.person_id, day, load_exercise(rule_file(held.exercise_id)), exercise)
        row = JudgedSet(
            person_id=held.person_id,
            session_id=session_id,
            number=number,
            state="running",
            performed_at=now,
            local_day=held.local_day,
            kind=held.kind,
            exercise_id=exercise.id,
            exercise_version=exercise.version,
            exercise_sha256=exercise.sha256,
            rule_sha256=keep_rule(session, exercise_text),
            attempts=0,
            verdict="cannot_judge",
            view="",
        )
        session.add(row)
        session.flush()
        return row.id


def append_events(desk: Desk, set_id: int, first_index: int, events: Sequence[Mapping[str, Any]]) -> None:
    """Events of a running set, on disk when this returns; `first_index` is the number of the first one.

    Raises
    ------
    RecordError: there is no such set, it has ended, or the disk fails; then none of them is kept.
    """
    with desk.writing_of(JudgedSet, set_id, "set") as (session, _):
        _running(session, set_id)
        add_events(session, set_id, first_index, events)


def finish_set(
    desk: Desk, set_id: int, report: Mapping[str, Any], recording: Recording | None, state: str = "kept"
) -> None:
    """Complete a running set with its report, its recording where there is one, and the events that are not there yet.

    Raises
    ------
    RecordError: there is no such set, it has ended, or the disk fails; then it runs on.
    """
    store = desk.store
    kept = None if recording is None else keep(store.folder, recording, report["exercise"]["sha256"], store.vault)
    with desk.writing_of(JudgedSet, set_id, "set") as (session, person_id):
        row = _running(session, set_id)
        there = session.scalar(select(func.count()).select_from(SetEvent).where(SetEvent.set_id == set_id)) or 0
        add_events(session, set_id, there, report["events"][there:])
        fill_set(row, report)
        if kept is not None:
            keep_recording(session, row, kept)
        row.state = state
        session.flush()
        standing.refresh(session, person_id)


def drop_set(desk: Desk, set_id: int) -> None:
    """Forget a running set in which nobody was seen.

    Raises
    ------
    RecordError: there is no such set, it has ended, or a repetition was counted in it.
    """
    with desk.writing_of(JudgedSet, set_id, "set") as (session, _):
        row = session.get_one(JudgedSet, set_id)
        counted = session.scalar(select(func.count()).where(CountedRepetition.set_id == set_id))
        if row.state != "running" or counted:
            raise RecordError(say("Set {number} has repetitions, so it stays in the record.", number=set_id))
        session.delete(row)


def end_session(desk: Desk, session_id: int, state: str, why: str, now: datetime) -> None:
    """Say once how a session ended; it can be said again, and the first word stands.

    Raises
    ------
    RecordError: there is no such session.
    """
    with desk.writing_of(HeldSession, session_id, "session") as (session, person_id):
        row = session.get_one(HeldSession, session_id)
        if row.state == "running":
            row.state, row.why = state, why[:32]
            row.ended_at = max(now, row.began_at)
            standing.refresh(session, person_id)


def sessions_of(
    desk: Desk,
    person_id: int,
    since: date | None = None,
    until: date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[SessionRow]:
    """A page of her sessions with their kept sets, newest first; both days are her own and included."""
    wanted = select(HeldSession).where(HeldSession.person_id == person_id)
    wanted = wanted if since is None else wanted.where(HeldSession.local_day >= since)
    wanted = wanted if until is None else wanted.where(HeldSession.local_day <= until)
    order = HeldSession.began_at.desc(), HeldSession.id.desc()
    with desk.reading(person_id, "session") as session:
        rows = session.scalars(wanted.order_by(*order).offset(offset).limit(limit)).all()
        return _with_sets(session, rows)


def session(desk: Desk, session_id: int) -> SessionRow:
    """One session with its kept sets.

    Raises
    ------
    RecordError: there is none.
    AccessError: it is not for this viewer.
    """
    with desk.reading(_whose(desk, session_id), "session") as opened:
        return _with_sets(opened, [opened.get_one(HeldSession, session_id)])[0]


def zone_name(zone: tzinfo, now: datetime) -> str:
    """`Europe/Berlin` where the zone has a key, else its offset at that moment, `UTC+01:00`."""
    return str(getattr(zone, "key", None) or now.astimezone(zone).tzname() or "UTC")[:64]


def _ask(session: Session, person_id: int, day: date, *rules: Exercise) -> None:
    """May she do what these rules say?"""
    must_be_known(session, person_id)
    if session.get_one(Person, person_id).archived_at is not None:
        raise RecordError(say("This record is put away. Ask your therapist to fetch it back."))
    for exercise in rules:
        allowance = allowance_in(session, person_id, exercise, day)
        if not allowance.allowed:
            raise NotAllowed(exercise, allowance)


def _running(session: Session, set_id: int) -> JudgedSet:
    row = session.get_one(JudgedSet, set_id)
    if row.state != "running":
        raise RecordError(say("Set {number} has ended and stays as it is. Begin another one.", number=set_id))
    return row


def _with_sets(session: Session, rows: Sequence[HeldSession]) -> list[SessionRow]:
    wanted: Select[Any] = set_rows().add_columns(JudgedSet.session_id)
    wanted = wanted.where(JudgedSet.session_id.in_([row.id for row in rows]), JudgedSet.state != "running")
    sets: dict[int, list[SetRow]] = {row.id: [] for row in rows}
    for found in session.execute(wanted.order_by(JudgedSet.number, JudgedSet.id)):
        sets[found.session_id].append(set_row(found))
    return [_row(row, tuple(sets[row.id])) for row in rows]


def _row(row: HeldSession, sets: tuple[SetRow, ...]) -> SessionRow:
    return SessionRow(
        row.id,
        row.person_id,
        row.exercise_id,
        row.kind,
        row.plan_id,
        row.began_at,
        row.local_day,
        row.zone,
        row.ended_at,
        row.state,
        row.why,
        sets,
    )


def _whose(desk: Desk, session_id: int) -> int:
    # Who may read it is known only once it is known whose it is.
    with desk.store.transaction() as opened:
        person_id = opened.scalar(select(HeldSession.person_id).where(HeldSession.id == session_id))
    if person_id is None:
        raise RecordError(say("There is no session number {number} in the store.", number=session_id))
    return person_id
