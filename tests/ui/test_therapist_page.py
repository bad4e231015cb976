"""The settings as a therapist uses them: kept and shown, refusals said, and nobody else's to change."""

import sqlite3
from datetime import UTC, datetime

import pytest
from patient_record import Record
from therapist_app import therapist_pages

from coach.care import ClinicSettings, Contact, Contacts, PainRule
from coach.records.desk import PROGRAM, AccessError, Desk
from coach.records.settings import read_settings, save_settings

NOW = datetime.now(UTC)
OWN = ClinicSettings(PainRule(4, 1), Contacts(Contact("Ada *Lind*", "030 1234"), emergency=Contact(phone="144")), 90)


@pytest.fixture
def record(store):
    return Record(store)


@pytest.fixture
def open_page(record, monkeypatch):
    with therapist_pages(record, monkeypatch) as opened:
        yield lambda role="therapist", **query: opened("therapist_page", role, **query).app


def drawn(app):
    assert not app.exception, app.exception
    return app


def said(app):
    elements = (*app.title, *app.header, *app.markdown, *app.caption, *app.warning, *app.success)
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def press_keep(app):
    return drawn(next(button for button in app.button if button.label == "Keep these settings").click().run())


def test_a_new_store_shows_the_proposals_and_what_they_are(open_page):
    text = said(open_page())
    assert "The exercise ends at pain 6, or at a rise of 2." in text
    assert "The rest lasts 60 seconds." in text
    assert "To call at once: Emergency call 112" in text
    assert "To call on the same day: your therapist or surgeon, without a number" in text
    assert "Proposal: pain 6 or a rise of 2." in text
    assert "More than 7, or a rise of more than 3, cannot be set." in text


def test_what_is_kept_is_in_force_and_there_again(open_page, store):
    app = open_page()
    app.text_input(key="therapist_name").set_value("  Ada   *Lind* ")
    app.text_input(key="therapist_phone").set_value("030 1234")
    app.text_input(key="emergency_phone").set_value("144")
    app.number_input(key="end_at").set_value(4)
    app.number_input(key="end_rise").set_value(1)
    app.number_input(key="rest_s").set_value(90)
    app = press_keep(app)
    assert "Kept." in said(app)
    assert "The exercise ends at pain 4, or at a rise of 1." in said(app)
    assert "To call at once: Emergency call 144, Your therapist: Ada *Lind* 030 1234" in said(app)
    assert read_settings(store) == OWN
    again = open_page()
    assert again.text_input(key="therapist_name").value == "Ada *Lind*"
    assert again.number_input(key="end_at").value == 4


def test_the_page_offers_nothing_past_the_ceiling(open_page):
    app = open_page()
    bounds = {one.key: (one.min, one.max) for one in app.number_input}
    assert bounds == {"end_at": (1, 7), "end_rise": (1, 3), "rest_s": (10, 600)}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("surgeon_phone", "ask the nurse", "is not a telephone number"),
        ("emergency_phone", " ", "An emergency number is needed"),
    ],
)
def test_a_refusal_is_said_and_what_was_kept_stays(open_page, store, field, typed, sentence):
    save_settings(Desk(store, PROGRAM), OWN, NOW)
    app = open_page()
    app.text_input(key=field).set_value(typed)
    app = press_keep(app)
    assert sentence in said(app)
    assert "Kept." not in said(app)
    assert read_settings(store) == OWN


def test_settings_that_cannot_be_read_are_said_and_can_be_kept_anew(open_page, store, tmp_path):
    save_settings(Desk(store, PROGRAM), OWN, NOW)
    with sqlite3.connect(tmp_path / "coach.db") as database:
        database.execute("UPDATE settings SET value = '1' WHERE key = 'rest_s'")
    app = open_page()
    assert "The settings in the store cannot be read." in said(app)
    app = press_keep(app)
    assert "The settings in the store cannot be read." not in said(app)
    assert read_settings(store) == ClinicSettings()


def test_nobody_but_a_therapist_sees_the_page_or_writes_below_it(open_page, record):
    with pytest.raises(AssertionError, match=r"AccessError|This page is for"):
        open_page("patient")
    with pytest.raises(AccessError):
        save_settings(record.own, OWN, NOW)


def test_the_page_speaks_german_too(open_page):
    assert "Notrufnummer" in [field.label for field in open_page(lang="de").text_input]
