"""Profiles are kept one after the other, overrides count from day to day, and the envelope is asked with both."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rooms import DAY, NOON
from sqlalchemy import func, select, text

from coach.care import Order, Profile
from coach.errors import ProfileError, RecordError
from coach.records.desk import AccessError
from coach.records.profiles import (
    allowance_for,
    end_override,
    give_override,
    overrides_of,
    profile_of,
    save_profile,
)
from coach.records.tables import GivenOverride, KeptProfile, Standing
from coach.rules import load_exercise

BIRD_DOG = load_exercise("bird_dog")
REASON = "Stands well, asks for it <i>'"
WHOLE = Profile(
    "cervical",
    "both",
    3,
    date(2024, 2, 29),
    (
        Order("not_before_week", "overhead", 12, "Dr. Ó <b>", date(2026, 1, 2), "schön «langsam» '; --"),
        Order("never", "bird_dog", None, "Dr. Ó", date(2026, 1, 3)),
        Order("released", "twist", 20, "Dr. Ó", date(2026, 1, 4)),
    ),
)


def test_a_profile_comes_back_as_it_was_and_the_newest_counts(rooms):
    assert profile_of(rooms.own, rooms.ada) is None
    for profile, told_by, desk in (
        (Profile("lumbar", planned=True), "patient", rooms.own),
        (Profile("lumbar"), "patient", rooms.own),
        (WHOLE, "therapist", rooms.therapist),
    ):
        save_profile(desk, rooms.ada, profile, NOON, told_by)
        kept = profile_of(rooms.own, rooms.ada)
        assert (kept.profile, kept.told_by, kept.at) == (profile, told_by, NOON)
    assert kept.by == "Thea"
    assert profile_of(rooms.other, rooms.berta) is None
    with rooms.store.transaction() as session:
        assert session.scalar(select(func.count()).select_from(KeptProfile)) == 3, "none is written over"
        stands = session.get_one(Standing, rooms.ada)
        assert (stands.level, stands.operated_on) == ("cervical", date(2024, 2, 29))


def test_what_a_therapist_confirmed_the_patient_does_not_change(rooms):
    with pytest.raises(AccessError, match="Only a therapist confirms"):
        save_profile(rooms.own, rooms.ada, WHOLE, NOON, "therapist")
    with pytest.raises(AccessError, match="your therapist enters"):
        save_profile(rooms.own, rooms.ada, WHOLE, NOON, "patient")
    save_profile(rooms.own, rooms.ada, replace(WHOLE, orders=WHOLE.orders[:2]), NOON, "patient")
    save_profile(rooms.therapist, rooms.ada, WHOLE, NOON, "therapist")
    with pytest.raises(AccessError, match="has confirmed"):
        save_profile(rooms.own, rooms.ada, replace(WHOLE, orders=()), NOON, "patient")
    assert profile_of(rooms.own, rooms.ada).profile == WHOLE


@pytest.mark.parametrize("data", ["{}", '{"level": "lumbar", "extra": 1}'])
def test_a_profile_that_cannot_be_read_allows_nothing_and_is_said(rooms, data):
    rooms.known()
    with rooms.store.transaction(write=True) as session:
        session.execute(
            text("INSERT INTO profiles (id, person_id, at, told_by, data) VALUES (99, :p, :at, 'patient', :data)"),
            {"p": rooms.ada, "at": "2026-11-24 12:00:00.000000", "data": data},
        )
    for ask in (
        lambda: profile_of(rooms.own, rooms.ada),
        lambda: allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY),
    ):
        with pytest.raises(ProfileError, match="cannot be read"):
            ask()


def test_an_override_counts_from_its_day_to_its_last_one(rooms):
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    assert not allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY).allowed
    until = DAY + timedelta(days=3)
    number = give_override(rooms.therapist, rooms.ada, "bird_dog", REASON, until, " Thea ", NOON)
    (kept,) = overrides_of(rooms.own, rooms.ada, DAY)
    assert (kept.id, kept.exercise_id, kept.reason, kept.until, kept.override.on) == (
        number,
        "bird_dog",
        REASON,
        until,
        NOON.astimezone().date(),
    )
    allowed = {k: allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY + timedelta(days=k)).allowed for k in range(-2, 6)}
    assert [k for k, yes in allowed.items() if yes] == [0, 1, 2, 3]
    assert overrides_of(rooms.own, rooms.ada, until + timedelta(days=1)) == []
    assert overrides_of(rooms.other, rooms.berta, DAY) == []


def test_an_override_that_was_ended_counts_no_more_and_stays_in_the_record(rooms):
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    number = give_override(rooms.therapist, rooms.ada, "bird_dog", REASON, DAY + timedelta(days=3), "Thea", NOON)
    for desk in (rooms.own, rooms.other, rooms.office):
        with pytest.raises(AccessError):
            end_override(desk, number, NOON)
    end_override(rooms.therapist, number, NOON + timedelta(minutes=1))
    end_override(rooms.therapist, number, NOON + timedelta(hours=1))
    assert overrides_of(rooms.own, rooms.ada, DAY) == []
    with rooms.store.transaction() as session:
        (row,) = session.execute(text("SELECT reason, by_name, ended_at FROM overrides")).all()
    assert (row.reason, row.by_name) == (REASON, "Thea")
    assert "12:01" in str(row.ended_at), "the first end stands"
    with pytest.raises(RecordError):
        end_override(rooms.therapist, 999, NOON)


def test_an_override_without_reason_name_or_end_is_refused(rooms):
    for reason, days, name in (("short", 3, "Thea"), (REASON, -1, "Thea"), (REASON, 91, "Thea"), (REASON, 3, " ")):
        with pytest.raises(ProfileError):
            give_override(rooms.therapist, rooms.ada, "bird_dog", reason, DAY + timedelta(days=days), name, NOON)
    assert overrides_of(rooms.own, rooms.ada, DAY) == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_computer_that_moves_to_another_zone_keeps_an_override(rooms, monkeypatch, zone):
    """00:30 in Berlin is still the day before in UTC, and 90 days are counted from the one or the other."""
    try:
        monkeypatch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        rooms.known(operated_on=DAY - timedelta(weeks=7))
        given, until = datetime(2026, 11, 24, 23, 30, tzinfo=UTC), date(2026, 11, 25) + timedelta(days=90)
        give_override(rooms.therapist, rooms.ada, "bird_dog", REASON, until, "Thea", given)
        give_override(rooms.therapist, rooms.ada, "bridge", REASON, date(2026, 11, 25), "Thea", given)
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert allowance_for(rooms.own, rooms.ada, BIRD_DOG, date(2026, 11, 26)).allowed
        assert [one.exercise_id for one in overrides_of(rooms.own, rooms.ada, date(2026, 11, 25))][:1] == ["bridge"]
        assert overrides_of(rooms.own, rooms.ada, until + timedelta(days=1)) == []
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("change", [{"reason": "x"}, {"by_name": " "}, {"until": DAY + timedelta(days=300)}])
def test_an_override_that_is_none_lifts_nothing_and_blocks_nothing(rooms, change):
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    kept = {"exercise_id": "bird_dog", "by_name": "Thea", "reason": REASON, "until": DAY + timedelta(days=3)} | change
    with rooms.store.transaction(write=True) as session:
        session.add(GivenOverride(person_id=rooms.ada, at=NOON, **kept))
    assert overrides_of(rooms.own, rooms.ada, DAY) == []
    assert not allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY).allowed
    assert allowance_for(rooms.own, rooms.ada, load_exercise("heel_raise"), DAY).allowed


def test_the_surgeons_word_is_not_overridden(rooms):
    rooms.known(orders=(Order("never", "bird_dog", None, "Dr. Weiss", DAY),))
    give_override(rooms.therapist, rooms.ada, "bird_dog", REASON, DAY, "Thea", NOON)
    found = allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY)
    assert not found.allowed
    assert found.override is not None, "it is there for all to see, and lifts nothing"


def test_nobody_without_a_profile_may_anything(rooms):
    assert not allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY).allowed
    rooms.known()
    assert allowance_for(rooms.own, rooms.ada, BIRD_DOG, DAY).allowed
    assert not allowance_for(rooms.other, rooms.berta, BIRD_DOG, DAY).allowed, "what is known of Ada is not Berta's"


def test_moments_need_their_zone(rooms):
    with pytest.raises(Exception, match="time zone"):
        save_profile(rooms.therapist, rooms.ada, WHOLE, datetime(2026, 1, 1), "therapist")
    assert profile_of(rooms.own, rooms.ada) is None


def test_what_came_meanwhile_is_not_written_over(rooms):
    with pytest.raises(ProfileError, match="changed meanwhile"):
        save_profile(rooms.therapist, rooms.ada, WHOLE, NOON, "therapist", over=1)
    first = save_profile(rooms.own, rooms.ada, Profile("lumbar"), NOON, "patient", over=0)
    assert profile_of(rooms.therapist, rooms.ada).id == first
    second = save_profile(rooms.own, rooms.ada, Profile("lumbar", planned=True), NOON, "patient")
    for seen in (0, first):
        with pytest.raises(ProfileError, match="changed meanwhile"):
            save_profile(rooms.therapist, rooms.ada, Profile("lumbar"), NOON, "therapist", over=seen)
    assert profile_of(rooms.therapist, rooms.ada).told_by == "patient"
    save_profile(rooms.therapist, rooms.ada, Profile("lumbar", planned=True), NOON, "therapist", over=second)
    assert profile_of(rooms.therapist, rooms.ada).told_by == "therapist"


def test_what_a_patient_told_she_does_not_take_back_to_open_more(rooms):
    told = Profile("lumbar", operated_on=DAY - timedelta(days=5), orders=WHOLE.orders[:1])
    save_profile(rooms.own, rooms.ada, told, NOON, "patient")
    for loosened in (
        Profile("lumbar", planned=True, orders=told.orders),
        Profile("lumbar", orders=told.orders),
        replace(told, operated_on=DAY + timedelta(days=30)),
        replace(told, operated_on=DAY - timedelta(weeks=30)),
        replace(told, orders=()),
    ):
        with pytest.raises(AccessError, match="Ask your therapist"):
            save_profile(rooms.own, rooms.ada, loosened, NOON, "patient")
    assert profile_of(rooms.own, rooms.ada).profile == told
    save_profile(rooms.own, rooms.ada, replace(told, operated_on=DAY - timedelta(days=2)), NOON, "patient")
    save_profile(rooms.therapist, rooms.ada, Profile("lumbar", planned=True), NOON, "therapist")
