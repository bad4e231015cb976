"""Kept sets through a desk: opened, filtered and paged for whoever may read them, and told in the audit."""

from datetime import timedelta

import pytest
from conftest import NOON
from sqlalchemy import select

from coach.errors import RecordError
from coach.records.desk import AccessError, Desk, Viewer
from coach.records.kept_sets import around_set, exercises_done, open_set, sets_of, whose_set
from coach.records.tables import Audited


@pytest.fixture
def anna(store):
    return store.person_number("Anna")


@pytest.fixture
def therapist(store, anna):
    return Desk(store, Viewer(store.person_number("Thea"), "therapist"), lambda: NOON)


def test_a_set_is_opened_by_her_and_by_a_therapist_who_is_written_down(store, keep, squats, anna, therapist):
    number = keep(squats((50.0,)))
    own = Desk(store, Viewer(anna, "patient"), lambda: NOON)
    assert open_set(own, number).row.id == number
    assert open_set(therapist, number).report["count"] == 1
    with store.transaction() as session:
        told = [(row.role, row.act, row.subject, row.person_id) for row in session.scalars(select(Audited))]
    assert told == [("therapist", "read", "set", anna)]


@pytest.mark.parametrize("role", ["patient", "administrator"])
def test_for_anybody_else_it_is_as_if_it_were_not_there(store, keep, squats, role):
    number = keep(squats((50.0,)))
    other = Desk(store, Viewer(store.person_number("Berta"), role), lambda: NOON)
    with pytest.raises(RecordError, match=f"no set number {number}"):
        open_set(other, number)
    with pytest.raises(RecordError, match="no set number 999"):
        whose_set(other, 999)
    with pytest.raises(AccessError):
        sets_of(other, store.person_number("Anna"))


def test_sets_are_filtered_and_paged_newest_first(keep, squats, squat_rule, anna, therapist):
    clear, shallow = squats((50.0,)), squats((85.0,))
    for k in range(4):
        keep(clear, performed_at=NOON + timedelta(days=k))
    other = squat_rule.replace("id: small_squat", "id: chair_squat")
    keep(shallow, other, performed_at=NOON + timedelta(days=9))
    keep(clear, person="Berta")
    every = sets_of(therapist, anna)
    assert every.total == 5
    assert [row.exercise_id for row in every.rows][:2] == ["chair_squat", "small_squat"]
    page = sets_of(therapist, anna, offset=2, limit=2)
    assert (page.total, [row.id for row in page.rows]) == (5, [row.id for row in every.rows[2:4]])
    assert sets_of(therapist, anna, exercise_id="small_squat").total == 4
    assert sets_of(therapist, anna, verdict="breach").total == 1
    day = NOON.date()
    assert sets_of(therapist, anna, since=day + timedelta(days=1), until=day + timedelta(days=2)).total == 2
    assert exercises_done(therapist, anna) == ["chair_squat", "small_squat"]


def test_the_sets_before_and_after_are_hers_in_the_order_of_time(keep, squats, anna, therapist):
    recording = squats((50.0,))
    last, first, middle = (keep(recording, performed_at=NOON + timedelta(hours=k)) for k in (2, 0, 1))
    keep(recording, person="Berta", performed_at=NOON + timedelta(minutes=30))
    twin = keep(recording, performed_at=NOON + timedelta(hours=1))
    assert around_set(therapist, first) == (None, middle)
    assert around_set(therapist, middle) == (first, twin)
    assert around_set(therapist, twin) == (middle, last)
    assert around_set(therapist, last) == (twin, None)
