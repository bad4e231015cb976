"""What is worth knowing, each text with its source; when to call stands open beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from patient_app import PatientApp, patient_pages
from patient_record import Record

from coach.care import RED_FLAGS, ClinicSettings, Contact, Contacts, Order, Profile
from coach.care.teaching import LESSONS
from coach.records.settings import save_settings
from coach.records.store import Store

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store, NOON)


@pytest.fixture
def learn(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., PatientApp]]:
    with patient_pages(record, monkeypatch) as opened:
        yield lambda **query: opened("learn_page", **query)


def titles(page: PatientApp) -> list[str]:
    return [one.label for one in page.app.expander]


def opened(page: PatientApp) -> list[str]:
    return [one.label for one in page.app.expander if one.proto.expanded]


def test_every_text_has_source_and_day(learn: Callable[..., PatientApp]) -> None:
    page = learn()
    for lesson in LESSONS:
        assert str(lesson.title) in titles(page)
        assert lesson.source.rstrip(".") in page.text
    assert page.text.count("Read on 25 November 2026.") == len(LESSONS) + 2


def test_steps_are_numbered_and_points_are_not(learn: Callable[..., PatientApp]) -> None:
    markup = learn().markup
    assert markup.count('<ol class="lesson">') == sum(lesson.steps for lesson in LESSONS)
    assert markup.index("<ol") < markup.index("Lie on your back and bend your knees")


def test_signs_stand_by_haste_with_the_numbers_of_this_clinic(record: Record, learn: Callable[..., PatientApp]) -> None:
    contacts = Contacts(Contact("Dr. Lind", "030 77"), Contact("Ward <7>", "030 88"))
    save_settings(record.therapist, ClinicSettings(contacts=contacts), record.now)
    text = learn().text
    at_once, today = text.index("Call at once"), text.index("Call on the same day")
    for flag in RED_FLAGS:
        place = text.index(str(flag.words))
        assert (at_once < place < today) == (flag.urgency == "now")
    assert at_once < text.index("112") < today
    assert "Ward <7>" in text[today:]
    assert "030 88" in text[today:]


def test_whoever_asks_whom_to_call_has_it_first(learn: Callable[..., PatientApp]) -> None:
    markup = learn(open="call").markup
    assert markup.count("Call at once") == 1
    assert markup.index("Call at once") < markup.index("grow together into one steady piece")


def test_where_nobody_is_known_it_says_how_to_write_them_down(learn: Callable[..., PatientApp]) -> None:
    assert "Write down your surgeon's and your therapist's number" in learn().text


def test_precautions_are_those_of_her_level_with_who_set_them(record: Record, learn: Callable[..., PatientApp]) -> None:
    assert "My precautions" not in titles(learn())
    record.operated(9, Order("never", "bird_dog", None, "Dr. Berg", NOON.date()), level="cervical")
    page = learn(open="precautions")
    assert opened(page) == ["My precautions"]
    assert "Bird dog: not, says your surgeon" in page.text
    assert "Arms above the head: until your surgeon says yes" in page.text
    assert "clinical.md" not in page.text
    assert "Bending forwards: until week 12 the usual time: a cautious proposal, no source is known" in page.text


def test_late_on_nothing_waits_any_more(record: Record, learn: Callable[..., PatientApp]) -> None:
    record.operated(60)
    assert "Nothing has to wait any more." in learn().text


@pytest.mark.parametrize(
    ("level", "there", "not_there"), [("cervical", "Collar", "Brace"), ("thoracic", "Brace", "Collar")]
)
def test_the_spread_is_that_of_her_level_and_asks_to_ask(
    record: Record, learn: Callable[..., PatientApp], level: str, there: str, not_there: str
) -> None:
    record.operated(3, level=level)
    page = learn(open="ask")
    assert opened(page) == ["Driving, sitting, lifting: ask"]
    assert "Ask your surgeon what holds for you." in page.text
    assert f'<th scope="row">{there}</th>' in page.markup
    assert f'<th scope="row">{not_there}</th>' not in page.markup
    assert ("For the upper back hardly anything is published." in page.text) == (level == "thoracic")


def test_before_the_operation_that_comes_first(record: Record, learn: Callable[..., PatientApp]) -> None:
    record.told(Profile("lumbar", operated_on=record.today + timedelta(days=9)), "patient")
    page = learn()
    assert opened(page) == ["Before the operation"]
    assert "9 days until your operation" in page.text
    record.operated(9)
    assert opened(learn()) == ["What a fusion is"]
