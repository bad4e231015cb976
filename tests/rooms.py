"""A small clinic in an empty store, for the tests of each room: two patients, a therapist, an administrator."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import select

from coach.care import Answers, Profile
from coach.pose.poses import Recording
from coach.records.answers import save_answers
from coach.records.desk import PROGRAM, Desk, Viewer
from coach.records.people import add_person
from coach.records.profiles import save_profile
from coach.records.repetitions import events_of
from coach.records.sessions import append_events, begin_session, begin_set, drop_set, end_session, finish_set
from coach.records.store import Store
from coach.records.tables import Base, HeldSession, JudgedSet
from coach.rules import load_exercise

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = NOON.date()
SIT = "sit_to_stand"


@dataclass
class Rooms:
    """Everybody's desk has the clock `now`, which a test moves."""

    store: Store
    now: datetime = NOON
    ada: int = field(init=False)
    berta: int = field(init=False)
    thea: int = field(init=False)
    adam: int = field(init=False)

    def __post_init__(self) -> None:
        program = self.desk(PROGRAM)
        self.ada, self.berta = (add_person(program, name) for name in ("Ada", "Berta"))
        self.thea = add_person(program, "Thea", "therapist")
        self.adam = add_person(program, "Adam", "administrator")

    def desk(self, viewer: Viewer) -> Desk:
        return Desk(self.store, viewer, lambda: self.now)

    @property
    def own(self) -> Desk:
        """Ada's."""
        return self.desk(Viewer(self.ada, "patient"))

    @property
    def other(self) -> Desk:
        """Berta's."""
        return self.desk(Viewer(self.berta, "patient"))

    @property
    def therapist(self) -> Desk:
        return self.desk(Viewer(self.thea, "therapist"))

    @property
    def office(self) -> Desk:
        return self.desk(Viewer(self.adam, "administrator"))

    @property
    def program(self) -> Desk:
        return self.desk(PROGRAM)

    def known(self, person: int | None = None, **said: Any) -> Profile:
        """Forty weeks after a fusion of the lower spine unless said otherwise."""
        given = {"level": "lumbar", "operation": "posterior", "segments": 1, "operated_on": DAY - timedelta(weeks=40)}
        profile = Profile(**given | said)
        save_profile(self.therapist, person or self.ada, profile, self.now, "therapist")
        return profile

    def train(self, at: datetime = NOON, *sets: dict[str, Any], zone: tzinfo = UTC, **said: Any) -> int:
        """One session of Ada, or of `person`, with these sets, each with the changes of `made_report`; its number."""
        person, exercise = said.get("person", self.ada), load_exercise(said.get("exercise", SIT))
        text, why = said.get("text", exercise.text), said.get("why", "done")
        desk = self.desk(PROGRAM)
        session = begin_session(desk, person, exercise.id, "live", at, zone)
        for number, change in enumerate(sets or ({},), start=1):
            moment = at + timedelta(minutes=2 * number)
            set_id = begin_set(desk, session, text, number, moment)
            report = made_report(exercise.id, **change)
            append_events(desk, set_id, 0, report["events"][:2])
            finish_set(desk, set_id, report, RECORDING if said.get("recorded", True) else None)
        if "after" in said:
            back, limb = said["after"]
            save_answers(
                desk, person, Answers(back, limb), kind="after", asked_at=moment, set_id=set_id, zone=zone,
                exercise_id=exercise.id,
            )  # fmt: skip
        end_session(
            desk, session, said.get("state", "done" if why == "done" else "stopped"), why, at + timedelta(minutes=9)
        )
        return session

    def told(self, at: datetime, back: int | None, limb: int | None = None, kind: str = "before", **said: Any) -> int:
        """What Ada answered."""
        flags = frozenset(said.pop("flags", ()))
        asked = {"zone": UTC, "exercise_id": SIT} | said
        return save_answers(self.own, self.ada, Answers(back, limb, flags), kind=kind, asked_at=at, **asked)


RECORDING = Recording.from_arrays([0.0, 0.1, 0.2], [[[10.0, 20.0]] * 33] * 3, (640, 480))


def repetition(index: int, verdict: str = "ok", extreme: float = 90.0) -> dict[str, Any]:
    """As the fold tells it."""
    said = {"start_s": 2.0 * index, "end_s": 2.0 * index + 1, "extreme": extreme, "unit": "deg", "verdict": verdict}
    return {"kind": "repetition", "t_s": said["end_s"], "index": index, "goal_met": None} | said


def breach(t_s: float) -> dict[str, Any]:
    return {"kind": "breach", "t_s": t_s, "limit_id": "x", "value": 9.0, "u": 1.0, "limit": 5.0, "unit": "deg"}


def made_report(
    exercise_id: str = SIT, count: int | None = 8, breaches: int = 0, coverage: float | None = 0.9, view: str = "side"
) -> dict[str, Any]:
    """A report with so many repetitions, the first of them past a limit for each breach."""
    told = [repetition(k, "breach" if k <= breaches else "ok") for k in range(1, (count or 0) + 1)]
    passed = [breach(1.9 * k) for k in range(1, breaches + 1)]
    return {
        "exercise": {"id": exercise_id, "version": 1, "sha256": load_exercise(exercise_id).sha256},
        "view": {"seen": view},
        "count": count,
        "attempts": 0,
        "repetitions": [{key: value for key, value in one.items() if key not in ("kind", "t_s")} for one in told],
        "limits": [{"id": "x", "verdict": "breach" if breaches else "ok"}],
        "coverage": coverage,
        "events": [
            {"kind": "armed", "t_s": 0.1, "at": "start"},
            *told,
            *passed,
            {"kind": "ended", "t_s": 99.0, "why": "done"},
        ],
    }


def end_what_runs(store: Store, at: datetime) -> int:
    """As the next start does with what a dead program left, by what was told of it; returns how many sessions."""
    desk = Desk(store, PROGRAM)
    with store.transaction() as opened:
        sets = opened.execute(select(JudgedSet.person_id, JudgedSet.id).where(JudgedSet.state == "running")).all()
        sessions = opened.scalars(select(HeldSession.id).where(HeldSession.state == "running")).all()
    for person, number in sets:
        events = events_of(desk, person, number)
        if not events:
            drop_set(desk, number)
            continue
        counted = [one for one in events if one["kind"] == "repetition"]
        told = {"events": events, "repetitions": counted, "count": len(counted)}
        finish_set(desk, number, made_report(count=0) | told, None, "interrupted")
    for number in sessions:
        end_session(desk, number, "interrupted", "interrupted", at)
    return len(sessions)


def days(*ago: int) -> list[date]:
    return [DAY - timedelta(days=one) for one in ago]


def contents(store: Store) -> str:
    """All that is in the store, as text."""
    with store.transaction() as session:
        tables = {
            table.name: [[str(value) for value in row] for row in session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }
    return json.dumps(tables)
