"""What is trained: chosen once, the same on every page of one browser tab."""

from __future__ import annotations

import streamlit as st

from coach.rules import Exercise
from coach.ui import library

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
