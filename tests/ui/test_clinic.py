"""A clinic's sign-in on the pages: who comes in, who is kept out in which words, what the silence lets through."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from entry import at, person_of
from streamlit.testing.v1 import AppTest

from coach.pose.silence import LOOPBACK
from coach.ui.clinic import HOSTS_VARIABLE, let_through
from coach.ui.signed_in import VISIT
from coach.ui.visits import VISITS

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(VISITS, "clock", lambda: moment[0])
    return moment


@pytest.fixture
def app(store, clock):
    """The program of a clinic; nobody is signed in there, and Ada is known from before."""
    st.cache_resource.clear()
    person_of(store, "Ada")
    opened = AppTest.from_file(str(ENTRY), default_timeout=60)
    opened.user = {"is_logged_in": False}
    yield opened
    st.cache_resource.clear()


def claims(**more):
    at_s = int(NOW.timestamp())
    return {
        "is_logged_in": True,
        "iss": "https://clinic",
        # Another one in each test: an ended visit is remembered as long as the program runs.
        "sub": os.environ["PYTEST_CURRENT_TEST"],
        "iat": at_s,
        "exp": at_s + 3600,
        "roles": ["therapist"],
        "name": "Grete",
    } | more


def drawn(app):
    assert not app.exception, app.exception
    return app


def said(app):
    elements = (*app.title, *app.caption, *app.info, *app.warning)
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def labels(app):
    return [button.label for button in app.button]


def is_in(app):
    return VISIT in app.session_state and VISITS.find(app.session_state[VISIT]) is not None


def test_only_the_clinics_sign_in_is_offered(app):
    drawn(app.run())
    assert "Sign in at the clinic" in labels(app)
    assert not {"Ada", "I am new here", "Therapist or clinic"} & set(labels(app))


def test_whoever_the_clinic_sends_is_in_and_her_pin_page_is_not_offered(app):
    app.user = claims()
    drawn(at(app, "film"))
    assert is_in(app)
    assert "Signed in as Grete." in said(app)
    assert VISITS.find(app.session_state[VISIT]).role == "therapist"


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"roles": ["cook"]}, "no role here"), ({"sub": ""}, "who you are"), ({"exp": 0}, "is over")],
)
def test_whoever_it_gives_no_role_is_told_so(app, changed, told):
    app.user = claims(**changed)
    drawn(app.run())
    assert not is_in(app)
    assert told in said(app)
    assert labels(app)[0] == "Sign in again"


def test_a_token_that_ends_ends_the_visit(app, clock):
    app.user = claims(exp=int(NOW.timestamp()) + 300)
    drawn(at(app, "film"))
    clock[0] += timedelta(seconds=299)
    drawn(app.run())
    assert is_in(app)
    clock[0] += timedelta(seconds=1)
    drawn(app.run())
    assert not is_in(app)
    assert "is over" in said(app)


def test_a_visit_nobody_touches_is_not_begun_again_by_the_same_sign_in(app, clock):
    app.user = claims()
    drawn(at(app, "film"))
    clock[0] += timedelta(minutes=10)
    drawn(app.run())
    assert not is_in(app)
    again = AppTest.from_file(str(ENTRY), default_timeout=60)
    again.user = claims()
    assert not is_in(drawn(again.run()))
    assert "You were signed out." in said(again)
    again.user = claims(iat=int(clock[0].timestamp()))
    assert is_in(drawn(again.run()))


def test_signing_out_here_signs_out_there(app):
    app.user = claims()
    drawn(at(app, "film"))
    drawn(at(app, "bye"))
    assert app.user["is_logged_in"] is False
    assert not is_in(app)
    again = AppTest.from_file(str(ENTRY), default_timeout=60)
    again.user = claims()
    assert not is_in(drawn(again.run()))


@pytest.mark.parametrize(
    ("secrets", "through"),
    [
        (None, LOOPBACK),
        ("[other]\nserver_metadata_url = 'https://elsewhere'", LOOPBACK),
        ("auth = 5", LOOPBACK),
        ("not toml", LOOPBACK),
        ("[auth]\nserver_metadata_url = 'https://sso.clinic/x'", f"{LOOPBACK},keys.clinic,sso.clinic"),
        (
            "[auth]\ncookie_secret = 'x'\n[auth.ward]\nserver_metadata_url = 'https://sso.clinic:8443/x'",
            f"{LOOPBACK},keys.clinic,sso.clinic",
        ),
    ],
)
def test_the_silence_lets_through_the_clinics_sign_in_and_nothing_else(monkeypatch, tmp_path, secrets, through):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    if secrets is not None:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit/secrets.toml").write_text(secrets)
    monkeypatch.setenv(HOSTS_VARIABLE, "keys.clinic, ")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, LOOPBACK)
    let_through()
    assert os.environ["no_proxy"] == os.environ["NO_PROXY"] == through
