"""People of this computer for the administrator: who they are, their roles, and a lost secret set anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, cast

import streamlit as st

from coach.errors import CoachError
from coach.language import marked, say
from coach.records.credentials import PASSPHRASE_MOST, clear_secret, set_secret
from coach.records.desk import Role
from coach.records.people import PersonRow, add_person, archive_person, people, person, rename_person, set_role
from coach.records.staff import add_with_secret
from coach.records.tables import MAX_NAME, ROLES
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, require
from coach.ui.visits import VISITS

#: People on one page of the list.
PAGE = 20
ROLE_WORDS: dict[str, str] = {
    "patient": marked("Patient"),
    "therapist": marked("Therapist"),
    "administrator": marked("Administrator"),
}
_OPEN, _OFFSET, _DONE = "open_person", "people_offset", "people_done"


def show() -> None:
    """Draw the page."""
    require("administrator", "therapist")
    st.title(say("People"), anchor=False)
    st.caption(say("Who signs in on this computer, and as what. Nothing of a record is shown here."))
    if done := st.session_state.pop(_DONE, ""):
        st.success(escaped(done), icon=":material/check:")
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _list()
    with right:
        if (number := st.session_state.get(_OPEN)) is not None:
            _person(person(desk(), number))
        _add()


def _list() -> None:
    find, role = st.columns([3, 2])
    search = find.text_input(say("Find a name"), max_chars=MAX_NAME, key="people_search", on_change=_from_start)
    wanted = role.selectbox(
        say("Role"),
        ROLES,
        index=None,
        format_func=_role,
        key="people_role",
        placeholder=say("All"),
        on_change=_from_start,
    )
    offset = st.session_state.get(_OFFSET, 0)
    rows = people(desk(), search, wanted, offset, PAGE + 1)
    if not rows:
        st.markdown(say("Nobody is found. Look at how the name is written."))
    with st.container(key="people_list"):
        for row in rows[:PAGE]:
            st.button(
                f"**{escaped(row.name)}** · {escaped(_caption(row))}",
                key=f"person_{row.id}",
                on_click=_open,
                args=(row.id,),
                type="primary" if row.id == st.session_state.get(_OPEN) else "secondary",
                width="stretch",
            )
    before, after = st.columns(2)
    if offset:
        before.button(say("Before"), icon=":material/chevron_left:", on_click=_turn, args=(-PAGE,), width="stretch")
    if len(rows) > PAGE:
        after.button(say("More"), icon=":material/chevron_right:", on_click=_turn, args=(PAGE,), width="stretch")


def _caption(row: PersonRow) -> str:
    words = [_role(row.role), say("with PIN or passphrase") if row.has_secret else say("without PIN")]
    return " · ".join([*words, say("archived")] if row.archived_at else words)


def _role(role: str) -> str:
    return say(ROLE_WORDS[role])


def _person(row: PersonRow) -> None:
    with st.container(border=True, key="card_person"):
        st.header(escaped(row.name), anchor=False)
        st.caption(escaped(_caption(row)))
        _names(row)
        if desk().allows(row.id, "secrets", "write"):
            _secret(row)
        _archive(row)


def _names(row: PersonRow) -> None:
    with st.form(f"person_form_{row.id}", border=False):
        name = st.text_input(say("Name"), row.name, max_chars=MAX_NAME, key=f"name_{row.id}")
        role = st.selectbox(say("Role"), ROLES, ROLES.index(row.role), format_func=_role, key=f"role_{row.id}")
        if st.form_submit_button(say("Keep"), width="stretch"):
            with _telling():
                if name != row.name:
                    rename_person(desk(), row.id, name)
                if role != row.role:
                    set_role(desk(), row.id, role)
                    VISITS.end_of(row.id)
                _done(say("Kept."))
        st.caption(say("Therapists and administrators need a passphrase: set one below after giving the role."))


def _secret(row: PersonRow) -> None:
    with st.form(f"secret_form_{row.id}", border=False, clear_on_submit=True):
        st.markdown(f"**{say('Lost PIN or passphrase')}**")
        label = say("A new PIN or passphrase") if row.role == "patient" else say("A new passphrase")
        secret = st.text_input(label, type="password", max_chars=PASSPHRASE_MOST, key=f"new_secret_{row.id}")
        st.caption(say("Tell it to nobody else. It can be changed under “PIN or passphrase” after signing in."))
        left, right = st.columns(2)
        kept = left.form_submit_button(say("Set it anew"), width="stretch")
        cleared = row.role == "patient" and row.has_secret and right.form_submit_button(say("None"), width="stretch")
    if kept or cleared:
        with _telling():
            if cleared:
                clear_secret(desk(), row.id)
            else:
                set_secret(desk(), row.id, secret)
            VISITS.end_of(row.id)
            _done(say("Kept. {name} is signed out everywhere.", name=row.name))


def _archive(row: PersonRow) -> None:
    away = row.archived_at is None
    label, icon = (say("Archive"), "archive") if away else (say("Fetch back"), "unarchive")
    if st.button(label, icon=f":material/{icon}:", key="archive"):
        with _telling():
            archive_person(desk(), row.id, archived=away)
            VISITS.end_of(row.id)
            told = say("Archived: kept, and not let in any more.") if away else say("Fetched back.")
            _done(told)


def _add() -> None:
    with st.container(border=True, key="card_add"):
        st.header(say("Add somebody"), anchor=False)
        with st.form("add_person", border=False):
            name = st.text_input(say("Name"), max_chars=MAX_NAME, key="add_name")
            role = cast(Role, st.selectbox(say("Role"), ROLES, format_func=_role, key="add_role"))
            secret = st.text_input(
                say("Passphrase to begin with"), type="password", max_chars=PASSPHRASE_MOST, key="add_secret"
            )
            st.caption(
                say("Therapists and administrators need one. A patient may do without on a computer of her own.")
            )
            pressed = st.form_submit_button(say("Add"), type="primary", width="stretch")
        if pressed:
            with _telling():
                _keep_new(name, role, secret)


def _keep_new(name: str, role: Role, secret: str) -> None:
    if role == "patient" and not secret:
        number = add_person(desk(), name)
    else:
        number = add_with_secret(desk(), name, role, secret)
    _open(number)
    _done(say("Added."))


@contextmanager
def _telling() -> Iterator[None]:
    """What is refused is told in its sentence, and the page stays as it is."""
    try:
        yield
    except CoachError as error:
        st.warning(escaped(str(error)), icon=":material/info:")


def _done(told: str) -> NoReturn:
    st.session_state[_DONE] = told
    st.rerun()


def _open(person_id: int) -> None:
    st.session_state[_OPEN] = person_id


def _turn(by: int) -> None:
    st.session_state[_OFFSET] = max(st.session_state.get(_OFFSET, 0) + by, 0)


def _from_start() -> None:
    st.session_state.pop(_OFFSET, None)
