"""Her goal is hers, in her words; the newest counts."""

from datetime import timedelta

import pytest
from rooms import NOON
from sqlalchemy import func, select

from coach.errors import RecordError
from coach.records.desk import AccessError
from coach.records.goals import goal_of, set_goal
from coach.records.tables import OwnGoal


def test_the_newest_goal_counts_and_none_is_written_over(rooms):
    assert goal_of(rooms.own, rooms.ada) == ""
    set_goal(rooms.own, rooms.ada, "  Zum See – <b>und</b> zurück'; --  ", NOON)
    assert goal_of(rooms.own, rooms.ada) == "Zum See – <b>und</b> zurück'; --"
    set_goal(rooms.own, rooms.ada, "Tanzen", NOON - timedelta(days=1))
    assert goal_of(rooms.therapist, rooms.ada) == "Tanzen", "what was written last, whatever the clock says"
    assert goal_of(rooms.other, rooms.berta) == ""
    with rooms.store.transaction() as session:
        assert session.scalar(select(func.count()).select_from(OwnGoal)) == 2


def test_a_goal_that_cannot_be_read_leaves_the_old_one(rooms):
    set_goal(rooms.own, rooms.ada, "Tanzen", NOON)
    for words in ("", "\x07", "x" * 2001):
        with pytest.raises(RecordError):
            set_goal(rooms.own, rooms.ada, words, NOON)
    assert goal_of(rooms.own, rooms.ada) == "Tanzen"


def test_nobody_else_sets_it(rooms):
    for desk in (rooms.other, rooms.therapist, rooms.office):
        with pytest.raises(AccessError):
            set_goal(desk, rooms.ada, "Tanzen", NOON)
