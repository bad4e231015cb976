"""The page of a guided session by its address: which session it opens, and what it shows when the session is over."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
import streamlit as st
from motions import MOTIONS
from PIL import Image
from streamlit.testing.v1 import AppTest

from coach.care import Answers, ClinicSettings, PainRule
from coach.live.commands import Command
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.live.sessions import MAX_SESSIONS, SESSIONS
from coach.pose.estimator import FakeEstimator
from coach.records.answers import save_answers
from coach.records.settings import save_settings
from coach.records.store import Store
from coach.rules import load_exercise
from coach.ui.live_component import session_data

PAGE = (
    "from coach.ui.live_page import show; from coach.errors import CoachError; import streamlit as st\ntry:\n    show()"
)
PAGE += "\nexcept CoachError as error:\n    st.warning(str(error))"
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def cleared(store: Store) -> Iterator[None]:
    """The store of this test alone, in which Ada is known, and no session of another test."""
    st.cache_resource.clear()
    store.ensure_person("Ada")
    yield
    st.cache_resource.clear()


@pytest.fixture
def sessions() -> Iterator[list[LiveSession]]:
    """What the test opened; dropped at its end."""
    opened: list[LiveSession] = []
    yield opened
    for session in opened:
        session.finish()
        SESSIONS.drop(session.token)


def at(sessions: list[LiveSession], person: str = "Ada", **query: str) -> tuple[AppTest, LiveSession]:
    app = AppTest.from_string(PAGE, default_timeout=60)
    if person:
        app.session_state["chosen_person"] = person
    for key, value in query.items():
        app.query_params[key] = value
    return again(app, sessions)


def again(app: AppTest, sessions: list[LiveSession]) -> tuple[AppTest, LiveSession]:
    app.run()
    assert not app.exception, app.exception
    session = SESSIONS.find(app.session_state["live_token"])
    assert session is not None
    sessions.append(session)
    return app, session


def said(app: AppTest) -> str:
    return "\n".join(str(part.value) for part in (*app.title, *app.header, *app.subheader, *app.markdown, *app.warning))


def test_the_address_names_the_exercise(sessions: list[LiveSession]) -> None:
    _, session = at(sessions, exercise="bird_dog")
    assert (session.exercise.id, session.person, session.demo) == ("bird_dog", "Ada", False)
    assert session.guide.phase == "check"
    assert session.store is not None


def test_a_rerun_keeps_the_session_and_another_exercise_opens_another(sessions: list[LiveSession]) -> None:
    app, first = at(sessions, exercise="bridge")
    assert again(app, sessions)[1] is first
    app.query_params["exercise"] = "mini_squat"
    assert again(app, sessions)[1].exercise.id == "mini_squat"


def test_two_tabs_have_two_sessions(sessions: list[LiveSession]) -> None:
    _, one = at(sessions, exercise="bridge")
    _, other = at(sessions, exercise="bridge")
    assert one.token != other.token


def test_an_exercise_that_does_not_exist_is_a_calm_sentence() -> None:
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["exercise"] = "mini_sqat"
    app.run()
    assert not app.exception
    assert "mini_squat" in app.warning[0].value


def test_without_a_name_the_sets_are_kept_under_mine(sessions: list[LiveSession]) -> None:
    _, session = at(sessions, person="", exercise="bridge")
    assert session.person == "Me"


def test_what_was_answered_today_is_not_asked_again(sessions: list[LiveSession], store: Store) -> None:
    save_answers(store, "Ada", Answers(back=2, limb=1), kind="before", asked_at=NOW)
    _, session = at(sessions, exercise="bridge")
    assert session.guide.phase == "ready"


def test_a_sign_that_was_marked_today_stops_every_exercise_today(sessions: list[LiveSession], store: Store) -> None:
    save_answers(store, "Ada", Answers(flags=frozenset({"fever"})), kind="before", asked_at=NOW)
    _, session = at(sessions, exercise="bridge")
    assert session.guide.phase == "halted"
    _, other = at(sessions, person="Bea", exercise="bridge")
    assert other.guide.phase == "check"


def test_loading_the_page_again_makes_nobody_else_of_her(sessions: list[LiveSession], store: Store) -> None:
    app, session = at(sessions, person="Eva", exercise="bridge")
    save_answers(store, "Eva", Answers(flags=frozenset({"chest"})), kind="before", asked_at=NOW)
    _, again_ = at(sessions, person="", exercise="bridge", who=app.query_params["who"][0])
    assert (again_.person, again_.guide.phase) == ("Eva", "halted")
    assert session.person == "Eva"


@pytest.mark.parametrize("who", ["0", "-1", "9" * 30, "x", ""])
def test_a_number_that_is_nobodys_is_not_followed(sessions: list[LiveSession], who: str) -> None:
    _, session = at(sessions, exercise="bridge", who=who)
    assert session.person == "Ada"


def test_another_person_or_language_in_the_same_tab_has_a_session_of_her_own(sessions: list[LiveSession]) -> None:
    app, first = at(sessions, exercise="bridge")
    del app.query_params["who"]
    app.session_state["chosen_person"] = "Bea"
    assert again(app, sessions)[1].person == "Bea"
    assert first.person == "Ada"


def test_the_therapists_settings_are_in_force(sessions: list[LiveSession], store: Store) -> None:
    save_settings(store, ClinicSettings(pain=PainRule(end_at=4), rest_s=30), NOW)
    _, session = at(sessions, exercise="bridge")
    assert (session.plan.settings.pain.end_at, session.plan.settings.rest_s) == (4, 30)


def test_a_demonstration_asks_nothing_and_keeps_nothing(sessions: list[LiveSession]) -> None:
    _, session = at(sessions, exercise="heel_raise", demo="1")
    assert (session.demo, session.store, session.guide.phase) == (True, None, "ready")
    with session.estimator() as patient:
        assert patient.estimate(np.zeros((480, 640, 3), np.uint8), 0.0).present.all()


def test_the_browser_is_told_the_exercise_in_the_patients_language() -> None:
    session = LiveSession(SessionPlan(load_exercise("mini_squat")), "Ada", None, FakeEstimator, language="de")
    told = session_data(session)
    assert (told["name"], told["view"], told["position"]) == ("Kleine Kniebeuge", "side", "standing")
    assert told["words"]["stop"] != "Stop"
    assert len(told["show"]["frames"]) > 20


def test_too_many_sessions_are_refused_with_a_calm_sentence(sessions: list[LiveSession]) -> None:
    for _ in range(MAX_SESSIONS):
        at(sessions, exercise="bridge")
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["exercise"] = "bridge"
    app.run()
    assert "End one of them first." in app.warning[0].value


def test_what_was_kept_is_shown_when_the_session_is_over(sessions: list[LiveSession], store: Store) -> None:
    save_answers(store, "Ada", Answers(back=2), kind="before", asked_at=NOW)
    app, session = at(sessions, exercise="mini_squat")
    poses = MOTIONS["mini_squat"].poses(2, size_px=(640, 480))
    session.estimator = lambda: FakeEstimator(poses)
    heard = threading.Semaphore(0)
    session.attach(lambda answer: heard.release())
    picture = io.BytesIO()
    Image.fromarray(np.full((480, 640, 3), 120, np.uint8)).save(picture, "JPEG")
    for _ in range(3):
        session.do(Command("start"))
    for _ in range(4):
        heard.acquire()
    for t_s in poses.t_s.tolist():
        session.offer(picture.getvalue(), t_s)
        heard.acquire()
    session.finish("done")
    app.run()
    assert not app.exception, app.exception
    assert "Set 1" in said(app)
    assert store.sets()[0].count == 2
    assert [button.label for button in app.button] == ["Another session", "Back to the exercises"]
    app.button[0].click()
    _, other = again(app, sessions)
    assert other is not session


def test_a_session_that_was_left_at_once_says_nothing_of_sets(sessions: list[LiveSession]) -> None:
    app, session = at(sessions, exercise="mini_squat")
    session.finish("left")
    app.run()
    assert not app.exception
    assert "Set 1" not in said(app)
