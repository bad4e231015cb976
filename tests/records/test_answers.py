"""Answers are kept as they were given, and a sign marked today stops today, by the computer's own midnight."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from by_name import answered_today, answers_of, earlier_today, hurt_today, save_answers
from sqlalchemy.exc import IntegrityError

from coach.care import Answers, ClinicSettings, may_begin
from coach.errors import RecordError
from coach.records import answers
from coach.records.caseload import needs_of
from coach.records.desk import AccessError
from coach.records.erase import erase_person
from coach.records.people import add_person, people, rename_person

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def save(store, given, asked_at=NOON, kind="before", person="Anna", exercise_id="bridge", **more):
    return save_answers(store, person, given, kind=kind, asked_at=asked_at, exercise_id=exercise_id, **more)


def flagged(*flags):
    return Answers(flags=frozenset(flags))


def test_an_answer_comes_back_as_it_was(store, keep, squats):
    set_id = keep(squats())
    moment = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    given = Answers(0, None, frozenset({"fever", "calf"}))
    number = save(store, given, moment, "after_set", "  Anna ", set_number=2, set_id=set_id, why="tired")
    (row,) = answers_of(store, "Anna")
    assert (row.id, row.asked_at, row.kind, row.exercise_id) == (number, moment, "after_set", "bridge")
    assert (row.set_number, row.set_id, row.why) == (2, set_id, "tired")
    assert row.answers == given, "0 is no pain and None is no answer"
    assert row.asked_at.utcoffset() == timedelta(0)


def test_the_list_is_of_one_person_newest_first(store):
    first, second = save(store, Answers(1)), save(store, Answers(2))
    third = save(store, Answers(3), NOON + HOUR)
    save(store, Answers(9), person="Berta")
    assert [row.id for row in answers_of(store, "Anna")] == [third, second, first]
    assert [row.id for row in answers_of(store, "Anna", NOON + MINUTE)] == [third]
    assert [row.id for row in answers_of(store, "Anna", NOON + HOUR)] == [third]
    assert answers_of(store, "Nobody") == []


def test_the_last_answer_before_a_set_counts_and_missing_stays_missing(store):
    assert answered_today(store, "Anna", NOON, UTC) is None
    save(store, Answers(4, 4))
    save(store, Answers(None, 2), NOON + MINUTE)
    save(store, Answers(5, 5), NOON + 2 * MINUTE, "after_set")
    assert answered_today(store, "Anna", NOON + HOUR, UTC) == Answers(None, 2)
    assert answered_today(store, "Berta", NOON + HOUR, UTC) is None


def test_the_day_ends_at_the_local_midnight(store):
    """23:30 in Berlin on the 24th is 22:30 UTC; half an hour later the day is over there, and in UTC it is not."""
    late = datetime(2026, 11, 24, 23, 30, tzinfo=BERLIN)
    save(store, Answers(3), late)
    assert answered_today(store, "Anna", late + 29 * MINUTE, BERLIN) == Answers(3)
    assert answered_today(store, "Anna", late + 30 * MINUTE, BERLIN) is None
    assert answered_today(store, "Anna", late + 30 * MINUTE, UTC) == Answers(3)


def test_the_day_on_which_clocks_are_put_back_has_25_hours(store):
    begin = datetime(2026, 10, 25, 0, 5, tzinfo=BERLIN)
    save(store, flagged("fever"), begin)
    end = datetime(2026, 10, 25, 23, 55, tzinfo=BERLIN)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=24, minutes=50)
    assert answered_today(store, "Anna", end.astimezone(UTC), BERLIN) == flagged("fever")
    assert answered_today(store, "Anna", end + 5 * MINUTE, BERLIN) is None


def test_without_a_zone_it_is_the_machines(store):
    save(store, Answers(3), NOON)
    assert answered_today(store, "Anna", NOON + MINUTE) == Answers(3)


@pytest.mark.parametrize("kind", ["before", "after_set", "after"])
def test_a_sign_stops_the_day_whatever_is_answered_after_it(store, kind):
    save(store, Answers(1, 1))
    save(store, flagged("calf"), NOON + MINUTE, kind)
    save(store, Answers(0, 0), NOON + 2 * MINUTE)
    today = answered_today(store, "Anna", NOON + HOUR, UTC)
    assert today == Answers(0, 0, frozenset({"calf"}))
    assert may_begin(today, ClinicSettings()).why == "red_flag"
    assert answered_today(store, "Anna", NOON + 24 * HOUR, UTC) is None, "the next day asks anew"


def test_a_sign_alone_stops_the_day_too(store):
    """After midnight a set goes on, and the patient falls: nothing was asked before a set on this day."""
    save(store, flagged("new_trouble"), kind="after_set", why="fine")
    assert answered_today(store, "Anna", NOON, UTC) == flagged("new_trouble")


def test_what_ended_an_exercise_is_found_again_today(store):
    save(store, Answers(2))
    save(store, Answers(4), NOON + MINUTE, "after_set", exercise_id="bridge")
    save(store, Answers(3), NOON + 2 * MINUTE, "after", exercise_id="bridge")
    save(store, Answers(2), NOON + 2 * MINUTE, "after", exercise_id="squat")
    earlier = earlier_today(store, "Anna", "bridge", NOON + HOUR, UTC)
    assert earlier == (Answers(3), Answers(4))
    assert may_begin(Answers(2), ClinicSettings(), earlier).why == "pain_rise"
    assert earlier_today(store, "Anna", "squat", NOON + HOUR, UTC) == (Answers(2),)
    assert earlier_today(store, "Anna", "bridge", NOON + 24 * HOUR, UTC) == ()


@pytest.mark.parametrize(("kind", "asked_at"), [("during", NOON), ("before", datetime(2026, 11, 24))])
def test_a_kind_or_moment_that_is_none_is_a_defect(store, kind, asked_at):
    with pytest.raises(ValueError, match="time zone"):
        save(store, Answers(), asked_at, kind)
    assert answers_of(store, "Anna") == []


def test_answers_stay_with_their_person_whatever_becomes_of_her_name(rooms):
    """A page of hers is open while she is renamed, and another patient gets the name that was hers."""
    rename_person(rooms.therapist, rooms.ada, "Ada B")
    other = add_person(rooms.therapist, "Ada")
    answers.save_answers(rooms.own, rooms.ada, flagged("calf"), kind="before", asked_at=NOON)
    assert answers.answered_today(rooms.own, rooms.ada, NOON, UTC) == flagged("calf")
    assert answers.answered_today(rooms.therapist, other, NOON, UTC) is None
    assert [need.kind for need in needs_of(rooms.therapist, rooms.ada, NOON)][:1] == ["red_flag"]
    assert "red_flag" not in [need.kind for need in needs_of(rooms.therapist, other, NOON)]


def test_who_is_gone_is_said_and_not_made_known_again(rooms):
    erase_person(rooms.own, rooms.ada)
    with pytest.raises(RecordError, match=f"nobody with the number {rooms.ada}"):
        answers.save_answers(rooms.own, rooms.ada, flagged("calf"), kind="before", asked_at=NOON)
    for ask in (
        lambda: answers.answers_of(rooms.own, rooms.ada),
        lambda: answers.answered_today(rooms.own, rooms.ada, NOON, UTC),
        lambda: answers.earlier_today(rooms.own, rooms.ada, "bridge", NOON, UTC),
        lambda: answers.hurt_today(rooms.own, rooms.ada, "bridge", NOON, UTC),
    ):
        with pytest.raises(RecordError, match="nobody"):
            ask()
    assert "Ada" not in [one.name for one in people(rooms.therapist)]


def test_nobody_answers_for_somebody_else(rooms):
    for desk in (rooms.other, rooms.therapist, rooms.office):
        with pytest.raises(AccessError):
            answers.save_answers(desk, rooms.ada, Answers(1), kind="before", asked_at=NOON)
    with pytest.raises(AccessError):
        answers.answered_today(rooms.other, rooms.ada, NOON, UTC)


def test_the_set_must_be_there(store):
    with pytest.raises(IntegrityError):
        save(store, Answers(), set_id=77)


@pytest.mark.parametrize("changed", ["back = 11", "kind = 'x'", "limb = -1"])
def test_the_database_itself_refuses_what_is_no_answer(store, tmp_path, changed):
    save(store, Answers(1, 1))
    with sqlite3.connect(tmp_path / "coach.db") as database, pytest.raises(sqlite3.IntegrityError):
        database.execute(f"UPDATE answers SET {changed}")


@pytest.mark.parametrize("flags", ['["hunger"]', '"fever"', "3", '[["fever"]]'])
def test_an_answer_that_cannot_be_read_is_said_not_taken_for_none(store, tmp_path, flags):
    save(store, Answers(1, 1))
    with sqlite3.connect(tmp_path / "coach.db") as database:
        database.execute("DROP TRIGGER answers_only_grow")
        database.execute("UPDATE answers SET flags = ?", [flags])
    with pytest.raises(RecordError, match="Answer 1 in the store cannot be read"):
        answered_today(store, "Anna", NOON, UTC)


def test_an_exercise_that_was_stopped_for_pain_today_is_known_until_midnight(store):
    save(store, Answers(back=1), NOON, "after", why="tired")
    assert not hurt_today(store, "Anna", "bridge", NOON + HOUR, UTC)
    save(store, Answers(), NOON, "after", why="pain")
    assert hurt_today(store, "Anna", "bridge", NOON + HOUR, UTC)
    assert not hurt_today(store, "Anna", "bird_dog", NOON + HOUR, UTC)
    assert not hurt_today(store, "Anna", "bridge", NOON + 13 * HOUR, UTC)
    assert not hurt_today(store, "Bea", "bridge", NOON + HOUR, UTC)
