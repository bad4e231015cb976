"""The administrator's pages: people found, added, renamed, given roles, put away, let in anew; and the audit."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from entry import at, person_of, signed_in
from streamlit.testing.v1 import AppTest

from coach.errors import RecordError
from coach.records.audit import audit_rows
from coach.records.backup import check_backup
from coach.records.backup_file import BACKUPS
from coach.records.credentials import face, let_in, set_secret
from coach.records.desk import PROGRAM, SUBJECTS, Desk, Viewer, utc_now
from coach.records.people import people, person
from coach.ui import backup_page
from coach.ui.audit_page import SUBJECT_WORDS
from coach.ui.visits import VISITS

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"
PIN, PHRASE = "2580", "walk to the lake"


@pytest.fixture
def app(store):
    """The program with Olga, an administrator, signed in; Ada is a patient with a PIN."""
    st.cache_resource.clear()
    set_secret(Desk(store, PROGRAM), person_of(store, "Ada"), PIN)
    opened = AppTest.from_file(str(ENTRY), default_timeout=60)
    signed_in(opened, store, "Olga", "administrator")
    yield opened
    st.cache_resource.clear()


def drawn(app):
    assert not app.exception, app.exception
    return app


def said(app):
    elements = (*app.title, *app.header, *app.markdown, *app.caption, *app.warning, *app.success)
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def press(app, label):
    next(button for button in app.button if button.label.replace("\\", "") == label).click()
    return drawn(app.run())


def listed(app):
    return [button.label.replace("\\", "") for button in app.button if str(button.key).startswith("person_")]


def opened(app, number):
    app.button(key=f"person_{number}").click()
    return drawn(app.run())


def test_people_are_listed_with_what_they_are_and_found_by_name_and_role(app, store):
    person_of(store, "Bea")
    drawn(at(app, "people"))
    assert listed(app) == [
        "**Ada** · Patient · with PIN or passphrase",
        "**Bea** · Patient · without PIN",
        "**Olga** · Administrator · without PIN",
    ]
    app.text_input(key="people_search").set_value("be")
    assert len(listed(drawn(app.run()))) == 1
    app.text_input(key="people_search").set_value("")
    app.selectbox(key="people_role").set_value("administrator")
    assert len(listed(drawn(app.run()))) == 1


def test_a_long_list_is_paged_and_a_search_begins_at_its_start(app, store):
    for number in range(45):
        person_of(store, f"Person {number:02}")
    drawn(at(app, "people"))
    assert len(listed(app)) == 20
    press(app, "More")
    assert len(listed(app)) == 20
    press(app, "More")
    assert len(listed(app)) == 7
    assert "More" not in [button.label for button in app.button]
    app.text_input(key="people_search").set_value("Person 0")
    assert len(listed(drawn(app.run()))) == 10
    assert "Before" not in [button.label for button in app.button]


def test_somebody_is_added_with_role_and_passphrase(app, store):
    drawn(at(app, "people"))
    app.text_input(key="add_name").set_value("Grete")
    app.selectbox(key="add_role").set_value("therapist")
    press(app, "Add")
    assert "8 to 200" in said(app)
    assert "Grete" not in store.people()
    app.text_input(key="add_secret").set_value(PHRASE)
    press(app, "Add")
    grete = next(one for one in people(Desk(store, PROGRAM)) if one.name == "Grete")
    assert let_in(store, grete.id, PHRASE, utc_now()) == Viewer(grete.id, "therapist")
    app.text_input(key="add_name").set_value("Cora")
    app.selectbox(key="add_role").set_value("patient")
    app.text_input(key="add_secret").set_value("")
    press(app, "Add")
    assert "Cora" in store.people()


def test_a_name_and_a_role_are_changed_and_she_signs_in_anew(app, store):
    ada = person_of(store, "Ada")
    token = VISITS.begin(Viewer(ada, "patient"))
    opened(drawn(at(app, "people")), ada)
    app.text_input(key=f"name_{ada}").set_value("Ada Lind")
    app.selectbox(key=f"role_{ada}").set_value("therapist")
    press(app, "Keep")
    kept = person(Desk(store, PROGRAM), ada)
    assert (kept.name, kept.role) == ("Ada Lind", "therapist")
    assert VISITS.find(token) is None


def test_the_last_administrator_stays_one(app, store):
    olga = person_of(store, "Olga", "administrator")
    opened(drawn(at(app, "people")), olga)
    app.selectbox(key=f"role_{olga}").set_value("patient")
    press(app, "Keep")
    assert "last administrator" in said(app)
    assert person(Desk(store, PROGRAM), olga).role == "administrator"


def test_a_lost_pin_is_set_anew_or_taken_away_and_ends_her_visits(app, store):
    ada = person_of(store, "Ada")
    token = VISITS.begin(Viewer(ada, "patient"))
    opened(drawn(at(app, "people")), ada)
    app.text_input(key=f"new_secret_{ada}").set_value("0000")
    press(app, "Set it anew")
    assert "easy to guess" in said(app)
    app.text_input(key=f"new_secret_{ada}").set_value("8642")
    press(app, "Set it anew")
    assert let_in(store, ada, "8642", utc_now()).person_id == ada
    assert VISITS.find(token) is None
    press(app, "None")
    assert not face(store, ada).has_secret


def test_somebody_is_put_away_and_fetched_back(app, store):
    ada = person_of(store, "Ada")
    opened(drawn(at(app, "people")), ada)
    press(app, "Archive")
    assert face(store, ada) is None
    press(app, "Fetch back")
    assert face(store, ada) is not None


def test_a_therapist_adds_patients_and_touches_neither_secrets_nor_staff(store):
    st.cache_resource.clear()
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    signed_in(app, store, "Grete", "therapist")
    set_secret(Desk(store, PROGRAM), person_of(store, "Olga", "administrator"), PHRASE)
    ada = person_of(store, "Ada")
    opened(drawn(at(app, "people")), ada)
    assert "Set it anew" not in [button.label for button in app.button]
    app.text_input(key="add_name").set_value("Petra")
    app.selectbox(key="add_role").set_value("therapist")
    app.text_input(key="add_secret").set_value(PHRASE)
    press(app, "Add")
    assert "Only an administrator adds" in said(app)
    assert "Petra" not in store.people()


def test_the_audit_tells_who_looked_at_whom_and_is_narrowed_to_one(app, store):
    ada, bea = person_of(store, "Ada"), person_of(store, "Bea")
    grete = Desk(store, Viewer(person_of(store, "Grete", "therapist"), "therapist"))
    for number in (ada, bea):
        with grete.reading(number, "plan"):
            pass
    with Desk(store, Viewer(None, "program", "command line")).writing(ada, "account"):
        pass
    table = drawn(at(app, "audit")).table[0].value.map(lambda one: str(one).replace("\\", ""))
    rows = table.drop(columns="When").values.tolist()
    assert ["Grete", "Therapist", "read", "plan", "Bea"] in rows
    assert ["command line", "–", "wrote", "whole record", "Ada"] in rows
    app.text_input(key="audit_search").set_value("Bea")
    drawn(app.run())
    assert set(app.table[0].value["Of whom"]) == {"Bea"}


def test_every_subject_has_words_in_the_audit():
    assert set(SUBJECT_WORDS) == set(SUBJECTS)


def test_a_backup_is_one_file_beside_the_store_and_the_audit_has_it(app, store):
    drawn(at(app, "backup"))
    assert "No backup yet." in said(app)
    press(app, "Back up now")
    assert "is written, with 0 recordings." in said(app)
    assert app.info[0].value.startswith("It is not encrypted")
    files = list((store.folder / BACKUPS).iterdir())
    assert len(files) == 1
    assert check_backup(files[0]).whole
    assert len(app.table[0].value) == 1
    rows = audit_rows(Desk(store, PROGRAM))
    assert [(row.viewer, row.act) for row in rows if row.subject == "backup"] == [("Olga", "write")]


def test_a_disk_that_refuses_the_backup_is_told(app, store, monkeypatch):
    def full(*_, **__):
        raise RecordError("The disk is full.")

    monkeypatch.setattr(backup_page, "back_up", full)
    drawn(at(app, "backup"))
    press(app, "Back up now")
    assert app.warning[0].value.replace("\\", "") == "The disk is full."
