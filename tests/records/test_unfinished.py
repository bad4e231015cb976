"""What the store knows of sets and sessions that a program left behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from patients import patient

from coach.records.sessions import append_events, begin_session, begin_set, end_session
from coach.records.store import Store
from coach.records.unfinished import left_session, left_set
from coach.rules import load_exercise

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = load_exercise("bridge").text
ARMED = {"kind": "armed", "t_s": 2.5, "at": "start"}


def test_a_set_and_its_session_are_known_by_number_and_beginning(store: Store) -> None:
    desk = patient(store)
    number = begin_session(desk, desk.viewer.person_id or 0, "bridge", "live", NOON, UTC)
    first = begin_set(desk, number, TEXT, 1, NOON)
    second = begin_set(desk, number, TEXT, 2, NOON + timedelta(minutes=1))
    append_events(desk, second, 0, [ARMED])
    left = left_set(store, second, NOON + timedelta(minutes=1))
    assert left is not None
    assert (left.exercise_text, left.told, left.kept) == (TEXT, (ARMED,), False)
    assert left_set(store, second, NOON) is None
    assert left_set(store, 99, NOON) is None
    session = left_session(store, number, NOON)
    assert session is not None
    assert session.running == ((first, NOON), (second, NOON + timedelta(minutes=1)))
    assert session.last_at == NOON + timedelta(minutes=1, seconds=2.5)
    assert not session.ended
    assert left_session(store, number, NOON + timedelta(seconds=1)) is None
    assert left_session(store, 99, NOON) is None
    end_session(desk, number, "stopped", "left", NOON)
    ended = left_session(store, number, NOON)
    assert ended is not None
    assert ended.ended
