"""Who is here: patients by their names, the clinic behind a door of its own, and a new person."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.errors import CoachError
from coach.language import say
from coach.records.credentials import PASSPHRASE_MOST, Face, face, faces, let_in
from coach.records.desk import PROGRAM, Desk
from coach.records.people import add_person
from coach.records.staff import SEVERAL, STAFF, first_therapist, has_staff, whose_consent
from coach.records.tables import MAX_NAME
from coach.ui import clinic, library, words
from coach.ui.entrance import sign_in
from coach.ui.review_look import escaped
from coach.ui.signed_in import now

#: With more people than this nobody's name is listed: each types her own.
MOST_FACES = 8
_ASKED, _DOOR = "asked_face", "door"


def show(told: str = "") -> None:
    """Draw the page; `told` is why it is shown, where that is not plain."""
    with st.container(key="who"):
        st.title(say("Who is here?"), anchor=False)
        if told:
            st.info(escaped(told), icon=":material/lock:")
        if clinic.is_set_up():
            clinic.show()
        else:
            _doors()
        st.caption(say(words.DISCLAIMER))


def _doors() -> None:
    asked = face(library.store(), st.session_state.get(_ASKED, 0))
    door = st.session_state.get(_DOOR, "")
    if asked is not None:
        _secret(asked)
    elif door == "new":
        _new()
    elif door == "staff":
        _staff()
    else:
        _patients()


def _patients() -> None:
    _faces(faces(library.store(), ("patient",)), ":material/person:")
    with st.container(key="doors"):
        left, right = st.columns(2)
        _door(left, say("I am new here"), "new", ":material/person_add:")
        _door(right, say("Therapist or clinic"), "staff", ":material/badge:")


def _door(column: DeltaGenerator, label: str, door: str, icon: str) -> None:
    column.button(label, icon=icon, on_click=_go, args=(door,), width="stretch", key=f"door_{door}")


def _staff() -> None:
    st.header(say("Therapist or clinic"), anchor=False)
    if has_staff(library.store()):
        _faces([one for one in faces(library.store(), STAFF) if one.has_secret], ":material/badge:")
    else:
        _first()
    _back()


def _faces(known: list[Face], icon: str) -> None:
    if len(known) > MOST_FACES:
        _type_name(known)
        return
    with st.container(key="faces"):
        for one in known:
            if st.button(escaped(one.name), key=f"face_{one.id}", icon=icon, width="stretch"):
                _press(one)


def _type_name(known: list[Face]) -> None:
    with st.form("name", border=False):
        name = st.text_input(say("Your name"), max_chars=MAX_NAME, key="own_name")
        if st.form_submit_button(say("Go on"), type="primary", width="stretch"):
            wanted = " ".join(name.split()).casefold()
            found = next((one for one in known if one.name.casefold() == wanted), None)
            if found is not None:
                _press(found)
            st.warning(say("Nobody of that name is known here. Please look at how it is written."))


def _press(one: Face) -> None:
    if one.has_secret:
        st.session_state[_ASKED] = one.id
    else:
        sign_in(let_in(library.store(), one.id, "", now()))
    st.rerun()


def _secret(one: Face) -> None:
    with st.form("secret", border=True):
        st.header(escaped(one.name), anchor=False)
        label = say("Your PIN or passphrase") if one.role == "patient" else say("Your passphrase")
        secret = st.text_input(label, type="password", max_chars=PASSPHRASE_MOST, key="secret")
        pressed = st.form_submit_button(say("Go on"), type="primary", width="stretch")
    if pressed:
        try:
            who = let_in(library.store(), one.id, secret, now())
        except CoachError as error:
            st.warning(str(error), icon=":material/info:")
        else:
            sign_in(who)
            st.rerun()
    st.button(say("Somebody else"), on_click=_go, args=("",), type="tertiary", icon=":material/arrow_back:")


def _new() -> None:
    with st.form("new", border=True):
        name = st.text_input(say("Your name, for the record on this computer"), max_chars=MAX_NAME, key="new_name")
        pressed = st.form_submit_button(say("Go on"), type="primary", width="stretch")
    if pressed:
        number = add_person(Desk(library.store(), PROGRAM, now), name)
        sign_in(let_in(library.store(), number, "", now()))
        st.switch_page(st.session_state["pages"].get("setup", st.session_state["pages"][""]))
    st.caption(say("A name is enough on a computer of your own. A PIN can be set later, under your name."))
    _back()


def _first() -> None:
    """Nobody of the clinic is known yet: whoever is here may be the therapist."""
    asked = whose_consent(library.store())
    if len(asked) > 1:
        st.info(say(SEVERAL), icon=":material/lock:")
        return
    with st.form("first", border=True):
        st.markdown(say("No therapist is known on this computer yet."))
        name = st.text_input(say("Your name"), max_chars=MAX_NAME, key="first_name")
        passphrase = st.text_input(
            say("A passphrase of your choice"), type="password", max_chars=PASSPHRASE_MOST, key="first_passphrase"
        )
        agreed = _consent(asked[0]) if asked else None
        pressed = st.form_submit_button(say("I am the therapist"), type="primary", width="stretch")
    if pressed:
        try:
            who = first_therapist(library.store(), name, passphrase, now(), agreed)
        except CoachError as error:
            st.warning(escaped(str(error)), icon=":material/info:")
        else:
            sign_in(who)
            st.rerun()


def _consent(asked: Face) -> tuple[int, str]:
    told = say("{name} has a PIN, and agrees with it that a therapist may see the records.", name=asked.name)
    st.markdown(escaped(told))
    secret = st.text_input(
        say("Her PIN or passphrase"), type="password", max_chars=PASSPHRASE_MOST, key="consent_secret"
    )
    return asked.id, secret


def _back() -> None:
    st.button(say("Back"), on_click=_go, args=("",), type="tertiary", icon=":material/arrow_back:")


def _go(door: str) -> None:
    st.session_state[_DOOR] = door
    st.session_state.pop(_ASKED, None)
