"""What a session writes while it runs: in which order, on which day, how it ended, and what it added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from by_name import save_answers
from motions import MOTIONS
from patients import patient
from playing import adas, attached, play, to_the_set, told
from sqlalchemy import select

from coach.care import Plan, PlanItem
from coach.care.safety import Answers
from coach.care.settings import ClinicSettings
from coach.errors import ModelError, RecordError
from coach.live import set_record as set_record_module
from coach.live.planned import session_plan
from coach.live.zones import zone_here, zone_named
from coach.pose.estimator import FakeEstimator
from coach.pose.poses import Poses
from coach.records.desk import PROGRAM, Desk
from coach.records.erase import erase_person
from coach.records.people import rename_person
from coach.records.plans import save_plan
from coach.records.sessions import SessionRow, sessions_of
from coach.records.store import Store
from coach.records.tables import CountedRepetition, GivenAnswer, JudgedSet, SetEvent
from coach.rules import Exercise, load_exercise, parse_exercise

pytestmark = pytest.mark.usefixtures("data_dir")
BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
#: 23:30 in Berlin, and already the next day in Auckland.
LATE = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = LATE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def exercise() -> Exercise:
    """Sit to stand, one set of three."""
    text = load_exercise("sit_to_stand").text
    return parse_exercise(text.replace("sets: 2, repetitions: 8", "sets: 1, repetitions: 3"))


def held(desk: Desk) -> list[SessionRow]:
    return sessions_of(desk, desk.viewer.person_id or 0)


def counted_on_disk(store: Store) -> int:
    with store.transaction() as session:
        return len(session.scalars(select(CountedRepetition.index)).all())


def test_a_repetition_is_on_disk_before_its_count_is_told(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    seen: list[tuple[int, int]] = []

    def hear(answer: Any) -> None:
        ear(answer)
        if answer.state and answer.state["count"]:
            seen.append((answer.state["count"], counted_on_disk(store)))

    n = len(ear.all)
    session.attach(hear)
    ear.after(n + 1)
    play(session, ear, sitting_and_standing, jpeg)
    assert {count for count, _ in seen} == {1, 2, 3}
    assert all(on_disk >= count for count, on_disk in seen)
    session.finish()


def test_events_are_rows_while_the_set_runs_and_none_is_there_twice_afterwards(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:200], jpeg)
    with store.transaction() as opened:
        (running,) = opened.scalars(select(JudgedSet))
        assert (running.state, running.report, running.exercise_id) == ("running", None, "sit_to_stand")
        before = list(opened.scalars(select(SetEvent.data).order_by(SetEvent.index)))
    assert [event["kind"] for event in before].count("repetition") == 1
    session.finish("left")
    kept = store.open_set(store.sets()[0].id)
    assert kept.report["events"][: len(before)] == before
    assert kept.exercise_text == exercise.text
    assert counted_on_disk(store) == kept.row.count


def test_a_store_that_fails_in_mid_set_is_told_and_no_count_is_told_that_is_not_kept(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise RecordError("The disk is full.")

    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:90], jpeg)
    with monkeypatch.context() as patched:
        patched.setattr(set_record_module, "append_events", full)
        for k, t_s in enumerate(sitting_and_standing.t_s.tolist()[90:200]):
            session.offer(jpeg, 100.0 + t_s)
            ear.frames(91 + k)
    assert ear.state["failure"] == "The disk is full."
    assert ear.state["count"] == 0
    (outcome,) = session.finish("left")
    assert store.open_set(outcome.set_id or 0).row.count == counted_on_disk(store)
    assert [(one.state, one.why) for one in held(patient(store))] == [("interrupted", "failure")]


def finish_as(commands: Sequence[str], session: Any, ear: Any) -> None:
    told(session, ear, *commands)
    session.finish("left")


@pytest.mark.parametrize(
    ("frames", "commands", "state", "why"),
    [
        (360, ['{"tick": 121.0}', '{"answer": {"back": 2, "limb": 0}}'], "done", "done"),
        (360, ['{"tick": 121.0}'], "done", "done"),
        (200, ['{"do": "stop"}', '{"answer": {"back": 2, "limb": 0, "why": "tired"}}'], "stopped", "tired"),
        (200, ['{"do": "stop"}', '{"answer": {"back": 9, "limb": 0}}'], "stopped", "pain_high"),
        (200, ['{"do": "stop"}', '{"answer": {"flags": ["chest"]}}'], "stopped", "red_flag"),
        (200, ['{"do": "stop"}'], "stopped", "stopped"),
        (200, ['{"tick": 111.0}'], "stopped", "left"),
    ],
)
def test_how_a_session_ended_is_kept(
    frames: int,
    commands: Sequence[str],
    state: str,
    why: str,
    exercise: Exercise,
    sitting_and_standing: Poses,
    jpeg: bytes,
    store: Store,
    data_dir: Any,
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:frames], jpeg)
    assert [one.state for one in held(patient(store))] == ["running"]
    finish_as(commands, session, ear)
    (one,) = held(patient(store))
    assert (one.state, one.why, one.kind, len(one.sets)) == (state, why, "live", 1)
    assert not list((data_dir / "running").iterdir())


def test_a_session_is_ended_with_its_summary_not_with_its_browser(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:200], jpeg)
    told(session, ear, '{"do": "stop"}', '{"do": "skip"}')
    assert ear.state["phase"] == "summary"
    assert [one.state for one in held(patient(store))] == ["stopped"]
    session.finish()


def test_what_never_began_is_no_session(exercise: Exercise, store: Store) -> None:
    session, ear = attached(exercise, FakeEstimator, store)
    told(session, ear, '{"do": "start"}', '{"do": "stop"}')
    session.finish("left")
    assert held(patient(store)) == []


def test_a_model_that_is_missing_begins_nothing(exercise: Exercise, store: Store, jpeg: bytes) -> None:
    def missing() -> FakeEstimator:
        raise ModelError("The pose model is missing. Run make.")

    session, ear = attached(exercise, missing, store)
    told(session, ear, '{"do": "start"}')
    session.offer(jpeg, 1.0)
    ear.frames(1)
    session.finish()
    assert held(patient(store)) == []


# Days and clocks.


@pytest.mark.parametrize(("zone", "day"), [(BERLIN, date(2026, 11, 24)), (AUCKLAND, date(2026, 11, 25))])
def test_her_day_is_that_of_her_own_zone(
    zone: ZoneInfo, day: date, exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    desk = patient(store, clock=Clock())
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store, desk=desk, zone=zone)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:200], jpeg)
    told(session, ear, '{"do": "stop"}', '{"answer": {"back": 3, "limb": 0, "why": "done"}}')
    session.finish()
    (one,) = held(desk)
    assert (one.day, one.zone) == (day, str(zone))
    with store.transaction() as opened:
        assert opened.scalars(select(JudgedSet.local_day)).one() == day
        assert opened.scalars(select(GivenAnswer.local_day).where(GivenAnswer.kind == "after")).one() == day


def test_a_sign_of_today_stops_today_in_her_own_zone(exercise: Exercise, store: Store) -> None:
    clock = Clock()
    desk = patient(store, clock=clock)
    save_answers(store, "Ada", Answers(flags=frozenset({"fever"})), kind="before", asked_at=LATE, zone=BERLIN)
    clock.now += timedelta(minutes=29)
    assert adas(exercise, store, desk=desk, zone=BERLIN).guide.phase == "halted"
    clock.now += timedelta(minutes=1)
    assert adas(exercise, store, desk=desk, zone=BERLIN).guide.phase == "check"
    assert adas(exercise, store, desk=desk, zone=AUCKLAND).guide.phase == "halted"


def test_a_sign_told_while_she_is_renamed_stops_her_day(exercise: Exercise, store: Store) -> None:
    desk = patient(store)
    session, ear = attached(exercise, FakeEstimator, None, desk=desk)
    rename_person(Desk(store, PROGRAM), session.person_id or 0, "Ada B")
    assert told(session, ear, '{"answer": {"flags": ["chest"]}}')["phase"] == "halted"
    session.finish()
    assert store.people() == ["Ada B"]
    assert adas(exercise, None, desk=desk).guide.phase == "halted"


def test_what_she_tells_after_she_was_erased_is_kept_nowhere(exercise: Exercise, store: Store) -> None:
    session, ear = attached(exercise, FakeEstimator, None, desk=patient(store))
    erase_person(Desk(store, PROGRAM), session.person_id or 0)
    told(session, ear, '{"answer": {"flags": ["chest"]}}')
    assert store.people() == []
    session.finish()


def test_a_clock_that_is_put_back_in_mid_session_ends_nothing_before_it_began(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    clock = Clock()
    desk = patient(store, clock=clock)
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store, desk=desk)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:150], jpeg)
    clock.now -= timedelta(hours=3)
    play(session, ear, sitting_and_standing[150:], jpeg)
    assert ear.state["count"] == 3
    session.finish("left")
    (one,) = held(desk)
    assert one.ended_at is not None
    assert one.ended_at >= one.began_at
    assert one.sets[0].performed_at >= one.began_at


def test_a_zone_that_nobody_knows_is_this_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert zone_named("Europe/Berlin") == BERLIN
    for name in (None, "", "Mars/Olympus", "../../etc/passwd", "x" * 10_000, "Europe/\0"):
        assert zone_named(name) is None
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert str(zone_here()) == "Pacific/Auckland"
    monkeypatch.setenv("TZ", "Nowhere/AtAll")
    assert datetime.now(zone_here()).utcoffset() is not None


# The plan, and what the session added.


def planned(store: Store, *items: PlanItem) -> None:
    save_plan(Desk(store, PROGRAM), store.person_number("Ada"), Plan(items), datetime.now(UTC))


def test_the_kept_text_is_the_planned_one_and_a_replay_judges_by_it(
    sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    desk = patient(store)
    planned(store, PlanItem("sit_to_stand", 1, 2))
    plan = session_plan(desk, desk.viewer.person_id or 0, load_exercise("sit_to_stand"), ClinicSettings())
    session, ear = attached(plan.exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    assert (ear.state["of"], ear.state["sets"]) == (2, 1)
    told(session, ear, '{"tick": 125.0}', '{"do": "skip"}')
    session.finish()
    kept = store.open_set(store.sets()[0].id)
    assert parse_exercise(kept.exercise_text).dose.repetitions == 2
    assert "set_done" in [event["kind"] for event in kept.report["events"]]
    assert held(desk)[0].plan_id is not None


def test_the_summary_has_the_days_plan_and_the_first_whole_set(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    patient(store)
    planned(store, PlanItem("sit_to_stand", 1, 3), PlanItem("mini_squat", 2, 8))
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    told(session, ear, '{"tick": 125.0}', '{"answer": {"back": 1, "limb": 0}}')
    lines = ear.state["summary"]["lines"]
    assert lines[:3] == [
        "You did all 3 planned repetitions.",
        "3 of them stayed within your range.",
        "Your first whole set.",
    ]
    assert "Pain before: 2 of 10. Now: 1 of 10." in lines
    assert "On your plan today: 1 of 2 done." in lines
    session.finish()
    again, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(again, ear)
    play(again, ear, sitting_and_standing, jpeg)
    told(again, ear, '{"tick": 125.0}', '{"do": "skip"}')
    assert "Your first whole set." not in ear.state["summary"]["lines"], "it was told already"
    again.finish()


def test_a_wider_range_than_at_her_start_is_told(jpeg: bytes, store: Store) -> None:
    exercise = load_exercise("mini_squat")
    for reach in (1.0, 1.5):
        poses = MOTIONS["mini_squat"].poses(3, fps=20, size_px=(640, 480), reach=reach)
        session, ear = attached(exercise, lambda poses=poses: FakeEstimator(poses), store)
        to_the_set(session, ear)
        play(session, ear, poses, jpeg)
        told(session, ear, '{"do": "stop"}', '{"do": "skip"}')
        session.finish()

    assert "Farther than at your start." in ear.state["summary"]["lines"]


def test_what_cannot_be_read_afterwards_leaves_the_summary_as_it_is(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RecordError("The disk is gone.")

    monkeypatch.setattr("coach.live.session_record.afterwards", broken)
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    told(session, ear, '{"tick": 125.0}', '{"do": "skip"}')
    assert ear.state["summary"]["lines"][0] == "You did all 3 planned repetitions."
    session.finish()
