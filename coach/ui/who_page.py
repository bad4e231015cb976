"""Who is here: patients by their names, the clinic behind a door of its own, and a new person."""

from __future__ import annotations

import streamlit as st

from coach.errors import CoachError
from coach.language import say
from coach.records.credentials import PASSPHRASE_MOST, Face, faces, let_in
from coach.records.desk import PROGRAM, Desk
from coach.records.tables import MAX_NAME
from coach.ui import library, words
from coach.ui.entrance import sign_in
from coach.ui.review_look import escaped
from coach.ui.signed_in import now

#: With more patients than this nobody's name is listed: each types her own.
MOST_FACES = 8
_ASKED, _DOOR = "asked_face", "door"


def show(told: str = "") -> None:
    """Draw the page; `told` is why it is shown, where that is not plain."""
    st.title(say("Who is here?"), anchor=False)
    st.caption(say(words.DISCLAIMER))
    if told:
        st.info(told, icon=":material/lock:")
    door = st.session_state.get(_DOOR, "")
    if door == "new":
        _new()
    elif door == "staff":
        _staff()
    elif (face := _asked()) is not None:
        _secret(face)
    else:
        _faces()


def _faces() -> None:
    known = faces(library.store(), ("patient",))
    with st.container(key="faces"):
        for face in known[:MOST_FACES]:
            if st.button(escaped(face.name), key=f"face_{face.id}", icon=":material/person:", width="stretch"):
                _press(face)
    left, right = st.columns(2)
    left.button(
        say("I am new here"), key="door_new", icon=":material/person_add:", on_click=_go, args=("new",), width="stretch"
    )
    right.button(
        say("Therapist or clinic"),
        key="door_staff",
        icon=":material/badge:",
        on_click=_go,
        args=("staff",),
        width="stretch",
    )


def _press(face: Face) -> None:
    if face.has_secret:
        st.session_state[_ASKED] = face.id
    else:
        sign_in(let_in(library.store(), face.id, "", now()))
    st.rerun()


def _asked() -> Face | None:
    number = st.session_state.get(_ASKED)
    return next((one for one in faces(library.store()) if one.id == number), None)


def _secret(face: Face) -> None:
    with st.form("secret", border=True):
        st.header(escaped(face.name), anchor=False)
        secret = st.text_input(say("Your PIN or passphrase"), type="password", max_chars=PASSPHRASE_MOST, key="secret")
        if st.form_submit_button(say("Go on"), type="primary", width="stretch"):
            _try(face, secret)
    st.button(say("Somebody else"), on_click=_go, args=("",), type="tertiary", icon=":material/arrow_back:")


def _try(face: Face, secret: str) -> None:
    try:
        who = let_in(library.store(), face.id, secret, now())
    except CoachError as error:
        st.warning(str(error), icon=":material/info:")
        return
    _go("")
    sign_in(who)
    st.rerun()


def _staff() -> None:
    for face in faces(library.store(), ("therapist", "administrator")):
        if st.button(escaped(face.name), key=f"face_{face.id}", icon=":material/badge:", width="stretch"):
            _go("")
            _press(face)
    st.button(say("Back"), on_click=_go, args=("",), type="tertiary", icon=":material/arrow_back:")


def _new() -> None:
    with st.form("new", border=True):
        name = st.text_input(say("Your name, for the record on this computer"), max_chars=MAX_NAME, key="new_name")
        if st.form_submit_button(say("Go on"), type="primary", width="stretch"):
            from coach.records.people import add_person

            number = add_person(Desk(library.store(), PROGRAM, now), name)
            _go("")
            sign_in(let_in(library.store(), number, "", now()))
            st.rerun()
    st.button(say("Back"), on_click=_go, args=("",), type="tertiary", icon=":material/arrow_back:")


def _go(door: str) -> None:
    st.session_state[_DOOR] = door
    st.session_state.pop(_ASKED, None)
