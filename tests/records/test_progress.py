"""Days, weeks and sessions come to what was done and told, counted by hand; what was not measured is never zero."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rooms import DAY, NOON, SIT, days

from coach.care import Done, Plan, PlanItem, as_planned, offers
from coach.records.diary import write_diary
from coach.records.progress import DayRow, days_of, done_since, session_facts, week_sums
from coach.rules import load_exercise

MINUTE = timedelta(minutes=1)
EXERCISE = load_exercise(SIT)
#: The rule's own dose, which is what a whole set is held against.
WHOLE = EXERCISE.dose.repetitions


@pytest.fixture
def known(rooms):
    rooms.known()
    return rooms


def read(rooms, since=DAY, until=DAY):
    return days_of(rooms.own, rooms.ada, since, until)


def test_a_day_is_the_sum_of_its_sets_and_what_was_told(known):
    known.told(NOON, 3, 5)
    known.told(NOON + MINUTE, 9, 9)
    known.train(
        NOON + 2 * MINUTE, {"count": WHOLE, "breaches": 1, "coverage": 0.9}, {"count": WHOLE - 1, "coverage": 0.5}
    )
    known.train(NOON + 20 * MINUTE, {"count": None, "coverage": None}, after=(None, 2))
    known.told(NOON + 60 * MINUTE, None, None, "after_set")
    write_diary(known.own, known.ada, DAY, {"walking_min": 10, "sleep_h": 8}, NOON)
    write_diary(known.own, known.ada, DAY, {"walking_min": 25}, NOON)
    assert read(known) == [
        DayRow(
            DAY,
            sets=3,
            whole_sets=1,
            repetitions=2 * WHOLE - 1,
            clear=2 * WHOLE - 2,
            breaches=1,
            coverage=pytest.approx(0.7),
            pain_before=5,
            pain_after=None,
            walking_min=25,
        )
    ]


def test_what_was_not_told_is_missing_and_not_zero(known):
    known.train(NOON, {"count": None, "coverage": None})
    (row,) = read(known)
    assert (row.sets, row.repetitions, row.whole_sets) == (1, 0, 0)
    assert (row.coverage, row.pain_before, row.pain_after, row.walking_min) == (None, None, None, None)
    known.told(NOON, 0, 0)
    write_diary(known.own, known.ada, DAY, {"walking_min": 0}, NOON)
    (row,) = read(known)
    assert (row.pain_before, row.walking_min) == (0, 0)


def test_days_without_a_set_are_days_too_and_all_come_in_order(known):
    write_diary(known.own, known.ada, days(4)[0], {"walking_min": 5}, NOON)
    known.told(NOON - timedelta(days=2), 4)
    known.train(NOON - timedelta(days=3))
    known.train(NOON)
    assert [row.day for row in read(known, days(9)[0])] == days(4, 3, 2, 0)
    assert [row.day for row in read(known, *days(3, 2))] == days(3, 2)
    assert [row.sets for row in read(known, days(9)[0])] == [0, 1, 0, 1]
    assert days_of(known.other, known.berta, days(9)[0], DAY) == []


def test_a_day_is_her_own_wherever_the_computer_stands_later(known):
    """Two sets 40 minutes apart: before and after midnight in Berlin, on one day in UTC."""
    berlin = ZoneInfo("Europe/Berlin")
    late = datetime(2026, 11, 23, 23, 40, tzinfo=berlin)
    known.train(late, zone=berlin)
    known.train(late + 40 * MINUTE, zone=berlin)
    assert [(row.day, row.sets) for row in read(known, days(2)[0])] == [(days(1)[0], 1), (DAY, 1)]
    known.train(datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=1), zone=berlin)
    assert read(known, *[datetime(2026, 10, 25).date()] * 2)[0].sets == 1


def test_a_set_that_still_runs_counts_for_nothing_yet(known):
    from coach.records.sessions import append_events, begin_session, begin_set

    held = begin_session(known.own, known.ada, SIT, "live", NOON, UTC)
    set_id = begin_set(known.own, held, EXERCISE.text, 1, NOON)
    append_events(known.own, set_id, 0, [{"kind": "armed", "t_s": 0.1}])
    assert read(known) == []
    assert done_since(known.own, known.ada, DAY) == []
    assert session_facts(known.own, known.ada) == []


def test_done_counts_live_sets_with_a_repetition_by_exercise_and_day(known):
    known.train(NOON - timedelta(days=2), {}, {})
    known.train(NOON, {"count": 0}, {"count": None}, {"count": 1})
    known.train(NOON, exercise="heel_raise")
    assert done_since(known.own, known.ada, days(1)[0]) == [Done("heel_raise", DAY, 1), Done(SIT, DAY, 2)]
    assert done_since(known.own, known.ada, days(2)[0])[0] == Done(SIT, days(2)[0], 2)
    assert done_since(known.other, known.berta, days(9)[0]) == []


def test_weeks_begin_on_monday_and_empty_ones_are_there(known):
    """DAY is a Tuesday: the day before is its week's Monday, two days before it the Sunday of the week before."""
    known.train(NOON, {"count": 5, "coverage": 0.4}, {"count": 3, "coverage": 0.8})
    known.train(NOON - timedelta(days=1), {"count": 4, "breaches": 2, "coverage": None})
    known.train(NOON - timedelta(days=2), {"count": 7, "coverage": 1.0})
    known.told(NOON, 6)
    known.told(NOON - timedelta(days=1), 3)
    write_diary(known.own, known.ada, days(1)[0], {"walking_min": 12}, NOON)
    first, second, third = week_sums(known.own, known.ada, days(14)[0], DAY)
    assert [week.monday for week in (first, second, third)] == days(15, 8, 1)
    assert (first.sets, first.coverage, first.pain, first.walking_min) == (0, None, None, None)
    assert (second.days, second.repetitions, second.coverage) == (1, 7, 1.0)
    assert (third.days, third.sets, third.repetitions, third.clear, third.breaches) == (2, 3, 12, 10, 2)
    assert (third.coverage, third.pain, third.walking_min) == (pytest.approx(0.6), 4.5, 12)


def test_facts_of_a_session_are_what_care_decides_from(known):
    known.told(NOON - 5 * MINUTE, 2, 5)
    tuned = as_planned(EXERCISE, PlanItem(SIT, 3, 6)).text
    known.train(
        NOON,
        {"count": 6, "breaches": 2, "coverage": 0.8},
        {"count": 5, "coverage": 0.6},
        text=tuned,
        why="pain_stop",
        after=(5, 5),
    )
    (one,) = session_facts(known.own, known.ada)
    assert (one.exercise_id, one.day, one.sets, one.repetitions, one.planned_repetitions) == (SIT, DAY, 2, 11, 18)
    assert (one.breaches, one.breached_sets, one.coverage) == (2, 1, pytest.approx(0.7))
    assert one.pain_rise == 3, "the back rose by three; that the leg hurt more does not hide it"
    assert one.stopped_for == "pain_stop"


def test_facts_know_no_pain_where_none_was_told(known):
    known.train(NOON, after=(3, None))
    (one,) = session_facts(known.own, known.ada)
    assert one.pain_rise is None, "nothing was told before"
    known.told(NOON - MINUTE, None, 4)
    (one,) = session_facts(known.own, known.ada)
    assert one.pain_rise is None, "a leg is not compared with a back"
    assert one.stopped_for == ""


def test_the_last_sessions_come_oldest_first(known):
    for ago in range(5, 0, -1):
        known.train(NOON - timedelta(days=ago))
    known.train(NOON, exercise="heel_raise")
    assert [one.day for one in session_facts(known.own, known.ada, last=3)] == days(2, 1, 0)
    assert [one.day for one in session_facts(known.own, known.ada, SIT, last=2)] == days(2, 1)
    assert len(session_facts(known.own, known.ada)) == 6
    assert session_facts(known.other, known.berta) == []


def test_three_good_sessions_are_offered_a_little_more(known):
    item = PlanItem(SIT, 2, 8)
    text = as_planned(EXERCISE, item).text
    for ago in (3, 2, 1):
        at = NOON - timedelta(days=ago)
        known.told(at - MINUTE, 2, 2)
        known.train(at, {"count": 8}, {"count": 8}, text=text, after=(2, 1))
    (offer,) = offers(Plan((item,)), session_facts(known.own, known.ada, last=60))
    assert (offer.direction, offer.change) == ("forward", replace(item, repetitions=10))
    known.told(NOON - MINUTE, 2, 2)
    known.train(NOON, {"count": 8, "breaches": 1}, {"count": 8}, text=text, after=(2, 1))
    assert offers(Plan((item,)), session_facts(known.own, known.ada, last=60)) == ()


def test_a_rule_that_is_not_understood_any_more_makes_no_set_whole(known):
    from sqlalchemy import text

    known.train(NOON, {"count": 30})
    with known.store.transaction(write=True) as session:
        session.execute(text("UPDATE rules SET text = 'schema: 99'"))
    (row,) = read(known)
    assert (row.sets, row.repetitions, row.whole_sets) == (1, 30, 0)
    assert session_facts(known.own, known.ada)[0].planned_repetitions == 0
