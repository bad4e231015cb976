"""A person's own PIN or passphrase: set, changed, and by a patient taken away again."""

from __future__ import annotations

import streamlit as st

from coach.errors import CoachError
from coach.language import say
from coach.records.credentials import PASSPHRASE_MOST, Face, clear_secret, face, let_in, set_secret
from coach.ui import library
from coach.ui.review_look import escaped
from coach.ui.signed_in import VISIT, desk, now, require
from coach.ui.visits import VISITS

_DONE = "secret_done"


def show() -> None:
    """Draw the page."""
    who = require()
    known = face(library.store(), who.person_id or 0)
    assert known is not None, "Whoever is signed in is known."
    st.title(say("Your PIN or passphrase") if known.role == "patient" else say("Your passphrase"), anchor=False)
    st.caption(_says(known))
    with st.container(key="own_secret_card"), st.form("own_secret", border=True, clear_on_submit=True):
        before = _asked(say("The one until now"), "secret_before") if known.has_secret else ""
        first, again = _asked(say("A new one"), "secret_new"), _asked(say("The new one again"), "secret_again")
        kept = st.form_submit_button(say("Keep it"), type="primary", width="stretch")
        can_clear = known.has_secret and known.role == "patient"
        cleared = can_clear and st.form_submit_button(say("Do without"), width="stretch")
    if kept or cleared:
        _change(known, before, first, again, clear=bool(cleared))
    if done := st.session_state.pop(_DONE, ""):
        st.success(done, icon=":material/check:")


def _says(known: Face) -> str:
    if known.has_secret:
        return say("You are asked for it whenever you come to this computer.")
    return say(
        "Whoever is at this computer can open your record by your name. "
        "With a PIN of 4 to 8 digits only you can. Your therapist cannot look it up; an administrator can set another."
    )


def _asked(label: str, key: str) -> str:
    return st.text_input(label, type="password", max_chars=PASSPHRASE_MOST, key=key)


def _change(known: Face, before: str, first: str, again: str, *, clear: bool) -> None:
    try:
        # Somebody else may have come to this tab while she was away.
        let_in(library.store(), known.id, before, now())
        if clear:
            clear_secret(desk(), known.id)
            st.session_state[_DONE] = say("From now on your name is enough.")
        elif first != again:
            st.warning(say("The new one is not the same twice. Please type it again."), icon=":material/info:")
            return
        else:
            set_secret(desk(), known.id, first)
            st.session_state[_DONE] = say("Kept. You are asked for it from now on.")
    except CoachError as error:
        st.warning(escaped(str(error)), icon=":material/info:")
        return
    # Whoever came in by the old one, or without one, is out.
    VISITS.end_of(known.id, but=st.session_state[VISIT])
    st.rerun()
