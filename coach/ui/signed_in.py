"""Who is at this browser: the desk of the signed-in person, on which every page reads and writes.

The token of her visit lies in the tab's state and, for a reload, in a cookie of the browser; who she is, lies here.
"""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from coach.errors import CoachError
from coach.language import marked, say
from coach.records.desk import AccessError, Desk, Role, Viewer
from coach.records.people import PersonRow, person
from coach.ui import library
from coach.ui.visits import VISITS

#: The token of the visit, in the state of the tab and in the cookie.
VISIT, COOKIE = "visit", "coach_visit"
_DESK, _PATIENT = "desk_of_visit", "chosen_patient"
#: A longer number in an address is nobody's.
MOST_DIGITS = 10
_ROLES: dict[Role, str] = {
    "patient": marked("the person herself"),
    "therapist": marked("a therapist"),
    "administrator": marked("an administrator"),
}


def viewer() -> Viewer | None:
    """Who is signed in in this tab; None where nobody is, or nobody touched the pages for too long."""
    token = st.session_state.get(VISIT)
    return VISITS.find(token) if token else None


def me() -> PersonRow | None:
    """The signed-in person as the store knows her; None where nobody is signed in."""
    who = viewer()
    return person(desk(), who.person_id) if who and who.person_id is not None else None


def desk() -> Desk:
    """The signed-in person's desk; the same one as long as she stays, so that the audit is told once a minute.

    Raises
    ------
    AccessError: nobody is signed in.
    RecordError: the store cannot be opened.
    """
    who = require()
    kept: Desk | None = st.session_state.get(_DESK)
    if kept is None or kept.viewer != who or kept.store is not library.store():
        kept = st.session_state[_DESK] = Desk(library.store(), who, now)
    return kept


def require(*roles: Role) -> Viewer:
    """Whoever is signed in, who has one of these roles; any role will do where none is named.

    Raises
    ------
    AccessError: nobody is signed in, or somebody in another role.
    """
    who = viewer()
    if who is None:
        raise AccessError(say("Nobody is signed in any more. Sign in to go on."))
    if roles and who.role not in roles:
        wanted = say(" or ").join(say(_ROLES[role]) for role in roles)
        raise AccessError(say("This page is for {who}. Sign in as such to go on.", who=wanted))
    return who


def patient_id() -> int:
    """Whose record the page is about: a patient's own, for a therapist the one of `?who=`, else the last chosen.

    The number goes into a therapist's address, so that a reloaded page stays with the same patient.

    Raises
    ------
    AccessError: nobody is signed in, an administrator is, or a patient's address names somebody else.
    CoachError: no patient is chosen, or there is none with that number.
    """
    who = require("patient", "therapist")
    asked = st.query_params.get("who", "")
    if who.role == "patient":
        assert who.person_id is not None
        if asked and asked != str(who.person_id):
            raise AccessError(say("This address is about somebody else. Choose a page from the menu."))
        return who.person_id
    return _patient_of_therapist(asked)


def choose_patient(person_id: int) -> None:
    """A therapist's next pages are about this patient."""
    st.session_state[_PATIENT] = person_id


def now() -> datetime:
    """This moment by the clock that visits go by."""
    return VISITS.clock()


def _patient_of_therapist(asked: str) -> int:
    number = int(asked) if asked.isdecimal() and len(asked) < MOST_DIGITS else st.session_state.get(_PATIENT)
    if number is None or person(desk(), number).role != "patient":
        raise CoachError(say("Choose a patient from the list of patients first."))
    st.session_state[_PATIENT] = number
    st.query_params["who"] = str(number)
    return int(number)
