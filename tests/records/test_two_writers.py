"""Two tabs, two programs, two computers at one store: nobody's write is lost, and the therapist's list agrees."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta

from rooms import DAY, NOON, SIT, Rooms, breach, repetition
from sqlalchemy import func, select
from store_places import Place

from coach.care import Answers
from coach.errors import RecordError
from coach.records import standing
from coach.records.answers import answers_of, save_answers
from coach.records.caseload import caseload
from coach.records.comments import comments_of, mark_read, say_to
from coach.records.desk import PROGRAM, Desk, Viewer
from coach.records.diary import diary_of, write_diary
from coach.records.people import add_person, people
from coach.records.sessions import sessions_of
from coach.records.store import Store
from coach.records.tables import Comment, SetEvent, Standing

WRITERS, TIMES = 4, 3


def stands(store: Store, person: int) -> tuple[dict[str, object], dict[str, object]]:
    """The row of the list as it is kept, and as it is when made anew."""
    columns = [column.name for column in Standing.__table__.columns]
    with store.transaction(write=True) as session:
        kept = {name: getattr(session.get_one(Standing, person), name) for name in columns}
        standing.refresh(session, person)
        session.expire_all()
        return kept, {name: getattr(session.get_one(Standing, person), name) for name in columns}


def test_all_that_is_written_at_once_is_there(any_place: Place) -> None:
    with any_place.open() as store:
        rooms = Rooms(store)
        rooms.known()

    def write(writer: int) -> None:
        with any_place.open() as store:
            mine = rooms.__class__.__new__(Rooms)
            mine.__dict__ |= rooms.__dict__ | {"store": store}
            for k in range(TIMES):
                at = NOON + timedelta(minutes=10 * k + writer)
                mine.train(at, {"breaches": 1}, {}, recorded=k == 0)
                save_answers(mine.own, mine.ada, Answers(writer, k), kind="before", asked_at=at, zone=UTC)
                write_diary(mine.own, mine.ada, DAY, {"pain_back": writer, "note": f"{writer} {k}"}, at)
                say_to(mine.therapist, mine.ada, f"{writer} {k}", "comment", at)
                mark_read(mine.own, mine.ada, at)
                caseload(mine.therapist, at)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with any_place.open() as store:
        own = Desk(store, Viewer(rooms.ada, "patient"))
        held = sessions_of(own, rooms.ada, limit=999)
        assert len(held) == WRITERS * TIMES
        assert {one.state for one in held} == {"done"}
        assert len(answers_of(own, rooms.ada)) == WRITERS * TIMES
        (day,) = diary_of(own, rooms.ada, DAY, DAY)
        expected = {f"{writer} {k}" for writer in range(WRITERS) for k in range(TIMES)}
        assert set(day.words["note"]) == expected
        said = comments_of(own, rooms.ada)
        assert {one.words for one in said} == expected
        assert all(one.read for one in said)
        kept, anew = stands(store, rooms.ada)
        assert kept == anew
        assert kept["sets_14d"] == 2 * WRITERS * TIMES
        assert kept["breaches_14d"] == WRITERS * TIMES


def test_a_name_taken_by_two_at_once_is_given_once(any_place: Place) -> None:
    with any_place.open() as store:
        program = Desk(store, PROGRAM)

        def add(_: int) -> int | None:
            try:
                return add_person(program, "Zoe")
            except RecordError:
                return None

        with ThreadPoolExecutor(4) as pool:
            numbers = [number for number in pool.map(add, range(8)) if number is not None]
        assert len(numbers) == 1
        assert [one.name for one in people(program)] == ["Zoe"]


def test_two_tabs_of_one_set_keep_each_event_once(any_place: Place) -> None:
    """A set is fed by one program; a second one that sends the same again is refused and spoils nothing."""
    from sqlalchemy.exc import IntegrityError

    from coach.records.sessions import append_events, begin_session, begin_set
    from coach.rules import load_exercise

    with any_place.open() as store:
        rooms = Rooms(store)
        rooms.known()
        held = begin_session(rooms.own, rooms.ada, SIT, "live", NOON, UTC)
        number = begin_set(rooms.own, held, load_exercise(SIT).text, 1, NOON)

        def send(_: int) -> int:
            kept = 0
            for k in range(5):
                try:
                    append_events(rooms.own, number, 2 * k, [repetition(k + 1), breach(k)])
                    kept += 1
                except IntegrityError:
                    continue
            return kept

        with ThreadPoolExecutor(3) as pool:
            assert sum(pool.map(send, range(3))) == 5
        with store.transaction() as session:
            assert session.scalar(select(func.count()).where(SetEvent.set_id == number)) == 10


def test_the_list_counts_what_another_program_keeps_in_the_same_moment(any_place: Place) -> None:
    """Neither sees the other's row before it is kept; whoever comes second counts both."""
    with any_place.open() as store, any_place.open() as other, ThreadPoolExecutor(1) as pool:
        rooms = Rooms(store)
        ada = Desk(other, Viewer(rooms.ada, "patient"))
        with store.transaction(write=True) as session:
            session.add(Comment(person_id=rooms.ada, by_id=rooms.ada, at=NOON, kind="question", words="Darf ich?"))
            standing.refresh(session, rooms.ada)
            second = pool.submit(say_to, ada, rooms.ada, "Und das?", "question", NOON)
            time.sleep(0.5)
            assert not second.done()
        second.result()
        kept, anew = stands(store, rooms.ada)
        assert kept["questions"] == anew["questions"] == 2
