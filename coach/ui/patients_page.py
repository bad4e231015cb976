"""The therapist's first page: who needs her, with the reasons in words; searched, sorted and paged in the database."""

from __future__ import annotations

import streamlit as st

from coach.care import LEVEL_WORDS
from coach.errors import CoachError
from coach.language import marked, say, say_many
from coach.records.caseload import CaseRow, Order, caseload
from coach.records.desk import Desk
from coach.records.people import add_person
from coach.records.tables import MAX_NAME
from coach.review.dates import day_words
from coach.review.saying import percent
from coach.ui.patient_needs import handle_form, is_handled_here, need_lines
from coach.ui.review_look import escaped, style
from coach.ui.signed_in import choose_patient, desk, now, require
from coach.ui.ways import go

#: Rows of one page.
PAGE_ROWS = 25
_ORDERS: dict[Order, str] = {
    "need": marked("Who needs me first"),
    "name": marked("Name"),
    "last_day": marked("Last trained"),
    "week": marked("Weeks since the operation"),
}
_OFFSET, _SEARCHED = "patients_offset", "patients_searched"


def show() -> None:
    """Draw the page."""
    style()
    require("therapist")
    at = desk()
    st.title(say("Patients"), anchor=False)
    search, order, descending = _asked()
    offset = int(st.session_state.get(_OFFSET, 0))
    found = caseload(at, now(), search=search, order=order, descending=descending, offset=offset, limit=PAGE_ROWS)
    if not found.rows and not search:
        st.markdown(say("Nobody yet. Add the first patient below."))
    elif not found.rows:
        st.markdown(say("Nobody of that name."))
    for row in found.rows:
        _row(at, row)
    _paging(offset, len(found.rows), found.total)
    _adding(at)


def _asked() -> tuple[str, Order, bool]:
    """What is looked for, and in which order; either begins at the first page again."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="patients_asked"):
        search = st.text_input(say("Search by name"), max_chars=MAX_NAME, key="patients_search", width=280)
        orders: dict[Order, str] = {name: say(words) for name, words in _ORDERS.items()}
        order = st.selectbox(
            say("Order"), list(orders), format_func=orders.__getitem__, key="patients_order", width=280
        )
        turned = st.toggle(say("The other way round"), key="patients_turned")
    asked = (search.strip(), order, turned)
    if st.session_state.get(_SEARCHED, asked) != asked:
        st.session_state[_OFFSET] = 0
    st.session_state[_SEARCHED] = asked
    descending = order != "name"
    return search.strip(), order, descending != turned


def _row(at: Desk, row: CaseRow) -> None:
    with st.container(border=True, key=f"card_patient_{row.person_id}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            st.markdown(f"**{escaped(row.name)}** · {escaped(' · '.join(_standing(row)))}")
            lines = need_lines(row.needs)
            if lines:
                st.markdown("  \n".join(lines))
            st.caption(escaped(" · ".join(_figures(row))))
        with right:
            if st.button(say("Open"), key=f"open_{row.person_id}", width="stretch", help=row.name):
                choose_patient(row.person_id)
                go("patient", who=row.person_id)
            if is_handled_here(row.needs):
                handle_form(at, row.person_id, f"row_{row.person_id}")


def _standing(row: CaseRow) -> list[str]:
    told = [str(LEVEL_WORDS[row.level])] if row.level else [say("operation not yet told")]
    if row.week is not None:
        ahead = say("operation in {weeks} weeks", weeks=-row.week)
        told.append(say("week {week} after the operation", week=row.week) if row.week >= 0 else ahead)
    return told


def _figures(row: CaseRow) -> list[str]:
    """The last two weeks of training, and how pain stands; nothing where nothing was done."""
    if row.last_day is None:
        return [say("not trained yet")]
    told = [say("last trained {day}", day=day_words(row.last_day))]
    told.append(say_many("{n} set in 14 days", "{n} sets in 14 days", row.sets_14d))
    told.append(say("limits passed {n} times, before {before}", n=row.breaches_14d, before=row.breaches_before))
    told.append(say("{share} judged", share=percent(row.coverage_14d)))
    if row.pain_last is not None:
        before = "–" if row.pain_before is None else row.pain_before
        told.append(say("pain {last}, before {before}", last=row.pain_last, before=before))
    return told


def _paging(offset: int, shown: int, total: int) -> None:
    if total <= PAGE_ROWS:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="patients_paging"):
        if st.button(say("Earlier page"), disabled=offset == 0, key="patients_back"):
            st.session_state[_OFFSET] = max(offset - PAGE_ROWS, 0)
            st.rerun()
        if st.button(say("Next page"), disabled=offset + shown >= total, key="patients_on"):
            st.session_state[_OFFSET] = offset + PAGE_ROWS
            st.rerun()
        st.caption(say("{first} to {last} of {total}", first=offset + 1, last=offset + shown, total=total))


def _adding(at: Desk) -> None:
    with st.expander(say("Add a patient"), icon=":material/person_add:"), st.form("add_patient", border=False):
        name = st.text_input(say("Name"), max_chars=MAX_NAME, key="new_patient")
        pressed = st.form_submit_button(say("Add"))
        if pressed:
            try:
                number = add_person(at, name)
            except CoachError as refused:
                st.warning(escaped(str(refused)), icon=":material/info:")
                return
            choose_patient(number)
            go("patient", who=number)
