"""The therapist's list: who needs her comes first, the reason in words; searched, ordered and paged by the database."""

import random
import time
from datetime import timedelta

import pytest
from rooms import DAY, NOON, SIT, days
from sqlalchemy import insert, select

from coach.care import Plan, PlanItem, Profile
from coach.records.caseload import COVERAGE_LOW, SIGN_STAYS, SILENT_DAYS, caseload, needs_of
from coach.records.comments import say_to
from coach.records.desk import AccessError
from coach.records.diary import write_diary
from coach.records.people import add_person, archive_person
from coach.records.plans import save_plan
from coach.records.profiles import end_override, give_override, save_profile
from coach.records.tables import GivenOverride, Person, Standing

MINUTE = timedelta(minutes=1)


@pytest.fixture
def known(rooms):
    """Ada has a plan and trained today: nothing of her is needed."""
    rooms.known()
    save_plan(rooms.therapist, rooms.ada, Plan((PlanItem(SIT, 2, 8),)), NOON)
    rooms.train(NOON)
    assert needs(rooms) == []
    return rooms


def needs(rooms, at=NOON, p=None):
    return [one.kind for one in needs_of(rooms.therapist, p or rooms.ada, at)]


def words(rooms, at=NOON):
    return [str(one.words) for one in needs_of(rooms.therapist, rooms.ada, at)]


def listed(rooms, at=NOON, **asked):
    return [one.name for one in caseload(rooms.therapist, at, **asked).rows]


def test_a_sign_stays_until_a_therapist_deals_with_it(known):
    known.told(NOON, 2, flags=["calf"])
    assert needs(known) == ["red_flag"]
    known.told(NOON + MINUTE, 1)
    for k in range(70):
        known.told(NOON + MINUTE, 1, kind="after_set", set_number=k)
    assert needs(known) == ["red_flag"], "whatever was answered after it, and however often"
    say_to(known.therapist, known.ada, "Rang her: all is well.", "handled", NOON + 2 * MINUTE)
    assert needs(known) == []
    known.told(NOON + 3 * MINUTE, 2, flags=["fever"])
    (need,) = needs_of(known.therapist, known.ada, NOON + timedelta(days=3))
    assert (need.kind, need.since) == ("red_flag", (NOON + 3 * MINUTE).astimezone().date()), "a newer one is a new one"
    assert needs(known, NOON + SIGN_STAYS + timedelta(days=1))[:1] == ["silent"]


@pytest.mark.parametrize("stopped", ["answer", "session"])
def test_a_stop_for_pain_is_told_however_it_was_said(known, stopped):
    if stopped == "answer":
        known.told(NOON, 2, kind="after", why="pain")
    else:
        known.train(NOON + MINUTE, why="pain_rise")
    assert needs(known) == ["pain_stop"]
    assert words(known) == ["Stopped because of pain"]
    say_to(known.therapist, known.ada, "Less next time.", "handled", NOON + timedelta(hours=1))
    assert needs(known, NOON + timedelta(hours=1)) == []


def test_pain_that_rose_against_the_two_weeks_before_is_told(known):
    for ago, pain in ((20, 10), (9, 2), (6, 3), (3, 4)):
        known.told(NOON - timedelta(days=ago), pain, 1)
    write_diary(known.own, known.ada, days(9)[0], {"pain_arm": 4}, NOON)
    assert needs(known) == [], "4 against 4 and 3: the worst of each day, and what is older counts no more"
    known.told(NOON, 1, 6)
    assert words(known) == ["Pain 6, in the two weeks before 4"]
    row = caseload(known.therapist, NOON).rows[0]
    assert (row.name, row.pain_last, row.pain_before) == ("Ada", 6, 4)
    write_diary(known.own, known.ada, DAY + timedelta(days=1), {"pain_back": 4}, NOON)
    assert needs(known) == [], "the last day counts"


def test_more_breaches_a_set_than_before_are_told(known):
    for ago in (20, 18):
        known.train(NOON - timedelta(days=ago), {"breaches": 1})
    known.train(NOON - timedelta(days=5), {"breaches": 3}, {"breaches": 2})
    row = next(one for one in caseload(known.therapist, NOON).rows if one.name == "Ada")
    assert (row.sets_14d, row.breaches_14d, row.breaches_before, row.last_day) == (3, 5, 2, DAY)
    assert words(known) == ["Limits passed 5 times in 14 days, before 2"]
    for _ in range(2):
        known.train(NOON, {}, {})
    assert needs(known) == [], "as many in more sets are fewer"


def test_without_anything_before_nothing_rose(known):
    known.train(NOON, {"breaches": 8})
    known.told(NOON, 9)
    assert needs(known) == []


def test_what_the_camera_could_hardly_judge_is_told(known):
    known.train(NOON, {"coverage": 0.1}, {"coverage": 0.23})
    assert words(known) == ["Judged only 41 % of the time"]
    assert COVERAGE_LOW > (0.9 + 0.1 + 0.23) / 3
    known.train(NOON, {"coverage": None})
    assert needs(known) == ["coverage_low"]


def test_a_question_is_told_until_it_is_answered(known):
    asked = say_to(known.own, known.ada, "Darf ich?", "question", NOON)
    assert needs(known) == ["question"]
    assert caseload(known.therapist, NOON).rows[0].questions == 1
    say_to(known.therapist, known.ada, "Ja.", "comment", NOON, reply_to=asked)
    assert needs(known) == []


def test_silence_is_counted_in_days_from_the_last_set(known):
    assert needs(known, NOON + timedelta(days=SILENT_DAYS - 1)) == []
    at = NOON + timedelta(days=9)
    assert words(known, at) == ["Silent for 9 days"]
    assert needs_of(known.therapist, known.ada, at)[0].since == DAY
    known.train(at)
    assert needs(known, at) == []


def test_an_override_is_told_while_it_runs_and_before_it_ends(known):
    until = days(-10)[0]
    number = give_override(known.therapist, known.ada, "bird_dog", "Stands well by now", until, "Thea", NOON)
    assert words(known) == [f"An override runs until {until.isoformat()}"]
    known.train(NOON + timedelta(days=6))
    at = NOON + timedelta(days=7)
    assert words(known, at) == ["An override ends in 3 days"]
    end_override(known.therapist, number, at)
    assert needs(known, at) == []


def test_who_has_no_plan_needs_one(rooms):
    assert needs(rooms) == ["no_plan"]
    rooms.known()
    save_plan(rooms.therapist, rooms.ada, Plan((PlanItem(SIT, 2, 8),)), NOON)
    assert needs(rooms) == []
    save_plan(rooms.therapist, rooms.ada, Plan(), NOON)
    assert needs(rooms) == ["no_plan"], "an empty plan is none"
    assert needs(rooms, p=999) == []


def test_an_operation_that_only_the_patient_told_is_told_until_a_therapist_confirms_it(known):
    profile = Profile("lumbar", operated_on=DAY - timedelta(weeks=20))
    save_profile(known.other, known.berta, profile, NOON, "patient")
    assert needs(known, p=known.berta) == ["no_plan", "unconfirmed"]
    rows = {row.name: [need.kind for need in row.needs] for row in caseload(known.therapist, NOON).rows}
    assert rows == {"Ada": [], "Berta": ["no_plan", "unconfirmed"]}
    save_profile(known.therapist, known.berta, profile, NOON, "therapist")
    assert needs(known, p=known.berta) == ["no_plan"]


def test_who_needs_her_most_comes_first_and_the_database_agrees_with_the_words(rooms):
    """Each patient has one need; the order is that of how pressing it is."""
    wanted = [
        "red_flag",
        "pain_stop",
        "pain_up",
        "breaches_up",
        "question",
        "silent",
        "coverage_low",
        "no_plan",
        "unconfirmed",
    ]
    calm = {"last_day": DAY, "sets_14d": 5, "sets_before": 5, "breaches_14d": 0, "breaches_before": 0, "has_plan": True}
    calm |= {"coverage_14d": 0.9, "questions": 0}
    change = {
        "red_flag": {"red_flag_at": NOON},
        "pain_stop": {"pain_stop_at": NOON},
        "pain_up": {"pain_last": 5, "pain_before": 3},
        "breaches_up": {"breaches_14d": 9, "breaches_before": 2},
        "question": {"questions": 1},
        "silent": {"last_day": days(9)[0]},
        "coverage_low": {"coverage_14d": 0.41},
        "no_plan": {"has_plan": False, "last_day": None, "sets_14d": 0, "sets_before": 0, "coverage_14d": None},
        "unconfirmed": {"told_by": "patient"},
    }
    for name in (rooms.ada, rooms.berta):
        archive_person(rooms.therapist, name)
    names = {kind: f"{k} {kind}" for k, kind in enumerate(random.Random(1).sample([*wanted, "calm"], 10))}
    for kind, name in names.items():
        number = add_person(rooms.therapist, name)
        with rooms.store.transaction(write=True) as session:
            row = session.get_one(Standing, number)
            for column, value in (calm | change.get(kind, {})).items():
                setattr(row, column, value)
    page = caseload(rooms.therapist, NOON)
    assert [row.name for row in page.rows] == [names[kind] for kind in (*wanted, "calm")]
    assert [[need.kind for need in row.needs] for row in page.rows] == [*([kind] for kind in wanted), []]
    assert listed(rooms, descending=False) == [row.name for row in page.rows][::-1]


def test_the_list_is_ordered_by_what_is_asked(known):
    known.known(known.berta, level="cervical", operated_on=DAY - timedelta(weeks=10))
    known.train(NOON - timedelta(days=3), person=known.berta)
    add_person(known.therapist, "Carla")
    assert listed(known, order="name", descending=False) == ["Ada", "Berta", "Carla"]
    assert listed(known, order="name") == ["Carla", "Berta", "Ada"]
    assert listed(known, order="last_day") == ["Ada", "Berta", "Carla"], "who never trained comes last"
    assert listed(known, order="last_day", descending=False) == ["Berta", "Ada", "Carla"]
    assert listed(known, order="week") == ["Ada", "Berta", "Carla"]
    assert listed(known, order="week", descending=False) == ["Berta", "Ada", "Carla"]
    rows = {row.name: row for row in caseload(known.therapist, NOON).rows}
    assert (rows["Ada"].week, rows["Ada"].level) == (40, "lumbar")
    assert (rows["Berta"].week, rows["Berta"].level) == (10, "cervical")
    assert (rows["Carla"].week, rows["Carla"].level, rows["Carla"].last_day) == (None, None, None)


def test_the_list_is_searched_and_paged(rooms):
    for k in range(30):
        add_person(rooms.therapist, f"Łucja {k:02} 100% _")
    add_person(rooms.office, "Łucja T", "therapist")
    page = caseload(rooms.therapist, NOON, search="łucja", order="name", descending=False, offset=10, limit=7)
    assert page.total == 30
    assert [row.name[6:8] for row in page.rows] == [f"{k:02}" for k in range(10, 17)]
    assert caseload(rooms.therapist, NOON, search="100%").total == 30
    assert caseload(rooms.therapist, NOON, search="1%0").total == 0
    assert caseload(rooms.therapist, NOON, search="' OR 1=1 --").total == 0
    assert caseload(rooms.therapist, NOON, offset=99).rows == ()
    archive_person(rooms.therapist, rooms.ada)
    assert "Ada" not in listed(rooms, limit=99), "who was put away is not in it"
    assert caseload(rooms.therapist, NOON).total == 31


def test_it_is_for_therapists(rooms):
    for desk in (rooms.own, rooms.office):
        with pytest.raises(AccessError):
            caseload(desk, NOON)
        with pytest.raises(AccessError):
            needs_of(desk, rooms.ada, NOON)


def test_the_row_is_what_the_rows_say_after_anything_is_kept(known):
    """Whatever way a row came in, making it anew changes nothing."""
    from coach.records import standing

    known.told(NOON, 5, flags=["calf"])
    write_diary(known.own, known.ada, DAY, {"pain_back": 7}, NOON)
    say_to(known.own, known.ada, "Darf ich?", "question", NOON)
    say_to(known.therapist, known.ada, "Rang.", "handled", NOON)
    known.train(NOON, {"breaches": 2}, why="pain_stop")
    known.known(level="thoracic")
    with known.store.transaction(write=True) as session:
        columns = [column.name for column in Standing.__table__.columns]
        kept = {name: getattr(session.get_one(Standing, known.ada), name) for name in columns}
        standing.refresh(session, known.ada)
        session.expire_all()
        assert kept == {name: getattr(session.get_one(Standing, known.ada), name) for name in columns}


def test_five_thousand_patients_are_listed_quickly(any_store, rooms):
    chance = random.Random(3)
    with any_store.transaction(write=True) as session:
        people = [{"name": f"Patient {k:05}", "role": "patient", "pseudonym": f"{k:016x}"} for k in range(5000)]
        session.execute(insert(Person), people)
        numbers = session.scalars(select(Person.id).where(Person.name.like("Patient %"))).all()
        session.execute(insert(Standing), [made_up(number, chance) for number in numbers])
        given = {"exercise_id": "bird_dog", "by_name": "Thea", "reason": "Stands well", "at": NOON}
        session.execute(
            insert(GivenOverride),
            [given | {"person_id": number, "until": days(-chance.randrange(9))[0]} for number in numbers[::20]],
        )
    caseload(rooms.therapist, NOON)
    took = []
    for asked in ({}, {"search": "patient 01"}, {"order": "week"}, {"offset": 4900}, {"order": "last_day"}) * 3:
        before = time.perf_counter()
        assert caseload(rooms.therapist, NOON, **asked).rows
        took.append(time.perf_counter() - before)
    # The issue asks for 100 ms; machines that test much else at the same time are given three times as long.
    assert sorted(took)[len(took) // 2] < 0.3


def made_up(number, chance):
    ago = chance.choice([None, *range(30)])
    return {
        "person_id": number,
        "level": chance.choice(["lumbar", "cervical", None]),
        "operated_on": DAY - timedelta(days=chance.randrange(400)),
        "last_day": None if ago is None else DAY - timedelta(days=ago),
        "sets_14d": chance.randrange(20),
        "breaches_14d": chance.randrange(20),
        "sets_before": chance.randrange(20),
        "breaches_before": chance.randrange(20),
        "coverage_14d": chance.choice([None, chance.random()]),
        "pain_last": chance.choice([None, chance.randrange(11)]),
        "pain_before": chance.choice([None, chance.randrange(11)]),
        "red_flag_at": chance.choice([None, None, None, NOON - timedelta(days=chance.randrange(60))]),
        "pain_stop_at": None,
        "handled_at": chance.choice([None, NOON - timedelta(days=10)]),
        "questions": chance.choice([0, 0, 0, 1]),
        "has_plan": chance.random() < 0.9,
    }
