"""The therapist's settings come back as they were kept, and nothing is guessed in their place."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from coach.care import ClinicSettings, Contact, Contacts, PainRule
from coach.errors import RecordError
from coach.records.desk import PROGRAM, Desk
from coach.records.settings import read_settings, save_settings
from coach.records.store import Store

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWN = ClinicSettings(
    PainRule(4, 1),
    Contacts(Contact("Ada Lind – «Praxis»", "030 1234"), Contact("", "+49 30 5"), Contact("", "144")),
    90,
)


def test_a_new_store_has_the_defaults(store):
    assert read_settings(store) == ClinicSettings()


def test_settings_come_back_as_they_were_kept(store, tmp_path):
    save_settings(Desk(store, PROGRAM), OWN, NOON)
    assert read_settings(store) == OWN
    with Store(folder=tmp_path) as again:
        assert read_settings(again) == OWN
    save_settings(Desk(store, PROGRAM), ClinicSettings(), NOON)
    assert read_settings(store) == ClinicSettings()


def test_the_moment_moves_only_with_its_own_row(store, tmp_path):
    save_settings(Desk(store, PROGRAM), OWN, NOON)
    save_settings(Desk(store, PROGRAM), ClinicSettings(OWN.pain, OWN.contacts, 30), NOON + timedelta(days=1))
    with sqlite3.connect(tmp_path / "coach.db") as database:
        rows = database.execute("SELECT key, changed_at FROM settings ORDER BY key").fetchall()
    assert [(key, moment[8:10]) for key, moment in rows] == [("contacts", "24"), ("pain", "24"), ("rest_s", "25")]


def change(tmp_path, key, value):
    with sqlite3.connect(tmp_path / "coach.db") as database:
        database.execute("UPDATE settings SET value = ? WHERE key = ?", [json.dumps(value), key])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pain", {"end_at": 9, "end_rise": 2}),
        ("pain", {"end_at": "much"}),
        ("pain", None),
        ("rest_s", 5),
        ("contacts", {"emergency": {"name": "", "phone": ""}}),
        ("contacts", []),
    ],
)
def test_a_setting_outside_the_bounds_is_not_taken_and_not_guessed(store, tmp_path, key, value):
    save_settings(Desk(store, PROGRAM), OWN, NOON)
    change(tmp_path, key, value)
    with pytest.raises(RecordError, match="cannot be read"):
        read_settings(store)
    save_settings(Desk(store, PROGRAM), OWN, NOON)
    assert read_settings(store) == OWN, "keeping them anew mends it"


def test_fields_that_are_missing_have_their_defaults_and_unknown_ones_are_left(store, tmp_path):
    save_settings(Desk(store, PROGRAM), OWN, NOON)
    change(tmp_path, "pain", {"end_at": 3})
    with sqlite3.connect(tmp_path / "coach.db") as database:
        database.execute("INSERT INTO settings VALUES ('voice', '\"low\"', '2026-11-24 12:00:00')")
    assert read_settings(store) == ClinicSettings(PainRule(3, 2), OWN.contacts, 90)
    save_settings(Desk(store, PROGRAM), OWN, NOON)
    with sqlite3.connect(tmp_path / "coach.db") as database:
        assert database.execute("SELECT count(*) FROM settings").fetchone() == (4,)
