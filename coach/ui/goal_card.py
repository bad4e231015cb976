"""What she works towards, in her own words, on each page that shows how she gets on."""

from __future__ import annotations

import streamlit as st

from coach.language import say
from coach.records.goals import goal_of, set_goal
from coach.ui.patient_look import quoted
from coach.ui.signed_in import desk, now, patient_id

#: A goal is a sentence; proposal.
MOST_LETTERS = 240
_EDIT = "goal_is_edited"


def goal_card() -> None:
    """The goal and the way to write it anew."""
    goal = goal_of(desk(), patient_id())
    with st.container(border=True, key="card_goal"):
        st.header(say("My goal"), anchor=False)
        if st.session_state.get(_EDIT) or not goal:
            _edited(goal)
            return
        st.html(f'<blockquote class="own">{quoted(goal)}</blockquote>')
        st.button(say("Change my goal"), key="goal_change", type="tertiary", icon=":material/edit:", on_click=_open)


def _edited(goal: str) -> None:
    typed = st.text_area(
        say("What would you like to do again?"),
        goal,
        max_chars=MOST_LETTERS,
        height=90,
        placeholder=say("Walk to the lake and back."),
        key="goal_words",
    )
    if st.button(say("Keep my goal"), key="goal_keep") and typed.strip():
        set_goal(desk(), patient_id(), typed.strip(), now())
        _shut()
        st.rerun()
    if goal:
        st.button(say("Leave it as it is"), key="goal_leave", type="tertiary", on_click=_shut)


def _open() -> None:
    st.session_state[_EDIT] = True


def _shut() -> None:
    st.session_state.pop(_EDIT, None)
