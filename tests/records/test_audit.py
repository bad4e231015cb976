"""Who read or wrote what of whom: newest first, paged, by name as long as there is one, and for administrators."""

from datetime import timedelta

import pytest
from rooms import DAY, NOON

from coach.records.audit import audit_rows
from coach.records.desk import AccessError
from coach.records.diary import diary_of
from coach.records.goals import goal_of


def test_lines_say_who_what_and_whom_and_no_content(rooms):
    rooms.known()
    goal_of(rooms.therapist, rooms.ada)
    rooms.now += timedelta(minutes=5)
    diary_of(rooms.therapist, rooms.berta, DAY, DAY)
    rows = audit_rows(rooms.office)
    told = [(one.viewer, one.role, one.act, one.subject, one.person, one.at) for one in rows]
    assert told == [
        ("Adam", "administrator", "read", "audit", "", NOON + timedelta(minutes=5)),
        ("Thea", "therapist", "read", "diary", "Berta", NOON + timedelta(minutes=5)),
        ("Thea", "therapist", "read", "goal", "Ada", NOON),
        ("Thea", "therapist", "write", "profile", "Ada", NOON),
    ]
    assert [one.id for one in audit_rows(rooms.office, offset=1, limit=2)] != []
    assert {one.person_id for one in audit_rows(rooms.office, rooms.berta)} == {rooms.berta}
    assert audit_rows(rooms.office, offset=99) == []


def test_it_outlives_the_person(rooms):
    goal_of(rooms.therapist, rooms.ada)
    with rooms.store.transaction(write=True) as session:
        from coach.records.tables import Person

        session.delete(session.get_one(Person, rooms.ada))
    found = [one for one in audit_rows(rooms.office) if one.subject == "goal"]
    assert [(one.person, one.person_id, one.viewer) for one in found] == [("", rooms.ada, "Thea")]


def test_it_is_for_administrators(rooms):
    for desk in (rooms.own, rooms.therapist):
        with pytest.raises(AccessError):
            audit_rows(desk)
        with pytest.raises(AccessError):
            audit_rows(desk, rooms.ada)
