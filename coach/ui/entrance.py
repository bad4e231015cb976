"""In and out: a visit is taken up again after a reload, ended where nobody is there, and its screen cleared."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.language import say_many
from coach.live.pausing import WITH_CAMERA
from coach.live.session import LiveSession
from coach.live.sessions import SESSIONS
from coach.records.credentials import face
from coach.records.desk import Role, Viewer
from coach.ui import clinic, library
from coach.ui.page_language import CHOSEN
from coach.ui.signed_in import COOKIE, VISIT, now, viewer
from coach.ui.visits import IDLE, VISITS

#: The browser tells so often that somebody is there, or asks about a session; less where visits are short.
EVERY_S = 60.0
_ROLE = "role_of_visit"
_LIVE = "live_token"
_JS = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")


def come_in() -> str:
    """To be called first in each run of a page: somebody pressed something, or came back after a reload.

    Returns a sentence for the way in where somebody is kept out or a visit has just ended by itself, else "".
    """
    told = _take_up()
    who = viewer()
    if who is not None and _is_known(who):
        VISITS.touch(st.session_state[VISIT])
        st.session_state[_ROLE] = who.role
        return ""
    role = st.session_state.get(_ROLE)
    if VISIT in st.session_state:
        # Not on the way in, where it would take away what is being typed.
        _forget()
    return told or _closed(role)


def _take_up() -> str:
    """The visit of the clinic's sign-in, else the one of the browser's cookie; why not, where somebody is kept out."""
    if clinic.is_set_up():
        try:
            st.session_state[VISIT] = clinic.visit() if clinic.is_there() else ""
        except CoachError as error:
            return str(error)
    elif VISIT not in st.session_state and (token := st.context.cookies.get(COOKIE)) and VISITS.find(token):
        st.session_state[VISIT] = token
    return ""


def _closed(role: Role | None) -> str:
    """Why the record is gone from the screen, where it was there."""
    if role is None:
        return ""
    return say_many(
        "You were signed out. After {n} minute without a touch that happens by itself.",
        "You were signed out. After {n} minutes without a touch that happens by itself.",
        int(IDLE[role].total_seconds() // 60),
    )


def sign_in(who: Viewer) -> None:
    """The tab, and through its cookie the browser, is this person's from now on."""
    st.session_state[VISIT] = VISITS.begin(who)
    st.session_state[_ROLE] = who.role


def sign_out() -> None:
    """The visit is over in every tab of this browser; a running session is ended, and what was done is kept."""
    token = st.session_state.get(VISIT)
    if (session := _session()) is not None:
        session.finish("left")
        SESSIONS.drop(session.token)
    if token:
        VISITS.end(token)
    _forget()
    if clinic.is_set_up():
        st.logout()


def keep_watch() -> None:
    """To be called last in each run: the browser keeps the token, says when somebody is there, clears itself."""
    _watch()


@st.fragment
def _watch() -> None:
    token, who = st.session_state.get(VISIT, ""), viewer()
    if token and who is None:
        st.rerun()
    session = _session()
    running = session is not None and session.phase in WITH_CAMERA
    if running:
        # Nobody touches anything then.
        VISITS.touch(token)
    idle_s = IDLE[who.role].total_seconds() if who else 0.0
    told = {
        "cookie": COOKIE,
        "token": token,
        "idle_s": idle_s,
        "every_s": min(EVERY_S, idle_s / 4),
        "session": session is not None,
        "running": running,
        # So that the browser is told each time, though nothing else has changed.
        "at": now().isoformat(),
    }
    watch = st.components.v2.component("coach_watch", js=_JS)
    watch(data=told, key="watch", on_there_change=_touch, on_look_change=_look)


def _touch() -> None:
    VISITS.touch(st.session_state.get(VISIT, ""))


def _look() -> None:
    """Asked for by the browser while a session is open, so that `_watch` sees whether it runs."""


def _session() -> LiveSession | None:
    """The session that this tab has open."""
    session = SESSIONS.find(st.session_state.get(_LIVE, ""))
    return None if session is None or session.ended else session


def _is_known(who: Viewer) -> bool:
    """Archived, erased, or in another role since: then the visit is over."""
    known = who.person_id is not None and face(library.store(), who.person_id)
    if known and known.role == who.role:
        return True
    VISITS.end(st.session_state[VISIT])
    return False


def _forget() -> None:
    """Nothing of the person stays in the tab but the language."""
    for key in [key for key in st.session_state if key not in (CHOSEN, "pages")]:
        del st.session_state[key]
