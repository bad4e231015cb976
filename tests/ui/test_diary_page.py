"""The diary: three touches for pain and walking, days before, words that are added and never taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from patient_app import ALARMING, PatientApp, patient_pages
from patient_record import Record

from coach.care import ClinicSettings, Contact, Contacts, Targets
from coach.records.comments import comments_of, say_to
from coach.records.diary import DiaryDay, diary_of
from coach.records.settings import save_settings
from coach.records.store import Store

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = "2026-11-25"


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store, NOON)


@pytest.fixture
def diary(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., PatientApp]]:
    with patient_pages(record, monkeypatch) as opened:
        yield lambda **query: opened("diary_page", **query)


def of(record: Record, ago: int = 0) -> DiaryDay:
    day = record.day(ago)
    found = diary_of(record.own, record.number, day, day)
    return found[0] if found else DiaryDay(day)


def pick(page: PatientApp, kind: str, value: int, key: str = KEY) -> None:
    page.app.button_group(key=f"{kind}_{key}").set_value(value)


def test_pain_and_walking_are_three_touches(record: Record, diary: Callable[..., PatientApp]) -> None:
    page = diary()
    pick(page, "pain_back", 3)
    pick(page, "walking", 15)
    page.press("Keep this day")
    assert of(record).numbers == {"pain_back": 3, "walking_min": 15}
    assert "Kept." in page.text
    assert page.app.button_group(key=f"pain_back_{KEY}").value == 3


def test_zero_is_an_answer_and_silence_is_none(record: Record, diary: Callable[..., PatientApp]) -> None:
    page = diary()
    pick(page, "pain_back", 0)
    page.press("Keep this day")
    assert of(record).numbers == {"pain_back": 0}


def test_a_number_of_minutes_can_be_typed_and_written_anew(record: Record, diary: Callable[..., PatientApp]) -> None:
    page = diary()
    page.app.number_input(key=f"minutes_{KEY}").set_value(37)
    page.press("Keep this day")
    assert of(record).numbers == {"walking_min": 37}
    page = diary()
    assert page.app.button_group(key=f"walking_{KEY}").value == 37
    pick(page, "walking", 45)
    page.press("Keep all of it")
    assert of(record).numbers == {"walking_min": 45}


def test_all_else_of_a_day_is_kept_in_words_and_numbers(record: Record, diary: Callable[..., PatientApp]) -> None:
    page = diary()
    page.app.number_input(key=f"sleep_{KEY}").set_value(6.5)
    pick(page, "protein_meals", 2)
    pick(page, "fluid_glasses", 7)
    pick(page, "pain_arm", 1)
    for kind, words in (("medication", "One tablet"), ("injection", "Hip, Dr. B"), ("treatment", "Acupuncture")):
        page.app.text_input(key=f"{kind}_{KEY}").input(words)
    page.press("Keep all of it")
    assert of(record).numbers == {"sleep_h": 6.5, "protein_meals": 2, "fluid_glasses": 7, "pain_arm": 1}
    assert of(record).words == {
        "medication": ("One tablet",),
        "injection": ("Hip, Dr. B",),
        "treatment": ("Acupuncture",),
    }
    assert page.app.text_input(key=f"medication_{KEY}").value == ""
    assert "Kept: One tablet" in page.text


def test_words_are_added_and_shown_as_they_are(record: Record, diary: Callable[..., PatientApp]) -> None:
    record.wrote(0, {"note": "First <b>line</b>"})
    page = diary()
    page.app.text_input(key=f"note_{KEY}").input("Second [line](x)")
    page.press("Keep all of it")
    assert of(record).words["note"] == ("First <b>line</b>", "Second [line](x)")
    assert "Kept: First <b>line</b>; Second [line](x)" in page.text
    assert "<b>line" not in page.markup


def test_a_question_goes_to_the_therapist(record: Record, diary: Callable[..., PatientApp]) -> None:
    page = diary()
    page.app.text_area(key=f"question_{KEY}").input("May I drive?")
    page.press("Keep all of it")
    (found,) = comments_of(record.therapist, record.number, ("question",))
    assert found.words == "May I drive?"
    assert page.app.text_area(key=f"question_{KEY}").value == ""


def test_nothing_written_keeps_nothing_and_says_nothing(record: Record, diary: Callable[..., PatientApp]) -> None:
    page = diary().press("Keep this day")
    assert of(record) == DiaryDay(record.today)
    assert "Kept." not in page.text


def test_what_stood_there_is_not_written_again(record: Record, diary: Callable[..., PatientApp]) -> None:
    record.wrote(0, {"pain_back": 3})
    page = diary().press("Keep this day")
    assert "Kept." not in page.text


def test_targets_have_who_set_them_and_without_one_there_is_no_number(
    record: Record, diary: Callable[..., PatientApp]
) -> None:
    labels = [one.label for one in diary().app.button_group]
    assert "Minutes of walking" in labels
    assert "Glasses drunk" in labels
    record.operated(9)
    record.planned(targets=Targets(15, 3, None, "Dr. *Lind*"))
    labels = [one.label for one in diary().app.button_group]
    assert "Minutes of walking; the plan has 15 (set by Dr\\. \\*Lind\\*)" in labels
    assert "Meals with protein; the plan has 3 (set by Dr\\. \\*Lind\\*)" in labels
    assert "Glasses drunk" in labels


def test_an_earlier_day_opens_and_can_be_added_to(record: Record, diary: Callable[..., PatientApp]) -> None:
    record.wrote(5, {"pain_back": 4, "walking_min": 20, "note": "Rain"})
    page = diary()
    assert any("Friday, 20 November" in one and "Pain: back or neck 4" in one for one in page.labels)
    page.press_key("open_2026-11-20")
    assert page.app.query_params["day"] in ("2026-11-20", ["2026-11-20"])
    pick(page, "walking", 30, "2026-11-20")
    page.press("Keep this day")
    assert of(record, 5).numbers == {"pain_back": 4, "walking_min": 30}


def test_the_last_days_can_be_written_even_if_nothing_stands_there(diary: Callable[..., PatientApp]) -> None:
    labels = diary().labels
    assert any("Tuesday, 24 November" in one and "nothing written" in one for one in labels)
    assert sum("November" in one for one in labels) == 2


def test_a_long_list_shows_ten_and_more_when_asked(record: Record, diary: Callable[..., PatientApp]) -> None:
    for ago in range(1, 15):
        record.wrote(ago, {"pain_back": 2})
    page = diary()
    assert sum("November" in one for one in page.labels) == 10
    assert sum("November" in one for one in page.press("4 more days").labels) == 14


@pytest.mark.parametrize("asked", ["2026-11-26", "2020-01-01", "x", "2026-13-01"])
def test_a_day_out_of_reach_is_today(diary: Callable[..., PatientApp], asked: str) -> None:
    assert "Wednesday, 25 November" in diary(day=asked).markup


def test_high_pain_today_says_whom_to_call_and_of_another_day_it_does_not(
    record: Record, diary: Callable[..., PatientApp]
) -> None:
    contacts = Contacts(therapist=Contact("Dr. Lind", "030 77"))
    save_settings(record.therapist, ClinicSettings(contacts=contacts), record.now)
    page = diary()
    pick(page, "pain_leg", 6)
    page.press("Keep this day")
    assert "If it stays, call your therapist or surgeon." in page.text
    assert "030 77" in page.text
    page = diary(day="2026-11-20")
    pick(page, "pain_leg", 9, "2026-11-20")
    assert "030 77" not in page.press("Keep this day").text


def test_after_a_neck_operation_the_arm_comes_first(record: Record, diary: Callable[..., PatientApp]) -> None:
    record.operated(9, level="cervical")
    labels = [one.label for one in diary().app.button_group]
    assert labels[1].startswith("Pain in an arm")
    assert labels[2] == "Minutes of walking"


def test_nothing_on_it_frightens(record: Record, diary: Callable[..., PatientApp]) -> None:
    record.weeks_of_training()
    assert not ALARMING.search(diary().text)


def test_what_was_said_stays_at_hand_and_a_question_has_its_answer(
    record: Record, diary: Callable[..., PatientApp]
) -> None:
    assert "You and your therapist" not in diary().text
    number = say_to(record.own, record.number, "May I <b>swim</b>?", "question", record.moment(3))
    say_to(record.therapist, record.number, "Yes, on your back.", "comment", record.moment(1), reply_to=number)
    say_to(record.therapist, record.number, "Looks unsure on stairs.", "note", record.moment(1))
    for k in range(5):
        say_to(record.therapist, record.number, f"Word {k}.", "comment", record.moment(0))
    text = diary().text
    assert "You asked, 3 days ago" in text
    assert "to your question “May I <b>swim</b>?”" in text
    assert "Yes, on your back." in text
    assert "unsure" not in text, "a note is for therapists alone"
    assert text.index("Word 4.") < text.index("Word 0.") < text.index("Yes, on your back.") < text.index("You asked")
    assert "Earlier words" in text
