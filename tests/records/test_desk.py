"""Who may see and write what, copied by hand from docs/records.md: role by subject by act, and what is written down."""

import inspect
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from rooms import NOON
from sqlalchemy import select

from coach.records.desk import PROGRAM, SUBJECTS, AccessError, Desk, Role, Viewer
from coach.records.tables import Audited

#: "own" is a person at what is hers. First who reads, then who writes.
WHO_MAY = {
    "people": ("own therapist administrator", "therapist administrator"),
    "secrets": ("own administrator", "own administrator"),
    # Until a therapist has confirmed it; that is asked where it is kept (test_profiles.py).
    "profile": ("own therapist", "own therapist"),
    "override": ("own therapist", "therapist"),
    "plan": ("own therapist", "therapist"),
    "session": ("own therapist", "own"),
    "set": ("own therapist", "own"),
    "answer": ("own therapist", "own"),
    "diary": ("own therapist", "own"),
    "outcome": ("own therapist", "own therapist"),
    "goal": ("own therapist", "own"),
    "comment": ("own therapist", "therapist"),
    "note": ("therapist", "therapist"),
    "question": ("own therapist", "own"),
    "settings": ("own therapist", "therapist"),
    "audit": ("administrator", ""),
    # Taking a record along reads it, erasing and bringing one in write it.
    "account": ("own therapist", "own administrator"),
    "backup": ("administrator", "administrator"),
    "caseload": ("therapist", ""),
}


def may(role, own, subject, act):
    who = WHO_MAY[subject][act == "write"].split()
    return role == "program" or role in who or (own and "own" in who)


def test_the_table_is_about_every_subject():
    assert set(WHO_MAY) == set(SUBJECTS)


@pytest.mark.parametrize("role", get_args(Role))
def test_role_by_subject_by_act(rooms, role):
    me = None if role == "program" else rooms.ada
    desk = rooms.desk(Viewer(me, role))
    whoever = {"her own": rooms.ada, "another's": rooms.berta, "nobody's in particular": None}
    for (whose, p), subject, act in itertools.product(whoever.items(), SUBJECTS, ("read", "write")):
        expected = may(role, p is not None and p == me, subject, act)
        assert desk.allows(p, subject, act) is expected, (role, whose, subject, act)
        door = desk.reading if act == "read" else desk.writing
        if expected:
            with door(p, subject):
                pass
        else:
            with pytest.raises(AccessError, match="This is for"), door(p, subject):
                pytest.fail("the block must not run")


def test_nobody_is_not_somebody_who_is_not_signed_in(rooms):
    """A viewer without a number owns nothing, also where nobody in particular is asked about."""
    desk = rooms.desk(Viewer(None, "patient"))
    for p, subject in itertools.product((None, rooms.ada), SUBJECTS):
        assert not desk.allows(p, subject, "read")
        assert not desk.allows(p, subject, "write")


def test_a_refusal_says_who_may(rooms):
    with pytest.raises(AccessError, match="a therapist") as refused, rooms.own.writing(rooms.ada, "plan"):
        pass
    assert str(refused.value) == "This is for a therapist. Sign in as such to go on."
    with (
        pytest.raises(AccessError, match="herself or a therapist"),
        rooms.office.reading(rooms.ada, "diary"),
    ):
        pass
    with pytest.raises(AccessError, match="the program"), rooms.office.writing(None, "audit"):
        pass


def told(rooms):
    with rooms.store.transaction() as session:
        rows = session.scalars(select(Audited).order_by(Audited.id))
        return [(row.viewer_id, row.role, row.act, row.subject, row.person_id) for row in rows]


def test_reads_by_others_are_written_down_once_a_minute(rooms):
    desk = Desk(rooms.store, Viewer(rooms.thea, "therapist"), lambda: rooms.now)
    expected = 0
    for seconds, new in ((0, 1), (30, 0), (59.9, 0), (60, 1), (119, 0), (-3600, 1)):
        rooms.now = NOON + timedelta(seconds=seconds)
        with desk.reading(rooms.ada, "diary"):
            pass
        expected += new
        assert len(told(rooms)) == expected, "a clock that is put back hides nothing"
    for p, subject in ((rooms.berta, "diary"), (rooms.ada, "goal"), (None, "caseload")):
        with desk.reading(p, subject):
            pass
    assert told(rooms)[-3:] == [
        (rooms.thea, "therapist", "read", "diary", rooms.berta),
        (rooms.thea, "therapist", "read", "goal", rooms.ada),
        (rooms.thea, "therapist", "read", "caseload", None),
    ]


def test_every_write_by_another_is_written_down_with_it_or_not_at_all(rooms):
    for _ in range(2):
        with rooms.therapist.writing(rooms.ada, "plan"):
            pass
    assert told(rooms) == [(rooms.thea, "therapist", "write", "plan", rooms.ada)] * 2
    with pytest.raises(RuntimeError), rooms.therapist.writing(rooms.ada, "plan"):
        raise RuntimeError("the power went")
    assert len(told(rooms)) == 2


def test_what_was_refused_is_not_written_down_and_her_own_is_not_either(rooms):
    with pytest.raises(AccessError), rooms.other.reading(rooms.ada, "diary"):
        pass
    for door in (rooms.own.reading, rooms.own.writing):
        with door(rooms.ada, "diary"):
            pass
    with rooms.program.writing(rooms.ada, "session"):
        pass
    assert told(rooms) == []


def test_the_command_line_is_written_down_by_its_name(rooms):
    desk = rooms.desk(replace(PROGRAM, label="command line"))
    with desk.reading(rooms.ada, "goal"), desk.writing(rooms.ada, "account"):
        pass
    with rooms.store.transaction() as session:
        assert {(row.role, row.label) for row in session.scalars(select(Audited))} == {("program", "command line")}
    assert len(told(rooms)) == 2


def test_the_audit_has_no_place_for_content():
    columns = {column.name for column in Audited.__table__.columns}
    assert columns == {"id", "at", "viewer_id", "role", "label", "act", "subject", "person_id"}
    assert "said" not in inspect.signature(Desk.reading).parameters
