"""The first page in every state of a day: new, without a plan, before surgery, due, done, stopped by a sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from patient_app import ALARMING, PatientApp, patient_pages
from patient_record import Record

from coach.care import ClinicSettings, Contact, Contacts, Order, PlanItem, Profile, Targets
from coach.records.settings import save_settings
from coach.records.store import Store
from coach.ui import words

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store, NOON)


@pytest.fixture
def today(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], PatientApp]]:
    with patient_pages(record, monkeypatch) as opened:
        yield lambda: opened("today_page")


def starts(page: PatientApp) -> list[str]:
    return [label for label in page.labels if label.startswith("Start")]


def test_who_is_new_is_led_to_her_operation_and_nothing_can_begin(today: Callable[[], PatientApp]) -> None:
    page = today()
    assert "Hello, Ada." in page.text
    assert page.labels == ["About your operation"]
    assert page.press("About your operation").led == [("setup", {})]


def test_the_next_due_exercise_has_the_one_large_button(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.planned()
    page = today()
    assert "Week 9 after your operation · Build a steady trunk" in page.text
    assert "3 exercises today, about 8 minutes." in page.text
    assert starts(page) == ["Start: Sit to stand", "Start this one", "Start this one"]
    assert [one.proto.type for one in page.app.button if one.label.startswith("Start:")] == ["primary"]
    assert page.press("Start: Sit to stand").led == [("live", {"exercise": "sit_to_stand"})]


def test_what_is_done_is_ticked_in_words_and_the_next_one_moves_up(
    record: Record, today: Callable[[], PatientApp]
) -> None:
    record.operated(9)
    record.planned()
    record.did("sit_to_stand", 0)
    assert "1 of 2 sets done today" in today().text
    record.did("sit_to_stand", 0, hour=11)
    page = today()
    assert starts(page) == ["Start: Heel raise", "Start this one"]
    assert "✓ done" in page.text


def test_when_all_is_done_there_is_nothing_left_to_press(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 1, 8))
    record.did("sit_to_stand", 0)
    page = today()
    assert "All exercises of today are done." in page.text
    assert starts(page) == []


def test_a_free_day_says_so(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.planned(PlanItem("sit_to_stand", 1, 8, days_per_week=1))
    record.did("sit_to_stand", 1)
    page = today()
    assert "No exercise is due today. A walk is plenty." in page.text
    assert "free today" in page.text
    assert starts(page) == []


def test_without_a_plan_she_may_begin_what_suits_her_and_reads_what_waits(
    record: Record, today: Callable[[], PatientApp]
) -> None:
    record.operated(3, told_by="patient")
    page = today()
    assert "Your therapist has not written a plan yet." in page.text
    assert len(starts(page)) == 2
    assert "4 exercises wait" in page.text
    assert "Bird dog: from week 12" in page.text
    assert "the usual time; your surgeon may say otherwise (D'Urso" in page.text
    assert "From what you told. Your therapist confirms it." in page.text


def test_a_line_of_the_plan_that_waits_has_its_reason_and_no_button(
    record: Record, today: Callable[[], PatientApp]
) -> None:
    record.operated(9)
    record.planned()
    record.operated(9, Order("never", "sit_to_stand", None, "Dr. Berg", NOON.date()))
    page = today()
    assert starts(page) == ["Start: Heel raise", "Start this one"]
    assert "Your surgeon does not want this." in page.text
    assert "surgeon Dr. Berg" in page.text


def test_an_override_is_shown_with_name_reason_and_end(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.override("bird_dog", "Steady for three weeks.", 20)
    record.planned(PlanItem("bird_dog", 2, 6))
    page = today()
    assert "Dr. Lind lets you begin early, until 15 December 2026: Steady for three weeks." in page.text
    assert starts(page) == ["Start: Bird dog"]


def test_before_the_operation_she_is_told_so(record: Record, today: Callable[[], PatientApp]) -> None:
    record.told(Profile("lumbar", operated_on=record.today + timedelta(days=24)), "patient")
    page = today()
    assert "24 days until your operation · Before the operation" in page.text
    assert len(starts(page)) == 6
    assert page.press("What helps before the operation").led == [("learn", {"open": "prehabilitation"})]


def test_without_the_day_of_the_operation_nothing_begins_and_it_says_why(
    record: Record, today: Callable[[], PatientApp]
) -> None:
    record.told(Profile("lumbar"), "patient")
    page = today()
    assert starts(page) == []
    assert "First tell the day of the operation." in page.text


def test_a_sign_today_is_a_day_of_rest_with_whom_to_call(record: Record, today: Callable[[], PatientApp]) -> None:
    save_settings(
        record.therapist, ClinicSettings(contacts=Contacts(surgeon=Contact("Ward <3>", "030 123"))), record.now
    )
    record.operated(9)
    record.planned()
    record.answered(0, 2, flags=("calf",))
    page = today()
    assert "Today is a day to rest." in page.text
    assert "Rest today." in page.text
    assert "Ward <3>" in page.text
    assert "030 123" in page.text
    assert starts(page) == []
    assert page.text.count("can wait") == 3 + 1
    assert "to do" not in page.text


def test_an_exercise_that_ended_for_pain_rests_and_the_next_one_is_offered(
    record: Record, today: Callable[[], PatientApp]
) -> None:
    record.operated(9)
    record.planned()
    record.answered(0, 2)
    record.did("sit_to_stand", 0)
    record.answered(0, 4, kind="after_set", hour=11)
    page = today()
    assert "rests for today" in page.text
    assert "2 exercises today" in page.text
    assert starts(page) == ["Start: Heel raise", "Start this one"]


def test_high_pain_yesterday_stops_nothing_today(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.planned()
    record.answered(1, 9, flags=("calf",))
    assert starts(today())


def test_a_comment_stands_until_she_has_read_it(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.comment("Looks *steady* <b>now</b>.\nStay with two sets.")
    page = today()
    assert "Looks *steady* <b>now</b>. Stay with two sets." in page.text
    assert "<b>now" not in page.markup
    assert "Looks" not in page.press("I have read it").text


def test_her_goal_is_hers_and_can_be_written_anew(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9)
    page = today()
    page.app.text_area(key="goal_words").input("Carry <script>my</script> grandchild")
    page.press("Keep my goal")
    assert "Carry <script>my</script> grandchild" in page.text
    assert "<script" not in page.markup
    page.press("Change my goal").press("Leave it as it is")
    page.press("Change my goal").app.text_area(key="goal_words").input("Walk to the lake")
    assert "Walk to the lake" in page.press("Keep my goal").text


def test_the_days_targets_have_who_set_them_and_without_one_there_is_no_number(
    record: Record, today: Callable[[], PatientApp]
) -> None:
    record.operated(9)
    record.planned()
    assert "Walked" not in today().text
    record.planned(targets=Targets(walking_min=15, set_by="Dr. Lind"))
    record.wrote(0, {"walking_min": 12, "pain_back": 3, "pain_leg": 1})
    page = today()
    assert "Walked 12 of 15 minutes (set by Dr. Lind)" in page.text
    assert "Pain: back or neck 3, leg 1" in page.text
    assert page.press("Write more about today").led == [("diary", {})]
    assert page.press("Something is new: when to call").led[-1] == ("learn", {"open": "call"})


def test_precautions_have_who_set_them_and_lead_to_the_rest(record: Record, today: Callable[[], PatientApp]) -> None:
    record.operated(9, Order("not_before_week", "lifting", 12, "Dr. Berg", NOON.date(), "2 kg at most."))
    page = today()
    assert "Lifting and carrying: until week 12" in page.text
    assert "2 kg at most." in page.text
    assert "surgeon Dr. Berg" in page.text
    assert page.press("3 more to keep in mind").led == [("learn", {"open": "precautions"})]


def test_a_name_is_shown_as_it_is_and_the_disclaimer_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(store, NOON, "Ada <img src=x> *b*")
    record.operated(9)
    with patient_pages(record, monkeypatch) as opened:
        page = opened("today_page")
    assert "Hello, Ada <img src=x> *b*." in page.text
    assert "<img src=x" not in page.markup
    assert page.text.count(words.DISCLAIMER) == 1


def test_nothing_on_it_frightens(record: Record, today: Callable[[], PatientApp]) -> None:
    record.weeks_of_training()
    assert not ALARMING.search(today().text)
