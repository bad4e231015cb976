"""The diary grows line by line: of a number the newest counts, words add up, and a day is written whole or not."""

from datetime import timedelta

import pytest
from rooms import DAY, NOON, days
from sqlalchemy import func, select

from coach.errors import RecordError
from coach.records.desk import AccessError
from coach.records.diary import DIARY_KINDS, NUMBERS, WORDS, diary_of, write_diary
from coach.records.tables import DiaryEntry, Standing

HOUR = timedelta(hours=1)
ODD = "<b>Tablette</b> '; DROP TABLE diary; --"


def write(rooms, entries, day=DAY, now=NOON):
    write_diary(rooms.own, rooms.ada, day, entries, now)


def read(rooms, since=DAY, until=DAY):
    return diary_of(rooms.own, rooms.ada, since, until)


def test_a_day_comes_back_as_it_was_written(rooms):
    entries = {kind: float(least) for kind, (least, _) in NUMBERS.items()} | {kind: f"{ODD} {kind}" for kind in WORDS}
    assert set(entries) == set(DIARY_KINDS)
    write(rooms, entries)
    (one,) = read(rooms)
    assert one.day == DAY
    assert one.numbers == {kind: value for kind, value in entries.items() if kind in NUMBERS}
    assert one.words == {kind: (f"{ODD} {kind}",) for kind in WORDS}


def test_the_newest_number_counts_and_words_add_up(rooms):
    write(rooms, {"walking_min": 10, "pain_back": 3, "note": "first"})
    write(rooms, {"walking_min": 0, "note": "second"}, now=NOON + HOUR)
    write(rooms, {"walking_min": 25.5}, now=NOON - HOUR)
    (one,) = read(rooms)
    assert one.numbers == {"walking_min": 25.5, "pain_back": 3}, (
        "what was written last counts, also by a clock put back"
    )
    assert one.words == {"note": ("first", "second")}
    with rooms.store.transaction() as session:
        assert session.scalar(select(func.count()).select_from(DiaryEntry)) == 6, "nothing was written over"


def test_days_come_newest_first_and_of_one_person(rooms):
    for day in days(5, 1, 3):
        write(rooms, {"sleep_h": 7}, day)
    assert [one.day for one in read(rooms, DAY - timedelta(days=9), DAY)] == days(1, 3, 5)
    assert [one.day for one in read(rooms, *days(3, 1))] == days(1, 3)
    assert diary_of(rooms.other, rooms.berta, DAY - timedelta(days=9), DAY) == []
    assert read(rooms, *days(20, 10)) == []


REFUSED = (
    ({"walking_min": 5, "pain_back": 11}, RecordError),
    ({"walking_min": 5, "pain_back": -1}, RecordError),
    ({"walking_min": 5, "pain_back": float("nan")}, RecordError),
    ({"walking_min": float("inf")}, RecordError),
    ({"walking_min": 5, "note": "\x00"}, RecordError),
    ({"walking_min": 5, "note": " "}, RecordError),
    ({"walking_min": 5, "mood": 3}, ValueError),
    ({"walking_min": 5, "note": 3}, ValueError),
    ({"walking_min": "5"}, ValueError),
)


def test_a_day_is_written_whole_or_not_at_all(rooms):
    for entries, error in REFUSED:
        with pytest.raises(error):
            write(rooms, entries)
    write(rooms, {})
    assert read(rooms) == []


def test_a_day_to_come_is_refused_and_tomorrow_is_somewhere_today(rooms):
    local = NOON.astimezone().date()
    write(rooms, {"sleep_h": 7}, local + timedelta(days=1))
    with pytest.raises(RecordError, match="still to come"):
        write(rooms, {"sleep_h": 7}, local + timedelta(days=2))


def test_pain_of_the_diary_is_in_the_therapists_list(rooms):
    write(rooms, {"pain_leg": 2}, DAY - timedelta(days=9))
    write(rooms, {"pain_leg": 6, "pain_back": 1})
    with rooms.store.transaction() as session:
        stands = session.get_one(Standing, rooms.ada)
        assert (stands.pain_last, stands.pain_before) == (6, 2)


def test_it_is_hers_alone_to_write(rooms):
    for desk in (rooms.other, rooms.therapist, rooms.office):
        with pytest.raises(AccessError):
            write_diary(desk, rooms.ada, DAY, {"sleep_h": 7}, NOON)
    for desk in (rooms.other, rooms.office):
        with pytest.raises(AccessError):
            diary_of(desk, rooms.ada, DAY, DAY)
    assert diary_of(rooms.therapist, rooms.ada, DAY, DAY) == []
