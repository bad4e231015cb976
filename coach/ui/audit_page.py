"""Who read or wrote what of whom, for the administrator: newest first, all of it or about one person."""

from __future__ import annotations

import streamlit as st

from coach.language import marked, say
from coach.records.audit import AuditRow, audit_rows
from coach.records.desk import Subject
from coach.records.people import people
from coach.records.tables import MAX_NAME
from coach.review.dates import moment_words
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, require
from coach.ui.staff_page import ROLE_WORDS

#: Lines on one page, and names that fit what is searched for.
PAGE, MOST_FOUND = 50, 20
SUBJECT_WORDS: dict[Subject, str] = {
    "people": marked("name and role"),
    "secrets": marked("PIN or passphrase"),
    "profile": marked("operation and orders"),
    "override": marked("exception"),
    "plan": marked("plan"),
    "session": marked("sessions"),
    "set": marked("sets"),
    "answer": marked("answers"),
    "diary": marked("diary"),
    "outcome": marked("measures"),
    "goal": marked("goal"),
    "comment": marked("comments"),
    "note": marked("therapists' notes"),
    "question": marked("questions"),
    "settings": marked("settings"),
    "audit": marked("audit"),
    "account": marked("whole record"),
    "backup": marked("backup"),
    "caseload": marked("list of patients"),
}
_ACTS = {"read": marked("read"), "write": marked("wrote")}
_OFFSET = "audit_offset"


def show() -> None:
    """Draw the page."""
    require("administrator")
    st.title(say("Audit"), anchor=False)
    st.caption(say("Who looked at or changed the record of somebody else. What was in it is not written here."))
    about = _about()
    offset = st.session_state.get(_OFFSET, 0)
    rows = audit_rows(desk(), about, offset, PAGE + 1)
    if not rows:
        st.markdown(say("Nothing yet."))
        return
    with st.container(border=True, key="card_audit"):
        st.table(_columns(rows[:PAGE]), border="horizontal", hide_index=True)
    newer, older = st.columns(2)
    if offset:
        newer.button(say("Newer"), icon=":material/chevron_left:", on_click=_turn, args=(-PAGE,), width="stretch")
    if len(rows) > PAGE:
        older.button(say("Older"), icon=":material/chevron_right:", on_click=_turn, args=(PAGE,), width="stretch")


def _about() -> int | None:
    find, pick = st.columns([3, 4])
    search = find.text_input(say("Find a name"), max_chars=MAX_NAME, key="audit_search", on_change=_from_start)
    if not search:
        return None
    names = {row.id: row.name for row in people(desk(), search, limit=MOST_FOUND)}
    return pick.selectbox(
        say("About"),
        list(names),
        index=0 if names else None,
        format_func=names.__getitem__,
        placeholder=say("Nobody is found."),
        key="audit_about",
        on_change=_from_start,
    )


def _columns(rows: list[AuditRow]) -> dict[str, list[str]]:
    return {
        say("When"): [escaped(moment_words(row.at.astimezone())) for row in rows],
        say("Who"): [escaped(row.viewer or row.label or _gone(row.viewer_id)) for row in rows],
        say("As"): [escaped(say(ROLE_WORDS[row.role])) if row.role in ROLE_WORDS else "–" for row in rows],
        say("Did"): [escaped(say(_ACTS.get(row.act, row.act))) for row in rows],
        say("What"): [escaped(_subject(row.subject)) for row in rows],
        say("Of whom"): [escaped(row.person or _gone(row.person_id)) for row in rows],
    }


def _subject(subject: str) -> str:
    return next((say(words) for known, words in SUBJECT_WORDS.items() if known == subject), subject)


def _gone(person_id: int | None) -> str:
    return "–" if person_id is None else say("number {number}, gone", number=person_id)


def _turn(by: int) -> None:
    st.session_state[_OFFSET] = max(st.session_state.get(_OFFSET, 0) + by, 0)


def _from_start() -> None:
    st.session_state.pop(_OFFSET, None)
