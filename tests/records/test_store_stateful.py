"""Anything in any order, stores opened anew and programs that die: the store and a plain model of it stay the same."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule, run_state_machine_as_test
from rooms import SIT, breach, end_what_runs, made_report, repetition
from sqlalchemy import select, text
from store_places import POSTGRESQL, Place

from coach.care import Answers, Plan, PlanItem, Profile
from coach.errors import RecordError
from coach.records import standing
from coach.records.answers import answers_of, save_answers
from coach.records.comments import comments_of, mark_read, say_to, unread
from coach.records.desk import PROGRAM, Desk, Viewer
from coach.records.diary import diary_of, write_diary
from coach.records.goals import goal_of, set_goal
from coach.records.people import add_person, people, rename_person
from coach.records.plans import plan_versions, save_plan
from coach.records.profiles import profile_of, save_profile
from coach.records.progress import days_of
from coach.records.repetitions import events_of
from coach.records.sessions import (
    append_events,
    begin_session,
    begin_set,
    drop_set,
    end_session,
    finish_set,
    sessions_of,
)
from coach.records.tables import JudgedSet, Standing
from coach.rules import load_exercise

EXERCISE = load_exercise(SIT)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
#: Clocks go forwards and back, and stand in several zones.
MOMENTS = st.datetimes(datetime(2026, 11, 5), datetime(2026, 11, 25)).map(lambda at: at.replace(tzinfo=UTC))
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=11)), timezone(timedelta(hours=-9, minutes=-30))])
DAYS = st.dates(FIRST, date(2026, 11, 4))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).map(
    lambda words: f"{words} <b>'; -- %"
)
PAIN = st.none() | st.integers(0, 10)


@dataclass
class Held:
    """A session of the model: `sets` by number in the store, each its events and whether it runs."""

    person: int
    state: str = "running"
    sets: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    running: set[int] = field(default_factory=set)


class Records(RuleBasedStateMachine):
    """The rules; `place` is where the store lies, which each example gets anew."""

    new_place: Any

    patients = Bundle("patients")
    sessions = Bundle("sessions")
    sets = Bundle("sets")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.place: Place = self.stack.enter_context(self.new_place())
        self.store = self.place.open()
        self.names: dict[int, str] = {}
        self.plans: dict[int, list[Plan]] = {}
        self.profiles: dict[int, Profile] = {}
        self.held: dict[int, Held] = {}
        self.of_set: dict[int, int] = {}
        self.answers: dict[int, list[Answers]] = {}
        self.numbers: dict[int, dict[date, dict[str, float]]] = {}
        self.lines: dict[int, dict[date, list[str]]] = {}
        self.said: dict[int, list[tuple[int, str, str]]] = {}
        self.unread: dict[int, set[int]] = {}
        self.goals: dict[int, str] = {}
        self.counter = 0

    def desk(self, person: int | None = None, role: str = "program") -> Desk:
        return Desk(self.store, PROGRAM if role == "program" else Viewer(person, role))  # type: ignore[arg-type]

    def own(self, person: int) -> Desk:
        return self.desk(person, "patient")

    @property
    def therapist(self) -> Desk:
        return self.desk(self.thea, "therapist")

    @initialize()
    def begin(self) -> None:
        self.thea = add_person(self.desk(), "Thea", "therapist")

    @rule(target=patients, name=WORDS, segments=st.integers(1, 4), now=MOMENTS)
    def add(self, name: str, segments: int, now: datetime) -> int:
        self.counter += 1
        person = add_person(self.therapist, f"{name} {self.counter}")
        self.names[person] = unicodedata.normalize("NFC", f"{name} {self.counter}")
        profile = Profile("lumbar", "posterior", segments, date(2026, 1, 1))
        save_profile(self.therapist, person, profile, now, "therapist")
        self.profiles[person] = profile
        for kept in (self.plans, self.answers, self.said):
            kept[person] = []
        self.numbers[person], self.lines[person], self.unread[person], self.goals[person] = {}, {}, set(), ""
        return person

    @rule(person=patients, name=WORDS)
    def rename(self, person: int, name: str) -> None:
        taken = sorted(set(self.names.values()) - {self.names[person]})
        if taken:
            with pytest.raises(RecordError, match="already"):
                rename_person(self.therapist, person, taken[0])
        self.counter += 1
        self.names[person] = rename_person(self.therapist, person, f"{name} {self.counter}")
        assert self.names[person] == unicodedata.normalize("NFC", f"{name} {self.counter}")

    @rule(person=patients, sets=st.integers(1, 6), repetitions=st.integers(1, 30), note=WORDS, now=MOMENTS)
    def plan(self, person: int, sets: int, repetitions: int, note: str, now: datetime) -> None:
        plan = Plan((PlanItem(SIT, sets, repetitions, note=note),))
        assert save_plan(self.therapist, person, plan, now) == len(self.plans[person]) + 1
        self.plans[person].append(plan)

    @rule(target=sessions, person=patients, now=MOMENTS, zone=ZONES)
    def session(self, person: int, now: datetime, zone: timezone) -> int:
        number = begin_session(self.own(person), person, SIT, "live", now, zone)
        self.held[number] = Held(person)
        return number

    @rule(target=sets, session=sessions, now=MOMENTS)
    def set_begins(self, session: int, now: datetime) -> int:
        held = self.held[session]
        if held.state != "running":
            with pytest.raises(RecordError):
                begin_set(self.own(held.person), session, EXERCISE.text, 1, now)
            return 0
        number = begin_set(self.own(held.person), session, EXERCISE.text, len(held.sets) + 1, now)
        held.sets[number], self.of_set[number] = [], session
        held.running.add(number)
        return number

    @rule(number=sets, repetitions=st.integers(0, 3), verdict=st.sampled_from(["ok", "close", "breach"]))
    def events(self, number: int, repetitions: int, verdict: str) -> None:
        held = self.held.get(self.of_set.get(number, -1))
        if held is None:
            return
        told = held.sets[number]
        done = sum(one["kind"] == "repetition" for one in told)
        new = [repetition(done + k + 1, verdict, 50.0 + k) for k in range(repetitions)]
        new += [breach(2.0 * done + 1)] if verdict == "breach" else []
        if number not in held.running:
            with pytest.raises(RecordError):
                append_events(self.own(held.person), number, len(told), new)
            return
        append_events(self.own(held.person), number, len(told), new)
        told += new

    @rule(number=consumes(sets))
    def set_ends(self, number: int) -> None:
        held = self.held.get(self.of_set.get(number, -1))
        if held is None or number not in held.running:
            return
        held.running.discard(number)
        if not held.sets[number]:
            drop_set(self.own(held.person), number)
            del held.sets[number], self.of_set[number]
            return
        events = [*held.sets[number], {"kind": "ended", "t_s": 99.0, "why": "done"}]
        counted = [one for one in events if one["kind"] == "repetition"]
        report = made_report(SIT, 0) | {"events": events, "repetitions": counted, "count": len(counted)}
        finish_set(self.own(held.person), number, report, None)
        held.sets[number] = events

    @rule(session=sessions, state=st.sampled_from(["done", "stopped"]), now=MOMENTS)
    def session_ends(self, session: int, state: str, now: datetime) -> None:
        held = self.held[session]
        end_session(self.own(held.person), session, state, "why", now)
        held.state = state if held.state == "running" else held.state

    @rule(person=patients, back=PAIN, limb=PAIN, flag=st.booleans(), now=MOMENTS, zone=ZONES)
    def answer(
        self, person: int, back: int | None, limb: int | None, flag: bool, now: datetime, zone: timezone
    ) -> None:
        answers = Answers(back, limb, frozenset({"fever"} if flag else ()))
        save_answers(self.own(person), person, answers, kind="before", asked_at=now, zone=zone)
        self.answers[person].append(answers)

    @rule(person=patients, day=DAYS, pain=st.integers(0, 10), walked=st.integers(0, 600), line=WORDS, now=MOMENTS)
    def diary(self, person: int, day: date, pain: int, walked: int, line: str, now: datetime) -> None:
        write_diary(self.own(person), person, day, {"pain_leg": pain, "walking_min": walked, "note": line}, now)
        self.numbers[person].setdefault(day, {}).update(pain_leg=pain, walking_min=walked)
        self.lines[person].setdefault(day, []).append(unicodedata.normalize("NFC", line))

    @rule(person=patients, kind=st.sampled_from(["comment", "note", "question", "handled"]), words=WORDS, now=MOMENTS)
    def say(self, person: int, kind: str, words: str, now: datetime) -> None:
        desk = self.own(person) if kind == "question" else self.therapist
        number = say_to(desk, person, words, kind, now)
        self.said[person].append((number, kind, unicodedata.normalize("NFC", words)))
        if kind == "comment":
            self.unread[person].add(number)

    @rule(person=patients, now=MOMENTS)
    def read(self, person: int, now: datetime) -> None:
        mark_read(self.own(person), person, now)
        self.unread[person].clear()

    @rule(person=patients, words=WORDS, now=MOMENTS)
    def goal(self, person: int, words: str, now: datetime) -> None:
        set_goal(self.own(person), person, words, now)
        self.goals[person] = unicodedata.normalize("NFC", words)

    @rule()
    def opened_anew(self) -> None:
        self.store.close()
        self.store = self.place.open()
        self.everything_is_there()

    @rule(now=MOMENTS)
    def program_dies(self, now: datetime) -> None:
        """It closes nothing; the next one marks what ran."""
        self.stack.callback(self.store.close)
        self.store = self.place.open()
        left = [held for held in self.held.values() if held.state == "running"]
        assert end_what_runs(self.store, now) == len(left)
        for held in self.held.values():
            for number in [one for one in held.running if not held.sets[one]]:
                del held.sets[number], self.of_set[number]
            held.running.clear()
        for held in left:
            held.state = "interrupted"
        self.everything_is_there()

    def everything_is_there(self) -> None:
        known = {one.id: one.name for one in people(self.desk(), role="patient", limit=999)}
        assert known == self.names
        for person in self.names:
            self.person_is_there(person)

    def person_is_there(self, person: int) -> None:
        own = self.own(person)
        assert profile_of(own, person).profile == self.profiles[person]  # type: ignore[union-attr]
        assert [kept.plan for kept in plan_versions(own, person, limit=999)] == self.plans[person][::-1]
        hers = {number: held for number, held in self.held.items() if held.person == person}
        assert {row.id: row.state for row in sessions_of(own, person, limit=999)} == {
            number: held.state for number, held in hers.items()
        }
        for held in hers.values():
            for number, events in held.sets.items():
                assert events_of(own, person, number) == events
        given = [row.answers for row in sorted(answers_of(own, person), key=lambda row: row.id)]
        assert given == self.answers[person]
        days = {row.day: row for row in diary_of(own, person, FIRST, LAST)}
        assert {day: dict(row.numbers) for day, row in days.items()} == self.numbers[person]
        assert {day: list(row.words["note"]) for day, row in days.items()} == self.lines[person]
        heard = sorted((row.id, row.kind, row.words) for row in comments_of(self.therapist, person, limit=999))
        assert heard == self.said[person]
        assert {row.id for row in unread(own, person)} == self.unread[person]
        assert goal_of(own, person) == self.goals[person]
        self.sums_are_right(person)

    def sums_are_right(self, person: int) -> None:
        ended = [
            events
            for held in self.held.values()
            if held.person == person
            for number, events in held.sets.items()
            if number not in held.running
        ]
        days = days_of(self.own(person), person, FIRST, LAST)
        counted = [one for events in ended for one in events if one["kind"] == "repetition"]
        assert sum(row.sets for row in days) == len(ended)
        assert sum(row.repetitions for row in days) == len(counted)
        assert sum(row.clear for row in days) == sum(one["verdict"] == "ok" for one in counted)
        assert sum(row.breaches for row in days) == sum(one["kind"] == "breach" for events in ended for one in events)
        with self.store.transaction(write=True) as session:
            kept = {name: getattr(session.get_one(Standing, person), name) for name in COLUMNS}
            standing.refresh(session, person)
            assert kept == {name: getattr(session.get_one(Standing, person), name) for name in COLUMNS}
            running = select(JudgedSet.id).where(JudgedSet.person_id == person, JudgedSet.state == "running")
            assert set(session.scalars(running)) == {
                number for held in self.held.values() if held.person == person for number in held.running
            }

    def teardown(self) -> None:
        try:
            self.everything_is_there()
            if self.store.engine.dialect.name == "sqlite":
                with self.store.transaction() as session:
                    assert session.scalar(text("PRAGMA integrity_check")) == "ok"
                    assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        finally:
            self.store.close()
            self.stack.close()


COLUMNS = [column.name for column in Standing.__table__.columns]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=POSTGRESQL), "sqlcipher"])
def test_the_store_and_a_model_of_it_stay_the_same(
    kind: str, request: pytest.FixtureRequest, empty_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "COACH_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)

    @contextmanager
    def new_place() -> Iterator[Place]:
        with tempfile.TemporaryDirectory() as folder:
            if kind == "postgresql":
                with request.getfixturevalue("postgresql").database() as url:
                    yield Place(kind, Path(folder), url)
                return
            shutil.copytree(empty_files[kind], folder, dirs_exist_ok=True)
            yield Place(kind, Path(folder))

    machine = type("Machine", (Records,), {"new_place": staticmethod(new_place)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12 if kind == "sqlite" else 4,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
