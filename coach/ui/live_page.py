"""A guided session before the camera: opened by its address, drawn by the browser, and what was kept of it afterwards.

`/live?exercise=ID` begins a session of that exercise, `&demo=1` plays it with a figure in the patient's place; `&who=`
is the person's number in the store.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from coach.care.settings import ClinicSettings
from coach.language import say, spoken_language
from coach.live.demo import DemoPatient
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.live.sessions import SESSIONS
from coach.live.set_run import Outcome
from coach.live.showing import shown_movement
from coach.records.settings import read_settings
from coach.review.series import series_of
from coach.review.summary import headlines
from coach.rules import Exercise
from coach.ui import library
from coach.ui.chosen import MINE, choose_exercise, choose_person, chosen_exercise, chosen_person
from coach.ui.live_component import show_session
from coach.ui.report_view import show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards, style

_TOKEN = "live_token"  # noqa: S105  # a key of the page's state, not a secret
#: A longer number in an address is nobody's.
MOST_DIGITS = 10
#: The figure is shown for one loop, which is at most so long.
MOST_SHOWN_S = 15.0
#: A demonstration does not make anyone wait.
DEMO_REST_S = 10


def show() -> None:
    """Draw the page."""
    style()
    exercise, demo = _wanted()
    person = "" if demo else _who()
    token = st.session_state.get(_TOKEN)
    session = SESSIONS.find(token) if token else None
    if session is not None and _is_another(session, exercise, person, demo=demo):
        begin_anew()
        session = None
    if session is None:
        session = _demonstration(exercise) if demo else _training(exercise, person)
        st.session_state[_TOKEN] = SESSIONS.add(session)
    if session.ended:
        _after(session)
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


def _who() -> str:
    """The person of the address, by her number in the store, else the chosen one.

    The number goes into the address, so that loading the page again never makes another person of her.
    """
    store, number = library.store(), st.query_params.get("who", "")
    person = store.person_of(int(number)) if number.isdecimal() and len(number) < MOST_DIGITS else None
    person = person or chosen_person() or MINE
    st.query_params["who"] = str(store.person_number(person))
    choose_person(person)
    return person


def _is_another(session: LiveSession, exercise: Exercise, person: str, *, demo: bool) -> bool:
    now = (session.exercise.id, session.demo, session.person, session.language)
    return now != (exercise.id, demo, person, spoken_language())


def _training(exercise: Exercise, person: str) -> LiveSession:
    store = library.store()
    return LiveSession(
        SessionPlan(exercise, read_settings(store), _shown_s(exercise)), person, store, language=spoken_language()
    )


def _demonstration(exercise: Exercise) -> LiveSession:
    plan = SessionPlan(exercise, ClinicSettings(rest_s=DEMO_REST_S), _shown_s(exercise), asks=False)
    session = LiveSession(plan, "", None, language=spoken_language())
    session.estimator = partial(DemoPatient, exercise, lambda: session.phase)
    return session


def _shown_s(exercise: Exercise) -> float:
    movement = shown_movement(exercise)
    return min(movement.seconds, MOST_SHOWN_S) if movement else 0.0


def _after(session: LiveSession) -> None:
    st.title(say("That was your session."), anchor=False)
    st.caption(escaped(session.exercise.words(spoken_language()).name))
    for number, outcome in enumerate(session.outcomes, start=1):
        _set(number, outcome)
    left, right = st.columns(2)
    left.button(say("Another session"), icon=":material/replay:", type="primary", on_click=begin_anew, width="stretch")
    if right.button(say("Back to the exercises"), icon=":material/arrow_back:", width="stretch"):
        begin_anew()
        st.switch_page(st.session_state["pages"]["exercise"])


def _set(number: int, outcome: Outcome) -> None:
    report = outcome.report.to_dict()
    st.header(say("Set {n}", n=number), anchor=False)
    if outcome.failure:
        st.warning(escaped(outcome.failure), icon=":material/info:")
    if not outcome.report.trace.t_s:
        st.markdown(say("Nobody was seen by the camera, so there is nothing to show."))
        return
    headline_cards(headlines(report))
    with st.expander(say("More about this set")):
        series = series_of(outcome.report)
        show_curves(report, series)
        show_repetitions(report)
        show_limits(report, outcome.report.exercise, series)
