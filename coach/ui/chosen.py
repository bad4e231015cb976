"""Who trains, and what: chosen once, the same on every page of one browser tab."""

from __future__ import annotations

import streamlit as st

from coach.rules import Exercise
from coach.ui import library

#: The name under which the sets of someone who gave none are kept, the same in every language.
MINE = "Me"

_EXERCISE, _PERSON = "chosen_exercise", "chosen_person"


def chosen_exercise() -> Exercise:
    """The chosen exercise, else the first one; raises CoachError where none can be read."""
    known, _ = library.exercises()
    name = st.session_state.get(_EXERCISE)
    return next((one for one in known if one.id == name), None) or known[0] if known else library.exercise(name or "")


def choose_exercise(exercise_id: str) -> None:
    """Remember it for all pages."""
    st.session_state[_EXERCISE] = exercise_id


def chosen_person() -> str:
    """The name under which sets are kept: the one typed here, else the one of the last kept set; may be empty."""
    if _PERSON not in st.session_state:
        last = library.store().sets()[:1]
        st.session_state[_PERSON] = last[0].person if last else ""
    return str(st.session_state[_PERSON])


def choose_person(name: str) -> None:
    """Remember it for all pages."""
    st.session_state[_PERSON] = name
