"""Who trains, and what: chosen once, the same on every page of one browser tab."""

from __future__ import annotations

import streamlit as st

from coach.errors import CoachError
from coach.records.credentials import face
from coach.rules import Exercise
from coach.ui import library
from coach.ui.signed_in import patient_id

#: The name under which the sets of someone who gave none are kept, the same in every language.
MINE = "Me"

_EXERCISE = "chosen_exercise"


def chosen_exercise() -> Exercise:
    """The chosen exercise, else the first one; raises CoachError where none can be read."""
    known, _ = library.exercises()
    name = st.session_state.get(_EXERCISE)
    return next((one for one in known if one.id == name), None) or known[0] if known else library.exercise(name or "")


def choose_exercise(exercise_id: str) -> None:
    """Remember it for all pages."""
    st.session_state[_EXERCISE] = exercise_id


def begin_with(exercise_id: str) -> None:
    """The one to be chosen where she has not chosen yet."""
    st.session_state.setdefault(_EXERCISE, exercise_id)


def chosen_person() -> str:
    """The name of the patient the pages are about; empty where there is none."""
    try:
        known = face(library.store(), patient_id())
    except CoachError:
        return ""
    return known.name if known else ""


def choose_person(name: str) -> None:
    """Nobody becomes another person by an address any more."""
