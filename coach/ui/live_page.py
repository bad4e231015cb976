"""A guided session before the camera: opened by its address, drawn by the browser, and what was kept of it afterwards.

`/live?exercise=ID` begins a session of that exercise for whoever is signed in, `&demo=1` plays it with a figure in her
place. Where her operation does not let her do it now, nothing is begun, and the page says what to do.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from coach.care.settings import ClinicSettings
from coach.language import spoken_language
from coach.live.demo import DemoPatient
from coach.live.plan import SessionPlan
from coach.live.planned import session_plan
from coach.live.session import LiveSession
from coach.live.sessions import SESSIONS
from coach.live.showing import shown_movement
from coach.live.zones import zone_here, zone_named
from coach.records.sessions import NotAllowed
from coach.records.settings import read_settings
from coach.rules import Exercise
from coach.ui import library
from coach.ui.chosen import choose_exercise, chosen_exercise
from coach.ui.live_after import show_after
from coach.ui.live_component import show_session
from coach.ui.live_refused import show_refused
from coach.ui.review_look import style
from coach.ui.signed_in import desk, require

_TOKEN = "live_token"  # noqa: S105  # a key of the page's state, not a secret
#: The figure is shown for one loop, which is at most so long.
MOST_SHOWN_S = 15.0
#: A demonstration does not make anyone wait.
DEMO_REST_S = 10


def show() -> None:
    """Draw the page."""
    style()
    exercise, demo = _wanted()
    person_id = None if demo else require().person_id
    token = st.session_state.get(_TOKEN)
    session = SESSIONS.find(token) if token else None
    if session is not None and _is_another(session, exercise, person_id):
        begin_anew()
        session = None
    if session is None:
        try:
            session = _demonstration(exercise) if person_id is None else _training(exercise, person_id)
        except NotAllowed as refused:
            show_refused(exercise, refused.allowance)
            return
        st.session_state[_TOKEN] = SESSIONS.add(session)
    if session.ended:
        show_after(session, begin_anew)
    elif show_session(session):
        session.finish("left")
        st.rerun()


def begin_anew() -> None:
    """Whoever comes to this page next begins another session."""
    token = st.session_state.pop(_TOKEN, None)
    if token:
        SESSIONS.drop(token)


def _wanted() -> tuple[Exercise, bool]:
    """The exercise that the address names, else the chosen one, and whether it is a demonstration."""
    named = st.query_params.get("exercise")
    if named:
        choose_exercise(library.exercise(named).id)
    return chosen_exercise(), bool(st.query_params.get("demo"))


def _is_another(session: LiveSession, exercise: Exercise, person_id: int | None) -> bool:
    now = (session.exercise.id, session.person_id, session.language)
    return now != (exercise.id, person_id, spoken_language())


def _training(exercise: Exercise, person_id: int) -> LiveSession:
    own = desk()
    plan = session_plan(own, person_id, exercise, read_settings(own.store), _shown_s(exercise))
    zone = zone_named(st.context.timezone) or zone_here()
    return LiveSession(plan, person_id, own, language=spoken_language(), zone=zone)


def _demonstration(exercise: Exercise) -> LiveSession:
    plan = SessionPlan(exercise, ClinicSettings(rest_s=DEMO_REST_S), _shown_s(exercise), asks=False)
    session = LiveSession(plan, language=spoken_language())
    session.estimator = partial(DemoPatient, exercise, lambda: session.phase)
    return session


def _shown_s(exercise: Exercise) -> float:
    movement = shown_movement(exercise)
    return min(movement.seconds, MOST_SHOWN_S) if movement else 0.0
