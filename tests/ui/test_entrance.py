"""Signing in and out, page by page: who is asked for what, whose pages are whose, and what stays when somebody goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from entry import at, person_of, signed_in
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from coach.errors import RecordError
from coach.live.sessions import SESSIONS
from coach.records.credentials import face, set_secret
from coach.records.desk import PROGRAM, Desk, Viewer
from coach.records.erase import erase_person
from coach.records.people import archive_person, set_role
from coach.records.staff import first_therapist
from coach.ui import app as ui_app
from coach.ui import entrance
from coach.ui.app import PLACES
from coach.ui.signed_in import COOKIE, VISIT
from coach.ui.visits import VISITS

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PIN, PHRASE = "2580", "walk to the lake"
HOSTILE = "<img src=x onerror=alert(1)> **x** $y$ :red[z]"


@pytest.fixture
def clock(monkeypatch):
    """What visits, locks and desks of the pages go by."""
    moment = [NOW]
    monkeypatch.setattr(VISITS, "clock", lambda: moment[0])
    return moment


@pytest.fixture
def app(store, clock):
    """The program in a new tab."""
    st.cache_resource.clear()
    yield AppTest.from_file(str(ENTRY), default_timeout=60)
    st.cache_resource.clear()


def drawn(app):
    assert not app.exception, app.exception
    return app


def said(app):
    elements = (*app.title, *app.header, *app.markdown, *app.caption, *app.warning, *app.info, *app.success)
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def labels(app):
    return [button.label.replace("\\", "") for button in app.button]


def press(app, label):
    next(button for button in app.button if button.label.replace("\\", "") == label).click()
    return drawn(app.run())


def typed(app, **fields):
    for key, value in fields.items():
        app.text_input(key=key).set_value(value)
    return app


def is_asked(app):
    return [title.value for title in app.title] == ["Who is here?"]


def who(app):
    return VISITS.find(app.session_state[VISIT]) if VISIT in app.session_state else None


def test_a_single_patient_without_a_secret_is_in_with_one_press(app, store):
    ada = person_of(store, "Ada")
    press(drawn(app.run()), "Ada")
    assert who(app) == Viewer(ada, "patient")
    assert "Signed in as Ada." in said(app)


def test_a_pin_is_asked_for_and_a_wrong_one_is_told_calmly(app, store):
    ada = person_of(store, "Ada")
    set_secret(Desk(store, PROGRAM), ada, PIN)
    press(drawn(app.run()), "Ada")
    assert who(app) is None
    press(typed(app, secret="1357"), "Go on")
    assert "That does not match. Please try again." in said(app)
    for _ in range(4):
        press(typed(app, secret="1357"), "Go on")
    press(typed(app, secret=PIN), "Go on")
    assert "Please try again in 1 minute." in said(app)
    assert who(app) is None


def test_the_right_pin_lets_in_and_somebody_else_leads_back(app, store):
    ada = person_of(store, "Ada")
    set_secret(Desk(store, PROGRAM), ada, PIN)
    press(drawn(app.run()), "Ada")
    press(app, "Somebody else")
    press(app, "Ada")
    press(typed(app, secret=PIN), "Go on")
    assert who(app) == Viewer(ada, "patient")


def test_a_new_patient_gives_a_name_and_tells_about_her_operation(app, store):
    press(drawn(app.run()), "I am new here")
    press(typed(app, new_name="  Bea   Lind "), "Go on")
    assert store.people() == ["Bea Lind"]
    assert "Signed in as Bea Lind." in said(app)
    assert "About your operation" in said(app) or "operation" in said(app)


def test_a_name_that_is_taken_or_empty_is_refused_in_a_sentence(app, store):
    person_of(store, "Ada")
    press(drawn(app.run()), "I am new here")
    for name in ("Ada", ""):
        press(typed(app, new_name=name), "Go on")
        assert len(app.warning) == 1
        assert who(app) is None


def test_on_an_empty_computer_the_therapist_makes_herself_known_once(app, store):
    press(drawn(app.run()), "Therapist or clinic")
    press(typed(app, first_name="Grete", first_passphrase="short"), "I am the therapist")
    assert "8 to 200 characters" in said(app)
    press(typed(app, first_name="Grete", first_passphrase=PHRASE), "I am the therapist")
    assert who(app).role == "therapist"
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    press(drawn(app.run()), "Therapist or clinic")
    assert "I am the therapist" not in labels(app)
    press(app, "Grete")
    press(typed(app, secret=PHRASE), "Go on")
    assert who(app).role == "therapist"


def test_where_a_patient_has_a_pin_nobody_becomes_a_therapist_without_it(app, store):
    set_secret(Desk(store, PROGRAM), person_of(store, "Ada"), PIN)
    press(drawn(app.run()), "Therapist or clinic")
    press(typed(app, first_name="Mallory", first_passphrase=PHRASE, consent_secret="1357"), "I am the therapist")
    assert "That does not match" in said(app)
    assert who(app) is None
    press(typed(app, consent_secret=PIN), "I am the therapist")
    assert who(app).role == "therapist"


def test_where_several_patients_have_a_pin_the_page_makes_nobody_a_therapist(app, store):
    for name in ("Ada", "Mallory"):
        set_secret(Desk(store, PROGRAM), person_of(store, name), PIN)
    press(drawn(app.run()), "Therapist or clinic")
    assert "coach people add NAME" in said(app)
    assert "I am the therapist" not in labels(app)
    assert len(app.text_input) == 0
    assert "Ada" in labels(press(app, "Back"))


def test_where_many_are_known_nobodys_name_is_listed(app, store):
    for number in range(9):
        person_of(store, f"Patient {number}")
    drawn(app.run())
    assert not any("Patient" in label for label in labels(app))
    press(typed(app, own_name="Nobody"), "Go on")
    assert "Nobody of that name" in said(app)
    press(typed(app, own_name=" patient  4 "), "Go on")
    assert "Signed in as Patient 4." in said(app)


def test_a_hostile_name_is_shown_as_it_is_written(app, store):
    person_of(store, HOSTILE)
    drawn(app.run())
    assert HOSTILE in labels(app)
    assert HOSTILE not in [button.label for button in app.button], "its signs are escaped"
    press(app, HOSTILE)
    assert f"Signed in as {HOSTILE}." in said(app)
    assert all("<img" not in str(one.value).replace("\\<", "") for one in app.caption)


@pytest.mark.parametrize("role", ["patient", "therapist", "administrator"])
def test_each_page_is_open_to_its_roles_and_calmly_closed_to_the_others(app, store, role):
    signed_in(app, store, "Olga", role)
    person_of(store, "Ada")
    for place in PLACES:
        at(app, place.address)
        refused = any("Sign in as such to go on" in str(one.value) for one in app.warning)
        assert refused == (role not in place.roles), place.address
        if refused:
            drawn(app)
            assert [one.value for one in app.title] == []
            assert len(app.text_input) == 0


@pytest.mark.parametrize("address", [place.address for place in PLACES])
def test_nobody_sees_any_page_before_signing_in(app, store, address):
    person_of(store, "Ada")
    assert is_asked(drawn(at(app, address)))


@pytest.mark.parametrize(
    ("role", "address"), [("patient", "today"), ("therapist", "patients"), ("administrator", "people")]
)
def test_each_role_begins_at_its_first_page(app, store, role, address):
    signed_in(app, store, "Olga", role)
    drawn(app.run())
    assert app._finished_page_script_hash == calc_hash(address)


def test_a_demonstration_is_open_to_anybody(app, store):
    app.query_params.update({"demo": "1", "exercise": "bridge"})
    assert not is_asked(at(app, "live"))


@pytest.mark.parametrize(("role", "minutes"), [("patient", 30), ("therapist", 10), ("administrator", 10)])
def test_where_nobody_is_there_for_long_the_way_in_is_shown_and_nothing_else_stays(app, store, clock, role, minutes):
    signed_in(app, store, "Ada", role)
    drawn(at(app, "secret"))
    app.session_state["chosen_patient"] = 5
    clock[0] += timedelta(minutes=minutes, seconds=-1)
    assert not is_asked(drawn(app.run()))
    clock[0] += timedelta(minutes=minutes)
    assert is_asked(drawn(app.run()))
    assert f"After {minutes} minutes without a touch" in said(app)
    assert "Signed in as" not in said(app)
    kept = {key for key in app.session_state._state._state._new_session_state if not key.startswith("$$")}
    assert kept <= {"pages", "chosen_language"}
    clock[0] -= timedelta(minutes=minutes)
    assert is_asked(drawn(app.run())), "a clock set back opens nothing"


class Running:
    """A session that goes on until it is finished."""

    token, phase, ended = "t", "work", ""

    def finish(self, why):
        self.ended = why


@pytest.fixture
def running():
    session = Running()
    SESSIONS.add(session)
    yield session
    session.ended = session.ended or "left"
    SESSIONS.drop("t")


def test_a_running_session_keeps_the_visit(app, store, clock, running):
    signed_in(app, store)
    drawn(at(app, "secret"))
    app.session_state["live_token"] = running.token
    clock[0] += timedelta(minutes=29)
    drawn(app.run())
    clock[0] += timedelta(minutes=29)
    assert not is_asked(drawn(app.run()))


def test_signing_out_ends_a_running_session(app, store, running):
    signed_in(app, store)
    drawn(at(app, "secret"))
    app.session_state["live_token"] = running.token
    assert is_asked(drawn(at(app, "bye")))
    assert running.ended == "left"
    assert SESSIONS.find(running.token) is None


def brings(monkeypatch, cookie):
    """From now on the browser brings this cookie."""
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {COOKIE: cookie}))


def test_a_reload_is_let_in_by_the_cookie_of_a_visit_that_lasts(app, store, clock, monkeypatch):
    token = VISITS.begin(Viewer(person_of(store, "Ada"), "patient"))
    brings(monkeypatch, token)
    assert not is_asked(drawn(at(app, "secret")))
    again = AppTest.from_file(str(ENTRY), default_timeout=60)
    clock[0] += timedelta(minutes=31)
    assert is_asked(drawn(again.run()))


@pytest.mark.parametrize("cookie", ["", "1", "x" * 5000])
def test_a_cookie_made_up_opens_nothing(app, store, cookie, monkeypatch):
    person_of(store, "Ada")
    brings(monkeypatch, cookie)
    assert is_asked(drawn(app.run()))


@pytest.mark.parametrize("change", ["archived", "role", "erased", "signed out elsewhere"])
def test_a_visit_ends_with_what_it_stands_on(app, store, change):
    ada = signed_in(app, store)
    drawn(at(app, "secret"))
    if change == "archived":
        archive_person(Desk(store, PROGRAM), ada)
    elif change == "role":
        set_role(Desk(store, PROGRAM), ada, "therapist")
    elif change == "erased":
        erase_person(Desk(store, PROGRAM), ada)
        person_of(store, "Zoe")
    else:
        VISITS.end(app.session_state[VISIT])
    assert is_asked(drawn(app.run()))


def test_signing_out_ends_the_visit_and_forgets_the_tab(app, store):
    signed_in(app, store)
    drawn(at(app, "secret"))
    token = app.session_state[VISIT]
    assert is_asked(drawn(at(app, "bye")))
    assert VISITS.find(token) is None
    assert VISIT not in app.session_state


def test_a_patient_sets_changes_and_gives_up_her_pin(app, store):
    ada = signed_in(app, store)
    drawn(at(app, "secret"))
    press(typed(app, secret_new="1234", secret_again="1234"), "Keep it")
    assert "easy to guess" in said(app)
    press(typed(app, secret_new=PIN, secret_again="8520"), "Keep it")
    assert "not the same twice" in said(app)
    assert not face(store, ada).has_secret
    press(typed(app, secret_new=PIN, secret_again=PIN), "Keep it")
    assert "Kept." in said(app)
    assert face(store, ada).has_secret
    press(typed(app, secret_before="1357"), "Do without")
    assert "That does not match" in said(app)
    press(typed(app, secret_before=PIN), "Do without")
    assert not face(store, ada).has_secret


@pytest.mark.parametrize("pressed", ["Keep it", "Do without"])
def test_another_pin_of_hers_ends_her_other_visits(app, store, pressed):
    ada = signed_in(app, store)
    set_secret(Desk(store, PROGRAM), ada, PIN)
    elsewhere = VISITS.begin(Viewer(ada, "patient"))
    drawn(at(app, "secret"))
    press(typed(app, secret_before="1357", secret_new="8642", secret_again="8642"), pressed)
    assert VISITS.find(elsewhere) is not None, "nothing was changed"
    press(typed(app, secret_before=PIN, secret_new="8642", secret_again="8642"), pressed)
    assert VISITS.find(elsewhere) is None
    assert who(app) == Viewer(ada, "patient")


def test_a_therapist_changes_her_passphrase_but_cannot_do_without(app, store):
    grete = first_therapist(store, "Grete", PHRASE, NOW)
    app.session_state[VISIT] = VISITS.begin(grete)
    drawn(at(app, "secret"))
    assert "Do without" not in labels(app)
    press(
        typed(app, secret_before=PHRASE, secret_new="to the sea instead", secret_again="to the sea instead"), "Keep it"
    )
    assert "Kept." in said(app)


@pytest.mark.parametrize("address", ["live", "diary", "progress", "setup"])
def test_an_address_makes_no_patient_another_one(app, store, address):
    signed_in(app, store, "Ada")
    bea = person_of(store, "Bea Canary")
    app.query_params["who"] = str(bea)
    at(app, address)
    assert "Bea Canary" not in said(app)
    refused = any("somebody else" in str(one.value) for one in app.warning)
    assert refused or who(app).person_id != bea


def test_a_store_that_fails_while_somebody_is_in_is_a_calm_sentence(app, store, monkeypatch):
    signed_in(app, store, "Ada")
    drawn(at(app, "secret"))

    def fails(*_):
        raise RecordError("The disk is *gone*.")

    monkeypatch.setattr(entrance, "face", fails)
    monkeypatch.setattr(ui_app, "face", fails)
    drawn(app.run())
    assert "The disk is *gone*." in said(app)
