"""About the operation: asked simply, shown what follows before it is kept, closed once a therapist has confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from patient_app import ALARMING, PatientApp, patient_pages
from patient_record import Record

from coach.care import Order, Profile
from coach.records.profiles import profile_of
from coach.records.store import Store

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store, NOON)


@pytest.fixture
def setup(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], PatientApp]]:
    with patient_pages(record, monkeypatch) as opened:
        yield lambda: opened("setup_page")


def chosen(page: PatientApp, level: str = "lumbar", when: str | None = None, day: date | None = None) -> PatientApp:
    page.app.radio(key="level").set_value(level)
    if when:
        page.app.radio(key="when").set_value(when)
        page.run()
    if day:
        page.app.date_input(key=f"day_{when}").set_value(day)
    return page.run()


def kept(record: Record) -> Profile | None:
    found = profile_of(record.own, record.number)
    return found.profile if found else None


def may_keep(page: PatientApp) -> bool:
    return not page.app.button(key="go_keep").disabled


def test_nothing_can_be_kept_before_level_and_day_are_told(setup: Callable[[], PatientApp]) -> None:
    page = setup()
    assert not may_keep(page)
    assert "Answer the questions" in page.text
    assert not may_keep(chosen(page))
    assert not may_keep(chosen(page, when="past"))
    assert may_keep(chosen(page, when="past", day=DAY - timedelta(weeks=7)))


def test_what_follows_is_shown_before_it_is_kept(record: Record, setup: Callable[[], PatientApp]) -> None:
    page = chosen(setup(), when="past", day=DAY - timedelta(weeks=7))
    assert "Week 7 after your operation" in page.text
    assert "Build a steady trunk" in page.text
    assert "Bird dog ○ from week 12" in page.text
    assert "Mini squat ● now" in page.text
    assert "Bending forwards: until week 12" in page.text
    assert "the usual time: OrthoIndy, Poulter: 12 weeks" in page.text
    assert kept(record) is None


def test_what_is_kept_is_hers_until_a_therapist_confirms_it(record: Record, setup: Callable[[], PatientApp]) -> None:
    page = chosen(setup(), "cervical", "past", DAY - timedelta(weeks=7))
    page.app.radio(key="operation").set_value("anterior")
    page.app.number_input(key="segments").set_value(2)
    page.run().press("Keep this")
    assert kept(record) == Profile("cervical", "anterior", 2, DAY - timedelta(weeks=7))
    found = profile_of(record.own, record.number)
    assert found is not None
    assert found.told_by == "patient"
    assert "Kept. Your therapist looks at it when you meet." in page.text
    assert page.press("To today's exercises").led == [("today", {})]


def test_a_day_that_nobody_knows_is_said_with_what_happens_then(
    record: Record, setup: Callable[[], PatientApp]
) -> None:
    page = chosen(setup(), when="unknown")
    assert "Without the day no exercise begins before the camera." in page.text
    assert "First tell the day of the operation." in page.text
    page.press("Keep this")
    assert kept(record) == Profile("lumbar")


def test_before_the_operation_with_and_without_a_day(record: Record, setup: Callable[[], PatientApp]) -> None:
    page = chosen(setup(), when="planned")
    assert "Your operation is planned." in page.text
    assert "Before the operation" in page.text
    page.press("Keep this")
    assert kept(record) == Profile("lumbar", planned=True)
    page = chosen(setup(), when="future", day=DAY + timedelta(days=1))
    assert "1 day until your operation" in page.text
    page.press("Keep this")
    assert kept(record) == Profile("lumbar", operated_on=DAY + timedelta(days=1))


def test_the_surgeons_words_tighten_and_have_a_name(record: Record, setup: Callable[[], PatientApp]) -> None:
    page = chosen(setup(), when="past", day=DAY - timedelta(weeks=7))
    page.app.multiselect(key="subjects").set_value(["lifting", "squat"])
    assert not may_keep(page.run())
    assert "Write a name here" in page.text
    page.app.text_input(key="surgeon").input("Dr. <i>Berg</i>")
    page.app.number_input(key="week_lifting").set_value(16)
    page.app.text_input(key="words_lifting").input("2 kg at most")
    page.app.radio(key="until_squat").set_value("never")
    page.run()
    assert "Lifting and carrying: until week 16" in page.text
    assert "surgeon Dr. <i>Berg</i>" in page.text
    assert "<i>" not in page.markup
    assert "Mini squat ○ Your surgeon does not want this." in page.text
    page.press("Keep this")
    assert kept(record) == Profile(
        "lumbar",
        operated_on=DAY - timedelta(weeks=7),
        orders=(
            Order("not_before_week", "lifting", 16, "Dr. <i>Berg</i>", DAY, "2 kg at most"),
            Order("never", "squat", None, "Dr. <i>Berg</i>", DAY),
        ),
    )


def test_an_order_that_stays_as_it_was_keeps_its_day(record: Record, setup: Callable[[], PatientApp]) -> None:
    earlier = Order("not_before_week", "lifting", 16, "Dr. Berg", DAY - timedelta(days=30), "2 kg at most")
    never = Order("never", "squat", None, "Dr. Berg", DAY - timedelta(days=30))
    record.told(Profile("lumbar", operated_on=DAY - timedelta(weeks=7), orders=(earlier, never)), "patient")
    page = setup()
    page.press("Keep this")
    profile = kept(record)
    assert profile is not None
    assert profile.orders == (earlier, never)
    page.app.number_input(key="week_lifting").set_value(20)
    page.run().press("Keep this")
    profile = kept(record)
    assert profile is not None
    assert [(one.week, one.on) for one in profile.orders] == [(20, DAY), (None, never.on)]


def test_what_was_told_before_stands_in_the_answers(record: Record, setup: Callable[[], PatientApp]) -> None:
    for profile, when in (
        (Profile("thoracic", operated_on=DAY + timedelta(weeks=2)), "future"),
        (Profile("thoracic", planned=True), "planned"),
        (Profile("thoracic"), "unknown"),
        (Profile("thoracic", "both", 3, DAY - timedelta(weeks=2)), "past"),
    ):
        record.told(profile, "patient")
        page = setup()
        assert page.app.radio(key="level").value == "thoracic"
        assert page.app.radio(key="operation").value == profile.operation
        assert page.app.radio(key="when").value == when
        page.press("Keep this")
        assert kept(record) == profile


def test_what_would_open_more_is_refused_in_words(record: Record, setup: Callable[[], PatientApp]) -> None:
    before = record.operated(1, told_by="patient")
    page = chosen(setup(), when="planned").press("Keep this")
    assert "Ask your therapist to change it." in page.text
    assert kept(record) == before


def test_once_confirmed_it_is_read_and_not_asked(record: Record, setup: Callable[[], PatientApp]) -> None:
    record.operated(9)
    page = setup()
    assert "Your therapist confirmed this." in page.text
    assert "Lower back" in page.text
    assert "From the back" in page.text
    assert not page.app.radio
    assert "Keep this" not in page.labels


def test_nothing_on_it_frightens(record: Record, setup: Callable[[], PatientApp]) -> None:
    record.operated(0, told_by="patient")
    page = setup()
    assert not ALARMING.search(page.text)
    assert "The week of your operation" in page.text
