"""A set before the camera: start, the running set drawn by the browser, and a calm summary."""

from __future__ import annotations

import streamlit as st

from coach.live.session import LiveSession, Outcome
from coach.live.sessions import SESSIONS
from coach.review.series import series_of
from coach.review.summary import headlines
from coach.ui import library, words
from coach.ui.camera import show_camera
from coach.ui.chosen import chosen_exercise, chosen_person
from coach.ui.report_view import show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards, style

_TOKEN = "live_token"  # noqa: S105  # a key of the page's state, not a secret
_PRAISE = {"pain": "Thank you for saying so.", "tired": "Resting is part of training.", "done": "Well done."}


def show() -> None:
    """Draw the page."""
    style()
    token = st.session_state.get(_TOKEN)
    session = SESSIONS.find(token) if token else None
    if session is None:
        _before()
    elif session.outcome is None:
        _running(session)
    else:
        _after(session.outcome)


def _before() -> None:
    exercise, person = chosen_exercise(), chosen_person()
    st.title(escaped(exercise.name), anchor=False)
    st.caption(escaped(person or "no name chosen"))
    st.page_link(st.session_state["pages"]["exercise"], label="Another exercise or name", icon=":material/arrow_back:")
    with st.container(border=True, key="card_before"):
        st.markdown(f"**{escaped(exercise.summary)}**")
        st.markdown(escaped(exercise.camera.place))
        st.caption("The picture stays on this computer and is not kept: only the positions of the joints are.")
        if st.button("Start the camera", type="primary", icon=":material/videocam:", disabled=not person):
            session = LiveSession(exercise, person, store=library.store())
            st.session_state[_TOKEN] = SESSIONS.add(session)
            st.rerun()
    if not person:
        st.info("Choose a name on the first page, so that the result can be kept under it.")


def _running(session: LiveSession) -> None:
    if show_camera(session):
        if session.state.phase != "ended":
            _forget()
        st.rerun()


def _after(outcome: Outcome) -> None:
    report = outcome.report.to_dict()
    st.title(_PRAISE.get(outcome.why, "That was your set."), anchor=False)
    for sentence in _told(outcome):
        st.markdown(sentence)
    if outcome.failure:
        st.warning(escaped(outcome.failure), icon=":material/info:")
    if outcome.report.trace.t_s:
        headline_cards(headlines(report))
        with st.expander("More about this set"):
            series = series_of(outcome.report)
            show_curves(report, series)
            show_repetitions(report)
            show_limits(report, outcome.report.exercise, series)
    left, right = st.columns(2)
    left.button("Another set", icon=":material/replay:", type="primary", on_click=_forget, width="stretch")
    if right.button("Back to the exercises", icon=":material/arrow_back:", width="stretch"):
        _forget()
        st.switch_page(st.session_state["pages"]["exercise"])


def _told(outcome: Outcome) -> list[str]:
    """What went well first, then what comes next."""
    report = outcome.report
    clear = sum(repetition.verdict == "ok" for repetition in report.repetitions)
    told = []
    if clear:
        told.append(f"{clear} of {len(report.repetitions)} repetitions were {words.verdict_words('ok')}.")
    if outcome.why == "pain":
        told.append("Rest now. If the pain stays or is new, ask your therapist before the next set.")
    if outcome.set_id is not None:
        told.append(f"Kept on this computer as set {outcome.set_id}.")
    elif not outcome.failure:
        told.append("Nobody was seen by the camera, so there is nothing to keep.")
    return told


def _forget() -> None:
    token = st.session_state.pop(_TOKEN, None)
    if token:
        SESSIONS.drop(token)
